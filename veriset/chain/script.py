"""What every script of `brownie run` has in common."""

from __future__ import annotations

import functools
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

from veriset.chain.brownie_session import reading_connection
from veriset.chain.deploy import connected_chain_id, deploy
from veriset.chain.deployments import require_deployment
from veriset.chain.networks import LOCAL_CHAIN_IDS
from veriset.chain.publish import Publication
from veriset.chain.registry import CONTRACT, ProvenanceRegistry
from veriset.chain.sender import BrownieSender, brownie_account
from veriset.errors import InputError, VerisetError

_Function = TypeVar("_Function", bound=Callable[..., Any])


def entry_point(function: _Function) -> _Function:
    """Make a user's mistake one line and exit code 1, instead of Brownie's traceback."""

    @functools.wraps(function)
    def run(*arguments: Any) -> Any:
        try:
            return function(*arguments)
        except VerisetError as error:
            print(f"error: {error}", file=sys.stderr)
        except TypeError as error:
            if error.__traceback__ is None or error.__traceback__.tb_next is not None:
                raise  # a fault of ours further down, not arguments that do not fit
            usage = (sys.modules[function.__module__].__doc__ or "").split(":", 1)[0]
            print(f"error: the arguments do not fit; usage: {usage}", file=sys.stderr)
        raise SystemExit(1)

    return run  # type: ignore[return-value]


def registry_here() -> ProvenanceRegistry:
    """Return the registry on the network to which Brownie is connected.

    On a chain of this machine it is deployed if it is not there.

    Raises:
        ChainError: the node is of another chain, or the registry is not on it.
    """
    from brownie import network

    chain_id, web3 = connected_chain_id(), reading_connection()
    if chain_id in LOCAL_CHAIN_IDS:
        deployment, is_new = deploy(CONTRACT)
        if is_new:
            print(f"{CONTRACT} deployed at {deployment.address}")
    else:
        deployment = require_deployment(web3, chain_id, CONTRACT, network.show_active())
    return ProvenanceRegistry(web3, deployment.address)


def sender_here() -> BrownieSender:
    """Return the account to send from on the network to which Brownie is connected."""
    return BrownieSender(brownie_account())


def network_here() -> str:
    """Return the name of the network to which Brownie is connected."""
    from brownie import network

    return str(network.show_active())


def dataset_arguments(arguments: tuple[str, ...]) -> dict[str, Path | None]:
    """Return the folder of each dataset named as NAME or NAME=FOLDER; no name means all.

    Raises:
        InputError: there is no such dataset.
    """
    from veriset.workflow import DATASETS

    folders: dict[str, Path | None] = {}
    for argument in arguments or DATASETS:
        name, _, folder = argument.partition("=")
        if name not in DATASETS:
            raise InputError(f"there is no dataset {name!r}; choose one of {', '.join(DATASETS)}")
        folders[name] = Path(folder) if folder else None
    return folders


def show_publication(publication: Publication) -> None:
    """Print where a dataset or model stands on the chain."""
    print(f"  {'registered' if publication.is_new else 'was registered before'}")
    print(f"  id   0x{publication.id.hex()}")
    print(f"  CID  {publication.cid}")
    if publication.receipt is not None:
        receipt = publication.receipt
        print(f"  transaction {receipt.transaction}, {receipt.gas_used:,} gas")
