"""Kubo, several services at once, and what is tried again: nothing is lost, nothing is assumed."""

from __future__ import annotations

import json
import random
import signal
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import pytest

from tests.package.fake_kubo import FakeKubo
from tests.package.pictures import flowers
from tests.package.scripted import always, http, scripted
from veriset.cid import CHUNK_SIZE, cids
from veriset.cid.folders import read_folder
from veriset.errors import InputError, PinningError
from veriset.manifest import build_manifest, write_manifest
from veriset.pinning import open_pinning
from veriset.pinning.embedded import RunningService, running_service
from veriset.pinning.journal import Journal
from veriset.pinning.kubo import Kubo
from veriset.pinning.lighthouse import Lighthouse
from veriset.pinning.manifests import ManifestStore
from veriset.pinning.replicated import ReplicatedPinning
from veriset.pinning.retrying import RetryPolicy, seconds_asked_for
from veriset.pinning.sdk import Endpoints
from veriset.pinning.services import open_services
from veriset.pinning.store import ContentStore

DATA = random.Random(5).randbytes(2 * CHUNK_SIZE + 77)
V0, V1, _ = cids(DATA)
ONCE = RetryPolicy(attempts=1)


def patient(waits: list[float], **options) -> RetryPolicy:
    """Return a policy that notes how long it would wait."""
    return RetryPolicy(sleep=waits.append, **options)


@pytest.fixture
def path(tmp_path):
    path = tmp_path / "file"
    path.write_bytes(DATA)
    return path


@pytest.fixture
def folder(tmp_path):
    folder = tmp_path / "folder"
    (folder / "sub" / "empty").mkdir(parents=True)
    for number in range(30):
        (folder / "sub" / f"{number}.txt").write_text(str(number))
    (folder / "large").write_bytes(DATA)
    (folder / "twice").write_bytes(DATA)
    return folder


@pytest.fixture
def node(tmp_path):
    with closing(ContentStore(tmp_path / "node")) as store:
        yield FakeKubo(store)


def added(cid: str) -> bytes:
    return http(200, json.dumps({"Name": "file", "Hash": cid, "Size": "9"}).encode())


def client(address: str, retries: RetryPolicy = ONCE, **options) -> Lighthouse:
    return Lighthouse("key", Endpoints.at(address), retries=retries, **options)


def serving(answers: list[bytes]):
    """Return a script that gives these answers in turn, and the last one from then on."""
    left = list(answers)
    return lambda *_: left.pop(0) if len(left) > 1 else left[0]


# What passes


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


# Kubo


def test_kubo_files(node, path, tmp_path):
    with scripted(node) as address:
        kubo = Kubo(address, retries=ONCE)
        assert not kubo.holds(V1)
        assert kubo.pin(path).cid == V1
        assert kubo.holds(V1)
        kubo.fetch(V1, tmp_path / "v1")
        kubo.fetch(V0, tmp_path / "v0")
    assert (tmp_path / "v1").read_bytes() == (tmp_path / "v0").read_bytes() == DATA


def test_kubo_folders(node, folder, tmp_path):
    with scripted(node) as address:
        kubo = Kubo(f"{address}/api/v0/", retries=ONCE)
        pin = kubo.pin(folder)
        assert pin.cid == cids(folder).v1
        assert kubo.holds(pin.cid)
        kubo.fetch(pin.cid, tmp_path / "out")
    assert cids(tmp_path / "out") == cids(folder)


def test_kubo_refusals_are_not_tried_again(node, tmp_path):
    waits: list[float] = []
    with scripted(node) as address, pytest.raises(PinningError, match="merkledag: not found"):
        Kubo(address, retries=patient(waits)).fetch(V1, tmp_path / "out")
    assert waits == []


@pytest.mark.parametrize("body", [b"<html>", b"", b"{}", b'{"Hash": 7}', b"[]"])
def test_what_is_no_kubo(path, body):
    with scripted(always(http(200, body))) as address, pytest.raises(PinningError, match="Kubo"):
        Kubo(address, retries=ONCE).pin(path)


