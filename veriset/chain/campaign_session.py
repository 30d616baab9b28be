"""Reaching the annotation campaigns of a network, by name, for reading and for sending."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator

from veriset.chain.annotation_campaign import FACTORY, AnnotationCampaign, CampaignFactory
from veriset.chain.brownie_session import brownie_session
from veriset.chain.deploy import connected_chain_id, deploy
from veriset.chain.deployments import require_deployment
from veriset.chain.networks import LOCAL_CHAIN_IDS
from veriset.chain.sender import BrownieSender, brownie_account
from veriset.chain.session import open_chain
from veriset.errors import ChainError, InputError

CAMPAIGN_VARIABLE = "VERISET_CAMPAIGN"
"""Names the campaign that commands use when they are given none."""


@contextlib.contextmanager
def open_campaign_factory(network: str) -> Iterator[CampaignFactory]:
    """Yield the factory of a network, for reading, as `open_chain` does.

    Raises:
        ChainError: as `open_chain`, or the factory is not there.
    """
    with open_chain(network) as (web3, known):
        deployment = require_deployment(web3, known.chain_id, FACTORY, known.name)
        yield CampaignFactory(web3, deployment.address)


@contextlib.contextmanager
def open_campaign_of(network: str, address: str | None) -> Iterator[AnnotationCampaign]:
    """Yield a campaign of a network, for reading; None is the only one there is."""
    with open_campaign_factory(network) as factory:
        yield pick_campaign(factory, address)


@contextlib.contextmanager
def send_to_campaign_factory(network: str) -> Iterator[tuple[CampaignFactory, BrownieSender]]:
    """Yield the factory of a network and the account to send from, through Brownie."""
    with brownie_session(network):
        yield campaign_factory_here(), BrownieSender(brownie_account())


@contextlib.contextmanager
def send_to_campaign(
    network: str, address: str | None
) -> Iterator[tuple[AnnotationCampaign, BrownieSender]]:
    """Yield a campaign of a network and the account to send from, through Brownie."""
    with send_to_campaign_factory(network) as (factory, sender):
        yield pick_campaign(factory, address), sender


def campaign_factory_here() -> CampaignFactory:
    """Return the factory on the network to which Brownie is connected.

    On a chain of this machine it is deployed if it is not there.

    Raises:
        ChainError: the node is of another chain, or the factory is not on it.
    """
    from brownie import network, web3

    chain_id = connected_chain_id()
    if chain_id in LOCAL_CHAIN_IDS:
        deployment, _ = deploy(FACTORY)
    else:
        deployment = require_deployment(web3, chain_id, FACTORY, network.show_active())
    return CampaignFactory(web3, deployment.address)


def campaign_here(address: str = "") -> AnnotationCampaign:
    """Return a campaign on the network to which Brownie is connected.

    Args:
        address: of the campaign; empty takes `VERISET_CAMPAIGN`, or the only one there is.
    """
    return pick_campaign(campaign_factory_here(), address or os.environ.get(CAMPAIGN_VARIABLE))


def pick_campaign(factory: CampaignFactory, address: str | None) -> AnnotationCampaign:
    """Return the campaign at an address, or the only one that the factory has opened.

    Raises:
        InputError: no address is given and there is more than one, or it is no address.
        ChainError: there is none, or the factory did not open it.
    """
    if address:
        return factory.campaign(address)
    count = factory.campaign_count()
    if count == 0:
        raise ChainError("no campaign is open on this network; run: veriset campaign create")
    if count > 1:
        raise InputError(
            f"there are {count} campaigns; say which with --campaign or {CAMPAIGN_VARIABLE} "
            "(veriset campaign list)"
        )
    return factory.campaign(next(factory.campaigns()))
