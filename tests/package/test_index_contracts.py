"""Contracts that are deployed while an index and a server wait for them."""

# The fixtures that are imported are what arguments name.
# ruff: noqa: F811

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import Engine, select

from tests.package.index_processes import index_process, progress, settings_in
from tests.package.local_index import Chain, chain, make_dataset, register, work  # noqa: F401
from tests.package.local_server import API
from veriset.chain.deployments import deployments_path
from veriset.index import contracts
from veriset.index.contracts import Deployed
from veriset.index.database import open_database
from veriset.index.tables import datasets
from veriset.server.app import create_app
from veriset.server.settings import Rates, Settings


@pytest.fixture
def records(chain: Chain) -> Iterator[tuple[Path, bytes]]:
    """Return the file that says where contracts stand, and what it said; it says nothing now."""
    path = deployments_path(chain.network.chain_id)
    content = path.read_bytes()
    path.write_text("{}")
    yield path, content
    path.write_bytes(content)


def test_they_are_looked_for_while_one_is_missing(
    chain: Chain, records: tuple[Path, bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    path, content = records
    now, looks = [0.0], 0
    find = contracts.find_contracts

    def counted(*given: object) -> contracts.Contracts:
        nonlocal looks
        looks += 1
        return find(*given)  # type: ignore[arg-type]

    monkeypatch.setattr(contracts, "find_contracts", counted)
    deployed = Deployed(chain.web3, chain.network.chain_id, lambda: now[0])
    assert deployed.now().registry is None
    path.write_bytes(content)
    assert deployed.now().registry is None  # it was just looked
    assert looks == 1
    now[0] += 5
    assert deployed.now().registry == chain.registry.address
    assert deployed.now().is_whole
    now[0] += 1_000
    deployed.now()
    assert looks == 2  # there is nothing left to look for


def test_the_server_tells_of_those_that_come_later(
    chain: Chain, records: tuple[Path, bytes], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(contracts, "_LOOK_SECONDS", 0.0)
    settings = Settings(
        network=chain.network,
        database=f"sqlite:///{tmp_path / 'index.sqlite'}",
        trees=tmp_path,
        manifests=tmp_path,
        rates=Rates(),
    )
    path, content = records
    with TestClient(create_app(settings)) as client:

        def told() -> dict[str, str | None]:
            found: dict[str, str | None] = client.get(f"{API}/status").json()["contracts"]
            return found

        assert set(told().values()) == {None}
        path.write_bytes(content)
        assert told()["ProvenanceRegistry"] == chain.registry.address
        assert None not in told().values()


def test_the_index_follows_those_that_come_later(
    chain: Chain, records: tuple[Path, bytes], tmp_path: Path
) -> None:
    path, content = records
    _, manifest = make_dataset(tmp_path, "asters")
    id_ = register(chain, manifest, "no CID", chain.alice)
    engine = open_database(f"sqlite:///{tmp_path / 'index.sqlite'}")
    with index_process(settings_in(tmp_path, chain, "index.sqlite")) as process:
        deadline = time.monotonic() + 60
        while progress(engine)[0] < chain.web3.eth.block_number:
            assert time.monotonic() < deadline
            time.sleep(0.05)
        assert dataset_ids(engine) == []
        path.write_bytes(content)
        while dataset_ids(engine) != [id_]:
            assert time.monotonic() < deadline
            time.sleep(0.05)
        process.communicate(timeout=60)
    engine.dispose()


def dataset_ids(engine: Engine) -> list[bytes]:
    with engine.connect() as connection:
        return [bytes(id_) for id_ in connection.execute(select(datasets.c.id)).scalars()]
