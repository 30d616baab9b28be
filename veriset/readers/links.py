"""Symbolic links in a source: what a manifest names must lie in the folder that it describes."""

from __future__ import annotations

import os
from pathlib import Path

from veriset.errors import InputError


def check_symlink(source: Path, place: Path) -> None:
    """Refuse a link that leaves the source, is broken, or leads to a folder (it may loop).

    Raises:
        InputError: `place` is such a link.
    """
    target = Path(os.path.realpath(place))
    if not target.is_relative_to(os.path.realpath(source)):
        raise InputError(f"{shown(place)} is a symbolic link out of {source}; copy the file there")
    if not target.is_file():
        raise InputError(f"{shown(place)} is a symbolic link to no file; remove it")


def shown(path: Path) -> str:
    """Return a path fit for one line of a message, whatever bytes it holds."""
    text = str(path)
    return text if text.isprintable() else repr(text)
