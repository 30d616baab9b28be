"""The Merkle tree against vectors of @openzeppelin/merkle-tree, and against the package itself."""

from __future__ import annotations

import contextlib
import json
import random
import subprocess
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

import pytest
from eth_abi import encode
from eth_utils import keccak
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from tests.datasets import tree_vectors
from veriset.errors import InputError, ProofError
from veriset.merkle import MerkleTree, MultiProof, leaf_hash, verify_multiproof, verify_proof

PROJECT = Path(__file__).parents[2]
VECTORS = list(tree_vectors().values())

# Few different hashes, so that duplicates are frequent.
HASHES = st.lists(
    st.integers(0, 15).map(lambda n: sha256(bytes([n])).digest()), min_size=1, max_size=24
)


def unhex(texts: list[str]) -> list[bytes]:
    return [bytes.fromhex(text[2:]) for text in texts]


def hexed(values: list[bytes]) -> list[str]:
    return ["0x" + value.hex() for value in values]


def flipped(value: bytes, bit: int) -> bytes:
    number = int.from_bytes(value, "big") ^ (1 << bit % (8 * len(value)))
    return number.to_bytes(len(value), "big")


@pytest.mark.parametrize("vector", VECTORS, ids=lambda vector: vector["name"])
def test_vectors(vector):
    hashes = unhex(vector["contentHashes"])
    tree = MerkleTree.of(hashes)
    assert len(tree) == len(hashes)
    assert tree.root == bytes.fromhex(vector["root"][2:])
    assert [tree.leaf(i) for i in range(len(tree))] == unhex(vector["leaves"])
    assert [leaf_hash(content_hash) for content_hash in hashes] == unhex(vector["leaves"])


@pytest.mark.parametrize("vector", VECTORS, ids=lambda vector: vector["name"])
def test_the_vectors_proofs_verify(vector):
    """Also where a duplicate makes the package's proof another one than ours."""
    hashes, root = unhex(vector["contentHashes"]), bytes.fromhex(vector["root"][2:])
    for content_hash, proof in zip(hashes, vector["proofs"], strict=True):
        assert verify_proof(root, content_hash, unhex(proof))


@pytest.mark.parametrize("vector", VECTORS, ids=lambda vector: vector["name"])
def test_the_vectors_multiproofs(vector):
    hashes, root = unhex(vector["contentHashes"]), bytes.fromhex(vector["root"][2:])
    tree = MerkleTree.of(hashes)
    for multi in vector["multiproofs"]:
        given_hashes = unhex(multi["contentHashes"])
        leaves = [leaf_hash(content_hash) for content_hash in given_hashes]
        theirs = MultiProof(leaves, [], unhex(multi["proof"]), multi["flags"])
        assert verify_multiproof(root, theirs)
        ours = tree.multiproof(multi["images"])
        assert [hashes[i] for i in ours.indices] == given_hashes
        assert (ours.leaves, ours.proof, ours.flags) == (leaves, theirs.proof, theirs.flags)


def test_a_leaf_is_the_double_hash_of_the_encoded_content_hash():
    content_hash = sha256(b"an image").digest()
    assert leaf_hash(content_hash) == keccak(keccak(encode(["bytes32"], [content_hash])))


def test_three_leaves_by_hand():
    """The array from the root down, built from its definition with another Keccak."""
    hashes = [sha256(name).digest() for name in (b"a", b"b", b"c")]
    low, middle, high = sorted(keccak(keccak(content_hash)) for content_hash in hashes)
    # The highest leaf is alone at position 2 only if nodes are filled from the end: 4, 3, 2.
    inner = keccak(b"".join(sorted([low, middle])))
    assert MerkleTree.of(hashes).root == keccak(b"".join(sorted([inner, high])))


