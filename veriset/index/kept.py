"""What the database keeps from version to version, because the chain cannot give it again.

The rest of an index is dropped and read anew when its tables change; here each change has a step
that takes the rows along.
"""

from __future__ import annotations

from sqlalchemy import (
    JSON,
    BigInteger,
    Column,
    Connection,
    Float,
    LargeBinary,
    MetaData,
    Table,
    Text,
    inspect,
)

from veriset.errors import InputError

metadata = MetaData()

signatures = Table(
    "signatures",
    metadata,
    Column("dataset", Text, primary_key=True),
    Column("batch", BigInteger, primary_key=True, autoincrement=False),
    Column("validator", Text, primary_key=True),
    Column("bitmap", Text, nullable=False),
    Column("deadline", BigInteger, nullable=False),
    Column("signature", LargeBinary, nullable=False),
    Column("proof", JSON, nullable=False),
    Column("posted_at", Float, nullable=False),
)
"""Signed votes that wait to be handed in."""

MIGRATIONS: tuple[tuple[str, ...], ...] = ()
"""For each version, from 1 on, the statements that lead to the next one in both databases."""


def upgrade(connection: Connection, version: str | None) -> str:
    """Bring these tables up to date; return their version now.

    Args:
        connection: to the database, in a transaction.
        version: theirs as it was written down; None in a new database, and in one of a time when
            it was not.

    Raises:
        InputError: a later Veriset made them.
    """
    latest = 1 + len(MIGRATIONS)
    if inspect(connection).has_table(signatures.name):
        found = int(version or 1)
        if found > latest:
            raise InputError(
                "the database was made by a later version of Veriset; upgrade, or name another "
                "with --database"
            )
        for statements in MIGRATIONS[found - 1 :]:
            for statement in statements:
                connection.exec_driver_sql(statement)
    metadata.create_all(connection)
    return str(latest)
