"""Reaching the registry of a network, by name, from the command line."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from veriset.chain.connection import connect
from veriset.chain.deployments import require_deployment
from veriset.chain.networks import LOCAL_NETWORK, LOCAL_PORT_VARIABLE, Network, load_network
from veriset.chain.node import local_chain
from veriset.chain.registry import CONTRACT, ProvenanceRegistry
from veriset.errors import ChainError
from veriset.paths import work_folder

if TYPE_CHECKING:
    from web3 import Web3

NETWORK_VARIABLE = "VERISET_NETWORK"
"""Names the network that commands use when they are given none."""


def chain_state() -> Path:
    """Return the file in which the local chain keeps its state."""
    return work_folder() / "chain" / "state.json"


@contextlib.contextmanager
def open_chain(network_name: str) -> Iterator[tuple[Web3, Network]]:
    """Yield a connection to a network, for reading.

    The local chain is started for the block if it is not running but has a state.

    Raises:
        ChainError: there is no such network, or its node does not answer or is of another chain.
    """
    with contextlib.ExitStack() as stack:
        if network_name == LOCAL_NETWORK and LOCAL_PORT_VARIABLE not in os.environ:
            if not chain_state().exists():
                raise ChainError(
                    "the local chain has no state yet; run: make demo (or veriset chain start)"
                )
            stack.enter_context(local_chain(chain_state()))
        network = load_network(network_name)
        yield connect(network), network


@contextlib.contextmanager
def open_registry(network_name: str) -> Iterator[ProvenanceRegistry]:
    """Yield the registry of a network, for reading, as `open_chain` does.

    Raises:
        ChainError: as `open_chain`, or the registry is not there.
    """
    with open_chain(network_name) as (web3, network):
        deployment = require_deployment(web3, network.chain_id, CONTRACT, network.name)
        yield ProvenanceRegistry(web3, deployment.address)
