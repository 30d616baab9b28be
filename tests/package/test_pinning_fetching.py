"""Fetching from gateways that fail, lie, stall or know nothing of blocks."""

from __future__ import annotations

import random
import socket
import subprocess
import sys
import threading
from contextlib import closing

import pytest

from tests.package.gateways import DATA, ONCE, RAW, V0, V1, Script, fetch, flipped, keep
from tests.package.scripted import always, http, scripted
from veriset.cid import CHUNK_SIZE, Cid, cids
from veriset.cid.dag_pb import Link, decode, encode_directory
from veriset.errors import InputError, PinningError
from veriset.pinning.fetching import Fetcher
from veriset.pinning.gateway import Gateway, configured_gateways
from veriset.pinning.retrying import RetryPolicy
from veriset.pinning.store import ContentStore


@pytest.fixture(scope="module")
def store(tmp_path_factory):
    with closing(ContentStore(tmp_path_factory.mktemp("store"))) as store:
        keep(store, DATA)
        yield store


@pytest.mark.parametrize("cid", [V0, V1, str(Cid.parse(V0).as_version_1())])
def test_a_file_in_blocks(store, tmp_path, cid):
    script = Script(store)
    with scripted(script) as address:
        fetch(cid, tmp_path / "out", address)
    assert (tmp_path / "out").read_bytes() == DATA
    assert (script.blocks, script.starts) == (1, [0])


def test_trees_of_several_levels(store, tmp_path, monkeypatch):
    monkeypatch.setattr("veriset.cid.hasher.CHUNK_SIZE", 64)
    data = random.Random(2).randbytes(175 * 64 + 5)
    cid = keep(store, data)
    v0 = cids(data).v0
    script = Script(store)
    with scripted(script) as address:
        fetch(cid, tmp_path / "v1", address)
        fetch(v0, tmp_path / "v0", address)
    assert (tmp_path / "v1").read_bytes() == (tmp_path / "v0").read_bytes() == data
    assert script.blocks == 6


def test_a_lie_is_found_at_the_first_bad_block_and_the_next_goes_on(store, tmp_path):
    liar = Script(store, change=lambda data, start: flipped(data, CHUNK_SIZE + 5 - start))
    honest = Script(store)
    with scripted(liar) as first, scripted(honest) as second:
        fetch(V1, tmp_path / "out", first, second)
    assert (tmp_path / "out").read_bytes() == DATA
    assert (liar.starts, honest.starts) == ([0], [CHUNK_SIZE])


def test_a_liar_cannot_send_for_ever(store, tmp_path):
    """It has not sent a second block when it is found out at its first."""
    goes_on, served = threading.Event(), threading.Event()

    def script(request, body):
        if "format" in request.path:
            return http(200, store.block(Cid.parse(V1)), RAW)
        request.wfile.write(http(200, bytes(CHUNK_SIZE), length=10**12))
        request.wfile.flush()
        served.set()
        goes_on.wait(20)
        return b""

    with scripted(script) as address:
        try:
            with pytest.raises(PinningError, match="other bytes than the CID's, from byte 0 on"):
                fetch(V1, tmp_path / "out", address)
        finally:
            goes_on.set()
    assert served.is_set()
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("at", [0, 100, CHUNK_SIZE, len(DATA) - 1])
def test_lies_about_a_file(store, tmp_path, at):
    with scripted(Script(store, change=lambda data, _: flipped(data, at))) as address:
        place = at // CHUNK_SIZE * CHUNK_SIZE
        with pytest.raises(PinningError, match=f"gateway 0 sent other bytes .* byte {place} on"):
            fetch(V1, tmp_path / "out", address)
    # Only what was checked before the lie stays, for the next try.
    assert [path.read_bytes() for path in tmp_path.iterdir()] == [DATA[:place]] * (place > 0)
    assert not (tmp_path / "out").exists()


