"""veriset dataset: list datasets, show and check schemas, export records; by eth_call alone."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from veriset.cli.options import Json, NetworkName
from veriset.cli.output import print_json, print_table, printable, progress_bar

app = typer.Typer()

DatasetAddress = Annotated[
    str | None,
    typer.Option(
        "--dataset",
        envvar="VERISET_DATASET",
        help="Address of the dataset. Default: the only one there is.",
    ),
]

AllowList = Annotated[
    Path | None,
    typer.Option(help="File of the accounts that are admitted, one a line, where there is one."),
]


@app.command("list")
def list_(network: NetworkName = "veriset-local", json_: Json = False) -> None:
    """List the datasets of a network."""
    from veriset.chain.collaborative_dataset import CollaborativeDataset
    from veriset.chain.dataset_factory import DatasetFactory
    from veriset.chain.factory_session import open_factory

    with open_factory(DatasetFactory, network) as factory:
        found = []
        for address in factory.addresses():
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
def export(
    to: Annotated[Path, typer.Option(help="File to write: .csv, .parquet or .npy.")],
    dataset: DatasetAddress = None,
    network: NetworkName = "veriset-local",
    json_: Json = False,
) -> None:
    """Write the validated records to a file, read in pages from the chain's state alone."""
    from veriset.chain.dataset_factory import DatasetFactory
    from veriset.chain.factory_session import open_one
    from veriset.records.tables import file_format, write_records

    file_format(to)
    with open_one(DatasetFactory, network, dataset) as found, progress_bar("Reading") as progress:
        records = found.validated_records(progress)
        known = found.schema
    write_records(known, records, to)
    values = {"dataset": found.address, "file": str(to), "records": len(records)}
    print_json(values) if json_ else print(f"{to}: {len(records):,} validated records")
