"""Addresses as people type them."""

from __future__ import annotations

from veriset.errors import InputError


def checked_address(text: str) -> str:
    """Return an address with its checksum.

    Raises:
        InputError: it is none.
    """
    from eth_utils.address import is_address, to_checksum_address

    if not is_address(text):
        raise InputError(f"{text!r} is not an address; give 0x and 40 hexadecimal digits")
    return str(to_checksum_address(text))
