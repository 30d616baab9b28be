"""open_pinning: the real SDK against the embedded service, and what it leaves behind."""

from __future__ import annotations

import os
import random
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from urllib.parse import urlsplit

import pytest
import requests
from lighthouseweb3.functions import axios, upload
from lighthouseweb3.functions.config import Config

from veriset.cid import CHUNK_SIZE, Cid, cids
from veriset.errors import InputError, PinningError
from veriset.pinning import open_pinning
from veriset.pinning.lighthouse import Lighthouse


@pytest.fixture
def service(tmp_path):
    with open_pinning(tmp_path / "store", timeout=20) as service:
        yield service


def make_file(path: Path, size: int = 1000) -> Path:
    path.write_bytes(random.Random(size).randbytes(size))
    return path


def held(store: Path) -> set[str]:
    return {path.name for path in (store / "content").iterdir()}


@pytest.mark.parametrize("size", [0, 1, CHUNK_SIZE, CHUNK_SIZE + 1, 5_000_000])
def test_round_trip(service, tmp_path, size):
    path = make_file(tmp_path / "manifest.json", size)
    pin = service.pin(path)
    v0, v1, _ = cids(path)
    assert (pin.cid, pin.size, pin.service) == (v1, size, "local service")
    assert pin.pinned_at.utcoffset().total_seconds() == 0
    for cid in (v0, v1, str(Cid.parse(v0).as_version_1())):
        out = tmp_path / "new folder" / cid
        service.fetch(cid, out)
        assert out.read_bytes() == path.read_bytes()


def test_progress_ends_at_the_size(service, tmp_path):
    path = make_file(tmp_path / "file", 3 * CHUNK_SIZE)
    sent, received = [], []
    pin = service.pin(path, lambda done, total: sent.append((done, total)))
    service.fetch(pin.cid, tmp_path / "out", lambda done, total: received.append((done, total)))
    for calls in (sent, received):
        assert calls == sorted(calls)
        assert calls[-1] == (pin.size, pin.size)
    assert len(sent) > 1


@pytest.mark.parametrize(
    "name",
    ["with space.json", 'quote".json', "line\nbreak", "größe-数.json", os.fsdecode(b"\xff.x")],
)
def test_any_file_name(service, tmp_path, name):
    path = make_file(tmp_path / name)
    assert service.pin(path).cid == cids(path).v1


def test_the_same_file_again_is_the_same_pin(service, tmp_path):
    path = make_file(tmp_path / "file")
    assert service.pin(path).cid == service.pin(path).cid
    assert held(tmp_path / "store") == {cids(path).v1}


def test_the_store_is_served_again_later(tmp_path):
    path = make_file(tmp_path / "file")
    with open_pinning(tmp_path / "store") as service:
        pin = service.pin(path)
    with open_pinning(tmp_path / "store") as service:
        service.fetch(pin.cid, tmp_path / "out")
    assert (tmp_path / "out").read_bytes() == path.read_bytes()


def test_content_gone_bad_on_the_disk_is_found_and_mended(service, tmp_path):
    path = make_file(tmp_path / "file")
    pin = service.pin(path)
    (tmp_path / "store" / "content" / pin.cid).write_bytes(b"rotten")
    with pytest.raises(PinningError, match=pin.cid):
        service.fetch(pin.cid, tmp_path / "out")
    assert not (tmp_path / "out").exists()
    service.pin(path)
    service.fetch(pin.cid, tmp_path / "out")


def test_absent_content(service, tmp_path):
    cid = cids(b"never pinned").v1
    with pytest.raises(PinningError, match=f"cannot fetch {cid}: local service does not have it"):
        service.fetch(cid, tmp_path / "out")
    assert [path.name for path in tmp_path.iterdir()] == ["store"]


def test_bad_arguments(service, tmp_path):
    with pytest.raises(InputError, match="No such file"):
        service.pin(tmp_path / "missing")
    with pytest.raises(InputError, match="is not a CID"):
        service.fetch("../../etc/passwd", tmp_path / "out")
    (tmp_path / "plain").touch()
    pin = service.pin(make_file(tmp_path / "file"))
    with pytest.raises(InputError, match="cannot write"):
        service.fetch(pin.cid, tmp_path / "plain" / "out")
    with pytest.raises(InputError, match="as a store"), open_pinning(tmp_path / "plain"):
        pytest.fail("a file cannot be a store")


