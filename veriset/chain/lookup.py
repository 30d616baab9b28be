"""Looking an image up in every dataset that a chain knows."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from veriset.chain.registry import DatasetRecord, ModelRecord, ProvenanceRegistry
from veriset.errors import InputError, ManifestError, PinningError
from veriset.images import HashKind, digest_image
from veriset.manifest import ImageIndex, Manifest, Proof


@dataclass(frozen=True)
class Lookup:
    """What was found out about an image and one dataset.

    Attributes:
        dataset: the dataset's record on the chain.
        name: of the dataset, from its manifest; its id if there is no manifest.
        content_hash: of the image, by the dataset's hash kind; None if it has none.
        proof: that the image is in it; None if it is not, or that could not be found out.
        confirmed: whether the chain itself accepted the proof.
        models: those trained on the dataset, if the image is in it.
        trouble: why nothing could be found out; None if it could.
    """

    dataset: DatasetRecord
    name: str
    content_hash: bytes | None
    proof: Proof | None = None
    confirmed: bool = False
    models: tuple[ModelRecord, ...] = ()
    trouble: str | None = None


def look_up(
    image: Path,
    registry: ProvenanceRegistry,
    manifest_of: Callable[[DatasetRecord], Manifest],
    dataset_ids: Iterable[bytes] | None = None,
) -> Iterator[Lookup]:
    """Yield a result for each dataset.

    Args:
        image: the image file.
        registry: the chain's registry; only eth_call is used.
        manifest_of: gets a dataset's manifest; raises PinningError or ManifestError if it cannot.
        dataset_ids: None asks about every dataset that is registered.

    Raises:
        InputError: the image cannot be read at all.
        ChainError: a dataset is unknown, or the node fails.
    """
    hashes: dict[HashKind, bytes | InputError] = {}
    digest_image(image, HashKind.FILE)  # a file that is no image is refused at once
    for dataset_id in registry.dataset_ids() if dataset_ids is None else dataset_ids:
        dataset = registry.dataset(dataset_id)
        content_hash = hashes.get(dataset.hash_kind)
        if content_hash is None:
            content_hash = hashes[dataset.hash_kind] = _hash(image, dataset.hash_kind)
        if isinstance(content_hash, InputError):
            yield Lookup(dataset, _short(dataset), None, trouble=str(content_hash))
            continue
        try:
            manifest = manifest_of(dataset)
        except (PinningError, ManifestError, InputError) as error:
            yield Lookup(dataset, _short(dataset), content_hash, trouble=str(error))
            continue
        index = ImageIndex(manifest)
        if not index.find(content_hash):
            yield Lookup(dataset, manifest.dataset.name, content_hash)
            continue
        proof = index.prove(content_hash)
        yield Lookup(
            dataset,
            manifest.dataset.name,
            content_hash,
            proof=proof,
            confirmed=registry.verify(dataset_id, content_hash, proof.proof),
            models=tuple(registry.model(model) for model in registry.models_of(dataset_id)),
        )


def _hash(image: Path, hash_kind: HashKind) -> bytes | InputError:
    try:
        return digest_image(image, hash_kind).content_hash
    except InputError as error:
        return error  # such as 16-bit samples: it may still be in datasets of the other kind


def _short(dataset: DatasetRecord) -> str:
    return f"0x{dataset.id.hex()[:8]}…"
