"""veriset verify: is an image in a registered dataset, and which models used it?"""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from veriset.cli.options import Json, NetworkName, parse_hash
from veriset.cli.output import print_json, print_record

if TYPE_CHECKING:
    from veriset.chain.lookup import Lookup


def verify(
    image: Annotated[Path, typer.Argument(help="The image file.")],
    dataset: Annotated[
        str | None, typer.Option(help="Id of the one dataset to look in. Default: all.")
    ] = None,
    network: NetworkName = "veriset-local",
    gateway: Annotated[
        list[str] | None,
        typer.Option(
            help="Address of an IPFS gateway to fetch manifests from, after the services of "
            "VERISET_PINNING; may be given again. Default: VERISET_GATEWAYS."
        ),
    ] = None,
    json_: Json = False,
) -> None:
    """Tell in which registered datasets an image is, and by which models it was used.

    Reads the chain by eth_call and needs no key. Exits with 1 if the image is in none.
    """
    from veriset.chain.lookup import look_up
    from veriset.chain.session import open_registry
    from veriset.paths import work_folder
    from veriset.pinning.manifests import ManifestStore

    ids = None if dataset is None else [parse_hash(dataset, "a dataset id")]
    work = work_folder()
    with (
        open_registry(network) as registry,
        ManifestStore(work / "manifests" / "by-cid", work / "pins", gateway or ()) as store,
    ):
        results = list(
            look_up(image, registry, lambda record: store.get(record.cid, record.root), ids)
        )
    found = [result for result in results if result.confirmed]
    if json_:
        print_json({"image": str(image), "found": bool(found), "datasets": _to_json(results)})
    else:
        for result in results:
            print_lookup(image, result)
        if not results:
            print(f"no dataset is registered on {network}")
    if not found:
        raise typer.Exit(1)


def print_lookup(image: Path, result: Lookup) -> None:
    """Print what was found out about an image and one dataset."""
    if result.trouble is not None:
        print(f"{image}: not looked up in {result.name}: {result.trouble}")
        return
    if result.proof is None:
        print(f"{image} is not in {result.name}")
        return
    entry = result.proof.images[0]
    fields: dict[str, object] = {
        "image": ", ".join(found.name for found in result.proof.images),
        "label": entry.label or "-",
        "content hash": f"0x{result.proof.content_hash.hex()} ({result.dataset.hash_kind.value})",
        "dataset id": f"0x{result.dataset.id.hex()}",
        "publisher": result.dataset.publisher,
    }
    if result.dataset.revoked_at:
        fields["note"] = "the publisher has revoked this dataset"
    if result.dataset.superseded_by is not None:
        fields["superseded by"] = f"0x{result.dataset.superseded_by.hex()}"
    for model in result.models:
        fields[f"used by {_model_name(model.metadata)}"] = f"0x{model.id.hex()}"
    if not result.models:
        fields["used by"] = "no registered model"
    verdict = "the chain confirms" if result.confirmed else "THE CHAIN REJECTS THE PROOF"
    print_record(f"{image} is in {result.name}: {verdict}", fields)


def _to_json(results: list[Lookup]) -> list[dict[str, Any]]:
    return [
        {
            "datasetId": f"0x{result.dataset.id.hex()}",
            "name": result.name,
            "inDataset": None if result.trouble else result.proof is not None,
            "confirmed": result.confirmed,
            "trouble": result.trouble,
            "revoked": bool(result.dataset.revoked_at),
            "proof": result.proof and result.proof.to_json(),
            "models": [
                {"modelId": f"0x{model.id.hex()}", "name": _model_name(model.metadata)}
                for model in result.models
            ],
        }
        for result in results
    ]


def _model_name(metadata: str) -> str:
    try:
        return str(json.loads(metadata)["name"])
    except (ValueError, TypeError, KeyError):
        return "model"  # a publisher may write any metadata
