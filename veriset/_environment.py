"""Point Brownie at the tools inside the checkout.

Run at interpreter start in the checkout's virtual environment (a .pth file written by
`make setup`), so that `brownie` finds the compiler and the local chains without any
environment variable set by hand. What the user has set, or installed natively, wins.
"""

from __future__ import annotations

import os
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def use_checkout_tools() -> None:
    """Put the checkout's node tools on PATH and its Solidity compiler before py-solc-x."""
    node_tools = str(ROOT / "node_modules" / ".bin")
    path = os.environ.get("PATH", os.defpath)
    if node_tools not in path.split(os.pathsep):
        os.environ["PATH"] = f"{node_tools}{os.pathsep}{path}"
    toolchain = ROOT / ".toolchain"
    for compiler in toolchain.glob("solc-v*"):
        if not (Path.home() / ".solcx" / compiler.name).exists():
            os.environ.setdefault("SOLCX_BINARY_PATH", str(toolchain))