SCRIPT = """
import { StandardMerkleTree } from "@openzeppelin/merkle-tree";
import { readFileSync } from "node:fs";
const { hashes, images, ours } = JSON.parse(readFileSync(0, "utf8"));
const tree = StandardMerkleTree.of(hashes.map((hash) => [hash]), ["bytes32"]);
const value = (hash) => [hash];
console.log(JSON.stringify({
  root: tree.root,
  proofs: hashes.map((_, i) => tree.getProof(i)),
  multi: tree.getMultiProof(images),
  accepted: ours.proofs.map((proof, i) =>
    StandardMerkleTree.verify(ours.root, ["bytes32"], value(hashes[i]), proof)),
  acceptedMulti: StandardMerkleTree.verifyMultiProof(ours.root, ["bytes32"], {
    leaves: ours.multi.contentHashes.map(value),
    proof: ours.multi.proof,
    proofFlags: ours.multi.flags,
  }),
}));
"""


@pytest.mark.parametrize(("count", "repeats"), [(1, 0), (2, 0), (64, 0), (777, 0), (500, 40)])
def test_the_npm_package_agrees_both_ways(count, repeats):
    chance = random.Random(count)
    hashes = [chance.randbytes(32) for _ in range(count)]
    hashes += [chance.choice(hashes) for _ in range(repeats)]
    tree = MerkleTree.of(hashes)
    images = chance.sample(range(len(hashes)), min(20, len(hashes)))
    multi = tree.multiproof(images)
    question = {
        "hashes": hexed(hashes),
        "images": images,
        "ours": {
            "root": "0x" + tree.root.hex(),
            "proofs": [hexed(proof) for proof in tree.proofs()],
            "multi": {
                "contentHashes": hexed([hashes[i] for i in multi.indices]),
                "proof": hexed(multi.proof),
                "flags": multi.flags,
            },
        },
    }
    answer = json.loads(
        subprocess.run(
            ["node", "--input-type=module", "-e", SCRIPT],
            input=json.dumps(question).encode(),
            capture_output=True,
            check=True,
            cwd=PROJECT,
        ).stdout
    )
    assert answer["root"] == "0x" + tree.root.hex()
    assert answer["accepted"] == [True] * len(hashes)
    assert answer["acceptedMulti"] is True
    for content_hash, proof in zip(hashes, answer["proofs"], strict=True):
        assert verify_proof(tree.root, content_hash, unhex(proof))
    theirs = answer["multi"]
    leaves = [leaf_hash(bytes.fromhex(value[0][2:])) for value in theirs["leaves"]]
    assert verify_multiproof(
        tree.root, MultiProof(leaves, [], unhex(theirs["proof"]), theirs["proofFlags"])
    )
    if not repeats:  # the order of equal leaves is not fixed, all else is
        assert answer["proofs"] == question["ours"]["proofs"]
        assert (theirs["proof"], theirs["proofFlags"]) == (hexed(multi.proof), multi.flags)


@given(HASHES, st.randoms(use_true_random=False))
@settings(deadline=None)
def test_the_root_does_not_depend_on_the_order(hashes, chance):
    shuffled = list(hashes)
    chance.shuffle(shuffled)
    assert MerkleTree.of(shuffled).root == MerkleTree.of(hashes).root


@given(HASHES)
@settings(deadline=None)
def test_every_proof_verifies(hashes):
    tree = MerkleTree.of(iter(hashes))
    proofs = tree.proofs()
    assert proofs == [tree.proof(image) for image in range(len(hashes))]
    for content_hash, proof in zip(hashes, proofs, strict=True):
        assert verify_proof(tree.root, content_hash, proof)
        assert verify_proof(tree.root, content_hash, iter(proof))


@given(HASHES, st.data())
@settings(deadline=None)
def test_a_changed_proof_does_not_verify(hashes, data):
    tree = MerkleTree.of(hashes)
    image = data.draw(st.integers(0, len(hashes) - 1))
    proof, content_hash, bit = tree.proof(image), hashes[image], data.draw(st.integers(0, 255))
    assert not verify_proof(tree.root, flipped(content_hash, bit), proof)
    assert not verify_proof(flipped(tree.root, bit), content_hash, proof)
    assert not verify_proof(tree.root, content_hash, [*proof, bytes(32)])
    for level in range(len(proof)):
        changed = [*proof[:level], flipped(proof[level], bit), *proof[level + 1 :]]
        assert not verify_proof(tree.root, content_hash, changed)
        assert not verify_proof(tree.root, content_hash, proof[:level] + proof[level + 1 :])


