"""The `veriset` command.

Commands import what they need when they run, so that `veriset --help` answers at once.
"""

from __future__ import annotations

import os
import signal
import sys
from typing import Annotated, NoReturn

import typer

from veriset.cli import chain, deals, fetch, pin, serve, simulate, verify
from veriset.cli.lazy import Group, with_groups
from veriset.errors import VerisetError

_GROUPS = {
    "manifest": Group("Build and use manifests: a hash for every image.", ("manifest",)),
    "model": Group("Train small models and check how they were made.", ("model",)),
    "data": Group("Get MNIST and the flowers dataset, checked.", ("data",)),
    "registry": Group("See what a chain's ProvenanceRegistry holds.", ("registry",)),
    "dataset": Group(
        "Build datasets together, with votes and rewards.",
        (
            "dataset",
            "dataset_create",
            "dataset_actions",
            "dataset_review",
            "dataset_money",
            "dataset_status",
        ),
    ),
    "campaign": Group(
        "Have images annotated by many players, settled on the chain.",
        (
            "campaign",
            "campaign_sponsor",
            "campaign_player",
            "campaign_settle",
            "campaign_end",
            "campaign_read",
        ),
    ),
    "chain": Group("Run a chain on this machine.", ("chain",)),
}

app = typer.Typer(
    name="veriset",
    cls=with_groups(_GROUPS),
    help="Prove what is in machine-learning datasets, and which models used them.",
    no_args_is_help=True,
    rich_markup_mode=None,  # rich's help takes half a second to import
    pretty_exceptions_enable=False,
    add_completion=False,
)
app.add_typer(pin.app, name="pin")
app.command("fetch")(fetch.fetch)
app.command("pins")(fetch.pins)
app.command("deals")(deals.deals)
app.command("serve")(serve.serve)
app.command("verify")(verify.verify)
app.command("simulate")(simulate.simulate)
app.command("demo")(chain.demo)


def _show_version(wanted: bool) -> None:
    if wanted:
        from importlib.metadata import version as installed

        typer.echo(installed("veriset"))
        raise typer.Exit


@app.callback()
def _options(
    version: Annotated[
        bool,
        typer.Option(
            "--version", help="Show the version and exit.", callback=_show_version, is_eager=True
        ),
    ] = False,
) -> None:
    pass


def main() -> None:
    """Run the command line.

    A user's mistake is one line on standard error and exit code 1, Ctrl-C one line and 130.
    """
    # Leave as after an error, so that what was started is stopped and its state kept.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    try:
        try:
            app()
        finally:
            # Here and not at exit, so that a full disk is an error like others.
            if sys.stdout is not None:
                sys.stdout.flush()
    except VerisetError as error:
        _fail(str(error))
    except OSError as error:
        _drop_output()
        if isinstance(error, BrokenPipeError):  # whoever read the output wants no more of it
            sys.exit(1)
        # What no layer below could put better, such as a full disk under a temporary folder.
        place = f"{error.filename}: " if error.filename else ""
        _fail(f"{place}{error.strerror or error}")
    except KeyboardInterrupt:
        _fail("interrupted", 130)
    except SystemExit as end:
        if end.code == 130:  # Typer's for Ctrl-C, without a word
            _fail("interrupted", 130)
        raise


def _fail(message: str, code: int = 1) -> NoReturn:
    """Print the message as one line, whatever a file's name puts into it, and exit."""
    line = "".join(c if c.isprintable() else repr(c)[1:-1] for c in message)
    print(f"error: {line}", file=sys.stderr)
    sys.exit(code)


def _drop_output() -> None:
    """Forget what could not be written, which Python would try again at exit and complain."""
    try:
        sys.stdout.flush()
    except OSError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