def test_two_services_at_once_do_not_mix(tmp_path):
    """Also in two threads, though the SDK keeps its addresses for the whole process."""
    with open_pinning(tmp_path / "a") as first, open_pinning(tmp_path / "b") as second:
        files = [make_file(tmp_path / f"file{i}", 2000 + i) for i in range(40)]
        services = [(first, second)[i % 2] for i in range(40)]
        with ThreadPoolExecutor(4) as pool:
            pins = list(pool.map(lambda one, path: one.pin(path), services, files))
        for folder, own in (("a", pins[0::2]), ("b", pins[1::2])):
            assert held(tmp_path / folder) == {pin.cid for pin in own}
        with pytest.raises(PinningError, match="does not have it"):
            second.fetch(pins[0].cid, tmp_path / "out")


def test_the_sdk_is_as_it_was_for_others(service, tmp_path, capsys):
    before = vars(Config).copy()
    service.pin(make_file(tmp_path / "file"))
    assert vars(Config) == before
    assert upload.Config.lighthouse_node == Config.lighthouse_node
    assert axios.req.post is requests.post
    assert axios.req.HTTPError is requests.HTTPError
    upload.print("shown")
    assert capsys.readouterr().out == "shown\n"


def test_nothing_runs_afterwards(tmp_path):
    with open_pinning(tmp_path / "store") as service:
        address = service._endpoints.lighthouse_node
        assert urlsplit(address).hostname == "127.0.0.1"
        assert requests.get(f"{address}/ipfs/x", timeout=20).status_code == 400
    assert "pinning-service" not in {thread.name for thread in threading.enumerate()}
    with pytest.raises(requests.ConnectionError):
        requests.get(f"{address}/ipfs/x", timeout=20)


def test_it_stops_also_after_an_error(tmp_path):
    with pytest.raises(KeyboardInterrupt), open_pinning(tmp_path / "store"):
        raise KeyboardInterrupt
    assert "pinning-service" not in {thread.name for thread in threading.enumerate()}


def test_a_key_means_lighthouse(tmp_path, monkeypatch):
    monkeypatch.setenv("LIGHTHOUSE_TOKEN", " secret.key ")
    with open_pinning(tmp_path / "store") as service:
        assert isinstance(service, Lighthouse)
        assert service.name == "Lighthouse"
        assert service._endpoints.lighthouse_node == Config.lighthouse_node
        assert service._token == "secret.key"
        assert "secret" not in repr(service)
    assert not (tmp_path / "store").exists()


def test_a_proxy_is_not_asked_for_loopback(tmp_path, monkeypatch):
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    monkeypatch.delenv("no_proxy", raising=False)
    monkeypatch.delenv("NO_PROXY", raising=False)
    with open_pinning(tmp_path / "store", timeout=20) as service:
        assert service.pin(make_file(tmp_path / "file")).size == 1000


def test_importing_is_light():
    heavy = "{'lighthouseweb3', 'requests', 'starlette', 'uvicorn', 'python_multipart'}"
    script = f"import sys, veriset.pinning; print({heavy} & set(sys.modules))"
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, check=True, text=True
    )
    assert done.stdout == "set()\n"


def test_large_files_are_not_read_whole(tmp_path):
    """Client and service together, in one process, for a file of 64 MB."""
    path = tmp_path / "sparse"
    with path.open("wb") as file:
        file.truncate(64 << 20)
    script = """
import sys, tracemalloc
from pathlib import Path
from veriset.pinning import open_pinning
store, path, out = map(Path, sys.argv[1:])
with open_pinning(store) as service:
    tracemalloc.start()
    service.fetch(service.pin(path).cid, out)
    print(tracemalloc.get_traced_memory()[1])
"""
    arguments = [sys.executable, "-c", script, tmp_path / "store", path, tmp_path / "out"]
    done = subprocess.run(arguments, capture_output=True, check=True, text=True)
    assert int(done.stdout) < 32 << 20
