"""veriset dataset: see collaborative datasets, review and export them; by eth_call alone."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from veriset.cli.options import Json, NetworkName
from veriset.cli.output import print_json, print_record, print_table, progress_bar
from veriset.errors import InputError

if TYPE_CHECKING:
    from veriset.chain.collaborative_dataset import CollaborativeDataset

app = typer.Typer(help="Build datasets together, with votes and rewards.", no_args_is_help=True)

DatasetAddress = Annotated[
    str | None,
    typer.Option(
        "--dataset",
        envvar="VERISET_DATASET",
        help="Address of the dataset. Default: the only one there is.",
    ),
]


@app.command("list")
def list_(network: NetworkName = "veriset-local", json_: Json = False) -> None:
    """List the datasets of a network."""
    from veriset.chain.collaborative_dataset import CollaborativeDataset
    from veriset.chain.dataset_session import open_factory

    with open_factory(network) as factory:
        found = []
        for address in factory.datasets():
            dataset = CollaborativeDataset(factory.web3, address)
            found.append(
                {
                    "dataset": address,
                    "name": printable(dataset.rules.name),
                    "creator": dataset.creator(),
                    "batches": dataset.batch_count(),
                }
            )
    if json_:
        print_json({"network": network, "factory": factory.address, "datasets": found})
    else:
        print_table(
            f"{len(found)} datasets on {network}",
            ("dataset", "name", "batches"),
            [(row["dataset"], row["name"], row["batches"]) for row in found],
        )


@app.command()
def schema(
    name: Annotated[
        str | None, typer.Argument(help="Schema, by name or path. Default: list those shipped.")
    ] = None,
    json_: Json = False,
) -> None:
    """Show the fields of a schema: types, units and ranges."""
    import json

    from veriset.records.schema import load_schema, schema_names

    if name is None:
        names = schema_names()
        print_json({"schemas": names}) if json_ else print("\n".join(names))
        return
    found = load_schema(name)
    if json_:
        print_json(json.loads(found.to_json()) | {"hash": "0x" + found.hash.hex()})
        return
    print_table(
        f"{found.name}: {found.description} ({found.record_size} bytes, label {found.label})",
        ("field", "type", "range", "what"),
        [
            (
                field.name,
                field.type + (f" x {field.scale:g}" if field.scale else ""),
                "-" if field.is_bytes else field.range_text + (", NaN" if field.nan else ""),
                field.description,
            )
            for field in found.fields
        ],
    )


@app.command()
def check(
    file: Annotated[Path, typer.Argument(help="Records: .csv, .parquet or .npy.")],
    schema: Annotated[str, typer.Option(help="Schema, by name or path.")],
) -> None:
    """Check a file of records against a schema, without a chain, and list all problems."""
    from veriset.records.schema import load_schema
    from veriset.records.tables import read_problems, read_records

    known = load_schema(schema)
    problems = read_problems(known, file)
    for problem in problems:
        print(problem)
    if problems:
        raise typer.Exit(1)
    print(f"{file} holds {len(read_records(known, file)):,} {known.name} records, all in order")


@app.command()
def status(
    dataset: DatasetAddress = None, network: NetworkName = "veriset-local", json_: Json = False
) -> None:
    """Show a dataset's rules, how far its batches are, and its money."""
    from veriset.chain.dataset_session import open_dataset_of

    with open_dataset_of(network, dataset) as found:
        values = _status(found)
    if json_:
        print_json(values)
        return
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


@app.command()
def rewards(
    dataset: DatasetAddress = None,
    account: Annotated[str | None, typer.Option(help="One account. Default: all.")] = None,
    network: NetworkName = "veriset-local",
    json_: Json = False,
) -> None:
    """Show the points and money of the accounts of a dataset: earned, claimed, to be withdrawn."""
    from veriset.chain.amounts import show_amount
    from veriset.chain.dataset_session import open_dataset_of

    with open_dataset_of(network, dataset) as found:
        states = [found.account(checked_address(account))] if account else list(found.accounts())
        rows: list[dict[str, Any]] = []
        for state in states:
            claimable = found.claimable(state.address)
            rows.append(
                {
                    "account": state.address,
                    "points": state.points,
                    "credit": state.credit,
                    "badges": int(found.call("balanceOf", state.address)),
                    "validator": state.status.value,
                    "claimablePoints": claimable.points,
                    "claimableAmount": claimable.amount,
                    "claimableBatches": len(claimable.batch_ids),
                }
            )
        count, name = int(found.call("accountCount")), printable(found.rules.name)
    if json_:
        print_json({"dataset": found.address, "accounts": rows, "accountCount": count})
        return
    print_table(
        f"{len(rows)} accounts of {name}",
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
            for row in rows
        ],
    )
    if not account and len(rows) < count:
        print(
            f"and {count - len(rows)} that have only voted: the chain names them once they claim; "
            "see one with --account"
        )


@app.command()
def export(
    to: Annotated[Path, typer.Option(help="File to write: .csv, .parquet or .npy.")],
    dataset: DatasetAddress = None,
    network: NetworkName = "veriset-local",
    json_: Json = False,
) -> None:
    """Write the validated records to a file, read in pages from the chain's state alone."""
    from veriset.chain.dataset_session import open_dataset_of
    from veriset.records.tables import file_format, write_records

    file_format(to)
    with open_dataset_of(network, dataset) as found, progress_bar("Reading") as progress:
        records = found.validated_records(progress)
        known = found.schema
    write_records(known, records, to)
    values = {"dataset": found.address, "file": str(to), "records": len(records)}
    print_json(values) if json_ else print(f"{to}: {len(records):,} validated records")


def printable(text: str) -> str:
    """Return a text that somebody wrote to the chain, fit for a terminal."""
    return "".join(c if c.isprintable() else repr(c)[1:-1] for c in text)


def checked_address(text: str) -> str:
    """Return an address with its checksum.

    Raises:
        InputError: it is none.
    """
    from eth_utils.address import is_address, to_checksum_address

    if not is_address(text):
        raise InputError(f"{text!r} is not an address; give 0x and 40 hexadecimal digits")
    return str(to_checksum_address(text))


def _status(dataset: CollaborativeDataset) -> dict[str, Any]:
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
