"""Looking images up: the path that must be fast."""

from __future__ import annotations

import sqlite3
import threading
from dataclasses import dataclass, field
from typing import Any

import orjson
from sqlalchemy import Connection, Engine, func, select

from veriset.errors import ProofError
from veriset.index.follower import last_checkpoint
from veriset.index.loading import load_again
from veriset.index.tables import datasets, events, images, manifests, models, uses
from veriset.index.trees import TreeStore
from veriset.merkle import leaf_hash
from veriset.server.problems import ProblemError

KIND = {"file": "bytes", "pixels": "pixels"}
"""The API's word for each hash kind."""

_MOST = 100
"""Matches in an answer at most: a dataset may hold an image many times."""

_MAPPED = 16 << 30
"""Bytes of the index that are mapped into memory at most; address space, not memory."""

_QUERY = "SELECT manifest, position, entry FROM images WHERE digest = ? LIMIT 1000"


@dataclass(frozen=True)
class Holder:
    """A dataset whose manifest is ready.

    Attributes:
        root: of its tree, 32 bytes.
        match: what a `Match` says of it.
        models: those trained on it, as in `UsedBy`.
    """

    root: bytes
    match: dict[str, Any]
    models: list[dict[str, str]]


@dataclass(frozen=True)
class Snapshot:
    """What rarely changes, as of one block.

    Attributes:
        chain: as in every answer.
        holders: by manifest.
        mark: changes when the rest must be read again.
    """

    chain: dict[str, Any]
    holders: dict[int, list[Holder]] = field(default_factory=dict)
    mark: tuple[Any, ...] = ()


class ImageAnswers:
    """Answers from the index, and remembers what it needs of the registry."""

    def __init__(self, engine: Engine, trees: TreeStore, chain_id: int) -> None:
        """Read an index."""
        self._engine = engine
        self._trees = trees
        self._chain_id = chain_id
        self._local = threading.local()
        self.snapshot = Snapshot(self._chain(None))
        self.refresh()

    @property
    def is_embedded(self) -> bool:
        """Whether the index is a file of this machine."""
        return self._engine.dialect.name == "sqlite"

    def refresh(self) -> None:
        """Read again what has changed; called several times a second."""
        if missing := self._trees.take_missing():
            with self._engine.begin() as connection:
                load_again(connection, missing)
        with self._engine.connect() as connection:
            last = last_checkpoint(connection)
            ready = select(func.count(), func.sum(manifests.c.id)).where(
                manifests.c.state == "ready"
            )
            mark = (last, *connection.execute(ready).one())
            if mark != self.snapshot.mark:
                self.snapshot = Snapshot(self._chain(last), _holders(connection), mark)

    def look_up(self, *digests: bytes) -> dict[str, Any]:
        """Return the matches of digests, and the models that used them.

        Raises:
            ProblemError: a tree is missing; it is being made again.
        """
        snapshot = self.snapshot
        matches: list[dict[str, Any]] = []
        used: dict[tuple[str, str], dict[str, str]] = {}
        for digest in digests:
            leaf = {"content_hash": hexadecimal(digest), "hash": hexadecimal(leaf_hash(digest))}
            for manifest, position, entry in self._rows(digest):
                for holder in snapshot.holders.get(manifest, ()):
                    if len(matches) >= _MOST:
                        break
                    match = holder.match.copy()
                    match["leaf"] = leaf
                    match["index"] = position
                    match["image"] = image_of(orjson.loads(entry))
                    match["proof"] = proof_of(self._trees, holder.root, digest)
                    matches.append(match)
                    for model in holder.models:
                        used[model["id"], model["through"]] = model
        return {
            "digest": hexadecimal(digests[0]),
            "matches": matches,
            "models": list(used.values()),
            "chain": snapshot.chain,
        }

    def _rows(self, digest: bytes) -> list[Any]:
        if not self.is_embedded:
            columns = (images.c.manifest, images.c.position, images.c.entry)
            query = select(*columns).where(images.c.digest == digest).limit(1000)
            with self._engine.connect() as connection:
                return list(connection.execute(query))
        cursor = getattr(self._local, "cursor", None)
        if cursor is None:
            # A connection a thread that can only read; SQLAlchemy's way takes three times as long.
            path = self._engine.url.database
            connected = sqlite3.connect(f"file:{path}?mode=ro", uri=True, isolation_level=None)
            connected.execute(f"PRAGMA mmap_size = {_MAPPED}")  # a read needs no call and no copy
            cursor = self._local.cursor = connected.cursor()
        return cursor.execute(_QUERY, (digest,)).fetchall()

    def _chain(self, last: Any) -> dict[str, Any]:
        return {
            "id": self._chain_id,
            "block": -1 if last is None else last.number,
            "block_hash": "0x" + "00" * 32 if last is None else hexadecimal(last.hash),
            "timestamp": 0 if last is None else last.timestamp,
        }


