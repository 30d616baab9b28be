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
from veriset.errors import ProofError
from veriset.index.loading import load_again
from veriset.index.tables import datasets, images
from veriset.index.trees import TreeStore
from veriset.merkle import verify_proof


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


@pytest.mark.parametrize("is_damaged", [False, True])
def test_a_tree_that_is_gone_is_made_again(
    undone: None,
    chain: Chain,
    index: Index,
    tmp_path: Path,
    work: Path,
    is_damaged: bool,
) -> None:
    path, manifest = make_dataset(tmp_path, "asters")
    register(chain, manifest, pinned(work, path), chain.alice)
    index.catch_up()
    root = bytes.fromhex(manifest.root[2:])
    digest = bytes.fromhex(manifest.images[0].content_hash[2:])
    [tree] = (work / "index" / "trees").glob(f"{root.hex()}*")
    content = tree.read_bytes()
    if is_damaged:
        tree.write_bytes(bytes(len(content)))
    else:
        tree.unlink()
    trees = TreeStore(tree.parent)
    with pytest.raises(ProofError, match="is not at hand"):
        trees.prove(root, digest)
    missing = trees.take_missing()
    assert missing == {root}
    if is_damaged:
        with index.engine.begin() as connection:
            load_again(connection, missing)
    else:
        index.loader.restore_trees()
    [state] = states(index.engine)
    assert state.state == "waiting"
    index.catch_up()
    [state] = states(index.engine)
    assert (state.state, state.trouble, state.count) == ("ready", None, manifest.count)
    assert tree.read_bytes() == content
    assert verify_proof(root, digest, trees.prove(root, digest))
    assert count(index.engine, images) == manifest.count
    assert trees.take_missing() == set()


def test_what_is_whole_is_not_loaded_again(
    undone: None, chain: Chain, index: Index, tmp_path: Path, work: Path
) -> None:
    path, manifest = make_dataset(tmp_path, "asters")
    register(chain, manifest, pinned(work, path), chain.alice)
    index.catch_up()
    index.loader.restore_trees()
    assert not index.loader.step()
