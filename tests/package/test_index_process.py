"""The process that keeps an index: killed at any moment, and ended."""

# The fixtures that are imported are what arguments name.
# ruff: noqa: F811

from __future__ import annotations

import contextlib
import json
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, func, select

from tests.package.local_databases import contents, count, engine, index, undone  # noqa: F401
from tests.package.local_index import Chain, Index, chain, make_dataset, register, work  # noqa: F401
from veriset.cid import cid_v1
from veriset.index.database import open_database
from veriset.index.follower import last_checkpoint
from veriset.index.tables import (
    images,
    manifests,
)


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


def settings_in(folder: Path, chain: Chain, database: str) -> dict[str, Any]:
    return {
        "network": asdict(chain.network),
        "database": f"sqlite:///{folder / database}",
        "trees": str(folder / "trees"),
        "manifests": str(folder / "manifests" / "by-cid"),
        "pins": str(folder / "pins"),
        "gateways": [],
    }


@contextlib.contextmanager
def index_process(settings: dict[str, Any]) -> Iterator[subprocess.Popen[bytes]]:
    command = [sys.executable, "-m", "veriset.index"]
    with subprocess.Popen(command, stdin=subprocess.PIPE) as process:
        assert process.stdin is not None
        process.stdin.write(json.dumps(settings).encode() + b"\n")
        process.stdin.flush()
        yield process


def progress(engine: Engine) -> tuple[int, int]:
    with engine.connect() as connection:
        last = last_checkpoint(connection)
        ready = select(func.count()).where(manifests.c.state == "ready")
        return (-1 if last is None else last.number), int(connection.execute(ready).scalar() or 0)


def test_a_process_ends_with_the_one_that_started_it(chain: Chain, tmp_path: Path) -> None:
    with index_process(settings_in(tmp_path, chain, "index.sqlite")) as process:
        process.communicate(timeout=60)
        assert process.returncode == 0