def test_lies_about_a_block(store, tmp_path):
    liar = Script(store, change_block=lambda block: flipped(block, 3))
    honest = Script(store)
    with scripted(liar) as first:
        with pytest.raises(PinningError, match=f"gateway 0 sent .* for {V1}"):
            fetch(V1, tmp_path / "out", first)
        with scripted(honest) as second:
            fetch(V1, tmp_path / "out", first, second)
    assert liar.starts == []
    assert (tmp_path / "out").read_bytes() == DATA


def test_a_raw_file_that_is_another(store, tmp_path):
    cid = keep(store, b"small")
    with scripted(always(http(200, b"smalL"))) as first, scripted(Script(store)) as second:
        with pytest.raises(PinningError, match=f"gateway 0 sent 5 bytes with the CID .* {cid}"):
            fetch(cid, tmp_path / "out", first)
        fetch(cid, tmp_path / "out", first, second)
    assert (tmp_path / "out").read_bytes() == b"small"


def test_a_raw_file_without_an_end(store, tmp_path):
    cid = keep(store, b"small")
    with (
        scripted(always(http(200, bytes(3 << 20)))) as address,
        pytest.raises(PinningError, match="for " + cid),
    ):
        fetch(cid, tmp_path / "out", address)


def test_a_download_cut_off_goes_on_where_it_was(store, tmp_path):
    cut = Script(store, change=lambda data, _: data[: CHUNK_SIZE + 10])
    waits: list[float] = []
    with scripted(cut) as address:
        fetch(V1, tmp_path / "out", address, retries=RetryPolicy(sleep=waits.append))
    assert (tmp_path / "out").read_bytes() == DATA
    assert cut.starts == [0, CHUNK_SIZE, 2 * CHUNK_SIZE, 3 * CHUNK_SIZE]
    assert len(waits) == 3


def test_a_download_cut_off_is_taken_over_by_the_next(store, tmp_path):
    cut = Script(store, change=lambda data, _: data[: CHUNK_SIZE + 10])
    whole = Script(store)
    with scripted(cut) as first, scripted(whole) as second:
        fetch(V1, tmp_path / "out", first, second)
    assert (tmp_path / "out").read_bytes() == DATA
    assert (cut.starts, whole.starts) == ([0], [CHUNK_SIZE])


def test_a_gateway_without_ranges(store, tmp_path):
    """It sends the whole file again, of which the beginning is passed over."""

    def script(request, body):
        if "format" in request.path:
            return http(200, store.block(Cid.parse(V1)), RAW)
        return http(200, DATA)

    cut = Script(store, change=lambda data, _: data[: CHUNK_SIZE + 10])
    with scripted(cut) as first, scripted(script) as second:
        fetch(V1, tmp_path / "out", first, second)
    assert (tmp_path / "out").read_bytes() == DATA


def test_without_blocks_the_end_is_checked(store, tmp_path):
    liar = Script(store, has_blocks=False, change=lambda data, _: flipped(data, 0))
    honest = Script(store, has_blocks=False)
    with scripted(liar) as first, scripted(honest) as second:
        with pytest.raises(PinningError, match=f"gateway 0 sent {len(DATA)} bytes with the CID"):
            fetch(V1, tmp_path / "bad", first)
        fetch(V1, tmp_path / "out", first, second)
    assert (tmp_path / "out").read_bytes() == DATA
    assert not (tmp_path / "bad").exists()


def test_blocks_from_one_gateway_for_the_bytes_of_another(store, tmp_path):
    first_script, second_script = Script(store, has_blocks=False), Script(store)
    with scripted(first_script) as first, scripted(second_script) as second:
        fetch(V1, tmp_path / "out", first, second)
    assert second_script.blocks == 1


def test_html_instead_of_a_file(tmp_path):
    page = always(http(200, b"<html>a portal</html>", "Content-Type: text/html"))
    with scripted(page) as address, pytest.raises(PinningError, match="sent 21 bytes"):
        fetch(V1, tmp_path / "out", address)
    assert not list(tmp_path.iterdir())


