"""The client against services that fail, lie, stall or are something else."""

from __future__ import annotations

import gzip
import json
import os
import socket
import threading
import traceback
from collections.abc import Callable

import pytest

from tests.package.scripted import always, http, scripted
from veriset.cid import CHUNK_SIZE, cids, read_into
from veriset.errors import InputError, PinningError
from veriset.pinning.lighthouse import Lighthouse
from veriset.pinning.retrying import RetryPolicy
from veriset.pinning.sdk import Endpoints

KEY = "lighthouse.key-0123456789"
DATA = bytes(range(256)) * 2000
V0, V1, _ = cids(DATA)
OTHER = cids(b"other").v1

ONCE = RetryPolicy(attempts=1)


def added(cid: str) -> bytes:
    return http(200, json.dumps({"Name": "file", "Hash": cid, "Size": "9"}).encode())


def client(address: str, timeout: float = 20, retries: RetryPolicy = ONCE) -> Lighthouse:
    return Lighthouse(KEY, Endpoints.at(address), timeout=timeout, retries=retries)


@pytest.fixture
def path(tmp_path):
    path = tmp_path / "file"
    path.write_bytes(DATA)
    return path


@pytest.fixture(autouse=True)
def nothing_printed(capfd):
    yield
    assert capfd.readouterr() == ("", "")


def failure(action: Callable[..., object], *arguments: object) -> str:
    """Return the one line with which the action fails; the key is nowhere in the traceback."""
    with pytest.raises(PinningError) as caught:
        action(*arguments)
    message = str(caught.value)
    assert "\n" not in message
    assert len(message) < 500
    assert KEY not in "".join(traceback.format_exception(caught.value))
    return message


def fetch_failure(address: str, tmp_path, timeout: float = 20) -> str:
    """As `failure`; also, a file that was there stays as it was, and nothing is left beside."""
    folder = tmp_path / "fetched"
    folder.mkdir()
    (folder / "out").write_bytes(b"before")
    message = failure(client(address, timeout).fetch, V1, folder / "out")
    assert [left.name for left in folder.iterdir()] == ["out"]
    assert (folder / "out").read_bytes() == b"before"
    return message


def test_what_is_sent(path):
    seen = []

    def script(request, body):
        seen.append((request.path, dict(request.headers), body))
        return added(V1)

    with scripted(script) as address:
        assert client(address).pin(path).cid == V1
    ((target, headers, body),) = seen
    assert target == "/api/v0/add?cid-version=1"
    assert headers["Authorization"] == f"Bearer {KEY}"
    assert "Transfer-Encoding" not in headers
    kind, boundary = headers["Content-Type"].split("; boundary=")
    assert kind == "multipart/form-data"
    head, content = body.split(b"\r\n\r\n", 1)
    assert head.startswith(f"--{boundary}\r\n".encode())
    assert b'Content-Disposition: form-data; name="file"; filename="file"' in head
    assert b"Content-Type: application/octet-stream" in head
    assert content == DATA + f"\r\n--{boundary}--\r\n".encode()


def test_either_version_is_accepted(path):
    for cid in (V0, V1):
        with scripted(always(added(cid))) as address:
            assert client(address).pin(path).cid == cid


def test_a_wrong_cid_is_named_with_the_right_one(path):
    with scripted(always(added(OTHER))) as address:
        message = failure(client(address).pin, path)
    assert OTHER in message
    assert V1 in message


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (b"<!doctype html><title>Welcome</title>", "did not answer as Lighthouse does"),
        (b"", "did not answer as Lighthouse does"),
        (b"{}", "without the field Hash"),
        (b"[1]", "without the field Hash"),
        (b'{"Hash": null}', "without the field Hash"),
        (b'{"Hash": 7}', "without the field Hash"),
        (b'{"Hash": "Qm\\n12"}', "'Qm 12' instead of a CID"),
    ],
)
def test_other_answers_to_an_upload(path, body, words):
    with scripted(always(http(200, body))) as address:
        assert words in failure(client(address).pin, path)


@pytest.mark.parametrize(
    ("status", "body", "words"),
    [
        (401, b"", "refused the API key; run it again (HTTP 401)"),
        (403, b"", "refused the API key; run it again (HTTP 403)"),
        (413, b"", "refuses files of this size"),
        (429, b"", "too many requests"),
        (500, b"<html>oops</html>", "failed with HTTP 500; try again later"),
        (500, b'{"error": "Trial\\nended"}', "failed with HTTP 500: Trial ended"),
        (500, b'{"error": {"message": "a\\u001b[2Jb"}}', "failed with HTTP 500: a[2Jb"),
        (503, b'{"error": "' + b"x" * 9000 + b'"}', "HTTP 503: xxx"),
        (507, b"", "no space left"),
        (302, b"", "did not answer as Lighthouse does"),
    ],
)
def test_refusals(path, status, body, words):
    with scripted(always(http(status, body, f"Location: /{V1}"))) as address:
        assert words in failure(client(address).pin, path)


@pytest.mark.parametrize("status", [401, 403])
def test_a_service_elsewhere_refuses_the_key_that_the_user_set(path, status):
    """By this name the same machine counts as another."""
    with scripted(always(http(status, b""))) as address:
        message = failure(client(address.replace("127.0.0.1", "localhost")).pin, path)
    assert message.endswith(f"check LIGHTHOUSE_TOKEN or run veriset pin login (HTTP {status})")


