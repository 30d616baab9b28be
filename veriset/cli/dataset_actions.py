"""veriset dataset: open, contribute, vote, close and be paid; sent through Brownie's accounts."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from veriset.cli.dataset import DatasetAddress, app, checked_address
from veriset.cli.options import NetworkName
from veriset.cli.output import progress_bar
from veriset.errors import InputError

AllowList = Annotated[
    Path | None,
    typer.Option(help="File of the accounts that are admitted, one a line, where there is one."),
]
Amount = Annotated[str, typer.Option(help="Such as '0.01 ether', '5 gwei', '100 wei'.")]
_Account = Annotated[
    str | None, typer.Option("--for", help="Account that is due. Default: the one that sends.")
]


@app.command()
def create(
    schema: Annotated[str, typer.Argument(help="Schema of the records, by name or path.")],
    name: Annotated[str, typer.Option(help="Name of the dataset, 1 to 64 bytes.")],
    votes: Annotated[int, typer.Option(help="Votes that decide a batch, 1 to 40.")] = 10,
    approvals: Annotated[int, typer.Option(help="Approvals that make a record valid.")] = 8,
    per_block: Annotated[int, typer.Option(help="Records an account gives in a block.")] = 50,
    review_days: Annotated[float, typer.Option(help="Days for the votes on a batch.")] = 7,
    deadline: Annotated[
        str | None, typer.Option(help="Last day for records, such as 2030-12-31 (UTC).")
    ] = None,
    deposit: Amount = "0",
    stake: Amount = "0",
    reward_record: Amount = "0",
    reward_vote: Amount = "0",
    pool: Amount = "0",
    badges: Annotated[str, typer.Option(help="Points of the badges, such as 10,100.")] = "",
    contributors: AllowList = None,
    validators: AllowList = None,
    contributor_points: Annotated[
        int, typer.Option(help="Points that admit others than the list's contributors.")
    ] = 0,
    validator_points: Annotated[
        int, typer.Option(help="Points that admit others than the list's validators.")
    ] = 0,
    network: NetworkName = "veriset-local",
) -> None:
    """Open a dataset; its rules can never be changed.

    The same command again finds the dataset of this account, name and schema.
    """
    from veriset.chain.admission import admission
    from veriset.chain.amounts import parse_amount
    from veriset.chain.dataset_actions import open_dataset
    from veriset.chain.dataset_session import send_to_factory
    from veriset.chain.dataset_types import Rules
    from veriset.records.schema import load_schema

    known = load_schema(schema)
    rules = Rules(
        name=name,
        record_size=known.record_size,
        votes_needed=_within("--votes", votes, 1, 40),
        approvals_needed=_within("--approvals", approvals, 1, votes),
        records_per_block=_within("--per-block", per_block, 1, 256),
        review_period=_within("--review-days, in seconds,", round(review_days * 86400), 1, 2**31),
        contribution_deadline=_end_of_day(deadline) if deadline else 0,
        deposit_per_record=parse_amount(deposit),
        validator_stake=parse_amount(stake),
        reward_per_record=parse_amount(reward_record),
        reward_per_vote=parse_amount(reward_vote),
        contributors=admission(contributors, contributor_points),
        validators=admission(validators, validator_points),
        badge_points=_ascending(badges),
    )
    wei = parse_amount(pool)
    with send_to_factory(network) as (factory, sender):
        dataset, is_new = open_dataset(factory, sender, known, rules, wei)
    print(f"{name} {'opened' if is_new else 'was opened before'} at {dataset.address}")


@app.command()
def contribute(
    file: Annotated[Path, typer.Argument(help="Records: .csv, .parquet or .npy.")],
    dataset: DatasetAddress = None,
    allow_list: AllowList = None,
    again: Annotated[
        bool, typer.Option("--again", help="Also send records that you sent before.")
    ] = False,
    network: NetworkName = "veriset-local",
) -> None:
    """Contribute a file of records; all are checked before any is sent."""
    from veriset.chain import dataset_contribute
    from veriset.chain.admission import proof_from
    from veriset.chain.dataset_session import send_to_dataset
    from veriset.records.tables import read_records

    with send_to_dataset(network, dataset) as (found, sender), progress_bar("Sending") as progress:
        result = dataset_contribute.contribute(
            found,
            sender,
            read_records(found.schema, file),
            proof=proof_from(allow_list, sender.address),
            again=again,
            progress=progress,
        )
    present = f"; {result.present:,} were there before" if result.present else ""
    print(f"{result.records:,} records contributed in {len(result.receipts)} batches{present}")
    if result.receipts:
        gas = sum(receipt.gas_used for receipt in result.receipts)
        print(f"  {gas:,} gas, {gas // result.records:,} a record")


@app.command()
def vote(
    file: Annotated[Path, typer.Argument(help="CSV with the columns batch, record and valid.")],
    dataset: DatasetAddress = None,
    sign: Annotated[
        Path | None, typer.Option(help="Sign the votes into this file and send nothing.")
    ] = None,
    allow_list: AllowList = None,
    network: NetworkName = "veriset-local",
) -> None:
    """Vote on batches as a table says (see review --ballot), or sign the votes."""
    import json

    from veriset.chain import dataset_actions
    from veriset.chain.admission import proof_from
    from veriset.chain.dataset_session import send_to_dataset
    from veriset.chain.dataset_votes import sign_vote
    from veriset.files import write_atomically
    from veriset.records.votes import read_votes

    with send_to_dataset(network, dataset) as (found, sender):
        bitmaps = read_votes(file, {batch.id: batch.count for batch in found.batches()})
        proof = proof_from(allow_list, sender.address)
        if sign is not None:
            ready = dataset_actions.votes_to_send(found, sender.address, bitmaps, proof)
            signed = [
                sign_vote(found, sender.account, batch, bitmap, proof=proof).to_json()
                for batch, bitmap in ready.items()
            ]
            write_atomically(sign, json.dumps(signed, indent=1).encode() + b"\n")
            print(f"{sign}: {len(signed)} signed votes; anyone can send them: veriset dataset send")
            return
        sent = dataset_actions.vote(found, sender, bitmaps, proof)
    for batch, receipt in sent.items():
        valid = bitmaps[batch].bit_count()
        print(f"batch {batch}: {valid} valid, {receipt.gas_used:,} gas")
    if len(sent) < len(bitmaps):
        print(f"{len(bitmaps) - len(sent)} batches were voted on before")


@app.command()
def send(
    files: Annotated[list[Path], typer.Argument(help="Files of signed votes.")],
    dataset: DatasetAddress = None,
    network: NetworkName = "veriset-local",
) -> None:
    """Hand in votes that validators signed; validators need no money for it."""
    from veriset.chain.dataset_session import send_to_dataset
    from veriset.chain.dataset_votes import hand_in_votes, read_signed_votes

    votes = [vote for file in files for vote in read_signed_votes(file)]
    with send_to_dataset(network, dataset) as (found, sender):
        receipts = hand_in_votes(found, sender, votes)
    gas = sum(receipt.gas_used for receipt in receipts)
    print(f"{len(votes)} votes on {len(receipts)} batches handed in, {gas:,} gas")


@app.command()
def close(
    batches: Annotated[
        list[int] | None, typer.Argument(help="Ids of batches. Default: all that can be closed.")
    ] = None,
    dataset: DatasetAddress = None,
    network: NetworkName = "veriset-local",
) -> None:
    """Close batches that have all votes, or whose time is over."""
    from veriset.chain.dataset_actions import close_batches
    from veriset.chain.dataset_session import send_to_dataset

    with send_to_dataset(network, dataset) as (found, sender):
        closed = close_batches(found, sender, batches or None)
    for batch in closed:
        print(
            f"batch {batch.id} {batch.status.name.lower()}: {batch.validated} validated, "
            f"{batch.count - batch.validated} not"
        )
    if not closed:
        print("no batch can be closed now")


@app.command()
def claim(
    account: _Account = None,
    dataset: DatasetAddress = None,
    network: NetworkName = "veriset-local",
) -> None:
    """Credit an account with the points and money that it has earned."""
    from veriset.chain import dataset_actions
    from veriset.chain.amounts import show_amount
    from veriset.chain.dataset_session import send_to_dataset

    with send_to_dataset(network, dataset) as (found, sender):
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
    from veriset.chain.amounts import show_amount
    from veriset.chain.dataset_session import send_to_dataset

    with send_to_dataset(network, dataset) as (found, sender):
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
    from veriset.chain.amounts import parse_amount, show_amount
    from veriset.chain.dataset_session import send_to_dataset

    if not (wei := parse_amount(amount)):
        raise InputError("the amount is 0; nothing was sent")
    with send_to_dataset(network, dataset) as (found, sender):
        sender.send(found.functions.fund(), wei)
        pool = found.funds().pool
    print(f"{show_amount(wei)} added; the pool holds {show_amount(pool)}")


@app.command()
def reclaim(dataset: DatasetAddress = None, network: NetworkName = "veriset-local") -> None:
    """Credit the creator with what is left of the pool, after the last day for records."""
    from veriset.chain.dataset_session import send_to_dataset

    with send_to_dataset(network, dataset) as (found, sender):
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
    from veriset.chain.admission import proof_from
    from veriset.chain.amounts import show_amount
    from veriset.chain.dataset_session import send_to_dataset

    with send_to_dataset(network, dataset) as (found, sender):
        stake = found.rules.validator_stake
        sender.send(found.functions.join(proof_from(allow_list, sender.address)), stake)
    print(f"{sender.address} is a validator; {show_amount(stake)} is staked")


@app.command()
def resign(dataset: DatasetAddress = None, network: NetworkName = "veriset-local") -> None:
    """Vote no more; withdraw pays the stake back once its time has come."""
    from veriset.chain.dataset_session import send_to_dataset

    with send_to_dataset(network, dataset) as (found, sender):
        sender.send(found.functions.resign())
        released = found.account(sender.address).stake_released_at
    print(f"{sender.address} votes no more; its stake is released at Unix time {released}")


@app.command()
def demo() -> None:
    """Let ten validators, contributors and a bot build a dataset on the chain of this machine."""
    from veriset.dataset_demo import run

    run()


def _within(what: str, value: int, low: int, high: int) -> int:
    if not low <= value <= high:
        raise InputError(f"{what} is {value}; it goes from {low} to {high}")
    return value


def _ascending(text: str) -> tuple[int, ...]:
    try:
        points = tuple(int(part) for part in text.split(",") if part.strip())
    except ValueError as error:
        raise InputError(f"--badges {text!r} are not numbers; write such as 10,100,1000") from error
    if any(a >= b for a, b in zip((0, *points), points, strict=False)) or len(points) > 8:
        raise InputError(f"--badges {text!r} must ascend from 1 or more, 8 at most")
    return points


def _end_of_day(text: str) -> int:
    import datetime

    try:
        day = datetime.date.fromisoformat(text)
    except ValueError as error:
        raise InputError(f"--deadline {text!r} is not a day; write such as 2030-12-31") from error
    end = datetime.datetime.combine(day, datetime.time(23, 59, 59), datetime.timezone.utc)
    return int(end.timestamp())
