"""The index goes back with the chain."""

# The fixtures that are imported are what arguments name.
# ruff: noqa: F811

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from tests.package.local_databases import NOWHERE, contents, count, engine, index, undone  # noqa: F401
from tests.package.local_index import (  # noqa: F401
    Chain,
    Index,
    chain,
    make_dataset,
    register,
    register_model,
    work,
)
from veriset.errors import ChainError
from veriset.index.database import open_database
from veriset.index.follower import last_checkpoint
from veriset.index.tables import datasets, models


def test_what_a_reorganisation_takes_back_is_taken_back(
    undone: None, chain: Chain, index: Index, tmp_path: Path, work: Path
) -> None:
    _, manifest = make_dataset(tmp_path, "asters")
    kept = register(chain, manifest, NOWHERE, chain.alice, root=b"\1" * 32)
    chain.mine(3)
    index.follow()
    before = contents(index.engine)
    fork = chain.ask("evm_snapshot")
    gone = register(chain, manifest, NOWHERE, chain.alice, root=b"\2" * 32)
    register_model(chain, "gone", chain.bob, gone)
    chain.mine(5)
    index.follow()
    assert count(index.engine, datasets) == 2
    chain.ask("evm_revert", fork)
    # The other branch: shorter at first, then longer, with another dataset.
    index.follow()
    assert contents(index.engine) == before
    came = register(chain, manifest, NOWHERE, chain.bob, root=b"\3" * 32)
    chain.mine(20)
    index.follow()
    with index.engine.connect() as connection:
        ids = {bytes(id_) for id_ in connection.execute(select(datasets.c.id)).scalars()}
    assert ids == {kept, came}
    assert count(index.engine, models) == 0
    fresh = Index(open_database(f"sqlite:///{tmp_path / 'fresh.sqlite'}"), chain, work)
    fresh.follow()
    assert contents(index.engine) == contents(fresh.engine)
    fresh.close()


def test_a_reorganisation_by_the_node_itself(
    undone: None, chain: Chain, index: Index, tmp_path: Path, work: Path
) -> None:
    """Blocks of the same numbers with other hashes and without their transactions."""
    _, manifest = make_dataset(tmp_path, "asters")
    chain.mine(5)
    register(chain, manifest, NOWHERE, chain.alice, root=b"\4" * 32)
    index.follow()
    assert count(index.engine, datasets) == 1
    chain.ask("anvil_reorg", 3, [])
    index.follow()
    assert count(index.engine, datasets) == 0
    with index.engine.connect() as connection:
        last = last_checkpoint(connection)
    assert last is not None
    assert last.hash == bytes(chain.web3.eth.get_block("latest")["hash"])


def test_a_chain_that_changes_while_it_is_read_leaves_nothing(
    undone: None, chain: Chain, index: Index, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _, manifest = make_dataset(tmp_path, "asters")
    index.follow()
    fork = chain.ask("evm_snapshot")
    register(chain, manifest, NOWHERE, chain.alice, root=b"\5" * 32)
    rows_of = index.follower._event_rows

    def meanwhile(first: int, last: int) -> Any:
        rows = rows_of(first, last)
        chain.ask("evm_revert", fork)
        chain.mine(2)
        return rows

    monkeypatch.setattr(index.follower, "_event_rows", meanwhile)
    with pytest.raises(ChainError, match="changed while it was read"):
        index.follower.step()
    assert count(index.engine, datasets) == 0
    monkeypatch.undo()
    index.follow()
    assert count(index.engine, datasets) == 0