def _holders(connection: Connection) -> dict[int, list[Holder]]:
    """Return the datasets that are ready, by their manifests."""
    superseded, revoked = marks_of(connection)
    used_by: dict[str, list[dict[str, str]]] = {}
    query = (
        select(uses.c.dataset, models.c.id, models.c.name)
        .join(models, models.c.id == uses.c.model)
        .order_by(models.c.block, models.c.log_index)
    )
    for dataset, model, name in connection.execute(query):
        through = hexadecimal(dataset)
        used_by.setdefault(through, []).append(
            {"id": hexadecimal(model), "name": name, "through": through}
        )
    found: dict[int, list[Holder]] = {}
    query = (
        select(datasets)
        .join(manifests, manifests.c.id == datasets.c.manifest)
        .where(manifests.c.state == "ready")
        .order_by(datasets.c.block, datasets.c.log_index)
    )
    for row in connection.execute(query):
        id_ = hexadecimal(row.id)
        match = {
            "dataset": id_,
            "name": row.name,
            "publisher": row.publisher,
            "kind": KIND[row.hash_kind],
            "root": hexadecimal(row.root),
            "revoked": id_ in revoked,
            "superseded_by": superseded.get(id_),
        }
        holder = Holder(bytes(row.root), match, used_by.get(id_, []))
        found.setdefault(row.manifest, []).append(holder)
    return found


def proof_of(trees: TreeStore, root: bytes, digest: bytes) -> list[str]:
    """Return the proof of an image that is in a dataset, as the API shows it.

    Raises:
        ProblemError: the tree is missing, and will be made again from the manifest.
    """
    try:
        return ["0x" + sibling.hex() for sibling in trees.prove(root, digest)]
    except ProofError as error:
        raise ProblemError(
            503, "A proof is missing and is made again; try again soon.", Retry_After="1"
        ) from error


def marks_of(connection: Any, id_: str | None = None) -> tuple[dict[str, str], set[str]]:
    """Return by what each dataset was superseded, and which datasets and models are revoked.

    Args:
        connection: to the index.
        id_: asks about one dataset or model.
    """
    superseded, revoked = {}, set()
    names = ("DatasetSuperseded", "DatasetRevoked", "ModelRevoked")
    query = select(events.c.name, events.c.subject, events.c.arguments).where(
        events.c.name.in_(names)
    )
    if id_ is not None:
        query = query.where(events.c.subject == id_)
    for name, subject, arguments in connection.execute(query):
        if name == "DatasetSuperseded":
            superseded[subject] = arguments["supersededBy"]
        else:
            revoked.add(subject)
    return superseded, revoked


def image_of(entry: dict[str, Any]) -> dict[str, Any]:
    """Return an image as the API shows it, from an entry of a manifest."""
    names = ("width", "height", "size", "path", "index", "label", "split")
    return {"content_hash": entry["contentHash"], **{name: entry.get(name) for name in names}}


def hexadecimal(value: bytes | memoryview) -> str:
    """Return bytes as 0x and hexadecimal digits."""
    return "0x" + bytes(value).hex()
