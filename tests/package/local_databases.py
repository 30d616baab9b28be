"""Databases for an index, and what lies in them: of SQLite, and of PostgreSQL where one runs.

VERISET_TEST_POSTGRES is the URL of a database that tests may empty. A test file imports the
fixtures that it uses, and those that they use.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, create_engine, func, select

from tests.package.local_index import Chain, Index
from veriset.index import kept
from veriset.index.database import open_database
from veriset.index.tables import BY_BLOCK, events, manifests, metadata
from veriset.pinning import open_pinning

POSTGRES = os.environ.get("VERISET_TEST_POSTGRES")
URLS = [
    "sqlite",
    pytest.param("postgres", marks=pytest.mark.skipif(not POSTGRES, reason="no PostgreSQL")),
]
NOWHERE = "bafkreifslmocjrdbbisnwmr62fhlec2mjuxjyjlac7uvzuq5g5m2guavha"
"""A CID that no service has."""


@contextlib.contextmanager
def database(kind: str, folder: Path) -> Iterator[str]:
    """Yield the URL of an empty database."""
    if kind == "sqlite":
        yield f"sqlite:///{folder / 'index.sqlite'}"
        return
    assert POSTGRES
    engine = create_engine(POSTGRES)
    for tables in (metadata, kept.metadata):  # of a run that was killed
        tables.drop_all(engine)
    yield POSTGRES
    for tables in (metadata, kept.metadata):
        tables.drop_all(engine)
    engine.dispose()


@pytest.fixture(params=URLS)
def engine(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Engine]:
    with database(request.param, tmp_path) as url:
        engine = open_database(url)
        yield engine
        engine.dispose()


@pytest.fixture
def index(engine: Engine, chain: Chain, work: Path) -> Iterator[Index]:
    index = Index(engine, chain, work)
    yield index
    index.close()


@pytest.fixture
def undone(chain: Chain) -> Iterator[None]:
    """Undo what a test does to the chain."""
    before = chain.ask("evm_snapshot")
    yield
    chain.ask("evm_revert", before)


def pinned(work: Path, path: Path) -> str:
    with open_pinning(work / "pins") as service:
        return service.pin(path).cid


def contents(engine: Engine, *tables: Any) -> dict[str, list[Any]]:
    found = {}
    with engine.connect() as connection:
        for table in tables or BY_BLOCK:
            columns = [column for column in table.c if column.name != "manifest"]
            rows = connection.execute(select(*columns).order_by(*table.primary_key.columns))
            found[table.name] = [tuple(map(plain, row)) for row in rows]
    return found


def plain(value: Any) -> Any:
    return bytes(value) if isinstance(value, memoryview) else value


def count(engine: Engine, table: Any) -> int:
    with engine.connect() as connection:
        return int(connection.execute(select(func.count()).select_from(table)).scalar() or 0)


def names(engine: Engine) -> list[str]:
    with engine.connect() as connection:
        query = select(events.c.name).order_by(events.c.block, events.c.log_index)
        return [name for (name,) in connection.execute(query)]


def states(engine: Engine) -> list[Any]:
    with engine.connect() as connection:
        return list(connection.execute(select(manifests)))
