"""`python -m veriset` is the `veriset` command."""

from veriset.cli.app import main

if __name__ == "__main__":
    main()
