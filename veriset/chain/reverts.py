"""Reverts in words: a contract's custom error with its arguments."""

from __future__ import annotations

from typing import Any


def explain_revert(abi: list[dict[str, Any]], data: str | bytes | None) -> str:
    """Return a custom error as it would be written in Solidity, such as `CountZero()`.

    Args:
        abi: of the contract that reverted.
        data: what it returned, as bytes or 0x and hexadecimal digits.
    """
    from eth_abi.abi import decode
    from eth_utils.abi import function_abi_to_4byte_selector

    if not data:
        return "reverted without a reason"
    raw = bytes.fromhex(data.removeprefix("0x")) if isinstance(data, str) else data
    for entry in abi:
        if entry["type"] != "error" or function_abi_to_4byte_selector(entry) != raw[:4]:  # type: ignore[arg-type]
            continue
        inputs = entry["inputs"]
        values = decode([argument["type"] for argument in inputs], raw[4:])
        shown = (
            f"{argument['name']}={'0x' + value.hex() if isinstance(value, bytes) else value}"
            for argument, value in zip(inputs, values, strict=True)
        )
        return f"{entry['name']}({', '.join(shown)})"
    return f"reverted with 0x{raw.hex()}"
