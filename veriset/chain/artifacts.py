"""What the compiler made of contracts and interfaces, in Brownie's build folder."""

from __future__ import annotations

import json
from functools import cache
from typing import Any

from veriset.errors import ChainError
from veriset.paths import PROJECT


@cache
def load_artifact(contract: str) -> dict[str, Any]:
    """Return Brownie's build artifact of a contract or an interface.

    Raises:
        ChainError: the contracts are not compiled.
    """
    build = PROJECT / "build"
    path = build / "interfaces" / f"{contract}.json"
    try:
        if not path.exists():
            path = build / "contracts" / f"{contract}.json"
        artifact: dict[str, Any] = json.loads(path.read_bytes())
    except (OSError, ValueError) as error:
        raise ChainError(f"{contract} is not compiled; run: brownie compile") from error
    return artifact


def load_abi(contract: str) -> list[dict[str, Any]]:
    """Return the ABI of a contract or an interface."""
    abi: list[dict[str, Any]] = load_artifact(contract)["abi"]
    return abi


def load_errors(contract: str) -> list[dict[str, Any]]:
    """Return a contract's errors alone, for the ABI of one that passes them on."""
    return [entry for entry in load_abi(contract) if entry["type"] == "error"]
