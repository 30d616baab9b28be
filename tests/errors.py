"""The contracts' errors, as tests expect them."""

import brownie


def refused(error: str, *arguments):
    """Expect a custom error with exactly these arguments.

    Ids are given as 32 bytes or hex, accounts as Brownie has them, numbers as int.
    """
    return brownie.reverts(message(error, *arguments))


def message(error: str, *arguments) -> str:
    """Return a custom error as Brownie prints it; arguments as in `refused`."""
    return f"{error}: {', '.join(map(_as_brownie_prints, arguments))}"


def _as_brownie_prints(argument) -> str:
    if isinstance(argument, (int, bytes)):
        return str(argument)
    text = str(argument).lower()
    return str(bytes.fromhex(text[2:])) if len(text) == 66 else text