def test_bytes_that_trickle(store, tmp_path):
    """A byte in each tenth of the patience would hold a plain client for ever."""
    goes_on = threading.Event()

    def script(request, body):
        request.wfile.write(http(200, b"", RAW, length=1000))
        while not goes_on.wait(0.02):
            request.wfile.write(b"x")
            request.wfile.flush()
        return b""

    with scripted(script) as slow, scripted(Script(store)) as fast:
        try:
            with pytest.raises(PinningError, match=r"did not answer within 0\.2 s"):
                fetch(V1, tmp_path / "out", slow, timeout=0.2)
            gateways = [Gateway(slow, "slow", 0.2), Gateway(fast, "fast")]
            Fetcher(gateways, ONCE).fetch(V1, tmp_path / "out")
        finally:
            goes_on.set()
    assert (tmp_path / "out").read_bytes() == DATA


def test_headers_that_trickle(tmp_path):
    goes_on = threading.Event()

    def script(request, body):
        request.wfile.write(b"HTTP/1.1 200 OK\r\nX: ")
        while not goes_on.wait(0.02):
            request.wfile.write(b"x")
            request.wfile.flush()
        return b""

    with scripted(script) as address:
        try:
            with pytest.raises(PinningError, match=r"did not answer within 0\.2 s"):
                fetch(V1, tmp_path / "out", address, timeout=0.2)
        finally:
            goes_on.set()


def test_all_that_went_wrong_is_told(tmp_path):
    with socket.socket() as free, scripted(always(http(404, b""))) as lost:
        free.bind(("127.0.0.1", 0))
        nobody = f"http://127.0.0.1:{free.getsockname()[1]}"
        with pytest.raises(PinningError) as caught:
            fetch(V1, tmp_path / "out", nobody, lost)
    message = str(caught.value)
    assert "\n" not in message
    for part in ("from any of 2", "gateway 0", "Connection refused", "gateway 1", "HTTP 404"):
        assert part in message


@pytest.mark.parametrize("block", [b"", b"\xff" * 20, b"\x0a\x02\x08\x09", b"\x12\x02\x0a\x00"])
def test_blocks_that_are_no_nodes(store, tmp_path, block):
    cid = Cid.parse(keep(store, block))
    with scripted(Script(store)) as address, pytest.raises(PinningError, match="no UnixFS node"):
        fetch(str(Cid(1, 0x70, cid.digest)), tmp_path / "out", address)


def test_decode_is_the_opposite_of_encode(store):
    links = (Link(Cid.parse(V0), "a", 5), Link(Cid.parse(V1), "b" * 300, 2**40))
    assert decode(encode_directory(links)).links == links


@pytest.mark.parametrize("address", ["nonsense", "ftp://host", "http://", ""])
def test_addresses_that_are_none(address):
    with pytest.raises(InputError, match="is no gateway"):
        Gateway(address)


def test_gateways_of_the_environment(monkeypatch):
    monkeypatch.setenv("VERISET_GATEWAYS", "https://a.example/ipfs/, http://b.example:8080 ,")
    assert [one.name for one in configured_gateways()] == ["a.example", "b.example:8080"]
    assert [one.name for one in configured_gateways(["https://c"])] == ["c"]
    with pytest.raises(InputError, match="nothing to fetch from"):
        Fetcher([])


def test_memory_does_not_grow_with_the_file(tmp_path):
    """64 MB through the gateway of the service and back, in one process."""
    script = """
import sys, tracemalloc
from pathlib import Path
from veriset.pinning import open_pinning
path = Path(sys.argv[1]) / "sparse"
with path.open("wb") as file:
    file.truncate(64 << 20)
with open_pinning(path.with_name("store")) as service:
    pin = service.pin(path)
    tracemalloc.start()
    service.fetch(pin.cid, path.with_name("out"))
    print(tracemalloc.get_traced_memory()[1])
"""
    done = subprocess.run(
        [sys.executable, "-c", script, tmp_path], capture_output=True, check=True, text=True
    )
    assert int(done.stdout) < 16 << 20
