"""veriset manifest: build, prove, verify, show."""

from __future__ import annotations

import time
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from veriset.cli.options import Json, parse_hash
from veriset.cli.output import print_json, print_record, progress_bar
from veriset.errors import InputError
from veriset.images import HashKind

if TYPE_CHECKING:
    from veriset.manifest import DatasetDescription, Manifest

app = typer.Typer()

_Reader = Annotated[
    str | None, typer.Option(help="Reader: idx or folder. Default: the one that fits.")
]
_SHOWN = 20


@app.command()
def build(
    source: Annotated[
        Path, typer.Argument(help="Folder of images, of class folders, or of IDX files.")
    ],
    out: Annotated[Path, typer.Option(help="The manifest to write.")],
    hash_kind: Annotated[
        HashKind | None,
        typer.Option("--hash", help="What to hash. Default: file for folders, pixels for IDX."),
    ] = None,
    reader: _Reader = None,
    dataset: Annotated[
        str | None,
        typer.Option(help="Descriptor, by name or path, to take name, licence and so on from."),
    ] = None,
    name: Annotated[str | None, typer.Option(help="Name of the dataset.")] = None,
    version: Annotated[str | None, typer.Option(help="Version of the dataset.")] = None,
    license_: Annotated[
        str | None, typer.Option("--license", help="SPDX identifier of the licence.")
    ] = None,
    homepage: Annotated[str | None, typer.Option(help="Address of the dataset.")] = None,
    creator: Annotated[str | None, typer.Option(help="Who made the dataset.")] = None,
    citation: Annotated[str | None, typer.Option(help="How to cite the dataset.")] = None,
    json_: Json = False,
) -> None:
    """Hash every image of SOURCE into a manifest, with a Croissant description beside it."""
    from veriset.manifest import build_manifest, find_duplicates
    from veriset.workflow import save_with_croissant

    given = {
        "name": name,
        "version": version,
        "license": license_,
        "homepage": homepage,
        "creator": creator,
        "citation": citation,
    }
    description = _description(
        source, dataset, {key: value for key, value in given.items() if value is not None}
    )
    start = time.perf_counter()
    with progress_bar(f"Hashing {source}") as progress:
        manifest = build_manifest(
            source, hash_kind=hash_kind, reader=reader, dataset=description, progress=progress
        )
    cid = save_with_croissant(manifest, out)
    seconds = time.perf_counter() - start
    duplicates = find_duplicates(manifest)
    conflicts = sum(duplicate.is_conflict for duplicate in duplicates)
    if json_:
        print_json(
            {
                "manifest": str(out),
                "root": manifest.root,
                "count": manifest.count,
                "hash": manifest.hash_kind.value,
                "cid": cid,
                "duplicates": [
                    {
                        "contentHash": duplicate.content_hash,
                        "images": [image.name for image in duplicate.images],
                        "labels": duplicate.labels,
                        "splits": duplicate.splits,
                        "conflict": duplicate.is_conflict,
                    }
                    for duplicate in duplicates
                ],
                "seconds": round(seconds, 3),
            }
        )
        return
    print_record(
        f"{manifest.dataset.name} {manifest.dataset.version} in {seconds:.2f} s",
        {
            "images": f"{manifest.count:,}",
            "hash": manifest.hash_kind.value,
            "root": manifest.root,
            "CID": cid,
            "file": out,
            "duplicates": f"{len(duplicates)}, of which {conflicts} contradict each other",
        },
    )
    for duplicate in duplicates[:_SHOWN]:
        print(f"  {'conflict' if duplicate.is_conflict else 'duplicate'}: {duplicate}")
    if len(duplicates) > _SHOWN:
        print(f"  and {len(duplicates) - _SHOWN} more (--json lists them all)")


