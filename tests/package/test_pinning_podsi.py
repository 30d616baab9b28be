"""Inclusion proofs against a deal that is built whole, from the standard's definitions."""

from __future__ import annotations

import dataclasses
import hashlib
import json
import random

import pytest
from lighthouseweb3.functions.config import Config

from tests.package.pictures import fails, run_here
from tests.package.scripted import http, scripted
from veriset.cid import cids
from veriset.errors import ProofError
from veriset.pinning.podsi import InclusionProof, Piece, TreeProof, index_size, read_proofs

DEAL = 1 << 19
SIZES = (8192, 512, 128, 4096)
CID = cids(b"file").v1


def parent(left: bytes, right: bytes) -> bytes:
    digest = hashlib.sha256(left + right).digest()
    return digest[:31] + bytes([digest[31] & 0b111111])


def levels(data: bytes) -> list[list[bytes]]:
    """Return all nodes of the tree over the data, the leaves first."""
    tree = [[data[i : i + 32] for i in range(0, len(data), 32)]]
    while len(tree[-1]) > 1:
        below = tree[-1]
        tree.append([parent(below[i], below[i + 1]) for i in range(0, len(below), 2)])
    return tree


def path(tree: list[list[bytes]], level: int, index: int) -> TreeProof:
    nodes = [tree[up][(index >> (up - level)) ^ 1] for up in range(level, len(tree) - 1)]
    return TreeProof(index, tuple(nodes))


