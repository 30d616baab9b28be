"""The local service as a gateway: files in ranges, single blocks, folders."""

from __future__ import annotations

from hashlib import sha256

import pytest
import requests

from tests.package.service_requests import DATA, V0, V1, add, get
from veriset.cid import CHUNK_SIZE, Cid, cids
from veriset.pinning.embedded import running_service
from veriset.pinning.lighthouse import Lighthouse
from veriset.pinning.sdk import Endpoints


@pytest.fixture
def store(tmp_path):
    return tmp_path / "store"


@pytest.fixture
def service(store):
    with running_service(store) as running:
        yield running


@pytest.fixture
def session(service):
    with requests.Session() as session:
        session.trust_env = False
        session.headers["Authorization"] = f"Bearer {service.token}"
        yield session


def test_content_by_either_version(service, session):
    add(service, session)
    for cid in (V0, V1):
        answer = get(service, session, f"/ipfs/{cid}")
        assert answer.content == DATA
        assert answer.headers["Content-Type"] == "application/octet-stream"
        assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_content_needs_no_key(service, session):
    add(service, session)
    del session.headers["Authorization"]
    assert get(service, session, f"/ipfs/{V1}").content == DATA


def test_head(service, session):
    add(service, session)
    answer = session.head(f"{service.address}/ipfs/{V1}", timeout=20)
    assert answer.headers["Content-Length"] == str(len(DATA))
    assert answer.content == b""


@pytest.mark.parametrize(
    ("asked", "start", "end"),
    [("0-0", 0, 1), ("100-199", 100, 200), ("300000-", 300_000, len(DATA)), ("-5", -5, len(DATA))],
)
def test_ranges(service, session, asked, start, end):
    add(service, session)
    answer = get(service, session, f"/ipfs/{V1}", headers={"Range": f"bytes={asked}"})
    assert answer.status_code == 206
    assert answer.content == DATA[start:end]
    first = start % len(DATA)
    assert answer.headers["Content-Range"] == f"bytes {first}-{end - 1}/{len(DATA)}"


def test_a_range_beyond_the_end(service, session):
    add(service, session)
    beyond = {"Range": f"bytes={len(DATA)}-"}
    assert get(service, session, f"/ipfs/{V1}", headers=beyond).status_code == 416


def test_cids_that_lead_nowhere(service, session):
    assert get(service, session, f"/ipfs/{V1}").status_code == 404
    assert get(service, session, "/ipfs/nonsense").status_code == 400
    assert get(service, session, "/ipfs/..%2f..%2frecords").status_code in (400, 404)
    for name in ("file_info", "deal_status"):
        assert get(service, session, f"/api/lighthouse/{name}?cid={V1}").status_code == 404
        assert get(service, session, f"/api/lighthouse/{name}?cid=x").status_code == 400
        assert get(service, session, f"/api/lighthouse/{name}").status_code == 400


@pytest.mark.parametrize("size", [0, 5, CHUNK_SIZE, CHUNK_SIZE + 1, 600_000])
def test_raw_blocks_of_a_file(service, session, size):
    data = bytes(size)
    add(service, session, data)
    for cid in cids(data)[:2]:
        for asked in (
            {"params": {"format": "raw"}},
            {"headers": {"Accept": "application/vnd.ipld.raw"}},
        ):
            answer = get(service, session, f"/ipfs/{cid}", **asked)
            assert answer.headers["Content-Type"] == "application/vnd.ipld.raw"
            assert sha256(answer.content).digest() == Cid.parse(cid).digest
    assert get(service, session, f"/ipfs/{cids(b'other').v1}?format=raw").status_code == 404


def pin_folder(service, path):
    client = Lighthouse(service.token, Endpoints.at(service.address), takes_many=True)
    return client.pin(path).cid


def test_folders(service, session, tmp_path):
    folder = tmp_path / "folder"
    (folder / "a" / "b c").mkdir(parents=True)
    (folder / "a" / "b c" / "größe?.txt").write_bytes(b"text")
    (folder / "large").write_bytes(DATA)
    (folder / "empty").mkdir()
    cid = pin_folder(service, folder)
    inner = cids(folder / "a").v1
    assert get(service, session, f"/ipfs/{cid}/a/b%20c/gr%C3%B6%C3%9Fe%3F.txt").content == b"text"
    part = get(service, session, f"/ipfs/{cid}/large", headers={"Range": "bytes=5-9"})
    assert (part.status_code, part.content) == (206, DATA[5:10])
    assert get(service, session, f"/ipfs/{cid}/a/").json()["cid"] == inner
    listed = get(service, session, f"/ipfs/{cid}").json()
    assert listed["entries"] == {"a": inner, "empty": cids(folder / "empty").v1, "large": V1}
    block = get(service, session, f"/ipfs/{cid}/a?format=raw").content
    assert sha256(block).digest() == Cid.parse(inner).digest
    for path in ("missing", "a/missing", "large/x", "a/..", "empty/x"):
        assert get(service, session, f"/ipfs/{cid}/{path}").status_code in (200, 404)
    assert get(service, session, f"/ipfs/{cid}/missing").status_code == 404
    info = get(service, session, f"/api/lighthouse/file_info?cid={cid}").json()
    assert info["fileSizeInBytes"] == str(4 + len(DATA))


def test_a_folder_of_which_a_file_is_gone(service, session, store, tmp_path):
    (tmp_path / "folder" / "sub").mkdir(parents=True)
    (tmp_path / "folder" / "sub" / "file").write_bytes(DATA)
    cid = pin_folder(service, tmp_path / "folder")
    target = f"/api/lighthouse/file_info?cid={cid}"
    assert get(service, session, target).status_code == 200
    (store / "content" / V1).unlink()
    assert get(service, session, target).status_code == 404


def test_a_sharded_folder(service, session, tmp_path, monkeypatch):
    monkeypatch.setattr("veriset.cid.folders.SHARDING_SIZE", 1000)
    (tmp_path / "folder").mkdir()
    for i in range(600):
        (tmp_path / "folder" / f"{i}.txt").write_text(str(i))
    cid = pin_folder(service, tmp_path / "folder")
    for i in (0, 7, 299, 599):
        assert get(service, session, f"/ipfs/{cid}/{i}.txt").text == str(i)
    assert get(service, session, f"/ipfs/{cid}/600.txt").status_code == 404
    names = get(service, session, f"/ipfs/{cid}").json()["entries"]
    assert set(names) == {f"{i}.txt" for i in range(600)}
