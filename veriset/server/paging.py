"""Lists in parts: `?limit=50&cursor=...`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Any

from fastapi import Path as InPath
from fastapi import Query
from sqlalchemy import Select, Table, and_, or_

LARGEST = 500

Limit = Annotated[int, Query(ge=1, le=LARGEST, description="Most items in the answer.")]

PlaceCursor = Annotated[
    str | None,
    Query(
        pattern="^[0-9]{1,15}-[0-9]{1,9}$",
        description="`next` of the part before it.",
        examples=["1200-3"],
    ),
]
PositionCursor = Annotated[
    int | None,
    Query(ge=0, le=2**31 - 1, description="`next` of the part before it.", examples=[50]),
]

_HEX = "^0x[0-9a-fA-F]{64}$"

Digest = Annotated[
    str,
    InPath(
        pattern=_HEX,
        description="SHA-256 of the image's bytes or of its canonical pixels.",
        examples=["0x" + "ab" * 32],
    ),
]
Id = Annotated[str, InPath(pattern=_HEX, description="The id.", examples=["0x" + "cd" * 32])]
AddressPath = Annotated[
    str,
    InPath(
        pattern="^0x[0-9a-fA-F]{40}$",
        description="The address.",
        examples=["0x5FbDB2315678afecb367f032d93F642f64180aa3"],
    ),
]


def after_place(query: Select[Any], table: Table, cursor: str | None, limit: int) -> Select[Any]:
    """Return the query for a part of a table, in the order of blocks and logs."""
    if cursor is not None:
        block, log_index = map(int, cursor.split("-"))
        query = query.where(
            or_(
                table.c.block > block,
                and_(table.c.block == block, table.c.log_index > log_index),
            )
        )
    return query.order_by(table.c.block, table.c.log_index).limit(limit + 1)


def next_place(rows: Sequence[Any], limit: int) -> str | None:
    """Return the cursor of what follows the first `limit` rows, None at the end."""
    if len(rows) <= limit:
        return None
    last = rows[limit - 1]
    return f"{last.block}-{last.log_index}"


def to_bytes(text: str) -> bytes:
    """Return the bytes of 0x and hexadecimal digits."""
    return bytes.fromhex(text[2:])
