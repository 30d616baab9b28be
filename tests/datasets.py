"""Datasets to test with, and the arguments that register them."""

import json
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from eth_abi import encode
from eth_utils import keccak

from veriset.merkle import MerkleTree

FILE, PIXELS = 0, 1
ZERO = b"\0" * 32
CID = "bafkreigh2akiscaildcqabsyg3dfr6chu3fgpregiymsck7e7aqa4s52zy"
MERKLE_VECTORS = Path(__file__).parent / "vectors" / "merkle.json"


def tree_vectors() -> dict[str, dict]:
    """Return the trees of tests/vectors/merkle.json by name."""
    return {tree["name"]: tree for tree in json.loads(MERKLE_VECTORS.read_text())["trees"]}


def record_id(publisher, content: bytes) -> str:
    """Return the id of a dataset (content: root) or model (content: digest), as hex."""
    return "0x" + keccak(encode(["address", "bytes32"], [str(publisher), bytes(content)])).hex()


def dataset_args(root, count=10, hash_kind=FILE, supersedes=ZERO, cid=CID, metadata="") -> tuple:
    """Return a DatasetRegistration."""
    return (root, count, hash_kind, supersedes, cid, metadata)


def model_args(digest, dataset_ids, parent=ZERO, cid=CID, metadata="") -> tuple:
    """Return a ModelRegistration; the dataset ids are put in order."""
    return (digest, parent, sorted(map(as_hex, dataset_ids)), cid, metadata)


def as_hex(value) -> str:
    """Return 32 bytes as 0x and lower-case digits, the form in which errors and pages give them."""
    return value.lower() if isinstance(value, str) else "0x" + bytes(value).hex()


def digest_of(text: str) -> bytes:
    """Return the SHA-256 of a text: a content hash or a manifest's digest."""
    return sha256(text.encode()).digest()


@dataclass(frozen=True)
class Images:
    """Content hashes and their tree."""

    hashes: list[bytes]
    tree: MerkleTree

    @classmethod
    def numbered(cls, count: int, name: str = "image") -> "Images":
        return cls.of([digest_of(f"{name} {number}") for number in range(count)])

    @classmethod
    def of(cls, hashes: list[bytes]) -> "Images":
        return cls(hashes, MerkleTree.of(hashes))

    def register(self, registry, publisher, **fields) -> str:
        """Register them as a dataset; return its id."""
        args = dataset_args(self.tree.root, count=len(self.hashes), **fields)
        registry.registerDataset(args, {"from": publisher})
        return record_id(publisher, self.tree.root)

    def multiproof(self, images: list[int]) -> tuple[list[bytes], list[bytes], list[bool]]:
        """Return contentHashes, proof and flags, as the contract takes them."""
        multi = self.tree.multiproof(images)
        return [self.hashes[i] for i in multi.indices], multi.proof, multi.flags


def register_model(registry, publisher, name: str, dataset_ids, parent=ZERO) -> str:
    """Register a model that is told apart by its name; return its id."""
    digest = digest_of(name)
    registry.registerModel(model_args(digest, dataset_ids, parent), {"from": publisher})
    return record_id(publisher, digest)
