"""How datasets and models come from each other."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, or_, select

from veriset.index.tables import datasets, models, uses
from veriset.server.image_answers import hexadecimal

_MOST = 500


def of(connection: Connection, start: bytes) -> dict[str, Any]:
    """Return all that a dataset or model is connected with, up and down, `_MOST` nodes of it."""
    nodes: dict[bytes, dict[str, Any]] = {}
    edges: dict[tuple[bytes, bytes, str], None] = {}
    todo, truncated = [start], False
    while todo:
        id_ = todo.pop(0)
        if id_ in nodes:
            continue
        if len(nodes) >= _MOST:
            truncated = True
            break
        found = _node(connection, id_)
        if found is None:
            continue
        nodes[id_] = found
        for edge in _edges(connection, id_, found["kind"]):
            edges[edge] = None
            todo += [end for end in edge[:2] if end not in nodes]
    return {
        "nodes": list(nodes.values()),
        "edges": [
            {"from": hexadecimal(start), "to": hexadecimal(end), "role": role}
            for start, end, role in edges
            if start in nodes and end in nodes
        ],
        "truncated": truncated,
    }


def _node(connection: Connection, id_: bytes) -> dict[str, Any] | None:
    for table, kind in ((datasets, "dataset"), (models, "model")):
        name = connection.execute(select(table.c.name).where(table.c.id == id_)).scalar()
        if name is not None:
            return {"id": hexadecimal(id_), "kind": kind, "name": name}
    return None


def _edges(connection: Connection, id_: bytes, kind: str) -> list[tuple[bytes, bytes, str]]:
    found: list[tuple[Any, Any, str]] = []
    if kind == "dataset":
        column, role, table = datasets.c.supersedes, "supersedes", datasets
        used = select(uses.c.dataset, uses.c.model).where(uses.c.dataset == id_)
    else:
        column, role, table = models.c.parent, "derived_from", models
        used = select(uses.c.dataset, uses.c.model).where(uses.c.model == id_)
    line = select(column, table.c.id).where(or_(table.c.id == id_, column == id_))
    found += [(a, b, role) for a, b in connection.execute(line.limit(_MOST)) if a is not None]
    found += [(a, b, "trained_on") for a, b in connection.execute(used.limit(_MOST))]
    return [(bytes(a), bytes(b), role) for a, b, role in found]
