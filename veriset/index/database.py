"""Opening the database of an index."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, Table, create_engine, delete, event, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import Connection, make_url
from sqlalchemy.exc import ArgumentError, NoSuchModuleError, SQLAlchemyError

from veriset.errors import InputError
from veriset.index import kept, tables

_BUSY_SECONDS = 30


def open_database(url: str) -> Engine:
    """Open the database, and make what is missing in it.

    Args:
        url: as SQLAlchemy has it, `sqlite:///PATH` or `postgresql+psycopg://USER@HOST/NAME`.

    Raises:
        InputError: the URL is none, of another kind, or the database cannot be used.
    """
    try:
        parsed = make_url(url)
        kind = parsed.get_backend_name()
        if kind not in ("sqlite", "postgresql"):
            raise InputError(f"the index is kept in sqlite or postgresql, not in {kind}")
        if kind == "postgresql" and "+" not in parsed.drivername:
            parsed = parsed.set(drivername="postgresql+psycopg")
        if kind == "sqlite" and parsed.database:
            Path(parsed.database).parent.mkdir(parents=True, exist_ok=True)
        engine = create_engine(parsed, pool_pre_ping=kind == "postgresql")
    except (ArgumentError, NoSuchModuleError, ValueError) as error:
        raise InputError(
            f"{_without_password(url)} is no database; give sqlite:///PATH or "
            "postgresql+psycopg://USER@HOST/NAME"
        ) from error
    except ImportError as error:
        raise InputError("PostgreSQL needs psycopg; pip install 'veriset[postgres]'") from error
    except OSError as error:
        raise InputError(f"cannot make the index: {error.strerror or error}") from error
    if kind == "sqlite":
        event.listen(engine, "connect", _prepare_sqlite)
    try:
        _make_tables(engine)
    except SQLAlchemyError as error:
        engine.dispose()
        cause = " ".join(str(getattr(error, "orig", error)).split())[:200]
        raise InputError(f"cannot use the database {_without_password(url)}: {cause}") from error
    return engine


def add_once(connection: Connection, table: Table, rows: Sequence[dict[str, Any]]) -> None:
    """Insert rows, but for those whose key is there already: doing it again changes nothing."""
    if not rows:
        return
    dialect: Any = sqlite if connection.dialect.name == "sqlite" else postgresql
    connection.execute(dialect.insert(table).on_conflict_do_nothing(), list(rows))


def put_state(connection: Connection, name: str, value: str) -> None:
    """Set a value of the table `state`."""
    dialect: Any = sqlite if connection.dialect.name == "sqlite" else postgresql
    statement = dialect.insert(tables.state).values(name=name, value=value)
    connection.execute(
        statement.on_conflict_do_update(index_elements=["name"], set_={"value": value})
    )


def get_state(connection: Connection, name: str) -> str | None:
    """Return a value of the table `state`, None if it was never set."""
    query = select(tables.state.c.value).where(tables.state.c.name == name)
    value: str | None = connection.execute(query).scalar()
    return value


def _make_tables(engine: Engine) -> None:
    """Make the tables; those of another version are made anew, but for what is kept."""
    with engine.begin() as connection:
        # Two that start at once would both make them.
        if connection.dialect.name == "postgresql":
            connection.exec_driver_sql("SELECT pg_advisory_xact_lock(7041776)")
        else:
            connection.exec_driver_sql("BEGIN IMMEDIATE")
        tables.state.create(connection, checkfirst=True)
        version, kept_version = (get_state(connection, name) for name in ("version", "kept"))
        put_state(connection, "kept", kept.upgrade(connection, kept_version))
        if version not in (None, tables.VERSION):
            remade = [table for table in tables.metadata.sorted_tables if table is not tables.state]
            tables.metadata.drop_all(connection, remade)
            connection.execute(delete(tables.state).where(tables.state.c.name != "kept"))
        tables.metadata.create_all(connection)
        put_state(connection, "version", tables.VERSION)


def _prepare_sqlite(connection: Any, _record: Any) -> None:
    """Let readers go on while somebody writes, and lose at most what a power cut takes."""
    cursor = connection.cursor()
    for pragma in (
        f"busy_timeout = {_BUSY_SECONDS * 1000}",
        "journal_mode = WAL",
        "synchronous = NORMAL",
        "temp_store = MEMORY",
    ):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _without_password(url: str) -> str:
    try:
        return make_url(url).render_as_string(hide_password=True)
    except (ArgumentError, ValueError):
        return repr(url[:80])
