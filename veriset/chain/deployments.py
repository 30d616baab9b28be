"""Where contracts stand: one JSON file a chain, kept by us.

Brownie's own map loses entries when a contract is renamed. Records of public chains lie beside
this module and are committed; those of chains on this machine lie in the work folder.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import TYPE_CHECKING, Any

from veriset.chain.networks import LOCAL_CHAIN_IDS
from veriset.errors import ChainError
from veriset.files import write_atomically
from veriset.paths import work_folder

if TYPE_CHECKING:
    from web3 import Web3

_PUBLIC = Path(__file__).parent / "deployments"


@dataclass(frozen=True)
class Deployment:
    """A contract on a chain.

    Attributes:
        contract: its name.
        chain_id: EIP-155 chain id.
        address: with EIP-55 checksum.
        transaction: hash of the transaction that made it.
        block: number of the block that holds the transaction.
        deployer: address that sent the transaction.
        compiler: version, EVM version, optimizer and its runs.
        bytecode_hash: keccak256 of the code at the address.
    """

    contract: str
    chain_id: int
    address: str
    transaction: str
    block: int
    deployer: str
    compiler: dict[str, Any]
    bytecode_hash: str


def deployments_path(chain_id: int) -> Path:
    """Return the file that holds the chain's records."""
    folder = work_folder() / "chain" / "deployments" if chain_id in LOCAL_CHAIN_IDS else _PUBLIC
    return folder / f"{chain_id}.json"


def load_deployment(chain_id: int, contract: str) -> Deployment | None:
    """Return the record of a contract, None if there is none.

    Raises:
        ChainError: the file is damaged.
    """
    path = deployments_path(chain_id)
    if not path.exists():
        return None
    try:
        record = json.loads(path.read_bytes()).get(contract)
        return record and Deployment(**record)
    except (OSError, ValueError, TypeError, AttributeError) as error:
        names = ", ".join(field.name for field in fields(Deployment))
        raise ChainError(f"{path} is not a record of deployments ({names}): {error}") from error


def save_deployment(deployment: Deployment) -> Path:
    """Add a record to the chain's file, in place of an older one of the same contract."""
    path = deployments_path(deployment.chain_id)
    records = json.loads(path.read_bytes()) if path.exists() else {}
    records[deployment.contract] = asdict(deployment)
    write_atomically(path, json.dumps(records, indent=2, sort_keys=True).encode() + b"\n")
    return path


def live_deployment(web3: Web3, chain_id: int, contract: str) -> Deployment | None:
    """Return the record of a contract if its code still stands there, else None."""
    deployment = load_deployment(chain_id, contract)
    if deployment is None:
        return None
    return deployment if code_hash(web3, deployment.address) == deployment.bytecode_hash else None


def require_deployment(web3: Web3, chain_id: int, contract: str, network: str) -> Deployment:
    """Return the record of a contract that must stand on the chain.

    Raises:
        ChainError: there is no record, or other code or none is at the address.
    """
    deployment = live_deployment(web3, chain_id, contract)
    if deployment is None:
        raise ChainError(
            f"{contract} is not on {network} (chain id {chain_id}); "
            f"run: brownie run deploy {_deploy_arguments(contract)}--network {network}"
        )
    return deployment


def _deploy_arguments(contract: str) -> str:
    """Return what `brownie run deploy` is told; it takes the registry if it is told nothing."""
    return "" if contract == "ProvenanceRegistry" else f"main {contract} "


def code_hash(web3: Web3, address: str) -> str:
    """Return keccak256 of the code at an address, as 0x and hexadecimal digits."""
    from tiny_keccak import keccak256

    return "0x" + keccak256(bytes(web3.eth.get_code(web3.to_checksum_address(address)))).hex()
