"""The embedded service by itself, as any HTTP client sees it."""

from __future__ import annotations

import json
import socket
import sqlite3
import subprocess
import sys
from contextlib import closing
from hashlib import sha256
from urllib.parse import urlsplit

import pytest
import requests

from tests.package.service_requests import DATA, V0, V1, add, get
from tests.package.waiting import wait_until
from veriset.cid import Cid, cids
from veriset.pinning import service as service_module
from veriset.pinning.embedded import running_service
from veriset.pinning.store import ContentStore


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


def is_empty(store) -> bool:
    """Tell whether nothing is kept, on its way in, or recorded."""
    if any((store / "content").iterdir()):
        return False
    incoming = store / "incoming"
    if any(path.is_file() for folder in incoming.iterdir() for path in folder.glob("*")):
        return False
    with closing(sqlite3.connect(store / "index.sqlite")) as index:
        return index.execute("SELECT count(*) FROM files").fetchone() == (0,)


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
        connection.sendall(bytes(100_000))
        wait_until(lambda: not is_empty(store))
    wait_until(lambda: is_empty(store))


@pytest.mark.parametrize("at", ["begin", "write", "sync", "record"])
def test_a_full_disk(service, session, store, monkeypatch, at):
    """/dev/full fails as a full disk does."""

    def full(*_):
        with open("/dev/full", "wb", buffering=0) as file:
            file.write(b"x")

    target = {
        "begin": "veriset.pinning.upload.Upload._open",
        "write": "veriset.pinning.upload.Upload.write",
        "sync": "veriset.pinning.upload.os.fsync",
        "record": "veriset.pinning.store.Index.add",
    }
    with monkeypatch.context() as patch:
        patch.setattr(target[at], lambda *_, **__: full())
        answer = add(service, session, bytes(20_000_000))
    assert answer.status_code == 507
    assert answer.json() == {"error": "no space is left on the disk"}
    assert is_empty(store)
    assert add(service, session).status_code == 200


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


def test_what_a_killed_process_left_is_cleared_at_once(store):
    """But not what one that lives has on its way in."""
    script = """
import os, signal, sys
from pathlib import Path
from veriset.pinning.store import ContentStore
upload = ContentStore(Path(sys.argv[1])).begin()
upload.write(bytes(100_000))
os.kill(os.getpid(), signal.SIGKILL)
"""
    with closing(ContentStore(store)) as living, living.begin() as upload:
        upload.write(bytes(100_000))
        done = subprocess.run([sys.executable, "-c", script, store], check=False)
        assert done.returncode == -9
        assert len(list((store / "incoming").glob("*/*"))) == 2
        with closing(ContentStore(store)):
            assert len(list((store / "incoming").glob("*/*"))) == 1
        upload.name = "file"
        (kept,) = living.commit([upload])
        assert living.record(Cid.parse(kept.cid)) == kept


def test_a_record_without_content_counts_as_absent(service, session, store):
    """As after somebody removed it by hand."""
    add(service, session)
    (store / "content" / V1).unlink()
    assert get(service, session, f"/ipfs/{V0}").status_code == 404
    assert get(service, session, f"/api/lighthouse/file_info?cid={V1}").status_code == 404
    add(service, session)
    assert get(service, session, f"/ipfs/{V0}").content == DATA


def test_content_is_served_also_without_its_index(store):
    with running_service(store) as service, requests.Session() as session:
        session.headers["Authorization"] = f"Bearer {service.token}"
        add(service, session)
    for left in store.glob("index.sqlite*"):
        left.unlink()
    with running_service(store) as service, requests.Session() as session:
        assert get(service, session, f"/ipfs/{V1}").content == DATA
        block = get(service, session, f"/ipfs/{V1}?format=raw").content
        assert sha256(block).digest() == Cid.parse(V1).digest


def test_several_files_in_one_form(service, session, store):
    parts = [("file", (f"sub/{i}", bytes([i]))) for i in range(3)]
    answer = session.post(
        f"{service.address}/api/v0/add", files=parts, params={"cid-version": "1"}, timeout=20
    )
    assert [json.loads(line) for line in answer.text.splitlines()] == [
        {"Name": f"sub/{i}", "Hash": cids(bytes([i])).v1, "Size": "1"} for i in range(3)
    ]


def test_of_several_files_all_are_kept_or_none(service, session, store):
    body = HEAD + b"x\r\n" + HEAD + b"y\r\n--b"
    answer = session.post(
        f"{service.address}/api/v0/add",
        data=body,
        headers={"Content-Type": "multipart/form-data; boundary=b"},
        timeout=20,
    )
    assert answer.status_code == 400
    assert is_empty(store)