@given(HASHES, st.data())
@settings(deadline=None)
def test_multiproofs_verify_and_changed_ones_do_not(hashes, data):
    tree = MerkleTree.of(hashes)
    images = data.draw(
        st.lists(st.integers(0, len(hashes) - 1), min_size=1, max_size=len(hashes), unique=True)
    )
    multi = tree.multiproof(images)
    assert sorted(multi.indices) == sorted(images)
    assert multi.leaves == [leaf_hash(hashes[image]) for image in multi.indices]
    assert verify_multiproof(tree.root, multi)
    bit = data.draw(st.integers(0, 255))
    assert not verify_multiproof(flipped(tree.root, bit), multi)
    for field in ("leaves", "proof"):
        values = getattr(multi, field)
        for place in range(len(values)):
            changed = [*values[:place], flipped(values[place], bit), *values[place + 1 :]]
            assert not verify_multiproof(tree.root, replace(multi, **{field: changed}))


@given(HASHES, st.data())
@settings(deadline=None)
def test_a_multiproof_never_proves_a_stranger(hashes, data):
    """Whatever the flags: leaves that are not in the tree are refused, with False or an error."""
    tree = MerkleTree.of(hashes)
    stranger = leaf_hash(b"\xff" * 32)
    multi = tree.multiproof(
        data.draw(st.lists(st.integers(0, len(hashes) - 1), min_size=1, unique=True))
    )
    flags = data.draw(st.lists(st.booleans(), max_size=8))
    pool = st.sampled_from([*multi.leaves, *multi.proof, tree.root])
    proof = data.draw(st.lists(pool, max_size=8))
    leaves = data.draw(st.lists(pool, max_size=3))
    leaves.insert(data.draw(st.integers(0, len(leaves))), stranger)
    assume(len(leaves) + len(proof) == len(flags) + 1)
    with contextlib.suppress(ProofError):
        assert not verify_multiproof(tree.root, MultiProof(leaves, [], proof, flags))


def test_all_images_need_no_hash_beside_them():
    tree = MerkleTree.of(sha256(bytes([n])).digest() for n in range(9))
    multi = tree.multiproof(range(9))
    assert multi.proof == []
    assert multi.flags == [True] * 8
    assert verify_multiproof(tree.root, multi)


def test_what_no_tree_is_built_of():
    with pytest.raises(InputError, match="at least one image"):
        MerkleTree.of([])
    for length in (0, 31, 33):
        with pytest.raises(InputError, match="32 bytes"):
            MerkleTree.of([bytes(32), bytes(length)])


def test_what_no_multiproof_is_made_of():
    tree = MerkleTree.of([bytes(32), b"\1" * 32])
    with pytest.raises(InputError, match="at least one image"):
        tree.multiproof([])
    with pytest.raises(InputError, match="named twice"):
        tree.multiproof([0, 0])


LEAVES = [bytes([n]) * 32 for n in range(3)]


@pytest.mark.parametrize(
    ("multiproof", "message"),
    [
        (MultiProof([], [], [bytes(32)], []), "no leaf"),
        (MultiProof(LEAVES[:1], [], [], [True]), "do not fit together"),
        (MultiProof(LEAVES[:1], [], LEAVES[:1], []), "do not fit together"),
        (MultiProof(LEAVES[:1], [], LEAVES[:1], [True]), "more nodes than there are"),
        (MultiProof(LEAVES[:3], [], [], [False, True]), "more hashes than there are"),
        (MultiProof(LEAVES[:2], [], LEAVES[:1], [True, True]), "more nodes than there are"),
    ],
)
def test_a_malformed_multiproof_is_named(multiproof, message):
    with pytest.raises(ProofError, match=message):
        verify_multiproof(bytes(32), multiproof)
