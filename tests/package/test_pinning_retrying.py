"""What passes is tried again, after the right wait; what does not is told at once."""

from __future__ import annotations

import socket
import struct
import time
from contextlib import closing

import pytest

from tests.package.clients import DATA, V1, added, client, patient, serving
from tests.package.gateways import Script, keep
from tests.package.scripted import always, http, scripted
from veriset.cid import CHUNK_SIZE, cids
from veriset.errors import PinningError
from veriset.pinning.fetching import Fetcher
from veriset.pinning.gateway import Gateway
from veriset.pinning.retrying import seconds_asked_for
from veriset.pinning.store import ContentStore


@pytest.fixture
def path(tmp_path):
    path = tmp_path / "file"
    path.write_bytes(DATA)
    return path


@pytest.mark.parametrize("failure", [http(500, b"<html>"), http(503, b""), http(429, b""), b""])
def test_three_failures_and_then_well(path, failure):
    waits: list[float] = []
    with scripted(serving([failure] * 3 + [added(V1)])) as address:
        assert client(address, patient(waits)).pin(path).cid == V1
    assert len(waits) == 3
    for number, wait in enumerate(waits):
        assert 0 <= wait <= 0.5 * 2**number


def test_a_failure_that_stays(path):
    waits: list[float] = []
    with scripted(always(http(500, b""))) as address, pytest.raises(PinningError, match="HTTP 500"):
        client(address, patient(waits)).pin(path)
    assert len(waits) == 4


@pytest.mark.parametrize("status", [400, 401, 402, 403, 404, 413, 501, 507])
def test_what_is_not_tried_again(path, status):
    waits: list[float] = []
    with scripted(always(http(status, b""))) as address, pytest.raises(PinningError):
        client(address, patient(waits)).pin(path)
    assert waits == []


def test_a_wrong_cid_is_not_asked_for_again(path):
    waits: list[float] = []
    with scripted(always(added(cids(b"x").v1))) as address, pytest.raises(PinningError):
        client(address, patient(waits)).pin(path)
    assert waits == []


def test_the_wait_that_is_asked_for(path):
    waits: list[float] = []
    asked = [http(429, b"", "Retry-After: 7"), http(503, b"", "Retry-After: 40"), added(V1)]
    with scripted(serving(asked)) as address:
        client(address, patient(waits)).pin(path)
    assert waits == [7.0, 40.0]


def test_a_wait_that_is_too_long(path):
    waits: list[float] = []
    refusal = always(http(429, b"", "Retry-After: 86400"))
    with scripted(refusal) as address, pytest.raises(PinningError, match="too many requests"):
        client(address, patient(waits)).pin(path)
    assert waits == []


@pytest.mark.parametrize("year", ["1970", "2026", "2099"])
def test_a_time_of_day_counts_from_the_clock_of_the_service(year):
    date, until = f"Sat, 01 Jan {year} 10:00:00 GMT", f"Sat, 01 Jan {year} 10:00:09 GMT"
    assert seconds_asked_for(until, date) == 9
    assert seconds_asked_for(date, until) == 0


@pytest.mark.parametrize("asked", [None, "", "soon", "-1", "1.5", "²"])
def test_waits_that_are_none(asked):
    assert seconds_asked_for(asked, "Sat, 01 Jan 2026 10:00:00 GMT") is None


def reset(request) -> None:
    """Let the connection end as when the other side dies: with a reset, not with an end."""
    linger = struct.pack("ii", 1, 0)
    request.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
    request.connection.shutdown(socket.SHUT_RD)
    request.connection.close()


def test_uploads_reset_in_the_middle(path):
    waits, left = [], [3]

    def script(request, body):
        if left[0]:
            left[0] -= 1
            reset(request)
            return b""
        return added(V1)

    with scripted(script) as address:
        assert client(address, patient(waits)).pin(path).cid == V1
    assert len(waits) == 3


def test_a_download_reset_in_the_middle(tmp_path):
    waits: list[float] = []
    with closing(ContentStore(tmp_path / "store")) as store:
        keep(store, DATA)
        honest = Script(store)

        def script(request, body):
            answer = honest(request, body)
            if "format" in request.path or len(honest.starts) > 1:
                return answer
            request.wfile.write(answer[: CHUNK_SIZE + 5000])
            request.wfile.flush()
            time.sleep(0.2)  # what is on its way must arrive, or the reset would overtake it
            reset(request)
            return b""

        with scripted(script) as address:
            Fetcher([Gateway(address)], patient(waits)).fetch(V1, tmp_path / "out")
    assert (tmp_path / "out").read_bytes() == DATA
    assert honest.starts == [0, CHUNK_SIZE]
    assert len(waits) == 1


@pytest.mark.parametrize(
    ("failure", "asked"), [(http(500, b""), 0), (http(429, b"", "Retry-After: 7"), 7)]
)
def test_three_failures_of_a_gateway_and_then_well(tmp_path, failure, asked):
    waits: list[float] = []
    with closing(ContentStore(tmp_path / "store")) as store:
        keep(store, DATA)
        honest, left = Script(store), [failure] * 3
        script = lambda *request: left.pop() if left else honest(*request)  # noqa: E731
        with scripted(script) as address:
            Fetcher([Gateway(address)], patient(waits)).fetch(V1, tmp_path / "out")
    assert (tmp_path / "out").read_bytes() == DATA
    assert len(waits) == 3
    assert min(waits) >= asked


@pytest.mark.parametrize("year", ["1970", "2099"])
def test_a_service_whose_clock_is_years_off(path, year):
    headers = [
        f"{name}: Thu, 01 Jan {year} 10:00:{second} GMT"
        for name, second in (("Date", "00"), ("Retry-After", "09"))
    ]
    waits: list[float] = []
    with scripted(serving([http(503, b"", *headers), added(V1)])) as address:
        assert client(address, patient(waits)).pin(path).cid == V1
    assert waits == [9.0]