@app.command()
def prove(
    file: Annotated[Path, typer.Argument(help="The manifest.")],
    image: Annotated[Path | None, typer.Option(help="The image to prove.")] = None,
    sha256: Annotated[
        str | None, typer.Option(help="The image's content hash, 64 hexadecimal digits.")
    ] = None,
    json_: Json = False,
) -> None:
    """Prove that an image is in a manifest: root, content hash, leaf and Merkle proof."""
    from veriset.images import digest_image
    from veriset.manifest import ImageIndex, load_manifest

    if (image is None) == (sha256 is None):
        raise InputError("give either --image or --sha256")
    index = ImageIndex(load_manifest(file))
    if image is not None:
        content_hash = digest_image(image, index.manifest.hash_kind).content_hash
    else:
        content_hash = parse_hash(sha256 or "")
    proof = index.prove(content_hash)
    if json_:
        print_json(proof.to_json())
        return
    names = ", ".join(entry.name for entry in proof.images)
    print_record(
        f"in {index.manifest.dataset.name} as {names}",
        {
            "root": "0x" + proof.root.hex(),
            "contentHash": "0x" + proof.content_hash.hex(),
            "leaf": "0x" + proof.leaf.hex(),
            **{f"proof {level}": "0x" + node.hex() for level, node in enumerate(proof.proof)},
        },
    )


@app.command()
def verify(
    file: Annotated[Path, typer.Argument(help="The manifest.")],
    source: Annotated[Path, typer.Argument(help="The images that it should describe.")],
    reader: _Reader = None,
    json_: Json = False,
) -> None:
    """Hash SOURCE again and name what is missing, extra, changed, relabelled or unreadable."""
    from dataclasses import asdict

    from veriset.manifest import compare_manifest, load_manifest

    manifest = load_manifest(file)
    with progress_bar(f"Hashing {source}") as progress:
        differences = compare_manifest(manifest, source, reader=reader, progress=progress)
    if json_:
        print_json({"root": manifest.root, "equal": not differences, **asdict(differences)})
    elif not differences:
        print(f"{source} holds exactly the {manifest.count:,} images of {file}")
    for kind, names in asdict(differences).items():
        for name in names if not json_ else ():
            print(f"{kind}: {names[name] if kind == 'unreadable' else name}")
    if differences:
        raise typer.Exit(1)


@app.command()
def show(file: Annotated[Path, typer.Argument(help="The manifest.")], json_: Json = False) -> None:
    """Show what a manifest holds, after checking that it agrees with itself."""
    from collections import Counter
    from dataclasses import asdict

    from veriset.cid import cid_v1
    from veriset.manifest import load_manifest

    manifest: Manifest = load_manifest(file)
    labels = Counter(image.label for image in manifest.images if image.label is not None)
    splits = Counter(image.split for image in manifest.images if image.split is not None)
    dataset = {key: value for key, value in asdict(manifest.dataset).items() if value is not None}
    counts = {
        "count": manifest.count,
        "hash": manifest.hash_kind.value,
        "root": manifest.root,
        "cid": cid_v1(file),
    }
    if json_:
        print_json({**dataset, **counts, "labels": dict(labels), "splits": dict(splits)})
        return
    print_record(
        str(file),
        {
            **{key: " ".join(str(value).split()) for key, value in dataset.items()},
            **counts,
            "splits": ", ".join(f"{key} {count:,}" for key, count in sorted(splits.items())) or "-",
            "labels": ", ".join(f"{key} {count:,}" for key, count in sorted(labels.items())) or "-",
        },
    )


def _description(
    source: Path, descriptor: str | None, given: dict[str, str]
) -> DatasetDescription | None:
    from dataclasses import replace

    from veriset.manifest import DatasetDescription

    if descriptor is not None:
        from veriset.datasets.descriptor import load_descriptor
        from veriset.workflow import description_of

        return replace(description_of(load_descriptor(descriptor)), **given)
    if not given:
        return None
    return DatasetDescription(**{"name": source.resolve().name or "dataset", **given})
