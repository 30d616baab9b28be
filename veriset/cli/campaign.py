"""veriset campaign: have images annotated, settled and paid for by a contract."""

from __future__ import annotations

import typer

app = typer.Typer(
    help="Have images annotated by many players, settled on the chain.", no_args_is_help=True
)
