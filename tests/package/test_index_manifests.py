"""Manifests that come late, are wrong, or whose trees are gone."""

# The fixtures that are imported are what arguments name.
# ruff: noqa: F811

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.package.local_databases import count, engine, index, pinned, states, undone  # noqa: F401
from tests.package.local_index import Chain, Index, chain, make_dataset, register, work  # noqa: F401
from veriset.cid import cid_v1
from veriset.index.tables import (
    datasets,
    images,
)


def test_a_manifest_that_is_not_there_is_tried_again_and_holds_nothing_up(
    undone: None, chain: Chain, index: Index, tmp_path: Path, work: Path
) -> None:
    path, manifest = make_dataset(tmp_path, f"late {index.engine.dialect.name}")
    cid = cid_v1(path)
    register(chain, manifest, cid, chain.alice)
    now = [1_000.0]
    tried: list[str] = []

    def get(wanted: str, root: bytes) -> Any:
        tried.append(wanted)
        return index.store.get(wanted, root)

    index.follow()
    assert count(index.engine, datasets) == 1
    loader = type(index.loader)(index.engine, index.trees, get, lambda: now[0])
    assert loader.step()
    assert not loader.step()  # not yet
    [state] = states(index.engine)
    assert (state.state, state.attempts) == ("waiting", 1)
    assert state.trouble
    now[0] += 5
    assert loader.step()
    now[0] += 5
    assert not loader.step()  # it waits longer each time
    assert pinned(work, path) == cid
    now[0] += 5
    assert loader.step()
    [state] = states(index.engine)
    assert (state.state, state.trouble) == ("ready", None)
    assert tried == [cid] * 3


@pytest.mark.parametrize("kind", ["another root", "no manifest", "no CID"])
def test_a_manifest_that_is_wrong_is_refused_for_good(
    undone: None, chain: Chain, index: Index, tmp_path: Path, work: Path, kind: str
) -> None:
    path, manifest = make_dataset(tmp_path, "asters")
    if kind == "no manifest":
        path.write_text('{"format": "something else"}')
    cid = "nonsense" if kind == "no CID" else pinned(work, path)
    changed = {"root": b"\x09" * 32} if kind == "another root" else {}
    register(chain, manifest, cid, chain.alice, **changed)
    index.catch_up()
    [state] = states(index.engine)
    assert state.state == "refused"
    assert count(index.engine, images) == 0
    assert not index.loader.step()
