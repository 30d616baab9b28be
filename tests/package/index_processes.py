"""The process that keeps an index, started and watched by tests."""

from __future__ import annotations

import contextlib
import json
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, func, select

from tests.package.local_index import Chain
from veriset.index.follower import last_checkpoint
from veriset.index.tables import manifests


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
