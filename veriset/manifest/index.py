"""Finding and proving images of a manifest."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from functools import cached_property

from veriset.errors import ProofError
from veriset.manifest.build import merkle_tree
from veriset.manifest.types import ImageEntry, Manifest
from veriset.merkle import MerkleTree


@dataclass(frozen=True)
class Proof:
    """That an image is in a dataset.

    Attributes:
        root: Merkle root of the dataset, 32 bytes as are all of these.
        content_hash: of the image.
        leaf: what the root is computed from together with `proof`.
        proof: siblings from the leaf up.
        images: the entries with that content hash; more than one if the image is there twice.
    """

    root: bytes
    content_hash: bytes
    leaf: bytes
    proof: tuple[bytes, ...]
    images: tuple[ImageEntry, ...]

    def to_json(self) -> dict[str, object]:
        """Return it with every hash as 0x and hexadecimal digits."""
        return {
            "root": "0x" + self.root.hex(),
            "contentHash": "0x" + self.content_hash.hex(),
            "leaf": "0x" + self.leaf.hex(),
            "proof": ["0x" + sibling.hex() for sibling in self.proof],
            "images": [image.to_json() for image in self.images],
        }


class ImageIndex:
    """The images of a manifest by content hash, and the tree over them."""

    def __init__(self, manifest: Manifest) -> None:
        """Index a manifest; the tree is built when the first proof is asked for."""
        self.manifest = manifest
        self._positions: dict[str, list[int]] = defaultdict(list)
        for position, image in enumerate(manifest.images):
            self._positions[image.content_hash].append(position)

    @cached_property
    def tree(self) -> MerkleTree:
        """The Merkle tree; its positions are those of `manifest.images`."""
        return merkle_tree(self.manifest.images)

    def find(self, content_hash: bytes) -> tuple[ImageEntry, ...]:
        """Return the entries with that content hash, none if the image is not there."""
        positions = self._positions.get("0x" + content_hash.hex(), ())
        return tuple(self.manifest.images[position] for position in positions)

    def prove(self, content_hash: bytes) -> Proof:
        """Prove that the image is in the dataset.

        Raises:
            ProofError: it is not.
        """
        images = self.find(content_hash)
        if not images:
            raise ProofError(
                f"no image of {self.manifest.dataset.name} has the content hash "
                f"0x{content_hash.hex()} (hash kind {self.manifest.hash_kind.value})"
            )
        position = self._positions[images[0].content_hash][0]
        return Proof(
            root=self.tree.root,
            content_hash=content_hash,
            leaf=self.tree.leaf(position),
            proof=tuple(self.tree.proof(position)),
            images=images,
        )
