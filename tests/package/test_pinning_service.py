"""The embedded service by itself, as any HTTP client sees it."""

from __future__ import annotations

import os
import socket
import time
from urllib.parse import urlsplit

import pytest
import requests

from veriset.cid import cids
from veriset.pinning import service as service_module
from veriset.pinning.embedded import running_service
from veriset.pinning.store import ContentStore

DATA = bytes(range(256)) * 1500
V0, V1, _ = cids(DATA)


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


def add(service, session, data=DATA, name="file.bin", **options):
    return session.post(
        f"{service.address}/api/v0/add", files=[("file", (name, data))], timeout=20, **options
    )


def get(service, session, target, **options):
    return session.get(f"{service.address}{target}", timeout=20, **options)


def is_empty(store) -> bool:
    return not [path for path in store.rglob("*") if not path.is_dir() or path.is_symlink()]


def test_add_answers_one_json_object(service, session):
    assert add(service, session).json() == {"Name": "file.bin", "Hash": V0, "Size": str(len(DATA))}
    answer = add(service, session, params={"cid-version": "1"})
    assert answer.json() == {"Name": "file.bin", "Hash": V1, "Size": str(len(DATA))}


def test_add_in_chunks_without_a_length(service, session):
    """As the JavaScript SDK sends it."""
    form = (
        b'--b\r\nContent-Disposition: form-data; name="file"; filename="f"\r\n\r\n'
        + DATA
        + b"\r\n--b--\r\n"
    )
    pieces = (form[i : i + 7777] for i in range(0, len(form), 7777))
    answer = session.post(
        f"{service.address}/api/v0/add",
        data=pieces,
        headers={"Content-Type": "multipart/form-data; boundary=b"},
        timeout=20,
    )
    assert answer.json()["Hash"] == V0


def test_other_fields_of_the_form_are_passed_over(service, session):
    parts = [("note", (None, "text")), ("file", ("f", DATA)), ("more", (None, "text"))]
    answer = session.post(f"{service.address}/api/v0/add", files=parts, timeout=20)
    assert answer.json()["Hash"] == V0


@pytest.mark.parametrize("authorization", [None, "", "Bearer ", "Bearer wrong", "Basic x"])
@pytest.mark.parametrize(
    ("method", "target"),
    [
        ("POST", "/api/v0/add"),
        ("GET", "/api/user/files_uploaded?lastKey=None"),
        ("GET", "/api/user/user_data_usage"),
    ],
)
def test_without_the_key(service, session, store, method, target, authorization):
    session.headers["Authorization"] = authorization
    files = [("file", ("f", bytes(20_000_000)))] if method == "POST" else None
    answer = session.request(method, f"{service.address}{target}", files=files, timeout=20)
    assert answer.status_code == 401
    assert answer.json() == {"error": "the API key is missing or wrong"}
    assert is_empty(store)


HEAD = b'--b\r\nContent-Disposition: form-data; name="file"; filename="f"\r\n\r\n'


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (b"", "ends in the middle"),
        (HEAD + b"data", "ends in the middle"),
        (HEAD + b"data\r\n--b", "ends in the middle"),
        (b"nonsense", "is broken"),
        (HEAD.replace(b'"file"', b'"other"') + b"data\r\n--b--\r\n", "no field 'file'"),
        (b'--b\r\nContent-Disposition: form-data; name="file"\r\n\r\nx\r\n--b--\r\n', "no field"),
        (HEAD + b"x\r\n" + HEAD + b"y\r\n--b--\r\n", "more than one file"),
    ],
)
def test_broken_forms(service, session, store, body, words):
    answer = session.post(
        f"{service.address}/api/v0/add",
        data=body,
        headers={"Content-Type": "multipart/form-data; boundary=b"},
        timeout=20,
    )
    assert answer.status_code == 400
    assert words in answer.json()["error"]
    assert is_empty(store)


@pytest.mark.parametrize(
    "kind", [None, "text/plain", "multipart/form-data", "multipart/mixed; boundary=b"]
)
def test_a_body_that_is_no_form(service, session, store, kind):
    answer = session.post(
        f"{service.address}/api/v0/add", data=b"x", headers={"Content-Type": kind}, timeout=20
    )
    assert answer.status_code == 400
    assert "not a multipart form" in answer.json()["error"]
    assert is_empty(store)