def test_kubo_with_a_wrong_cid(path):
    wrong = always(added(cids(b"x").v1))
    with scripted(wrong) as address, pytest.raises(PinningError, match="do not rely on this pin"):
        Kubo(address, retries=ONCE).pin(path)


@pytest.mark.parametrize("address", ["127.0.0.1:5001", "", "/ip4/127.0.0.1/tcp/5001"])
def test_addresses_of_no_kubo(address):
    with pytest.raises(InputError, match="is no Kubo node"):
        Kubo(address)


# Several at once


def test_enough_services_hold_it(node, path, tmp_path):
    with scripted(node) as good, scripted(always(http(500, b""))) as bad:
        services = [client(bad, name="bad"), Kubo(good, retries=ONCE)]
        pin = ReplicatedPinning(services, 1, ONCE).pin(path)
        assert (pin.cid, pin.service) == (V1, services[1].name)
        with pytest.raises(
            PinningError, match=r"1 of 2 services hold .*, and 2 are required: .*bad"
        ):
            ReplicatedPinning(services, 2, ONCE).pin(path)
        both = ReplicatedPinning(services, 1, ONCE)
        assert both.holds(V1)
        answers = [answer for _, answer in both.holds_each(V1)]
        assert isinstance(answers[0], PinningError)
        assert answers[1] is True
        both.fetch(V1, tmp_path / "out")
    assert (tmp_path / "out").read_bytes() == DATA


def test_requirements_that_cannot_be():
    services = [client("http://127.0.0.1:1")]
    for require in (0, 2, -1):
        with pytest.raises(InputError, match="cannot be required of 1"):
            ReplicatedPinning(services, require)


def test_services_by_name(tmp_path, monkeypatch, node, path):
    monkeypatch.setenv("LIGHTHOUSE_TOKEN", "key")
    with scripted(node) as address:
        monkeypatch.setenv("VERISET_PINNING", f"lighthouse, kubo={address},local")
        with open_services(tmp_path / "store") as services:
            names = [service.name for service in services]
            assert names[0] == "Lighthouse"
            assert names[1].startswith("Kubo at 127.0.0.1:")
            assert names[2] == "local service"
        monkeypatch.setenv("VERISET_PINNING", f"kubo={address},local")
        with open_pinning(tmp_path / "store", require=2) as pinning:
            assert pinning.pin(path).service.endswith("and local service")
            assert pinning.holds(V1)


@pytest.mark.parametrize("names", ["nonsense", "kubo", "kubo=", "local=x", "local,local"])
def test_services_that_are_none(tmp_path, names):
    with pytest.raises(InputError), open_services(tmp_path / "store", names):
        pytest.fail("opened")


def test_lighthouse_without_a_key(tmp_path):
    with (
        pytest.raises(InputError, match="set LIGHTHOUSE_TOKEN, or run veriset pin login"),
        open_services(tmp_path / "store", "lighthouse"),
    ):
        pytest.fail("opened")


# Folders, cut off


def test_a_service_that_stores_version_0_cannot_pin_folders(folder):
    def script(request, body):
        content = body.split(b"\r\n\r\n", 1)[1].rsplit(b"\r\n--", 1)[0]
        return added(cids(content).v0)

    with scripted(script) as address, pytest.raises(PinningError, match="it cannot pin folders"):
        client(address).pin(folder)


@pytest.mark.parametrize("takes_many", [True, False])
def test_only_what_is_missing_is_sent_again(folder, tmp_path, takes_many):
    """The service fails in the middle; then, through the journal, the rest is sent."""
    root = cids(folder).v1
    journal = Journal(tmp_path / "uploads", root)
    with running_service(tmp_path / "store") as running:
        service = Lighthouse(
            running.token,
            Endpoints.at(running.address),
            retries=ONCE,
            takes_many=takes_many,
            identity="one",
        )
        real, sent = service.upload_nodes, []

        def failing(nodes):
            raise PinningError("broken")

        service.upload_nodes = failing
        with pytest.raises(PinningError, match="broken"):
            service.pin(folder, journal=journal)
        known = journal.known(service)
        assert known == {str(file.cid) for file in read_folder(folder).files}
        (folder / "new").write_bytes(b"new")
        (folder / "new").unlink()
        service.upload_nodes = real
        upload_many = service.upload_many
        service.upload_many = lambda files, done: (sent.extend(files), upload_many(files, done))
        assert service.pin(folder, journal=journal).cid == root
        assert sent == []
        assert service.holds(root)
    assert not list((tmp_path / "uploads").iterdir())


