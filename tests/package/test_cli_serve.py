"""`veriset serve` as a process: what it starts, what it says, and that it all ends."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.package.local_index import chain_at
from veriset.chain.node import local_chain
from veriset.paths import PROJECT


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Return a work folder whose chain has the contracts, so that Brownie is not needed."""
    folder = tmp_path_factory.mktemp("home")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("VERISET_HOME", str(folder))
        with local_chain(folder / "chain" / "state.json") as port:
            chain_at(port)
        yield folder


@contextlib.contextmanager
def serving(home: Path, *arguments: str) -> Iterator[tuple[subprocess.Popen[str], list[str]]]:
    environment = {**os.environ, "VERISET_HOME": str(home), "HOME": str(PROJECT / "build" / "home")}
    environment.pop("VERISET_LOCAL_PORT", None)
    process = subprocess.Popen(
        [sys.executable, "-m", "veriset", "serve", *arguments],
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    assert process.stdout is not None
    try:
        lines = []
        while line := process.stdout.readline():
            lines.append(line.strip())
            if line.startswith("Ctrl-C"):
                break
        yield process, lines
    finally:
        process.kill()
        process.communicate()


def ask(address: str) -> Any:
    with urllib.request.urlopen(address, timeout=60) as answer:
        return json.load(answer)


@pytest.mark.parametrize("ask_to_end", [signal.SIGINT, signal.SIGTERM])
def test_everything_starts_and_ends_with_it(home: Path, ask_to_end: signal.Signals) -> None:
    with serving(home, "--port", "0") as (process, lines):
        address = lines[0].split("/api/v1")[0]
        status = ask(f"{address}/api/v1/status")
        assert all(status["contracts"].values())
        deadline = time.monotonic() + 60
        while status["index"]["block"] < 1 or status["index"]["behind"]:
            assert time.monotonic() < deadline
            time.sleep(0.1)
            status = ask(f"{address}/api/v1/status")
        group = children_of(process.pid)
        assert len(group) >= 2  # the chain and the index
        process.send_signal(ask_to_end)
        output, errors = process.communicate(timeout=60)
        assert process.returncode in (0, 143), errors
        assert "Traceback" not in output + errors
        assert not [pid for pid in group if Path(f"/proc/{pid}").exists()]


def children_of(pid: int) -> list[int]:
    done = subprocess.run(["ps", "-o", "pid=", "--ppid", str(pid)], capture_output=True, text=True)
    return [int(line) for line in done.stdout.split()]


def fails(*arguments: str, home: Path) -> str:
    done = subprocess.run(
        [sys.executable, "-m", "veriset", "serve", *arguments],
        env={**os.environ, "VERISET_HOME": str(home)},
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert done.returncode == 1, done.stdout + done.stderr
    [line] = done.stderr.strip().splitlines()
    return line


def test_mistakes_are_one_line(home: Path, tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        assert f"cannot listen on port {port}" in fails("--port", port, home=home)
    assert "there is no network 'nowhere'" in fails("--network", "nowhere", home=home)
    assert "'often' is no rate" in fails("--rate", "often", home=home)
    assert "is no folder" in fails("--images", str(tmp_path / "none"), home=home)
    assert "is no database" in fails("--database", "nonsense", home=home)
