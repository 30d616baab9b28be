"""Files and folders on a Kubo node."""

from __future__ import annotations

from contextlib import closing

import pytest

from tests.package.clients import DATA, ONCE, V0, V1, added, patient
from tests.package.fake_kubo import FakeKubo
from tests.package.scripted import always, http, scripted
from veriset.cid import cids
from veriset.errors import InputError, PinningError
from veriset.pinning.kubo import Kubo
from veriset.pinning.store import ContentStore


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
