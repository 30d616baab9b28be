"""Proofs that a piece of data is in a Filecoin deal (PoDSI, FRC-0058).

A deal's data is a Merkle tree over SHA-256 of which two bits are cut off. Two proofs must agree on
its root: one that the piece's own tree is a subtree, one that the index at the deal's end has an
entry for it. What the piece itself is made of is not proven: its commitment is taken as given.

Source: https://github.com/filecoin-project/FIPs/blob/master/FRCs/frc-0058.md.
"""

from __future__ import annotations

import base64
import hashlib
from dataclasses import dataclass
from typing import Any

from veriset.errors import ProofError

_ENTRY_SIZE = 64
_NODE_SIZE = 32
_MAX_DEPTH = 63
_MIN_ENTRIES = 4
# CID version 1, codec fil-commitment-unsealed, hash sha2-256-trunc254-padded of 32 bytes.
_CID_PREFIX = bytes.fromhex("0181e203922020")


@dataclass(frozen=True)
class Piece:
    """Padded data: its commitment, 32 bytes, and its size, a power of two of bytes."""

    commitment: bytes
    size: int

    @property
    def cid(self) -> str:
        """The commitment as Filecoin writes it (`baga...`)."""
        return "b" + base64.b32encode(_CID_PREFIX + self.commitment).decode().rstrip("=").lower()


@dataclass(frozen=True)
class TreeProof:
    """Where a node is among those of its level, and its siblings on the way up."""

    index: int
    path: tuple[bytes, ...]

    def root(self, node: bytes) -> bytes:
        """Return the root that follows from a node.

        Raises:
            ProofError: the index or the depth cannot be.
        """
        if len(self.path) > _MAX_DEPTH or self.index >> len(self.path):
            raise ProofError("the proof's index lies outside of its tree")
        index = self.index
        for sibling in self.path:
            node = _hash(sibling + node if index & 1 else node + sibling)
            index >>= 1
        return node


@dataclass(frozen=True)
class InclusionProof:
    """That a piece is in a deal.

    Attributes:
        piece: what is said to be in it.
        subtree: from the piece's commitment to the deal's.
        entry: from the piece's entry in the deal's index to the deal's commitment.
        deal_id: of the deal, None while it has none.
        provider: the storage provider, as the service names it.
    """

    piece: Piece
    subtree: TreeProof
    entry: TreeProof
    deal_id: int | None = None
    provider: str = ""

    def deal(self) -> Piece:
        """Return the data of the deal in which the piece is proven to be.

        Raises:
            ProofError: the proofs do not hold, or do not agree.
        """
        size = self.piece.size
        if size < 2 * _NODE_SIZE or size & (size - 1):
            raise ProofError(f"a piece cannot have {size} bytes; its size is a power of two")
        root = self.subtree.root(self.piece.commitment)
        total = size << len(self.subtree.path)
        entry = _hash(index_entry(self.piece, self.subtree.index * size))
        if self.entry.root(entry) != root:
            raise ProofError("the piece and its index entry are proven to be in different deals")
        if _ENTRY_SIZE << len(self.entry.path) != total:
            raise ProofError("the two proofs are of deals of different size")
        if self.entry.index * _ENTRY_SIZE < total - index_size(total):
            raise ProofError("the index entry lies outside of the deal's index")
        return Piece(root, total)


def index_entry(piece: Piece, offset: int) -> bytes:
    """Return the 64 bytes that stand for a piece in a deal's index.

    Args:
        piece: the piece.
        offset: where it starts in the deal, in bytes.
    """
    head = piece.commitment + offset.to_bytes(8, "little") + piece.size.to_bytes(8, "little")
    checksum = bytearray(hashlib.sha256(head + bytes(16)).digest()[:16])
    checksum[15] &= 0x3F
    return head + bytes(checksum)


def index_size(deal_size: int) -> int:
    """Return how many bytes the index at the end of a deal takes."""
    entries = deal_size // 2048 // _ENTRY_SIZE
    rounded = 1 << (entries - 1).bit_length() if entries > 1 else 1
    return max(_MIN_ENTRIES, rounded) * _ENTRY_SIZE


def read_proofs(answer: Any) -> list[InclusionProof]:
    """Read what Lighthouse's `get_proof` answers: one proof for each deal.

    Raises:
        ProofError: it is something else.
    """
    try:
        return [
            InclusionProof(
                _piece(deal["proof"]["verifierData"]),
                _tree_proof(deal["proof"]["inclusionProof"]["proofSubtree"]),
                _tree_proof(deal["proof"]["inclusionProof"]["proofIndex"]),
                None if deal.get("dealId") is None else int(deal["dealId"]),
                str(deal.get("storageProvider") or ""),
            )
            for deal in answer["dealInfo"]
        ]
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise ProofError("the service's answer holds no inclusion proof") from error


def _piece(data: Any) -> Piece:
    cid = _bytes(data["commPc"])
    if len(cid) != len(_CID_PREFIX) + _NODE_SIZE or not cid.startswith(_CID_PREFIX):
        raise ValueError("not the CID of a piece")
    return Piece(cid[len(_CID_PREFIX) :], int(data["sizePc"], 16))


def _tree_proof(data: Any) -> TreeProof:
    path = tuple(_bytes(node) for node in data["path"])
    if any(len(node) != _NODE_SIZE for node in path):
        raise ValueError("a node has another size")
    return TreeProof(int(data["index"], 16), path)


def _bytes(text: str) -> bytes:
    return bytes.fromhex(text.removeprefix("0x"))


def _hash(data: bytes) -> bytes:
    """Return SHA-256 without the two bits that a field element has no room for."""
    digest = bytearray(hashlib.sha256(data).digest())
    digest[31] &= 0x3F
    return bytes(digest)