def test_a_journal_that_outlived_its_store(folder, tmp_path):
    root = cids(folder).v1
    for number, store in enumerate(("first", "second")):
        with running_service(tmp_path / store) as running:
            service = Lighthouse(
                running.token, Endpoints.at(running.address), takes_many=True, identity="one"
            )
            journal = Journal(tmp_path / "uploads", root)
            if number:
                journal.add(service, [str(file.cid) for file in read_folder(folder).files])
            assert service.pin(folder, journal=journal).cid == root
            service.fetch(root, tmp_path / f"out{number}")
    assert cids(tmp_path / "out1").v1 == root


def test_a_journal_cut_off_in_a_line(tmp_path):
    journal, service = Journal(tmp_path, V1), client("http://127.0.0.1:1")
    journal.add(service, ["a", "b"])
    (file,) = tmp_path.iterdir()
    with file.open("ab") as cut:
        cut.write(b'["c", "d')
    journal.add(service, ["e"])
    assert journal.known(service) == {"a", "b", "e"}


BATCH = """
import sys
from pathlib import Path
from veriset.pinning.journal import Journal
from veriset.pinning.lighthouse import Lighthouse
from veriset.pinning.retrying import RetryPolicy
from veriset.pinning.sdk import Endpoints
address, token, folder, journals, root = sys.argv[1:]
service = Lighthouse(
    token, Endpoints.at(address), identity="one", retries=RetryPolicy(attempts=60, longest_wait=0.3)
)
print(service.pin(Path(folder), journal=Journal(Path(journals), root)).cid)
"""


@pytest.fixture
def batch(tmp_path):
    folder = tmp_path / "batch"
    folder.mkdir()
    for number in range(60):
        (folder / f"{number}.txt").write_text(f"file {number}")
    return folder


def start_batch(running, batch, tmp_path, root) -> subprocess.Popen:
    arguments = [running.address, running.token, batch, tmp_path / "uploads", root]
    return subprocess.Popen(
        [sys.executable, "-c", BATCH, *map(str, arguments)], stdout=subprocess.PIPE, text=True
    )


def wait_for_journal(tmp_path, process, count: int) -> None:
    for _ in range(4000):
        journals = list((tmp_path / "uploads").glob("*.jsonl"))
        if journals and journals[0].read_bytes().count(b"[") >= count:
            return
        assert process.poll() is None
        time.sleep(0.005)
    pytest.fail("nothing was sent")


def test_a_client_killed_in_a_batch(batch, tmp_path):
    root = cids(batch).v1
    with running_service(tmp_path / "store") as running:
        process = start_batch(running, batch, tmp_path, root)
        wait_for_journal(tmp_path, process, 10)
        process.kill()
        process.communicate()
        journal = Journal(tmp_path / "uploads", root)
        service = client(running.address, identity="one")
        service._token = running.token
        held = journal.known(service)
        assert 10 <= len(held) < 61
        assert all(service.holds(cid) for cid in held)
        assert service.pin(batch, journal=journal).cid == root
        service.fetch(root, tmp_path / "out")
    assert cids(tmp_path / "out").v1 == root


def test_two_batches_at_once(batch, tmp_path):
    root = cids(batch).v1
    with running_service(tmp_path / "store") as running:
        processes = [start_batch(running, batch, tmp_path, root) for _ in range(2)]
        assert [process.communicate()[0] for process in processes] == [f"{root}\n"] * 2
        service = client(running.address)
        assert service.holds(root)


SERVE = """
import sys
from veriset.cli.app import main
sys.argv = ["veriset", "pin", "serve", "--port", sys.argv[1], "--store", sys.argv[2]]
main()
"""