def test_a_service_that_repeats_the_key(path):
    answers = [
        lambda said: http(500, json.dumps({"error": said}).encode()),
        lambda said: added(said),
        lambda said: http(200, said.encode()),
    ]
    for answer in answers:

        def script(request, body, answer=answer):
            return answer(request.headers["Authorization"])

        with scripted(script) as address:
            failure(client(address).pin, path)


def test_fetch_of_other_bytes(tmp_path):
    with scripted(always(http(200, b"<html>a portal</html>"))) as address:
        message = fetch_failure(address, tmp_path)
    assert V1 in message
    assert cids(b"<html>a portal</html>").v1 in message


@pytest.mark.parametrize("kept", [0, 1, CHUNK_SIZE, len(DATA) - 1])
def test_truncated_download(tmp_path, kept):
    answer = http(200, DATA[:kept], length=len(DATA))
    with scripted(always(answer)) as address:
        assert "broke off" in fetch_failure(address, tmp_path)


def test_truncated_download_of_unknown_length(tmp_path):
    answer = b"HTTP/1.0 200 OK\r\n\r\n" + DATA[:-1]
    with scripted(always(answer)) as address:
        assert cids(DATA[:-1]).v1 in fetch_failure(address, tmp_path)


def test_fetch_refused(tmp_path):
    with scripted(always(http(500, b""))) as address:
        assert "failed with HTTP 500" in fetch_failure(address, tmp_path)


@pytest.mark.parametrize("chunked", [True, False])
def test_compressed_downloads_are_fine(tmp_path, chunked):
    packed = gzip.compress(DATA)
    if chunked:
        body = f"{len(packed):x}\r\n".encode() + packed + b"\r\n0\r\n\r\n"
        length = "Transfer-Encoding: chunked"
    else:
        body, length = packed, f"Content-Length: {len(packed)}"
    head = f"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n{length}\r\n\r\n".encode()
    seen = []
    with scripted(always(head + body)) as address:
        client(address).fetch(V1, tmp_path / "out", lambda done, total: seen.append((done, total)))
    assert (tmp_path / "out").read_bytes() == DATA
    assert seen[-1] == (len(DATA), None)


def test_nobody_listens(path, tmp_path):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        address = f"http://127.0.0.1:{free.getsockname()[1]}"
        message = failure(client(address).pin, path)
        assert "cannot be reached" in message
        assert "Connection refused" in message
        assert "Connection refused" in fetch_failure(address, tmp_path)


def test_a_service_that_never_answers(path, tmp_path):
    with socket.create_server(("127.0.0.1", 0)) as silent:
        address = f"http://127.0.0.1:{silent.getsockname()[1]}"
        assert "did not answer within 0.2 s" in failure(client(address, 0.2).pin, path)
        assert "did not answer within 0.2 s" in fetch_failure(address, tmp_path, 0.2)


def test_a_service_that_stops_in_the_middle(tmp_path):
    goes_on = threading.Event()

    def script(request, body):
        request.wfile.write(http(200, DATA[:1000], length=len(DATA)))
        request.wfile.flush()
        goes_on.wait(20)
        return b""

    with scripted(script) as address:
        try:
            assert "did not answer within 0.2 s" in fetch_failure(address, tmp_path, 0.2)
        finally:
            goes_on.set()


def test_an_upload_cut_off(path):
    with scripted(always(b"")) as address:
        assert "broke off" in failure(client(address).pin, path)


def test_a_file_that_shrinks_while_it_is_sent(path):
    def shrink(done, total):
        path.write_bytes(b"")

    with scripted(always(added(V1))) as address, pytest.raises(InputError, match="became shorter"):
        client(address).pin(path, shrink)


def test_a_file_that_changes_after_its_cid_was_taken(path, monkeypatch):
    """The service's CID is then that of other bytes."""

    def read_then_change(hasher, source):
        read_into(hasher, source)
        source.write_bytes(b"changed")
        return hasher

    monkeypatch.setattr("veriset.pinning.backend.read_into", read_then_change)

    def script(request, body):
        content = body.split(b"\r\n\r\n", 1)[1].rsplit(b"\r\n--", 1)[0]
        return added(cids(content).v1)

    with scripted(script) as address:
        assert cids(b"changed").v1 in failure(client(address).pin, path)


def test_a_full_disk_while_fetching(tmp_path, monkeypatch):
    """/dev/full fails as a full disk does."""

    def full(descriptor, mode):
        os.close(descriptor)
        return open("/dev/full", mode)

    with scripted(always(http(200, DATA))) as address:
        monkeypatch.setattr("veriset.files.os.fdopen", full)
        with pytest.raises(InputError, match=r"cannot write .* No space left"):
            client(address).fetch(V1, tmp_path / "out")
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("key", ["", "two words", "line\nbreak", "ключ"])
def test_keys_that_cannot_be(key):
    with pytest.raises(InputError, match="copy it again") as caught:
        Lighthouse(key)
    assert not key or key not in str(caught.value)


def test_an_address_that_is_none(path):
    assert "cannot be used" in failure(client("http://").pin, path)
    assert "cannot be used" in failure(client("nonsense").pin, path)
