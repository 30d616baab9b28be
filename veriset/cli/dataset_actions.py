"""veriset dataset contribute, vote, send, close, demo: sent through Brownie's accounts."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from veriset.cli.dataset import AllowList, DatasetAddress, app
from veriset.cli.options import NetworkName
from veriset.cli.output import progress_bar


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
    from veriset.chain.dataset_factory import DatasetFactory
    from veriset.chain.factory_session import send_to_one
    from veriset.records.tables import read_records

    with (
        send_to_one(DatasetFactory, network, dataset) as (found, sender),
        progress_bar("Sending") as progress,
    ):
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
    from veriset.chain.dataset_factory import DatasetFactory
    from veriset.chain.dataset_votes import sign_vote
    from veriset.chain.factory_session import send_to_one
    from veriset.files import write_atomically
    from veriset.records.votes import read_votes

    with send_to_one(DatasetFactory, network, dataset) as (found, sender):
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
    from veriset.chain.dataset_factory import DatasetFactory
    from veriset.chain.dataset_votes import hand_in_votes, read_signed_votes
    from veriset.chain.factory_session import send_to_one

    votes = [vote for file in files for vote in read_signed_votes(file)]
    with send_to_one(DatasetFactory, network, dataset) as (found, sender):
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
    from veriset.chain.dataset_factory import DatasetFactory
    from veriset.chain.factory_session import send_to_one

    with send_to_one(DatasetFactory, network, dataset) as (found, sender):
        closed = close_batches(found, sender, batches or None)
    for batch in closed:
        print(
            f"batch {batch.id} {batch.status.name.lower()}: {batch.validated} validated, "
            f"{batch.count - batch.validated} not"
        )
    if not closed:
        print("no batch can be closed now")


@app.command()
def demo() -> None:
    """Let ten validators, contributors and a bot build a dataset on the chain of this machine."""
    from veriset.dataset_demo import run

    run()
