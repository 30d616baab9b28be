"""Where Veriset finds its own files and keeps what it makes."""

from __future__ import annotations

import os
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent
"""The checkout: contracts/, manifests/ and network-config.yaml lie here."""


def work_folder() -> Path:
    """Return the folder for all that is made: `VERISET_HOME`, or build/ in the checkout."""
    home = os.environ.get("VERISET_HOME")
    return Path(home).expanduser().resolve() if home else PROJECT / "build"
