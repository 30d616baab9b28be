"""CIDs as values and as text: version 0 in base58, version 1 in base32.

Source: https://github.com/multiformats/cid.
"""

from __future__ import annotations

import base64
import binascii
from dataclasses import dataclass

from veriset.errors import InputError

RAW = 0x55
DAG_PB = 0x70
_SHA2_256 = b"\x12\x20"  # the multihash function's code, then the length of its digest
_BASE58 = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"


@dataclass(frozen=True)
class Cid:
    """A CID of a SHA-256 block: `version` 0 or 1, `codec` RAW or DAG_PB, `digest` 32 bytes."""

    version: int
    codec: int
    digest: bytes

    @classmethod
    def parse(cls, text: str) -> Cid:
        """Read a CID as text: version 0 in base58 (`Qm...`) or version 1 in base32 (`b...`).

        Raises:
            InputError: it is malformed, or of another base, codec or hash function.
        """
        if len(text) == 46 and text.startswith("Qm"):
            binary = _base58_decode(text)
            if binary is not None and len(binary) == 34 and binary.startswith(_SHA2_256):
                return cls(0, DAG_PB, binary[2:])
        elif len(text) == 59 and text.startswith("b"):
            binary = _base32_decode(text[1:])
            if binary is not None and binary[0] == 1 and binary[2:4] == _SHA2_256:
                cid = cls(1, binary[1], binary[4:])
                # Spare bits at the end of base32 must be zero, or one CID had many spellings.
                if cid.codec in (RAW, DAG_PB) and str(cid) == text:
                    return cid
        shown = text if len(text) <= 80 else f"{text[:80]}..."
        raise InputError(
            f"{shown!r} is not a CID that can be checked; "
            "give Qm... (46 characters) or bafk.../bafy... (59 characters, lower case)"
        )

    @property
    def binary(self) -> bytes:
        """The CID as bytes: 34 for version 0, 36 for version 1."""
        prefix = b"" if self.version == 0 else bytes((1, self.codec))
        return prefix + _SHA2_256 + self.digest

    def as_version_1(self) -> Cid:
        """Return the name of the same block in version 1 (base32)."""
        return Cid(1, self.codec, self.digest)

    def same_block(self, other: Cid) -> bool:
        """Tell whether both name the same block, in whatever version each is written."""
        return (self.codec, self.digest) == (other.codec, other.digest)

    def __str__(self) -> str:
        if self.version == 0:
            return _base58_encode(self.binary)
        return "b" + base64.b32encode(self.binary).decode().rstrip("=").lower()


def _base58_encode(data: bytes) -> str:
    """Encode bytes that do not start with a zero, as no CID does."""
    number, text = int.from_bytes(data, "big"), ""
    while number:
        number, digit = divmod(number, 58)
        text = _BASE58[digit] + text
    return text


def _base58_decode(text: str) -> bytes | None:
    number = 0
    for character in text:
        digit = _BASE58.find(character)
        if digit < 0:
            return None
        number = number * 58 + digit
    return number.to_bytes((number.bit_length() + 7) // 8, "big")


def _base32_decode(text: str) -> bytes | None:
    if text != text.lower() or "=" in text:
        return None
    try:
        return base64.b32decode(text.upper() + "=" * (-len(text) % 8))
    except (binascii.Error, ValueError):
        return None
