"""What can go wrong for a user, as one small hierarchy.

Every message is one line that says what is wrong and what to do about it. The command
line prints that line and exits with 1; only a fault of Veriset itself shows a traceback.
"""

from __future__ import annotations


class VerisetError(Exception):
    """Base of all errors that a user, a network or a file can cause."""


class InputError(VerisetError):
    """A file, folder or argument that was given cannot be used."""


class ManifestError(VerisetError):
    """A manifest is malformed, or does not agree with itself or with its images."""


class ProofError(VerisetError):
    """A Merkle proof is malformed or does not lead to the root."""


class ChainError(VerisetError):
    """A node, network, account or contract does not answer as it must."""


class PinningError(VerisetError):
    """A pinning service failed, or returned something else than was stored."""