def build() -> tuple[bytes, list[InclusionProof]]:
    """Lay pieces out in a deal as the standard has it, and prove each from the whole tree."""
    data, pieces, offset = bytearray(DEAL), [], 0
    for number, size in enumerate(SIZES):
        offset = -(-offset // size) * size
        # A leaf has 254 bits.
        words = random.Random(number).randbytes(size)
        segment = bytes(byte & 0x3F if i % 32 == 31 else byte for i, byte in enumerate(words))
        data[offset : offset + size] = segment
        pieces.append((Piece(levels(segment)[-1][0], size), offset))
        offset += size
    start = DEAL - 4 * 64
    for number, (piece, offset) in enumerate(pieces):
        entry = piece.commitment + offset.to_bytes(8, "little") + piece.size.to_bytes(8, "little")
        checksum = hashlib.sha256(entry + bytes(16)).digest()[:16]
        entry += checksum[:15] + bytes([checksum[15] & 0x3F])
        data[start + number * 64 : start + number * 64 + 64] = entry
    tree = levels(bytes(data))
    proofs = []
    for number, (piece, offset) in enumerate(pieces):
        level = (piece.size // 32).bit_length() - 1
        subtree = path(tree, level, offset // piece.size)
        proofs.append(InclusionProof(piece, subtree, path(tree, 1, start // 64 + number)))
    return tree[-1][0], proofs


ROOT, PROOFS = build()


@pytest.mark.parametrize("proof", PROOFS, ids=map(str, SIZES))
def test_pieces_of_a_deal(proof):
    assert proof.deal() == Piece(ROOT, DEAL)


def test_any_change_is_found():
    proof = PROOFS[1]
    flip = bytes([proof.subtree.path[0][0] ^ 1]) + proof.subtree.path[0][1:]
    path_ = (flip, *proof.subtree.path[1:])
    piece, subtree, entry = proof.piece, proof.subtree, proof.entry
    changes = [
        {"piece": Piece(flip, piece.size)},
        {"piece": Piece(piece.commitment, piece.size * 2)},
        {"piece": Piece(piece.commitment, piece.size + 32)},
        {"piece": Piece(piece.commitment, 0)},
        {"subtree": TreeProof(subtree.index + 1, subtree.path)},
        {"subtree": TreeProof(subtree.index, path_)},
        {"subtree": TreeProof(subtree.index, subtree.path[:-1])},
        {"subtree": TreeProof(1 << 40, subtree.path)},
        {"subtree": TreeProof(0, (flip,) * 64)},
        {"entry": TreeProof(entry.index ^ 1, entry.path)},
        {"entry": TreeProof(entry.index, path_)},
        {"entry": PROOFS[2].entry},
        {"entry": TreeProof(0, ())},
    ]
    for change in changes:
        with pytest.raises(ProofError):
            dataclasses.replace(proof, **change).deal()


def test_an_entry_outside_of_the_index():
    """A piece whose own data is an index entry, of another piece, proves nothing."""
    # Two entries that lie in the data part of a deal without an index.
    data = bytearray(DEAL)
    segment = random.Random(9).randbytes(128)
    segment = bytes(byte & 0x3F if i % 32 == 31 else byte for i, byte in enumerate(segment))
    target = Piece(levels(segment)[-1][0], 128)
    data[:128] = segment
    entry = target.commitment + (0).to_bytes(8, "little") + (128).to_bytes(8, "little")
    checksum = hashlib.sha256(entry + bytes(16)).digest()[:16]
    data[128:192] = entry + checksum[:15] + bytes([checksum[15] & 0x3F])
    tree = levels(bytes(data))
    forged = InclusionProof(target, path(tree, 2, 0), path(tree, 1, 2))
    with pytest.raises(ProofError, match="outside of the deal's index"):
        forged.deal()


@pytest.mark.parametrize(
    ("deal", "entries"), [(1 << 12, 4), (1 << 19, 4), (1 << 20, 8), (1 << 35, 262_144)]
)
def test_the_size_of_the_index(deal, entries):
    assert index_size(deal) == entries * 64


def test_the_cid_of_a_piece():
    """Of 1 GiB of zeros, the same in Filecoin wherever it is computed."""
    node = bytes(32)
    for _ in range(25):
        node = parent(node, node)
    assert Piece(node, 1 << 30).cid.startswith("baga6ea4seaq")


def as_json(proof: InclusionProof) -> dict:
    def tree(one: TreeProof) -> dict:
        return {"index": f"{one.index:x}", "path": [node.hex() for node in one.path]}

    return {
        "dealId": 7,
        "storageProvider": "1234",
        "proof": {
            "verifierData": {
                "commPc": "0181e203922020" + proof.piece.commitment.hex(),
                "sizePc": f"{proof.piece.size:x}",
            },
            "inclusionProof": {
                "proofIndex": tree(proof.entry),
                "proofSubtree": tree(proof.subtree),
            },
        },
    }


def test_the_form_of_lighthouse():
    answer = {"dealInfo": [as_json(proof) for proof in PROOFS]}
    read = read_proofs(json.loads(json.dumps(answer)))
    assert [proof.deal() for proof in read] == [Piece(ROOT, DEAL)] * len(PROOFS)
    assert (read[0].deal_id, read[0].provider) == (7, "1234")
    assert read_proofs({"dealInfo": []}) == []


@pytest.mark.parametrize("answer", [None, [], {}, {"dealInfo": [{}]}, {"dealInfo": 7}, "text"])
def test_other_answers(answer):
    with pytest.raises(ProofError, match="holds no inclusion proof"):
        read_proofs(answer)


def test_the_command(monkeypatch):
    monkeypatch.setenv("LIGHTHOUSE_TOKEN", "key")
    good, bad = as_json(PROOFS[0]), as_json(PROOFS[1])
    bad["proof"]["verifierData"]["sizePc"] = "400"
    answers = {"good": {"dealInfo": [good]}, "bad": {"dealInfo": [good, bad]}}

    for name, code in (("good", 0), ("bad", 1)):

        def script(request, body, name=name):
            is_proof = "get_proof" in request.path
            return http(200, json.dumps(answers[name] if is_proof else [{}]).encode())

        with scripted(script) as address:
            monkeypatch.setattr(Config, "lighthouse_api", address)
            outcome = run_here("deals", CID, "--json")
        shown = json.loads(outcome.out)
        assert outcome.code == code
        assert shown["deals"] == 1
        assert shown["proofs"][0]["deal"] == Piece(ROOT, DEAL).cid
        assert [proof["holds"] for proof in shown["proofs"]] == [True, False][: 1 + code]


def test_the_command_without_a_key():
    fails(run_here("deals", CID), "set LIGHTHOUSE_TOKEN")
