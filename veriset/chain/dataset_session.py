"""Reaching the collaborative datasets of a network, by name, for reading and for sending."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator

from veriset.chain.brownie_session import brownie_session, reading_connection
from veriset.chain.collaborative_dataset import CollaborativeDataset
from veriset.chain.dataset_factory import FACTORY, DatasetFactory
from veriset.chain.deploy import connected_chain_id, deploy
from veriset.chain.deployments import require_deployment
from veriset.chain.networks import LOCAL_CHAIN_IDS
from veriset.chain.sender import BrownieSender, brownie_account
from veriset.chain.session import open_chain
from veriset.errors import ChainError, InputError

DATASET_VARIABLE = "VERISET_DATASET"
"""Names the dataset that commands use when they are given none."""


@contextlib.contextmanager
def open_factory(network: str) -> Iterator[DatasetFactory]:
    """Yield the factory of a network, for reading, as `open_chain` does.

    Raises:
        ChainError: as `open_chain`, or the factory is not there.
    """
    with open_chain(network) as (web3, known):
        deployment = require_deployment(web3, known.chain_id, FACTORY, known.name)
        yield DatasetFactory(web3, deployment.address)


@contextlib.contextmanager
def open_dataset_of(network: str, address: str | None) -> Iterator[CollaborativeDataset]:
    """Yield a dataset of a network, for reading; None is the only one there is."""
    with open_factory(network) as factory:
        yield pick_dataset(factory, address)


@contextlib.contextmanager
def send_to_factory(network: str) -> Iterator[tuple[DatasetFactory, BrownieSender]]:
    """Yield the factory of a network and the account to send from, through Brownie."""
    with brownie_session(network):
        yield factory_here(), BrownieSender(brownie_account())


@contextlib.contextmanager
def send_to_dataset(
    network: str, address: str | None
) -> Iterator[tuple[CollaborativeDataset, BrownieSender]]:
    """Yield a dataset of a network and the account to send from, through Brownie."""
    with send_to_factory(network) as (factory, sender):
        yield pick_dataset(factory, address), sender


def factory_here() -> DatasetFactory:
    """Return the factory on the network to which Brownie is connected.

    On a chain of this machine it is deployed if it is not there.

    Raises:
        ChainError: the node is of another chain, or the factory is not on it.
    """
    from brownie import network

    chain_id, web3 = connected_chain_id(), reading_connection()
    if chain_id in LOCAL_CHAIN_IDS:
        deployment, _ = deploy(FACTORY)
    else:
        deployment = require_deployment(web3, chain_id, FACTORY, network.show_active())
    return DatasetFactory(web3, deployment.address)


def pick_dataset(factory: DatasetFactory, address: str | None) -> CollaborativeDataset:
    """Return the dataset at an address, or the only one that the factory has opened.

    Raises:
        InputError: no address is given and there is more than one, or it is no address.
        ChainError: there is none, or the factory did not open it.
    """
    if address:
        return factory.dataset(address)
    count = factory.dataset_count()
    if count == 0:
        raise ChainError("no dataset is open on this network; run: veriset dataset create")
    if count > 1:
        raise InputError(
            f"there are {count} datasets; say which with --dataset or {DATASET_VARIABLE} "
            "(veriset dataset list)"
        )
    return factory.dataset(next(factory.datasets()))
