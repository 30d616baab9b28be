"""The Merkle tree over a dataset's images.

The layout is that of the npm package @openzeppelin/merkle-tree's StandardMerkleTree with
leaf encoding ["bytes32"]: roots are equal and proofs are interchangeable. A leaf is
keccak256(keccak256(abi.encode(contentHash))), hashed twice so that no inner node can be
passed off as a leaf; leaves are sorted, duplicates kept; a node is the hash of its sorted
children. The on-chain twin is contracts/libraries; both are tested on tests/vectors/merkle.json.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from tiny_keccak import keccak256

from veriset.errors import InputError, ProofError
from veriset.garbage import rare_collections


@dataclass(frozen=True)
class MultiProof:
    """A proof of several leaves at once, as OpenZeppelin's MerkleProof.multiProofVerify takes it.

    Attributes:
        leaves: leaf hashes (32 bytes each), in the order in which they must be handed in.
        indices: for each leaf, the position of its image in the order given to `MerkleTree.of`.
        proof: sibling hashes (32 bytes each).
        flags: one per hash step: True takes the next leaf or node, False the next of `proof`.
    """

    leaves: list[bytes]
    indices: list[int]
    proof: list[bytes]
    flags: list[bool]


def leaf_hash(content_hash: bytes) -> bytes:
    """Return the leaf (32 bytes) of an image's content hash (32 bytes)."""
    return keccak256(keccak256(content_hash))


def _node_hash(a: bytes, b: bytes) -> bytes:
    return keccak256(a + b if a < b else b + a)


class MerkleTree:
    """A complete binary tree held as one array, the root first and the leaves last."""

    def __init__(self, nodes: list[bytes], positions: list[int]) -> None:
        """Use `MerkleTree.of` to build a tree; this takes one that is already laid out.

        Args:
            nodes: the 2n - 1 nodes; node i has the children 2i + 1 and 2i + 2.
            positions: for each image, the position of its leaf in `nodes`.
        """
        self._nodes = nodes
        self._positions = positions

    @classmethod
    def of(cls, content_hashes: Iterable[bytes]) -> MerkleTree:
        """Build the tree over content hashes of 32 bytes each, in any order.

        Raises:
            InputError: there is no hash, or one is not 32 bytes long.
        """
        hashes = list(content_hashes)
        if not hashes:
            raise InputError("a Merkle tree needs at least one image; none was given")
        if any(len(content_hash) != 32 for content_hash in hashes):
            raise InputError("a content hash is 32 bytes long; another length was given")
        leaves = [keccak256(keccak256(content_hash)) for content_hash in hashes]
        order = sorted(range(len(leaves)), key=leaves.__getitem__)
        last = 2 * len(leaves) - 2
        positions = [0] * len(leaves)
        nodes = [b""] * (last + 1)
        for rank, image in enumerate(order):
            nodes[last - rank] = leaves[image]
            positions[image] = last - rank
        for parent in range(len(leaves) - 2, -1, -1):
            left, right = nodes[2 * parent + 1], nodes[2 * parent + 2]
            nodes[parent] = keccak256(left + right if left < right else right + left)
        return cls(nodes, positions)

    def __len__(self) -> int:
        """Return the number of images."""
        return len(self._positions)

    @property
    def root(self) -> bytes:
        """The root, 32 bytes."""
        return self._nodes[0]

    @property
    def nodes(self) -> Sequence[bytes]:
        """The nodes, 32 bytes each, the root first and the leaves last, in descending order."""
        return self._nodes

    def leaf(self, image: int) -> bytes:
        """Return the leaf of the image at this position in the order given to `of`."""
        return self._nodes[self._positions[image]]

    def proof(self, image: int) -> list[bytes]:
        """Return the siblings from the image's leaf up to the root."""
        nodes, position, siblings = self._nodes, self._positions[image], []
        while position:
            # Left children have odd positions, so their sibling is the next one.
            siblings.append(nodes[position + 1 if position & 1 else position - 1])
            position = (position - 1) >> 1
        return siblings

    def proofs(self) -> list[list[bytes]]:
        """Return the proof of every image, in the order given to `of`."""
        # From the root down each proof is its parent's and one sibling more: no walk repeated.
        below: list[list[bytes]] = [[]]
        with rare_collections():
            # `below` grows while it is read, always ahead of the parent in hand.
            for left, right, above in zip(
                self._nodes[1::2], self._nodes[2::2], below, strict=False
            ):
                below.append([right, *above])
                below.append([left, *above])
        return [below[position] for position in self._positions]

    def multiproof(self, images: Sequence[int]) -> MultiProof:
        """Return one proof for several images.

        Raises:
            InputError: no image was named, or one was named twice.
        """
        if not images:
            raise InputError("a multiproof needs at least one image; none was named")
        image_at = {self._positions[image]: image for image in images}
        if len(image_at) != len(images):
            raise InputError("a multiproof names each image once; one was named twice")
        ordered = sorted(image_at, reverse=True)
        queue, first = list(ordered), 0
        proof: list[bytes] = []
        flags: list[bool] = []
        while queue[first] > 0:
            position = queue[first]
            first += 1
            sibling = position + 1 if position & 1 else position - 1
            if first < len(queue) and queue[first] == sibling:
                first += 1
                flags.append(True)
            else:
                proof.append(self._nodes[sibling])
                flags.append(False)
            queue.append((position - 1) >> 1)
        return MultiProof(
            leaves=[self._nodes[position] for position in ordered],
            indices=[image_at[position] for position in ordered],
            proof=proof,
            flags=flags,
        )


def verify_proof(root: bytes, content_hash: bytes, proof: Iterable[bytes]) -> bool:
    """Tell whether the proof leads from the image's content hash to the root."""
    node = leaf_hash(content_hash)
    for sibling in proof:
        node = _node_hash(node, sibling)
    return node == root


def verify_multiproof(root: bytes, multiproof: MultiProof) -> bool:
    """Tell whether all leaves of a multiproof lie under the root.

    Raises:
        ProofError: the proof has no leaf (it would prove nothing), or its lengths do not fit.
    """
    leaves, proof, flags = multiproof.leaves, multiproof.proof, multiproof.flags
    if not leaves:
        raise ProofError("a multiproof of no leaf proves nothing; name at least one image")
    if len(leaves) + len(proof) != len(flags) + 1:
        raise ProofError("the multiproof's leaves, proof and flags do not fit together")
    queue, first, siblings = list(leaves), 0, iter(proof)
    for take_node in flags:
        a = queue[first]
        first += 1
        if take_node:
            if first >= len(queue):
                raise ProofError("the multiproof's flags take more nodes than there are")
            b = queue[first]
            first += 1
        else:
            try:
                b = next(siblings)
            except StopIteration:
                raise ProofError("the multiproof's flags take more hashes than there are") from None
        queue.append(_node_hash(a, b))
    return queue[-1] == root
