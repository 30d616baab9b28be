"""The process that keeps an index: killed at any moment, and ended."""

# The fixtures that are imported are what arguments name.
# ruff: noqa: F811

from __future__ import annotations

import shutil
import signal
import time
from pathlib import Path

from tests.package.index_processes import index_process, progress, settings_in
from tests.package.local_databases import contents, count, engine, index, undone  # noqa: F401
from tests.package.local_index import Chain, Index, chain, make_dataset, register, work  # noqa: F401
from veriset.cid import cid_v1
from veriset.index.database import open_database
from veriset.index.tables import images


def test_a_kill_at_any_moment_loses_and_doubles_nothing(
    undone: None, chain: Chain, tmp_path: Path, work: Path
) -> None:
    fetched = tmp_path / "manifests" / "by-cid"
    fetched.mkdir(parents=True)
    for number in range(6):
        path, manifest = make_dataset(tmp_path, f"asters{number}", seed=number)
        cid = cid_v1(path)
        shutil.copy(path, fetched / f"{cid}.json")
        register(chain, manifest, cid, chain.alice)
        chain.mine(30)
    whole = (chain.web3.eth.block_number, 6)
    killed = open_database(f"sqlite:///{tmp_path / 'killed.sqlite'}")
    settings = settings_in(tmp_path, chain, "killed.sqlite")
    for kills in range(20):
        with index_process(settings) as process:
            before, deadline = progress(killed), time.monotonic() + 60
            # The first ones are killed as soon as they have done anything.
            while time.monotonic() < deadline:
                now = progress(killed)
                if now == whole or (kills < 2 and now != before):
                    break
                time.sleep(0.002)
            process.send_signal(signal.SIGKILL)
            process.wait()
        if progress(killed) == whole:
            break
    assert progress(killed) == whole
    fresh = Index(open_database(f"sqlite:///{tmp_path / 'fresh.sqlite'}"), chain, tmp_path)
    fresh.catch_up()
    assert contents(killed) == contents(fresh.engine)
    assert contents(killed, images) == contents(fresh.engine, images)
    assert count(killed, images) == 30
    fresh.close()
    killed.dispose()


def test_a_process_ends_with_the_one_that_started_it(chain: Chain, tmp_path: Path) -> None:
    with index_process(settings_in(tmp_path, chain, "index.sqlite")) as process:
        process.communicate(timeout=60)
        assert process.returncode == 0
