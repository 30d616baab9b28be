"""Services by name, several of them at once, and what they do when one fails."""

from __future__ import annotations

import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing

import pytest

from tests.package.clients import DATA, ONCE, V1, client
from tests.package.fake_kubo import FakeKubo
from tests.package.pictures import flowers
from tests.package.scripted import always, http, scripted
from veriset.cid import cids
from veriset.errors import InputError, PinningError
from veriset.manifest import build_manifest, write_manifest
from veriset.pinning import open_pinning
from veriset.pinning.embedded import running_service
from veriset.pinning.kubo import Kubo
from veriset.pinning.lighthouse import Lighthouse
from veriset.pinning.manifests import ManifestStore
from veriset.pinning.replicated import ReplicatedPinning
from veriset.pinning.sdk import Endpoints
from veriset.pinning.services import open_services
from veriset.pinning.store import ContentStore


@pytest.fixture
def path(tmp_path):
    path = tmp_path / "file"
    path.write_bytes(DATA)
    return path


@pytest.fixture
def node(tmp_path):
    with closing(ContentStore(tmp_path / "node")) as store:
        yield FakeKubo(store)


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