def start_service(store: Path, port: int = 0) -> tuple[subprocess.Popen, str]:
    process = subprocess.Popen(
        [sys.executable, "-c", SERVE, str(port), str(store)], stdout=subprocess.PIPE, text=True
    )
    line = process.stdout.readline()
    assert "listens on http://127.0.0.1:" in line
    return process, line.split()[-1]


def test_a_service_killed_in_a_batch_and_started_again(batch, tmp_path):
    """On the same port and with the same key, so that the batch goes on by itself."""
    root, store = cids(batch).v1, tmp_path / "store"
    service, address = start_service(store)
    try:
        token = json.loads((store / "service.json").read_bytes())["token"]
        assert (store / "service.json").stat().st_mode & 0o077 == 0

        running = RunningService(address, token)
        process = start_batch(running, batch, tmp_path, root)
        wait_for_journal(tmp_path, process, 10)
        service.kill()
        service.communicate()
        service, _ = start_service(store, int(address.rpartition(":")[2]))
        assert process.communicate(timeout=60)[0] == f"{root}\n"
        with open_services(store, "local") as (found,):
            assert found._endpoints.lighthouse_node == address
            found.fetch(root, tmp_path / "out")
    finally:
        service.send_signal(signal.SIGINT)
        out, _ = service.communicate(timeout=30)
    assert out == "stopped; the content is kept\n"
    assert not (store / "service.json").exists()
    assert cids(tmp_path / "out").v1 == root
    assert not list((store / "incoming").glob("*/*"))


def test_one_service_a_store(tmp_path):
    from veriset.pinning.embedded import serve

    started, stop = threading.Event(), threading.Event()

    def run(_):
        started.set()
        stop.wait(30)

    with ThreadPoolExecutor(1) as pool:
        first = pool.submit(serve, tmp_path, 0, run)
        try:
            assert started.wait(30)
            with pytest.raises(InputError, match="another veriset pin serve"):
                serve(tmp_path, 0, run)
        finally:
            stop.set()
        first.result()


def test_a_disk_full_for_the_service(path, tmp_path):
    """A limit on the size of files stands for it, in a process of its own."""
    script = """
import resource, signal, sys
from veriset.cli.app import main
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (300_000, 300_000))
sys.argv = ["veriset", "pin", sys.argv[1]]
main()
"""
    done = subprocess.run(
        [sys.executable, "-c", script, path],
        env={"VERISET_HOME": str(tmp_path / "work"), "PYTHONPATH": ":".join(sys.path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert done.stderr.endswith("local service has no space left on its disk (HTTP 507)\n")
    assert done.stderr.count("\n") == 1
    assert not list((tmp_path / "work" / "pins" / "content").iterdir())


def test_a_key_that_has_expired(path, tmp_path):
    with running_service(tmp_path / "store") as running, pytest.raises(PinningError) as caught:
        client(running.address).pin(path)
    assert "refused the API key" in str(caught.value)


# Manifests, wherever they are


def test_a_manifest_from_any_of_several_gateways(tmp_path):
    """As veriset verify gets it: no local copy, one gateway that lies, one that has it."""
    path = tmp_path / "manifest.json"
    manifest = build_manifest(flowers(tmp_path / "images"))
    write_manifest(manifest, path)
    cid, root = cids(path).v1, bytes.fromhex(manifest.root[2:])
    lie = always(http(200, path.read_bytes().replace(b"0x", b"0X", 1)))
    with running_service(tmp_path / "elsewhere") as running, scripted(lie) as liar:
        service = Lighthouse(running.token, Endpoints.at(running.address))
        service.pin(path)
        gateways = (liar, running.address)
        with ManifestStore(tmp_path / "by-cid", tmp_path / "pins", gateways) as store:
            assert store.get(cid, root) == manifest
    with ManifestStore(tmp_path / "by-cid", tmp_path / "pins") as store:
        assert store.get(cid, root) == manifest  # kept, so that no service is asked
    with ManifestStore(tmp_path / "none", tmp_path / "pins") as store:
        with pytest.raises(PinningError, match="does not have it"):
            store.get(cid, root)
        assert not list((tmp_path / "none").glob("*"))
