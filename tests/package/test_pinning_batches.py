"""Folders whose upload is cut off, killed, doubled or locked out: nothing is lost."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.package.clients import DATA, ONCE, V1, added, client
from tests.package.scripted import scripted
from tests.package.waiting import wait_until
from veriset.cid import cids
from veriset.cid.folders import read_folder
from veriset.errors import PinningError
from veriset.pinning.credentials import service_key_file, service_note_file
from veriset.pinning.embedded import RunningService, running_service
from veriset.pinning.journal import Journal
from veriset.pinning.lighthouse import Lighthouse
from veriset.pinning.sdk import Endpoints
from veriset.pinning.services import open_services


@pytest.fixture
def folder(tmp_path):
    folder = tmp_path / "folder"
    (folder / "sub" / "empty").mkdir(parents=True)
    for number in range(30):
        (folder / "sub" / f"{number}.txt").write_text(str(number))
    (folder / "large").write_bytes(DATA)
    (folder / "twice").write_bytes(DATA)
    return folder


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
    def has_noted() -> bool:
        journals = list((tmp_path / "uploads").glob("*.jsonl"))
        return bool(journals) and journals[0].read_bytes().count(b"[") >= count

    wait_until(has_noted, process)


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
        note = service_note_file(store)
        token = json.loads(note.read_bytes())["token"]
        assert [path.stat().st_mode & 0o077 for path in (note, service_key_file(store))] == [0, 0]
        files = [path for path in store.rglob("*") if path.is_file()]
        assert files
        assert not any(token.encode() in path.read_bytes() for path in files)

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
    assert not note.exists()
    assert cids(tmp_path / "out").v1 == root
    assert not list((store / "incoming").glob("*/*"))


def test_a_key_that_expires_in_a_batch(batch, tmp_path, monkeypatch):
    """What was sent before stays sent; with a new key the rest follows."""
    root, journal = cids(batch).v1, Journal(tmp_path / "uploads", cids(batch).v1)
    with running_service(tmp_path / "store") as running:
        asked = iter(range(10**6))
        with monkeypatch.context() as patch:
            patch.setattr(
                "veriset.pinning.accounts.Accounts.may_enter", lambda *_: next(asked) < 20
            )
            with pytest.raises(PinningError, match="refused the API key"):
                client(running.address, identity="one").pin(batch, journal=journal)
        service = Lighthouse(
            running.token, Endpoints.at(running.address), identity="one", retries=ONCE
        )
        held = journal.known(service)
        assert len(held) == 20
        real, sent = service.upload_many, []
        service.upload_many = lambda files, done: (sent.extend(files), real(files, done))
        assert service.pin(batch, journal=journal).cid == root
        assert len(sent) == 60 - 20
        assert not held & {str(file.cid) for file in sent}
        service.fetch(root, tmp_path / "out")
    assert cids(tmp_path / "out").v1 == root
