"""The record of deployments."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from veriset.chain.connection import connect
from veriset.chain.deployments import (
    Deployment,
    code_hash,
    deployments_path,
    live_deployment,
    load_deployment,
    require_deployment,
    save_deployment,
)
from veriset.chain.networks import LOCAL_NETWORK, load_network
from veriset.chain.node import local_chain
from veriset.errors import ChainError

CHAIN_ID = 837471


def record(contract: str = "ProvenanceRegistry", address: str = "0x" + "11" * 20) -> Deployment:
    return Deployment(
        contract=contract,
        chain_id=CHAIN_ID,
        address=address,
        transaction="0x" + "22" * 32,
        block=3,
        deployer="0x" + "33" * 20,
        compiler={"version": "0.8.37", "evm_version": "shanghai", "optimizer": {"runs": 200}},
        bytecode_hash="0x" + "44" * 32,
    )


@pytest.fixture(autouse=True)
def _own_work_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VERISET_HOME", str(tmp_path))


def test_records_are_kept_by_contract() -> None:
    assert load_deployment(CHAIN_ID, "ProvenanceRegistry") is None
    save_deployment(record())
    save_deployment(record("Other"))
    newer = record(address="0x" + "55" * 20)
    path = save_deployment(newer)
    assert load_deployment(CHAIN_ID, "ProvenanceRegistry") == newer
    assert load_deployment(CHAIN_ID, "Other") == record("Other")
    assert sorted(json.loads(path.read_bytes())) == ["Other", "ProvenanceRegistry"]


def test_records_of_public_chains_lie_in_the_package_and_local_ones_do_not(tmp_path: Path) -> None:
    assert deployments_path(CHAIN_ID).is_relative_to(tmp_path)
    assert deployments_path(314).parts[-4:] == ("veriset", "chain", "deployments", "314.json")


@pytest.mark.parametrize("content", [b"", b"[]", b'{"ProvenanceRegistry": {"address": "0x"}}'])
def test_a_damaged_record_is_an_error(content: bytes) -> None:
    path = deployments_path(CHAIN_ID)
    path.parent.mkdir(parents=True)
    path.write_bytes(content)
    with pytest.raises(ChainError, match="is not a record of deployments"):
        load_deployment(CHAIN_ID, "ProvenanceRegistry")


def test_a_record_whose_code_is_gone_does_not_count(tmp_path: Path) -> None:
    save_deployment(record())
    with local_chain(tmp_path / "state.json"):
        web3 = connect(load_network(LOCAL_NETWORK))
        assert live_deployment(web3, CHAIN_ID, "ProvenanceRegistry") is None
        with pytest.raises(ChainError, match="brownie run deploy --network here"):
            require_deployment(web3, CHAIN_ID, "ProvenanceRegistry", "here")
        # With the recorded code at the recorded address it counts.
        address = record().address
        web3.provider.make_request("anvil_setCode", [address, "0x6001"])  # type: ignore[arg-type]
        there = Deployment(**{**vars(record()), "bytecode_hash": code_hash(web3, address)})
        save_deployment(there)
        assert live_deployment(web3, CHAIN_ID, "ProvenanceRegistry") == there
