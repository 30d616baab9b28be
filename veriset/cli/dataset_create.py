"""veriset dataset create: open a dataset with its rules."""

from __future__ import annotations

from typing import Annotated

import typer

from veriset.cli.dataset import AllowList, app
from veriset.cli.options import NetworkName
from veriset.errors import InputError

Amount = Annotated[str, typer.Option(help="Such as '0.01 ether', '5 gwei', '100 wei'.")]


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
    from veriset.chain.dataset_factory import DatasetFactory
    from veriset.chain.dataset_types import Rules
    from veriset.chain.factory_session import send_to_factory
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
    with send_to_factory(DatasetFactory, network) as (factory, sender):
        dataset, is_new = open_dataset(factory, sender, known, rules, wei)
    print(f"{name} {'opened' if is_new else 'was opened before'} at {dataset.address}")


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
