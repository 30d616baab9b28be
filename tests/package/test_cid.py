"""CIDs against fixed vectors and against aleph_cid, which agrees with Kubo."""

from __future__ import annotations

import base64
import io
import json
import random
import subprocess
import sys
from pathlib import Path

import aleph_cid
import pytest

from veriset.cid import CHUNK_SIZE, MAX_LINKS, Cid, CidHasher, cid_v0, cid_v1, cids, matches
from veriset.errors import InputError

VECTORS = json.loads((Path(__file__).parents[1] / "vectors" / "cid.json").read_text())["files"]
FULL_NODE = MAX_LINKS * CHUNK_SIZE
EMPTY_V0 = "QmbFMke1KXqnYyBBWxB74N4c5SBnJMVAiMNRcGu6x1AwQH"
EMPTY_V1 = "bafkreihdwdcefgh4dqkjv67uzcmw7ojee6xedzdetojuzjevtenxquvyku"


def content(size: int, seed: int = 1) -> bytes:
    return random.Random(seed).randbytes(size)


def oracle(data: bytes) -> tuple[str, str]:
    raw_leaves = aleph_cid.CidHasher.for_ipfs_v1_raw_leaves()
    raw_leaves.update(data)
    return aleph_cid.compute_cid(data), raw_leaves.finalize()


