"""veriset campaign: have images annotated, settled and paid for by a contract."""

from __future__ import annotations

import typer

app = typer.Typer()
