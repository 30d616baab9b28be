"""What the compiler made of the contracts: ABI and bytecode, in Brownie's build folder."""

from __future__ import annotations

import json
from functools import cache
from typing import Any

from veriset.errors import ChainError
from veriset.paths import PROJECT


@cache
def load_artifact(contract: str) -> dict[str, Any]:
    """Return Brownie's build artifact of a contract.

    Raises:
        ChainError: the contracts are not compiled.
    """
    path = PROJECT / "build" / "contracts" / f"{contract}.json"
    try:
        artifact: dict[str, Any] = json.loads(path.read_bytes())
    except (OSError, ValueError) as error:
        raise ChainError(f"{contract} is not compiled; run: brownie compile") from error
    return artifact


def load_abi(contract: str) -> list[dict[str, Any]]:
    """Return the contract's ABI."""
    abi: list[dict[str, Any]] = load_artifact(contract)["abi"]
    return abi
