"""The ids of datasets and models, computed without a chain."""

from __future__ import annotations

import re

from tiny_keccak import keccak256

from veriset.errors import InputError


def registry_id(publisher: str, digest: bytes) -> bytes:
    """Return keccak256(abi.encode(publisher, digest)), the id in the ProvenanceRegistry.

    Args:
        publisher: address, 0x and 40 hexadecimal digits in either case.
        digest: Merkle root of a dataset or SHA-256 of a model manifest, 32 bytes.

    Raises:
        InputError: the publisher is no address.
    """
    if not re.fullmatch("0x[0-9a-fA-F]{40}", publisher):
        raise InputError(f"{publisher!r} is not an address; give 0x and 40 hexadecimal digits")
    return keccak256(bytes.fromhex(publisher[2:]).rjust(32, b"\0") + digest)
