"""Deploying a contract through Brownie, once for each chain."""

from __future__ import annotations

from typing import Any

from veriset.chain.connection import assert_chain_id
from veriset.chain.deployments import Deployment, code_hash, live_deployment, save_deployment
from veriset.chain.sender import brownie_account, sending_failed
from veriset.errors import ChainError

CONSTRUCTORS: dict[str, tuple[str, ...]] = {
    "CollaborativeDatasetFactory": ("CollaborativeDataset",),
    "AnnotationCampaignResults": ("Clusterer",),
    "AnnotationCampaign": ("AnnotationCampaignResults",),
    "AnnotationCampaignFactory": ("AnnotationCampaign",),
}
"""The contracts whose addresses a contract's constructor takes, in its order; others take none."""


def deploy(contract: str) -> tuple[Deployment, bool]:
    """Deploy a contract on the network to which Brownie is connected, unless it stands there.

    What its constructor needs is deployed before it, and it anew once that is newer.

    Args:
        contract: name of a contract whose constructor takes nothing, or is in `CONSTRUCTORS`.

    Returns:
        The record, and whether the contract was deployed by this call.

    Raises:
        ChainError: there is no such contract, the node is of another chain, or the deployment
            fails.
    """
    from veriset.chain.brownie_session import reading_connection

    chain_id, web3 = connected_chain_id(), reading_connection()
    needed = [deploy(name)[0] for name in CONSTRUCTORS.get(contract, ())]
    if (deployment := live_deployment(web3, chain_id, contract)) is not None and all(
        part.block <= deployment.block for part in needed
    ):
        return deployment, False
    container = _container(contract)
    account = brownie_account()
    code = container.deploy.encode_input(*(part.address for part in needed))
    try:
        # Not Brownie's own deploy(), whose background thread keeps a record of the deployment that
        # no later session can load once a local chain was reset. Ours is enough.
        receipt = account.transfer(data=code, silent=True)
    except Exception as error:  # Brownie raises ValueError, web3's errors and its own
        raise sending_failed(f"deploying {contract}", account.address, error) from error
    if int(receipt.status) != 1:
        raise ChainError(f"deploying {contract} failed in {receipt.txid}")
    compiler = container._build["compiler"]
    deployment = Deployment(
        contract=contract,
        chain_id=chain_id,
        address=str(receipt.contract_address),
        transaction=str(receipt.txid),
        block=int(receipt.block_number),
        deployer=str(account.address),
        compiler={
            "version": compiler["version"],
            "evm_version": compiler["evm_version"],
            "optimizer": dict(compiler["optimizer"]),
        },
        bytecode_hash=code_hash(web3, str(receipt.contract_address)),
    )
    save_deployment(deployment)
    return deployment, True


def connected_chain_id() -> int:
    """Return the chain id of Brownie's connection, after checking it against its network's.

    Raises:
        ChainError: the node is of another chain than the network's settings say.
    """
    from brownie import network, web3
    from brownie._config import CONFIG

    active = CONFIG.active_network
    # Brownie's development networks state no id: whatever Brownie itself started is right.
    if "chainid" in active:
        assert_chain_id(web3, int(active["chainid"]), network.show_active())
    return int(web3.eth.chain_id)


def _container(contract: str) -> Any:
    from veriset.chain.brownie_session import load_project

    try:
        return load_project()[contract]
    except KeyError as error:
        raise ChainError(f"there is no contract {contract!r} to deploy") from error
