"""Brownie as a library: connected for as long as a block lasts, the project loaded if needed."""

from __future__ import annotations

import contextlib
import os
import time
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from veriset.chain.networks import LOCAL_NETWORK, LOCAL_PORT_VARIABLE, known_networks, load_network
from veriset.chain.node import local_chain
from veriset.chain.session import chain_state
from veriset.errors import ChainError
from veriset.paths import PROJECT

if TYPE_CHECKING:
    from web3 import Web3

_TRIES, _PAUSE = 3, 0.5


@contextlib.contextmanager
def brownie_session(network: str) -> Iterator[Any]:
    """Yield the module `brownie`, connected to a network until the block ends.

    The local chain is started for the block if it is not running. The project is not loaded:
    sending needs none, and loading takes seconds; see `load_project`.

    Raises:
        ChainError: there is no such network, or it does not answer.
    """
    with contextlib.ExitStack() as stack:
        if network == LOCAL_NETWORK and LOCAL_PORT_VARIABLE not in os.environ:
            stack.enter_context(local_chain(chain_state()))
        load_network(network)  # says what is wrong with the name or the host in our words
        import brownie
        from brownie._config import CONFIG

        # So that it need not be in the user's own list; Brownie holds chain ids as text.
        settings = known_networks()[network]
        CONFIG.networks[network] = {**settings, "chainid": str(settings["chainid"])}
        # Brownie would answer calls on a chain of slow blocks from memory, seconds out of date.
        CONFIG.settings["eager_caching"] = False
        if brownie.network.is_connected():
            brownie.network.disconnect()
        try:
            _connect(brownie.network, network)
        except (ConnectionError, ValueError, OSError) as error:
            line = " ".join(str(error).split())[:200]
            raise ChainError(f"Brownie cannot connect to {network}: {line}") from error
        stack.callback(brownie.network.disconnect, False)
        yield brownie


def _connect(connection: Any, network: str) -> None:
    """Connect, again if one of Brownie's own files was half written by another process."""
    for _ in range(_TRIES - 1):
        with contextlib.suppress(ValueError):  # JSON that ends too soon
            connection.connect(network)
            return
        time.sleep(_PAUSE)
    connection.connect(network)


def reading_connection() -> Web3:
    """Return a connection of our own to the node to which Brownie is connected.

    Brownie's own changes what a refused call raises, once the chain has 50 blocks.
    """
    from brownie import web3 as theirs
    from web3 import HTTPProvider, Web3
    from web3.types import RPCEndpoint

    provider: Any = theirs.provider
    if isinstance(provider, HTTPProvider):
        # web3 asks for the chain's id with every call; it is asked for once.
        provider = HTTPProvider(
            provider.endpoint_uri,
            dict(provider.get_request_kwargs()),
            cache_allowed_requests=True,
            cacheable_requests={RPCEndpoint("eth_chainId")},
        )
    return Web3(provider)


def load_project() -> Any:
    """Return Brownie's project of this checkout, loaded, and compiled if a source has changed."""
    from brownie import project

    if not project.get_loaded_projects():
        # Brownie's own map of deployments is not used here, and one that a kill cut off, or of a
        # chain that was reset, would stop it.
        (PROJECT / "build" / "deployments" / "map.json").unlink(missing_ok=True)
        before = Path.cwd()
        try:
            os.chdir(PROJECT)  # where the remapped paths of the compiler begin
            project.load(str(PROJECT), raise_if_loaded=False)
        finally:
            os.chdir(before)
    return project.get_loaded_projects()[0]
