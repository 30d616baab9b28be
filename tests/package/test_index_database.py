"""The database of an index: which can be used, and what is kept in it."""

# The fixtures that are imported are what arguments name.
# ruff: noqa: F811

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, delete, insert, select, text

from tests.package.local_databases import count, engine, index, plain  # noqa: F401
from tests.package.local_index import chain, work  # noqa: F401
from veriset.errors import InputError
from veriset.index import kept, tables
from veriset.index.database import get_state, open_database, put_state
from veriset.index.tables import checkpoints


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("nonsense", "is no database"),
        ("mysql://a@b/c", "kept in sqlite or postgresql, not in mysql"),
        ("postgresql+psycopg://a:secret@127.0.0.1:1/c", "cannot use the database"),
    ],
)
def test_a_database_that_cannot_be_used_is_one_line(url: str, said: str) -> None:
    with pytest.raises(InputError, match=said) as caught:
        open_database(url)
    assert "secret" not in str(caught.value)
    assert "\n" not in str(caught.value)


VOTE = {
    "dataset": "0x" + "11" * 20,
    "batch": 3,
    "validator": "0x" + "22" * 20,
    "bitmap": "0x7",
    "deadline": 2_000_000_000,
    "signature": b"\x33" * 65,
    "proof": ["0x" + "44" * 32],
    "posted_at": 1.5,
}


def votes(engine: Engine) -> list[dict[str, Any]]:
    with engine.connect() as connection:
        rows = connection.execute(text("SELECT * FROM signatures")).mappings().all()
    return [{name: plain(value) for name, value in row.items()} for row in rows]


@pytest.fixture
def old(engine: Engine) -> Engine:
    """Return a database as the version before left it, which wrote no version of what is kept."""
    with engine.begin() as connection:
        connection.execute(insert(kept.signatures), [VOTE])
        connection.execute(insert(checkpoints), [{"number": 1, "hash": b"", "timestamp": 1}])
        put_state(connection, "followed", "some chain")
        put_state(connection, "version", "0")
        connection.execute(delete(tables.state).where(tables.state.c.name == "kept"))
        connection.execute(text("ALTER TABLE models DROP COLUMN name"))
    return engine


def test_another_version_reads_the_chain_anew_and_keeps_signed_votes(old: Engine) -> None:
    engine = open_database(old.url.render_as_string(hide_password=False))
    [vote] = votes(engine)
    assert vote["validator"] == VOTE["validator"]
    assert vote["signature"] == VOTE["signature"]
    assert count(engine, checkpoints) == 0
    with engine.connect() as connection:
        assert get_state(connection, "followed") is None
        assert get_state(connection, "version") == tables.VERSION
        connection.execute(select(tables.models.c.name))
    engine.dispose()


def test_signed_votes_go_through_every_change_of_their_table(
    old: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    url = old.url.render_as_string(hide_password=False)
    steps: tuple[tuple[str, ...], ...] = (
        ("ALTER TABLE signatures ADD COLUMN note TEXT NOT NULL DEFAULT 'none'",),
        ("UPDATE signatures SET note = 'seen'", "UPDATE signatures SET batch = batch + 1"),
    )
    for number in (1, 2, 2):  # the last one finds all of it done
        monkeypatch.setattr(kept, "MIGRATIONS", steps[:number])
        open_database(url).dispose()
    [vote] = votes(old)
    assert (vote["note"], vote["batch"], vote["bitmap"]) == ("seen", 4, "0x7")
    monkeypatch.setattr(kept, "MIGRATIONS", ())
    with pytest.raises(InputError, match="by a later version"):
        open_database(url)
    assert len(votes(old)) == 1


def test_two_that_open_a_new_database_at_once_both_can(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'new.sqlite'}"
    with ThreadPoolExecutor(8) as pool:
        for engine in pool.map(open_database, [url] * 8):
            engine.dispose()
