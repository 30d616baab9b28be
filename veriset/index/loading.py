"""Bringing the manifests that registrations name into the index.

A manifest that cannot be had is tried again later, less and less often, and never holds up the
chain's events. One that is no manifest, or has another root than the chain, stays refused: its CID
will always name the same bytes.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Collection

import orjson
from sqlalchemy import Connection, Engine, delete, insert, select, update

from veriset.cid import Cid
from veriset.errors import InputError, ManifestError, PinningError
from veriset.index.tables import images, manifests
from veriset.index.trees import TreeStore
from veriset.manifest import Manifest
from veriset.manifest.build import merkle_tree

_ROWS = 5_000
_FIRST_PAUSE, _LONGEST_PAUSE = 5.0, 3_600.0


class ManifestLoader:
    """Fetches manifests one after the other."""

    def __init__(
        self,
        engine: Engine,
        trees: TreeStore,
        get: Callable[[str, bytes], Manifest],
        clock: Callable[[], float] = time.time,
    ) -> None:
        """Load into a database and a store of trees.

        Args:
            engine: the database.
            trees: gets the manifests' Merkle trees.
            get: returns the manifest with a CID and a root, both checked; see `ManifestStore.get`.
            clock: seconds since 1970.
        """
        self._engine = engine
        self._trees = trees
        self._get = get
        self._clock = clock

    def restore_trees(self) -> None:
        """Have the manifests loaded again whose trees are gone."""
        query = select(manifests.c.root).where(manifests.c.state == "ready")
        with self._engine.begin() as connection:
            roots = [bytes(root) for root in connection.execute(query).scalars()]
            load_again(connection, [root for root in roots if not self._trees.has(root)])

    def step(self) -> bool:
        """Load one manifest that is due; tell whether there was one."""
        due = (
            select(manifests)
            .where(manifests.c.state == "waiting", manifests.c.retry_at <= self._clock())
            .order_by(manifests.c.retry_at, manifests.c.id)
            .limit(1)
        )
        with self._engine.connect() as connection:
            row = connection.execute(due).first()
        if row is None:
            return False
        try:
            manifest = self._get(row.cid, bytes(row.root))
            self._write(row.id, manifest)
        except (PinningError, InputError) as error:
            if isinstance(error, InputError) and not _is_cid(row.cid):
                self._note(row.id, "refused", row.attempts + 1, str(error), 0.0)
                return True
            pause = min(_LONGEST_PAUSE, _FIRST_PAUSE * 2 ** min(row.attempts, 20))
            self._note(row.id, "waiting", row.attempts + 1, str(error), self._clock() + pause)
        except ManifestError as error:
            self._note(row.id, "refused", row.attempts + 1, str(error), 0.0)
        return True

    def _write(self, number: int, manifest: Manifest) -> None:
        """Write a manifest's images, a part at a time, so that nobody waits long to write."""
        tree = merkle_tree(manifest.images)
        self._trees.write(tree)
        with self._engine.begin() as connection:
            # Of a load that was killed half-way.
            connection.execute(delete(images).where(images.c.manifest == number))
        for start in range(0, manifest.count, _ROWS):
            rows = [
                {
                    "manifest": number,
                    "position": position,
                    "digest": bytes.fromhex(image.content_hash[2:]),
                    "entry": orjson.dumps(image.to_json()),
                }
                for position, image in enumerate(manifest.images[start : start + _ROWS], start)
            ]
            with self._engine.begin() as connection:
                connection.execute(insert(images), rows)
        with self._engine.begin() as connection:
            connection.execute(
                update(manifests)
                .where(manifests.c.id == number)
                .values(
                    state="ready",
                    trouble=None,
                    hash_kind=manifest.hash_kind.value,
                    count=manifest.count,
                    name=manifest.dataset.name,
                )
            )

    def _note(self, number: int, state: str, attempts: int, trouble: str, retry_at: float) -> None:
        values = {
            "state": state,
            "attempts": attempts,
            "trouble": trouble[:500],
            "retry_at": retry_at,
        }
        with self._engine.begin() as connection:
            connection.execute(update(manifests).where(manifests.c.id == number).values(**values))


def load_again(connection: Connection, roots: Collection[bytes]) -> None:
    """Let manifests wait to be loaded as if they never were; their images are not found until then.

    Args:
        connection: to the index.
        roots: of their trees, 32 bytes each.
    """
    for root in roots:
        connection.execute(
            update(manifests)
            .where(manifests.c.root == root, manifests.c.state == "ready")
            .values(state="waiting", attempts=0, retry_at=0.0, trouble="its tree is made again")
        )


def _is_cid(text: str) -> bool:
    try:
        Cid.parse(text)
    except InputError:
        return False
    return True
