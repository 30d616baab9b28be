"""veriset dataset review: what a validator needs to judge records."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from veriset.cli.dataset import DatasetAddress, app
from veriset.cli.options import Json, NetworkName
from veriset.cli.output import print_json, print_table, progress_bar
from veriset.progress import Progress, silent

if TYPE_CHECKING:
    from veriset.chain.collaborative_dataset import CollaborativeDataset
    from veriset.records.review import Review


@app.command()
def review(
    dataset: DatasetAddress = None,
    histogram: Annotated[
        Path | None, typer.Option(help="PNG to write: validated beside under review, by field.")
    ] = None,
    ballot: Annotated[
        Path | None, typer.Option(help="CSV to write: every record, to be filled in for vote.")
    ] = None,
    outlier: Annotated[
        float | None, typer.Option(help="Robust z-score from which a value is flagged.", min=0)
    ] = None,
    network: NetworkName = "veriset-local",
    json_: Json = False,
) -> None:
    """Show the records under review with what speaks against them."""
    from veriset.chain.dataset_factory import DatasetFactory
    from veriset.chain.factory_session import open_one
    from veriset.records.review_json import review_to_json

    with open_one(DatasetFactory, network, dataset) as found, progress_bar("Reading") as progress:
        result = make_review(found, histogram, ballot, outlier, progress)
    print_json(review_to_json(result)) if json_ else print_review(result)


def make_review(
    dataset: CollaborativeDataset,
    histogram: Path | None = None,
    ballot: Path | None = None,
    outlier: float | None = None,
    progress: Progress = silent,
) -> Review:
    """Review what is under review on the chain, and write the files that are asked for.

    Raises:
        ChainError: the node fails.
        InputError: a file cannot be written.
    """
    import numpy as np

    from veriset.records.picture import draw_histograms
    from veriset.records.review import OUTLIER_LIMIT, review_records
    from veriset.records.votes import write_ballot

    validated = dataset.validated_records(progress)
    batches = dataset.under_review()
    schema = dataset.schema
    result = review_records(schema, validated, batches, outlier or OUTLIER_LIMIT)
    if histogram is not None:
        records = np.concatenate([np.zeros(0, schema.dtype), *(part.records for part in batches)])
        draw_histograms(schema, validated, records, histogram)
    if ballot is not None:
        write_ballot(result, ballot)
    return result


def print_review(result: Review) -> None:
    """Print a review for people."""
    from veriset.records.field_statistics import QUANTILES

    total = sum(len(batch.records) for batch in result.batches)
    print(f"{total:,} records under review in {len(result.batches)} batches")
    for flood in result.floods:
        print(f"flood: {flood.contributor} gave {flood.count:,} of them ({flood.share:.0%})")
    names = [f"{quantile:.0%}" for quantile in QUANTILES]
    print_table(
        f"compared with {result.reference}",
        ("field", "median", "MAD", *names),
        [
            (name, f"{values.median:g}", f"{values.mad:g}", *(f"{q:g}" for q in values.quantiles))
            for name, values in result.statistics.items()
        ],
    )
    if not result.flags:
        print("nothing is flagged")
        return
    print_table(
        f"{len(result.flags):,} records are flagged",
        ("batch", "record", "why"),
        [
            (batch, record, "\n".join(f"{flag.kind.value}: {flag.detail}" for flag in flags))
            for (batch, record), flags in result.flags.items()
        ],
    )