def test_an_upload_broken_off_leaves_nothing(service, session, store):
    address = urlsplit(service.address)
    with socket.create_connection((address.hostname, address.port), 20) as connection:
        connection.sendall(
            b"POST /api/v0/add HTTP/1.1\r\nHost: 127.0.0.1\r\n"
            b"Authorization: Bearer " + service.token.encode() + b"\r\n"
            b"Content-Type: multipart/form-data; boundary=b\r\nContent-Length: 1000000\r\n\r\n"
            + HEAD
            + b"part of it"
        )
        wait_until(lambda: not is_empty(store))
    wait_until(lambda: is_empty(store))


def wait_until(condition) -> None:
    for _ in range(1000):
        if condition():
            return
        time.sleep(0.01)
    pytest.fail("did not become true")


@pytest.mark.parametrize("at", ["begin", "write", "record"])
def test_a_full_disk(service, session, store, monkeypatch, at):
    """/dev/full fails as a full disk does."""

    def full(*_):
        with open("/dev/full", "wb", buffering=0) as file:
            file.write(b"x")

    target = {
        "begin": "veriset.pinning.store.tempfile.mkstemp",
        "write": "veriset.pinning.store.Upload.write",
        "record": "veriset.pinning.store.write_atomically",
    }
    with monkeypatch.context() as patch:
        patch.setattr(target[at], lambda *_, **__: full())
        answer = add(service, session, bytes(20_000_000))
    assert answer.status_code == 507
    assert answer.json() == {"error": "no space is left on the disk"}
    assert is_empty(store)
    assert add(service, session).status_code == 200


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


def test_file_info_and_deals(service, session):
    add(service, session, name="größe.bin")
    for cid in (V0, V1):
        info = get(service, session, f"/api/lighthouse/file_info?cid={cid}").json()
        assert info["cid"] == V1
        assert info["fileName"] == "größe.bin"
        assert info["fileSizeInBytes"] == str(len(DATA))
        assert get(service, session, f"/api/lighthouse/deal_status?cid={cid}").json() == []


def test_listing_in_pages(store, monkeypatch):
    monkeypatch.setattr(service_module.create_app, "__kwdefaults__", {"page_size": 2})
    with running_service(store) as service, requests.Session() as session:
        session.headers["Authorization"] = f"Bearer {service.token}"
        sent = [
            add(service, session, bytes([i]), f"{i}", params={"cid-version": "1"}).json()["Hash"]
            for i in range(5)
        ]
        found, last = [], "None"
        for size in (2, 2, 1, 0):
            page = get(service, session, f"/api/user/files_uploaded?lastKey={last}").json()
            assert page["totalFiles"] == 5
            assert len(page["fileList"]) == size
            found += page["fileList"]
            last = found[-1]["id"]
        assert sorted(one["cid"] for one in found) == sorted(sent)
        assert [one["createdAt"] for one in found] == sorted(one["createdAt"] for one in found)
        usage = get(service, session, "/api/user/user_data_usage").json()
        assert usage["dataUsed"] == 5
        assert usage["dataLimit"] > 5


def test_the_same_content_again_keeps_its_record(service, session):
    add(service, session, name="first")
    before = get(service, session, f"/api/lighthouse/file_info?cid={V1}").json()
    add(service, session, name="second")
    assert get(service, session, f"/api/lighthouse/file_info?cid={V1}").json() == before
    assert before["fileName"] == "first"


def test_other_host_names_are_refused(service, session):
    session.headers["Host"] = "attacker.example"
    assert get(service, session, "/api/user/user_data_usage").status_code == 400


def test_only_loopback_listens(service):
    assert urlsplit(service.address).hostname == "127.0.0.1"
    assert service.token not in repr(service)


def test_what_a_killed_process_left_is_cleared_after_a_day(store):
    ContentStore(store)
    old, young = store / "incoming" / "old", store / "incoming" / "young"
    old.touch()
    young.touch()
    os.utime(old, (time.time() - 90_000,) * 2)
    ContentStore(store)
    assert not old.exists()
    assert young.exists()


def test_a_record_without_content_counts_as_absent(service, session, store):
    """As after a process was killed just before its last step."""
    add(service, session)
    (store / "content" / V1).unlink()
    assert get(service, session, f"/ipfs/{V0}").status_code == 404
    assert get(service, session, f"/api/lighthouse/file_info?cid={V1}").status_code == 404
    assert get(service, session, "/api/user/files_uploaded").json()["totalFiles"] == 0
    add(service, session)
    assert get(service, session, f"/ipfs/{V0}").content == DATA
