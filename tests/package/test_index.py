"""The index of a chain: complete, once, also after a kill and after the chain changed its mind."""

# The fixtures that are imported are what arguments name.
# ruff: noqa: F811

from __future__ import annotations

import contextlib
import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, func, select

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
from veriset.cid import cid_v1
from veriset.errors import ChainError, InputError
from veriset.index.database import open_database
from veriset.index.follower import last_checkpoint
from veriset.index.tables import (
    BY_BLOCK,
    checkpoints,
    datasets,
    events,
    images,
    manifests,
    metadata,
    models,
    uses,
)
from veriset.merkle import verify_proof
from veriset.pinning import open_pinning

NOWHERE = "bafkreifslmocjrdbbisnwmr62fhlec2mjuxjyjlac7uvzuq5g5m2guavha"
POSTGRES = os.environ.get("VERISET_TEST_POSTGRES")
URLS = [
    "sqlite",
    pytest.param("postgres", marks=pytest.mark.skipif(not POSTGRES, reason="no PostgreSQL")),
]


@pytest.fixture(params=URLS)
def engine(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Engine]:
    url = POSTGRES if request.param == "postgres" else f"sqlite:///{tmp_path / 'index.sqlite'}"
    engine = open_database(str(url))
    yield engine
    if request.param == "postgres":
        metadata.drop_all(engine)
    engine.dispose()


@pytest.fixture
def index(engine: Engine, chain: Chain, work: Path) -> Iterator[Index]:
    index = Index(engine, chain, work)
    yield index
    index.close()


@pytest.fixture
def undone(chain: Chain) -> Iterator[None]:
    """Undo what a test does to the chain."""
    before = chain.ask("evm_snapshot")
    yield
    chain.ask("evm_revert", before)


def pinned(work: Path, path: Path) -> str:
    with open_pinning(work / "pins") as service:
        return service.pin(path).cid


def contents(engine: Engine, *tables: Any) -> dict[str, list[Any]]:
    found = {}
    with engine.connect() as connection:
        for table in tables or BY_BLOCK:
            columns = [column for column in table.c if column.name != "manifest"]
            rows = connection.execute(select(*columns).order_by(*table.primary_key.columns))
            found[table.name] = [tuple(map(plain, row)) for row in rows]
    return found


def plain(value: Any) -> Any:
    return bytes(value) if isinstance(value, memoryview) else value


def count(engine: Engine, table: Any) -> int:
    with engine.connect() as connection:
        return int(connection.execute(select(func.count()).select_from(table)).scalar() or 0)


def names(engine: Engine) -> list[str]:
    with engine.connect() as connection:
        query = select(events.c.name).order_by(events.c.block, events.c.log_index)
        return [name for (name,) in connection.execute(query)]


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


def test_a_kill_at_any_moment_loses_and_doubles_nothing(
    undone: None, chain: Chain, tmp_path: Path, work: Path
) -> None:
    fetched = tmp_path / "manifests" / "by-cid"
    fetched.mkdir(parents=True)
    for number in range(6):
        path, manifest = make_dataset(tmp_path, f"asters{number}", seed=number)
        cid = cid_v1(path)
        shutil.copy(path, fetched / f"{cid}.json")
        register(chain, manifest, cid, chain.alice)
        chain.mine(30)
    whole = (chain.web3.eth.block_number, 6)
    killed = open_database(f"sqlite:///{tmp_path / 'killed.sqlite'}")
    settings = settings_in(tmp_path, chain, "killed.sqlite")
    for kills in range(20):
        with index_process(settings) as process:
            before, deadline = progress(killed), time.monotonic() + 60
            # The first ones are killed as soon as they have done anything.
            while time.monotonic() < deadline:
                now = progress(killed)
                if now == whole or (kills < 2 and now != before):
                    break
                time.sleep(0.002)
            process.send_signal(signal.SIGKILL)
            process.wait()
        if progress(killed) == whole:
            break
    assert progress(killed) == whole
    fresh = Index(open_database(f"sqlite:///{tmp_path / 'fresh.sqlite'}"), chain, tmp_path)
    fresh.catch_up()
    assert contents(killed) == contents(fresh.engine)
    assert contents(killed, images) == contents(fresh.engine, images)
    assert count(killed, images) == 30
    fresh.close()
    killed.dispose()


def settings_in(folder: Path, chain: Chain, database: str) -> dict[str, Any]:
    return {
        "network": asdict(chain.network),
        "database": f"sqlite:///{folder / database}",
        "trees": str(folder / "trees"),
        "manifests": str(folder / "manifests" / "by-cid"),
        "pins": str(folder / "pins"),
        "gateways": [],
    }


@contextlib.contextmanager
def index_process(settings: dict[str, Any]) -> Iterator[subprocess.Popen[bytes]]:
    command = [sys.executable, "-m", "veriset.index"]
    with subprocess.Popen(command, stdin=subprocess.PIPE) as process:
        assert process.stdin is not None
        process.stdin.write(json.dumps(settings).encode() + b"\n")
        process.stdin.flush()
        yield process


def progress(engine: Engine) -> tuple[int, int]:
    with engine.connect() as connection:
        last = last_checkpoint(connection)
        ready = select(func.count()).where(manifests.c.state == "ready")
        return (-1 if last is None else last.number), int(connection.execute(ready).scalar() or 0)


def test_a_process_ends_with_the_one_that_started_it(chain: Chain, tmp_path: Path) -> None:
    with index_process(settings_in(tmp_path, chain, "index.sqlite")) as process:
        process.communicate(timeout=60)
        assert process.returncode == 0


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


def states(engine: Engine) -> list[Any]:
    with engine.connect() as connection:
        return list(connection.execute(select(manifests)))


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("nonsense", "is no database"),
        ("mysql://a@b/c", "kept in sqlite or postgresql, not in mysql"),
        ("postgresql+psycopg://a:secret@127.0.0.1:1/c", "cannot use the database"),
    ],
)
def test_a_database_that_cannot_be_used_is_one_line(url: str, said: str) -> None:
    with pytest.raises(InputError, match=said) as caught:
        open_database(url)
    assert "secret" not in str(caught.value)
    assert "\n" not in str(caught.value)


def test_limits_of_an_unknown_chain_are_careful() -> None:
    assert log_limits(123_456_789) == LogLimits()
