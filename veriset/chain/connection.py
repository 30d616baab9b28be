"""A connection to a node that is known to be the right chain."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from veriset.chain.networks import Network
from veriset.errors import ChainError

if TYPE_CHECKING:
    from web3 import Web3


def connect(network: Network) -> Web3:
    """Connect to a network's node and make sure of its chain id.

    Raises:
        ChainError: nothing answers there, or it is another chain.
    """
    from web3 import HTTPProvider, Web3

    # web3 asks for the chain id before each call; one answer is enough.
    options = {"timeout": network.timeout}
    provider = HTTPProvider(network.host, request_kwargs=options, cache_allowed_requests=True)
    web3 = Web3(provider)
    assert_chain_id(web3, network.chain_id, network.name)
    return web3


def assert_chain_id(web3: Any, expected: int, network: str) -> None:
    """Make sure that the node is of the chain that the network's name stands for.

    Brownie does not compare them, so this comes before anything is sent.

    Raises:
        ChainError: nothing answers, or it is another chain.
    """
    try:
        found = web3.eth.chain_id
    except Exception as error:  # web3 lets through whatever its transport raises
        raise ChainError(
            f"no node of {network} answers ({type(error).__name__}); check the network and its host"
        ) from error
    if found != expected:
        raise ChainError(
            f"the node of {network} has chain id {found} and not {expected}; "
            "nothing was sent; correct its host"
        )
