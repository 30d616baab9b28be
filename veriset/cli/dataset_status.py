"""veriset dataset status and rewards: how a dataset stands, and what its accounts earned."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from veriset.cli.dataset import DatasetAddress, app
from veriset.cli.options import Json, NetworkName
from veriset.cli.output import print_json, print_record, print_table, printable

if TYPE_CHECKING:
    from veriset.chain.collaborative_dataset import CollaborativeDataset


@app.command()
def status(
    dataset: DatasetAddress = None, network: NetworkName = "veriset-local", json_: Json = False
) -> None:
    """Show a dataset's rules, how far its batches are, and its money."""
    from veriset.chain.dataset_factory import DatasetFactory
    from veriset.chain.factory_session import open_one

    with open_one(DatasetFactory, network, dataset) as found:
        values = status_of(found)
    print_json(values) if json_ else print_status(values, network)


@app.command()
def rewards(
    dataset: DatasetAddress = None,
    account: Annotated[str | None, typer.Option(help="One account. Default: all.")] = None,
    network: NetworkName = "veriset-local",
    json_: Json = False,
) -> None:
    """Show the points and money of the accounts of a dataset: earned, claimed, to be withdrawn."""
    from veriset.chain.dataset_factory import DatasetFactory
    from veriset.chain.factory_session import open_one

    with open_one(DatasetFactory, network, dataset) as found:
        values = rewards_of(found, account)
        name = printable(found.rules.name)
    print_json(values) if json_ else print_rewards(values, name, account)


def status_of(dataset: CollaborativeDataset) -> dict[str, Any]:
    """Return what `status --json` prints."""
    from dataclasses import asdict

    from veriset.chain.amounts import show_amount
    from veriset.chain.dataset_types import BatchStatus

    rules, funds = dataset.rules, dataset.funds()
    batches = list(dataset.batches())
    decided = [batch for batch in batches if batch.status is BatchStatus.DECIDED]
    by_status = {
        status: [batch for batch in batches if batch.status is status] for status in BatchStatus
    }
    validated = sum(batch.validated for batch in decided)
    plain = {
        key: value
        for key, value in asdict(rules).items()
        if key not in ("name", "contributors", "validators")
    }
    for role in ("contributors", "validators"):
        admission = getattr(rules, role)
        plain[role] = {
            "kind": admission.kind.name.lower(),
            "minimum_points": admission.minimum_points,
            "root": "0x" + admission.root.hex(),
        }
    return {
        "dataset": dataset.address,
        "name": printable(rules.name),
        "creator": dataset.creator(),
        "schema": dataset.schema.name,
        "schemaHash": "0x" + dataset.schema.hash.hex(),
        "rules": plain,
        "batches": {key.name.lower().replace("_", " "): len(v) for key, v in by_status.items()},
        "records": {
            "under review": sum(batch.count for batch in by_status[BatchStatus.UNDER_REVIEW]),
            "validated": validated,
            "discarded": sum(batch.count for batch in decided) - validated,
            "expired": sum(batch.count for batch in by_status[BatchStatus.EXPIRED]),
        },
        "funds": asdict(funds),
        "balance": dataset.balance(),
        "accounts": int(dataset.call("accountCount")),
        "shown": {
            name: show_amount(value)
            for name, value in rules.to_abi().items()
            if name in ("rewardPerRecord", "rewardPerVote", "depositPerRecord", "validatorStake")
        },
        "shownFunds": {name: show_amount(value) for name, value in asdict(funds).items()},
    }


def print_status(values: dict[str, Any], network: str) -> None:
    """Print what `status_of` returned, for people."""
    rules = values["rules"]
    print_record(
        f"{values['name']} at {values['dataset']} on {network}",
        {
            "creator": values["creator"],
            "schema": f"{values['schema']} ({rules['record_size']} bytes, {values['schemaHash']})",
            "rules": f"{rules['approvals_needed']} of {rules['votes_needed']} votes; "
            f"{rules['records_per_block']} records a block; {rules['review_period']} s for review",
            "rewards": f"{values['shown']['rewardPerRecord']} a record, "
            f"{values['shown']['rewardPerVote']} a vote; deposit "
            f"{values['shown']['depositPerRecord']}, stake {values['shown']['validatorStake']}",
            "batches": ", ".join(f"{key} {count:,}" for key, count in values["batches"].items()),
            "records": ", ".join(f"{key} {count:,}" for key, count in values["records"].items()),
            "funds": ", ".join(f"{key} {text}" for key, text in values["shownFunds"].items()),
            "accounts": values["accounts"],
        },
    )


def rewards_of(dataset: CollaborativeDataset, account: str | None) -> dict[str, Any]:
    """Return what `rewards --json` prints, of one account or, for None, of all.

    Raises:
        InputError: the account is no address.
    """
    from veriset.chain.address import checked_address

    states = [dataset.account(checked_address(account))] if account else list(dataset.accounts())
    rows: list[dict[str, Any]] = []
    for state in states:
        claimable = dataset.claimable(state.address)
        rows.append(
            {
                "account": state.address,
                "points": state.points,
                "credit": state.credit,
                "badges": int(dataset.call("balanceOf", state.address)),
                "validator": state.status.value,
                "claimablePoints": claimable.points,
                "claimableAmount": claimable.amount,
                "claimableBatches": len(claimable.batch_ids),
            }
        )
    count = int(dataset.call("accountCount"))
    return {"dataset": dataset.address, "accounts": rows, "accountCount": count}


def print_rewards(values: dict[str, Any], name: str, account: str | None) -> None:
    """Print what `rewards_of` returned for this account, for people."""
    from veriset.chain.amounts import show_amount

    unnamed = 0 if account else values["accountCount"] - len(values["accounts"])
    print_table(
        f"{len(values['accounts'])} accounts of {name}",
        ("account", "points", "to claim", "badges", "credit", "to claim"),
        [
            (
                row["account"],
                row["points"],
                row["claimablePoints"],
                row["badges"],
                show_amount(row["credit"]),
                show_amount(row["claimableAmount"]),
            )
            for row in values["accounts"]
        ],
    )
    if unnamed:
        print(
            f"and {unnamed} that have only voted: the chain names them once they claim; "
            "see one with --account"
        )
