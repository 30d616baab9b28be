"""Reaching what a factory has opened on a network, by name, for reading and for sending."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator
from typing import Any, TypeVar

from veriset.chain.brownie_session import brownie_session, reading_connection
from veriset.chain.deploy import connected_chain_id, deploy
from veriset.chain.deployments import require_deployment
from veriset.chain.factory import Factory, Opened
from veriset.chain.networks import LOCAL_CHAIN_IDS
from veriset.chain.sender import BrownieSender, brownie_account
from veriset.chain.session import open_chain

FactoryOfAKind = TypeVar("FactoryOfAKind", bound=Factory[Any])


@contextlib.contextmanager
def open_factory(kind: type[FactoryOfAKind], network: str) -> Iterator[FactoryOfAKind]:
    """Yield the factory of a network, for reading, as `open_chain` does.

    Raises:
        ChainError: as `open_chain`, or the factory is not there.
    """
    with open_chain(network) as (web3, known):
        deployment = require_deployment(web3, known.chain_id, kind.CONTRACT, known.name)
        yield kind(web3, deployment.address)


@contextlib.contextmanager
def open_one(kind: type[Factory[Opened]], network: str, address: str | None) -> Iterator[Opened]:
    """Yield one that the factory of a network opened, for reading; None is the only one."""
    with open_factory(kind, network) as factory:
        yield factory.pick(address)


@contextlib.contextmanager
def send_to_factory(
    kind: type[FactoryOfAKind], network: str
) -> Iterator[tuple[FactoryOfAKind, BrownieSender]]:
    """Yield the factory of a network and the account to send from, through Brownie."""
    with brownie_session(network):
        yield factory_here(kind), BrownieSender(brownie_account())


@contextlib.contextmanager
def send_to_one(
    kind: type[Factory[Opened]], network: str, address: str | None
) -> Iterator[tuple[Opened, BrownieSender]]:
    """Yield one that the factory of a network opened, and the account to send from."""
    with send_to_factory(kind, network) as (factory, sender):
        yield factory.pick(address), sender


def factory_here(kind: type[FactoryOfAKind]) -> FactoryOfAKind:
    """Return the factory on the network to which Brownie is connected.

    On a chain of this machine it is deployed if it is not there.

    Raises:
        ChainError: the node is of another chain, or the factory is not on it.
    """
    from brownie import network

    chain_id, web3 = connected_chain_id(), reading_connection()
    if chain_id in LOCAL_CHAIN_IDS:
        deployment, _ = deploy(kind.CONTRACT)
    else:
        deployment = require_deployment(web3, chain_id, kind.CONTRACT, network.show_active())
    return kind(web3, deployment.address)


def one_here(kind: type[Factory[Opened]], address: str = "") -> Opened:
    """Return one that the factory opened on the network to which Brownie is connected.

    Args:
        kind: of the factory.
        address: of what it opened; empty takes the one that the kind's variable names, or the
            only one there is.
    """
    return factory_here(kind).pick(address or os.environ.get(kind.VARIABLE))