@pytest.mark.parametrize("vector", VECTORS, ids=lambda vector: vector["note"])
def test_vectors(vector):
    pattern, size = bytes.fromhex(vector["pattern"]), vector["size"]
    data = (pattern * (size // max(1, len(pattern)) + 1))[:size]
    assert cids(data) == (vector["v0"], vector["v1"], size)


@pytest.mark.parametrize(
    "size",
    [
        0,
        1,
        CHUNK_SIZE - 1,
        CHUNK_SIZE,
        CHUNK_SIZE + 1,
        10 << 20,
        FULL_NODE - 1,
        FULL_NODE,
        FULL_NODE + 1,
        2 * FULL_NODE + CHUNK_SIZE + 7,
        *(random.Random(7).randrange(4 << 20) for _ in range(8)),
    ],
)
def test_agrees_with_the_oracle(size):
    data = content(size)
    assert (cid_v0(data), cid_v1(data)) == oracle(data)


def test_three_levels(monkeypatch):
    """A file for three levels has 7 GB; chunks of 64 bytes make the same tree out of less."""
    monkeypatch.setattr("veriset.cid.hasher.CHUNK_SIZE", 64)
    two_levels, three_levels = 174 * 174 * 64, 174 * 174 * 64 + 1
    # Each tree must come out as one that is built level by level, all at once.
    for size in (two_levels, three_levels):
        data = content(size)
        leaves = [data[i : i + 64] for i in range(0, size, 64)]
        assert cid_v1(data) == level_by_level(leaves)


def level_by_level(leaves: list[bytes]) -> str:
    """Build the raw-leaf tree from its definition, with all of its links in memory."""
    import hashlib

    def varint(value: int) -> bytes:
        out = b""
        while value > 127:
            out, value = out + bytes([value % 128 + 128]), value // 128
        return out + bytes([value])

    def binary(codec: int, block: bytes) -> bytes:
        return bytes([1, codec, 0x12, 32]) + hashlib.sha256(block).digest()

    level = [(binary(0x55, leaf), len(leaf), len(leaf)) for leaf in leaves]
    while len(level) > 1:
        parents = []
        for i in range(0, len(level), 174):
            group = level[i : i + 174]
            block = b""
            for cid, _, below in group:
                link = b"\x0a" + varint(len(cid)) + cid + b"\x12\x00\x18" + varint(below)
                block += b"\x12" + varint(len(link)) + link
            size = sum(child[1] for child in group)
            unixfs = b"\x08\x02\x18" + varint(size)
            unixfs += b"".join(b"\x20" + varint(child[1]) for child in group)
            block += b"\x0a" + varint(len(unixfs)) + unixfs
            below = len(block) + sum(child[2] for child in group)
            parents.append((binary(0x70, block), size, below))
        level = parents
    return "b" + base64.b32encode(level[0][0]).decode().rstrip("=").lower()


def test_level_by_level_is_itself_right():
    data = content(2 * FULL_NODE + 3)
    leaves = [data[i : i + CHUNK_SIZE] for i in range(0, len(data), CHUNK_SIZE)]
    assert level_by_level(leaves) == oracle(data)[1]


def test_pieces_of_any_size_give_the_same():
    data = content(3 * CHUNK_SIZE + 100)
    chance = random.Random(3)
    hasher, start = CidHasher(), 0
    while start < len(data):
        step = chance.choice([0, 1, 1000, CHUNK_SIZE - 1, CHUNK_SIZE, CHUNK_SIZE + 1])
        hasher.update(memoryview(data)[start : start + step])
        start += step
    assert hasher.cids() == (*oracle(data), len(data))


def test_a_buffer_that_is_used_again_is_not_kept():
    data, hasher = content(2 * CHUNK_SIZE), CidHasher()
    buffer = bytearray(1000)
    for start in range(0, len(data), 1000):
        piece = data[start : start + 1000]
        buffer[: len(piece)] = piece
        hasher.update(memoryview(buffer)[: len(piece)])
    assert hasher.cid(1).digest == Cid.parse(oracle(data)[1]).digest


def test_all_kinds_of_source(tmp_path):
    data = content(CHUNK_SIZE + 5)
    path = tmp_path / "file"
    path.write_bytes(data)
    assert cids(path) == cids(io.BytesIO(data)) == cids(data) == (*oracle(data), len(data))


def test_no_bytes_after_the_end():
    hasher = CidHasher()
    hasher.update(b"a")
    first = hasher.cids()
    with pytest.raises(ValueError, match="start a new hasher"):
        hasher.update(b"b")
    assert hasher.cids() == first


def test_memory_does_not_grow_with_the_file(tmp_path):
    path = tmp_path / "sparse"
    with path.open("wb") as file:
        file.truncate(256 << 20)
    script = (
        "import sys, tracemalloc; from pathlib import Path; from veriset.cid import cids;"
        "tracemalloc.start(); cids(Path(sys.argv[1])); print(tracemalloc.get_traced_memory()[1])"
    )
    peak = subprocess.run(
        [sys.executable, "-c", script, str(path)], capture_output=True, check=True, text=True
    )
    assert int(peak.stdout) < 8 << 20


def test_unreadable_files(tmp_path):
    with pytest.raises(InputError, match="No such file"):
        cids(tmp_path / "missing")
    with pytest.raises(InputError, match="directory"):
        cid_v1(tmp_path)


@pytest.mark.parametrize("vector", VECTORS, ids=lambda vector: vector["note"])
def test_text_and_back(vector):
    for text, version in ((vector["v0"], 0), (vector["v1"], 1)):
        cid = Cid.parse(text)
        assert str(cid) == text
        assert (cid.version, len(cid.digest), len(cid.binary)) == (version, 32, 34 + 2 * version)


def test_version_1_spelling_of_a_version_0_block():
    cid = Cid.parse(EMPTY_V0)
    spelt = cid.as_version_1()
    assert str(spelt).startswith("bafybei")
    assert Cid.parse(str(spelt)) == spelt != cid
    assert spelt.same_block(cid)
    assert not Cid.parse(EMPTY_V1).same_block(cid)


BASE32 = "abcdefghijklmnopqrstuvwxyz234567"


def as_text(binary: bytes) -> str:
    return "b" + base64.b32encode(binary).decode().rstrip("=").lower()


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Qm",
        "b",
        EMPTY_V0[:-1],
        EMPTY_V0 + "1",
        EMPTY_V0[:-1] + "0",  # not a letter of base58
        "Qm" + "z" * 44,  # more than 34 bytes, or another prefix
        EMPTY_V1.upper(),
        "B" + EMPTY_V1[1:],
        EMPTY_V1[:-1],
        EMPTY_V1[:-1] + "1",  # not a letter of base32
        EMPTY_V1[:-1] + BASE32[BASE32.index(EMPTY_V1[-1]) + 1],  # spare bits set
        EMPTY_V1 + "\n",
        "z" + EMPTY_V1[1:],
        as_text(b"\x01\x71\x12\x20" + bytes(32)),  # dag-cbor
        as_text(b"\x01\x55\x16\x20" + bytes(32)),  # SHA3-256
        as_text(b"\x02\x55\x12\x20" + bytes(32)),  # version 2
        "bafkré" + EMPTY_V1[6:],
        "../" * 20,
    ],
)
def test_other_texts_are_refused_in_one_line(text):
    with pytest.raises(InputError, match="is not a CID that can be checked") as caught:
        Cid.parse(text)
    assert "\n" not in str(caught.value)


def test_a_long_text_is_cut_in_the_message():
    with pytest.raises(InputError) as caught:
        Cid.parse("x" * 10_000)
    assert len(str(caught.value)) < 250


@pytest.mark.parametrize("size", [0, 5, CHUNK_SIZE, CHUNK_SIZE + 1])
def test_matches(size, tmp_path):
    data = content(size)
    path = tmp_path / "file"
    path.write_bytes(data)
    v0, v1, _ = cids(data)
    for text in (v0, v1, str(Cid.parse(v0).as_version_1())):
        assert matches(text, path)
        assert matches(text, io.BytesIO(data))
        assert not matches(text, data + b"\0")


def test_only_what_is_needed_is_hashed():
    """Version 0 and raw leaves need one tree; a dag-pb CID in base32 may be either."""
    dag = cids(content(CHUNK_SIZE + 1))
    assert list(CidHasher.expecting(Cid.parse(EMPTY_V0))._trees) == [0]
    assert list(CidHasher.expecting(Cid.parse(EMPTY_V1))._trees) == [1]
    assert list(CidHasher.expecting(Cid.parse(dag.v1))._trees) == [0, 1]
