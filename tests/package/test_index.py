"""The index of a chain: complete, once, and asked for as nodes allow."""

# The fixtures that are imported are what arguments name.
# ruff: noqa: F811

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from tests.package.local_databases import (  # noqa: F401
    NOWHERE,
    contents,
    count,
    engine,
    index,
    names,
    pinned,
    plain,
    undone,
)
from tests.package.local_index import (  # noqa: F401
    LIMITS,
    Chain,
    Index,
    chain,
    make_dataset,
    register,
    register_model,
    work,
)
from veriset.chain.log_limits import LogLimits, log_limits
from veriset.index.database import open_database
from veriset.index.follower import last_checkpoint
from veriset.index.tables import checkpoints, datasets, events, images, manifests, models, uses
from veriset.merkle import verify_proof


def test_registrations_become_rows(
    undone: None, chain: Chain, work: Path, index: Index, tmp_path: Path
) -> None:
    path, manifest = make_dataset(tmp_path, "asters", count=2)
    id_ = register(chain, manifest, pinned(work, path), chain.alice)
    model = register_model(chain, "net", chain.bob, id_)
    index.catch_up()
    with index.engine.connect() as connection:
        [row] = connection.execute(select(datasets)).all()
        [use] = connection.execute(select(uses)).all()
        [state] = connection.execute(select(manifests)).all()
        [named] = connection.execute(select(models.c.name)).scalars()
    assert (bytes(row.id), row.name, row.publisher, row.count) == (
        id_,
        "asters",
        chain.alice.address,
        10,
    )
    assert (bytes(use.model), bytes(use.dataset), named) == (model, id_, "net")
    assert (state.state, state.count, state.hash_kind, state.name) == (
        "ready",
        10,
        "file",
        "asters",
    )
    assert names(index.engine) == ["DatasetRegistered", "ModelRegistered"]
    for image in manifest.images:
        digest = bytes.fromhex(image.content_hash[2:])
        proof = index.trees.prove(bytes(row.root), digest)
        assert verify_proof(bytes(row.root), digest, proof)
        assert chain.registry.verify(id_, digest, tuple(proof))


def test_a_second_look_changes_nothing(
    undone: None, chain: Chain, work: Path, index: Index, tmp_path: Path
) -> None:
    path, manifest = make_dataset(tmp_path, "asters")
    register(chain, manifest, pinned(work, path), chain.alice)
    index.catch_up()
    before = contents(index.engine)
    with index.engine.begin() as connection:
        connection.execute(checkpoints.delete())  # as if none of it had been read
    index.catch_up()
    assert contents(index.engine) == before
    assert count(index.engine, images) == manifest.count


def test_narrow_limits_give_the_same_index(
    undone: None, chain: Chain, index: Index, tmp_path: Path, work: Path
) -> None:
    """A node that cuts answers off after two logs, and an index that asks a block at a time."""
    _, manifest = make_dataset(tmp_path, "asters")
    for number in range(3):
        register(chain, manifest, NOWHERE, chain.alice, root=bytes([number + 1]) * 32)
        chain.mine(7)
    index.follow()
    other = open_database(f"sqlite:///{tmp_path / 'other.sqlite'}")
    narrow = Index(other, chain, work, replace(LIMITS, blocks=20, results=2, addresses=1))
    narrow.follow()
    assert contents(other) == contents(index.engine)
    narrow.close()


def test_logs_are_asked_for_within_the_limits(
    undone: None, chain: Chain, index: Index, monkeypatch: pytest.MonkeyPatch
) -> None:
    chain.mine(400)
    asked: list[int] = []
    get_logs = chain.web3.eth.get_logs

    def spy(query: Any) -> Any:
        asked.append(query["toBlock"] - query["fromBlock"] + 1)
        return get_logs(query)

    monkeypatch.setattr(chain.web3.eth, "get_logs", spy)
    index.follow()
    assert asked
    assert max(asked) == LIMITS.blocks
    with index.engine.connect() as connection:
        last = last_checkpoint(connection)
    assert last is not None
    assert last.number == chain.web3.eth.block_number


@pytest.mark.parametrize("chain_id", [314, 314159])
def test_filecoin_is_asked_as_its_nodes_allow(chain_id: int) -> None:
    limits = log_limits(chain_id)
    assert (limits.blocks, limits.results, limits.history) == (2_880, 10_000, 2_880)
    assert limits.finality == 900


def test_a_node_without_old_logs_is_asked_for_its_state(
    undone: None, chain: Chain, index: Index, tmp_path: Path, work: Path
) -> None:
    """As Filecoin's, which give logs of a day."""
    _, manifest = make_dataset(tmp_path, "asters")
    first = register(chain, manifest, NOWHERE, chain.alice, root=b"\6" * 32)
    second = register(chain, manifest, NOWHERE, chain.alice, root=b"\7" * 32, supersedes=first)
    model = register_model(chain, "net", chain.bob, first)
    chain.alice.send(chain.registry.functions.revokeDataset(first, "it was wrong"))
    chain.mine(100)
    limits = replace(LIMITS, history=30)
    late = Index(open_database(f"sqlite:///{tmp_path / 'late.sqlite'}"), chain, work, limits)
    late.follow()
    index.follow()
    for table, columns in ((datasets, "id name root supersedes"), (models, "id digest name")):
        wanted = [table.c[column] for column in columns.split()]
        with index.engine.connect() as one, late.engine.connect() as other:
            query = select(*wanted).order_by(table.c.id)
            assert [tuple(map(plain, row)) for row in one.execute(query)] == [
                tuple(map(plain, row)) for row in other.execute(query)
            ]
    with late.engine.connect() as connection:
        query = select(events.c.name, events.c.subject).order_by(events.c.log_index)
        told = {(row.name, row.subject) for row in connection.execute(query)}
    assert told == {
        ("DatasetSuperseded", "0x" + first.hex()),
        ("DatasetRevoked", "0x" + first.hex()),
    }
    third = register(chain, manifest, NOWHERE, chain.bob, root=b"\7" * 32)
    late.follow()
    with late.engine.connect() as connection:
        ids = {bytes(id_) for id_ in connection.execute(select(datasets.c.id)).scalars()}
    assert ids == {first, second, third}
    assert model
    late.close()


def test_another_deployment_empties_the_index(
    undone: None, chain: Chain, index: Index, tmp_path: Path
) -> None:
    _, manifest = make_dataset(tmp_path, "asters")
    register(chain, manifest, NOWHERE, chain.alice, root=b"\x08" * 32)
    index.follow()
    contracts = replace(index.follower._contracts, registry=chain.datasets.address)
    type(index.follower)(index.engine, chain.web3, contracts, LIMITS)
    assert count(index.engine, datasets) == count(index.engine, checkpoints) == 0


def test_limits_of_an_unknown_chain_are_careful() -> None:
    assert log_limits(123_456_789) == LogLimits()
