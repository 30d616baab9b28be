"""veriset dataset claim, withdraw, fund, reclaim, join, resign: what moves a dataset's money."""

from __future__ import annotations

from typing import Annotated

import typer

from veriset.cli.dataset import AllowList, DatasetAddress, app
from veriset.cli.options import NetworkName

_Account = Annotated[
    str | None, typer.Option("--for", help="Account that is due. Default: the one that sends.")
]


@app.command()
def claim(
    account: _Account = None,
    dataset: DatasetAddress = None,
    network: NetworkName = "veriset-local",
) -> None:
    """Credit an account with the points and money that it has earned."""
    from veriset.chain import dataset_actions
    from veriset.chain.address import checked_address
    from veriset.chain.amounts import show_amount
    from veriset.chain.dataset_factory import DatasetFactory
    from veriset.chain.factory_session import send_to_one

    with send_to_one(DatasetFactory, network, dataset) as (found, sender):
        due = checked_address(account) if account else sender.address
        points, amount = dataset_actions.claim(found, sender, due)
    print(f"{due}: {points:,} points and {show_amount(amount)} credited")


@app.command()
def withdraw(
    account: _Account = None,
    dataset: DatasetAddress = None,
    network: NetworkName = "veriset-local",
) -> None:
    """Claim what an account has earned and pay it out, to that account."""
    from veriset.chain import dataset_actions
    from veriset.chain.address import checked_address
    from veriset.chain.amounts import show_amount
    from veriset.chain.dataset_factory import DatasetFactory
    from veriset.chain.factory_session import send_to_one

    with send_to_one(DatasetFactory, network, dataset) as (found, sender):
        due = checked_address(account) if account else sender.address
        paid = dataset_actions.withdraw(found, sender, due)
    print(f"{due}: {show_amount(paid)} paid" if paid else f"{due}: nothing is due")


@app.command()
def fund(
    amount: Annotated[str, typer.Argument(help="Such as '0.01 ether', '5 gwei', '100 wei'.")],
    dataset: DatasetAddress = None,
    network: NetworkName = "veriset-local",
) -> None:
    """Add to the reward pool."""
    from veriset.chain import dataset_actions
    from veriset.chain.amounts import parse_amount, show_amount
    from veriset.chain.dataset_factory import DatasetFactory
    from veriset.chain.factory_session import send_to_one

    wei = parse_amount(amount)
    with send_to_one(DatasetFactory, network, dataset) as (found, sender):
        pool = dataset_actions.fund(found, sender, wei)
    print(f"{show_amount(wei)} added; the pool holds {show_amount(pool)}")


@app.command()
def reclaim(dataset: DatasetAddress = None, network: NetworkName = "veriset-local") -> None:
    """Credit the creator with what is left of the pool, after the last day for records."""
    from veriset.chain.dataset_factory import DatasetFactory
    from veriset.chain.factory_session import send_to_one

    with send_to_one(DatasetFactory, network, dataset) as (found, sender):
        sender.send(found.functions.reclaimPool())
        creator = found.creator()
    print(f"the rest of the pool is credited to {creator}; it is paid by: veriset dataset withdraw")


@app.command()
def join(
    allow_list: AllowList = None,
    dataset: DatasetAddress = None,
    network: NetworkName = "veriset-local",
) -> None:
    """Become a validator, where a stake is asked for."""
    from veriset.chain import dataset_actions
    from veriset.chain.admission import proof_from
    from veriset.chain.amounts import show_amount
    from veriset.chain.dataset_factory import DatasetFactory
    from veriset.chain.factory_session import send_to_one

    with send_to_one(DatasetFactory, network, dataset) as (found, sender):
        stake = dataset_actions.join(found, sender, proof_from(allow_list, sender.address))
    print(f"{sender.address} is a validator; {show_amount(stake)} is staked")


@app.command()
def resign(dataset: DatasetAddress = None, network: NetworkName = "veriset-local") -> None:
    """Vote no more; withdraw pays the stake back once its time has come."""
    from veriset.chain import dataset_actions
    from veriset.chain.dataset_factory import DatasetFactory
    from veriset.chain.factory_session import send_to_one

    with send_to_one(DatasetFactory, network, dataset) as (found, sender):
        released = dataset_actions.resign(found, sender)
    print(f"{sender.address} votes no more; its stake is released at Unix time {released}")
