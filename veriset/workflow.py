"""From a dataset's name to its manifest, and from there to a trained model.

What `veriset demo`, the command line and the brownie scripts have in common. Everything lands
in the work folder: data/, manifests/, models/.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from veriset.datasets.descriptor import DatasetDescriptor, load_descriptor
from veriset.errors import InputError, ManifestError
from veriset.files import write_atomically
from veriset.images import HashKind
from veriset.manifest import (
    DatasetDescription,
    Manifest,
    build_manifest,
    write_manifest,
)
from veriset.manifest.croissant import croissant_path, dump_croissant
from veriset.model_manifest import (
    ModelManifest,
    TrainedOn,
    WeightsFile,
    dump_model_manifest,
    load_model_manifest,
)
from veriset.paths import work_folder
from veriset.progress import Progress, silent

DATASETS = ("mnist", "flowers")
"""What can be obtained by name; each has a descriptor in manifests/ and a training task."""


@dataclass(frozen=True)
class LocalDataset:
    """A dataset's images on this machine.

    Attributes:
        task: mnist or flowers: the training that suits it.
        folder: where its images are.
        detail: one line on where they come from and whether they are all of them.
        description: what its manifest says of it.
        hash_kind: what its content hashes are taken of.
        reader: name of the reader of `veriset.readers`.
        expected_root: Merkle root that the whole dataset must have, None if it is not known.
    """

    task: str
    folder: Path
    detail: str
    description: DatasetDescription
    hash_kind: HashKind
    reader: str
    expected_root: str | None


def obtain_dataset(
    name: str,
    folder: Path | None = None,
    *,
    draw: bool = False,
    progress: Progress = silent,
) -> LocalDataset:
    """Get a dataset's images: from a folder, from its publishers, or drawn.

    Args:
        name: one of `DATASETS`.
        folder: use these files instead of getting any.
        draw: if the flowers cannot be had, draw some and say so.
        progress: told of bytes or pictures.

    Raises:
        InputError: there is no such dataset, or it cannot be had.
    """
    if name not in DATASETS:
        raise InputError(f"there is no dataset {name!r}; choose one of {', '.join(DATASETS)}")
    descriptor = load_descriptor(name)
    description = description_of(descriptor)
    data = work_folder() / "data"
    if name == "mnist":
        from veriset.datasets.mnist import fetch_mnist

        files = fetch_mnist(folder or data / "mnist", progress=progress, offline=folder is not None)
        return _local(descriptor, files.folder, files.detail, description, whole=True)

    from veriset.datasets.drawings import draw_flowers
    from veriset.datasets.flowers import fetch_flowers

    try:
        flowers = fetch_flowers(data / "flowers", folder, progress=progress)
    except InputError:
        if folder is not None or not draw:
            raise
        flowers = draw_flowers(data / "flower-drawings", progress=progress)
        description = DatasetDescription(
            name="flower-drawings", license="CC0-1.0", creator="Veriset", citation=flowers.detail
        )
    if not flowers.complete and flowers.source != "drawings":
        description = DatasetDescription(
            name="flowers-subset",
            version=description.version,
            license=description.license,
            homepage=description.homepage,
            citation=description.citation,
            creator=description.creator,
        )
    return _local(descriptor, flowers.folder, flowers.detail, description, whole=flowers.complete)


def description_of(descriptor: DatasetDescriptor) -> DatasetDescription:
    """Return what a manifest says of the dataset that a descriptor describes."""
    return DatasetDescription(
        name=descriptor.name,
        version=descriptor.version,
        license=descriptor.license,
        homepage=descriptor.homepage,
        citation=descriptor.citation.strip(),
        creator=", ".join(descriptor.creators),
    )


def _local(
    descriptor: DatasetDescriptor,
    folder: Path,
    detail: str,
    description: DatasetDescription,
    *,
    whole: bool,
) -> LocalDataset:
    return LocalDataset(
        task=descriptor.name,
        folder=folder,
        detail=detail,
        description=description,
        hash_kind=HashKind(descriptor.hash_kind),
        reader=descriptor.reader,
        expected_root=descriptor.expected_root if whole else None,
    )


def fill_manifest(dataset: LocalDataset, progress: Progress = silent) -> tuple[Path, Manifest]:
    """Build a dataset's manifest in the work folder, with its Croissant description beside it.

    Raises:
        InputError: an image cannot be used.
        ManifestError: the whole dataset does not have the root that it must have.
    """
    manifest = build_manifest(
        dataset.folder,
        hash_kind=dataset.hash_kind,
        reader=dataset.reader,
        dataset=dataset.description,
        progress=progress,
    )
    if dataset.expected_root not in (None, manifest.root):
        raise ManifestError(
            f"the root of {dataset.folder} is {manifest.root}, but {dataset.description.name} has "
            f"{dataset.expected_root}; get the dataset again"
        )
    path = work_folder() / "manifests" / f"{dataset.description.name}.json"
    save_with_croissant(manifest, path)
    return path, manifest


def save_with_croissant(manifest: Manifest, path: Path) -> str:
    """Write a manifest and its Croissant description, and return the manifest's CID (v1)."""
    from veriset.cid import cid_v1

    content = write_manifest(manifest, path)
    cid = cid_v1(content)
    write_atomically(croissant_path(path), dump_croissant(manifest, content, path.name, cid))
    return cid


def train_model(
    dataset: LocalDataset,
    manifest: Manifest,
    dataset_id: Callable[[bytes], bytes],
    progress: Progress = silent,
) -> tuple[Path, ModelManifest, bool]:
    """Train a dataset's small classifier and write its weights and manifest.

    A model that was trained on the same root before is not trained again.

    Args:
        dataset: what to train on.
        manifest: of the dataset.
        dataset_id: gives the id under which a root is registered.
        progress: told of the epochs.

    Returns:
        Path of the model manifest, the manifest, and whether it was trained by this call.
    """
    folder = work_folder() / "models" / f"{manifest.dataset.name}-classifier"
    path, weights = folder / "model.json", folder / "weights.safetensors"
    used = TrainedOn(
        id="0x" + dataset_id(bytes.fromhex(manifest.root[2:])).hex(),
        root=manifest.root,
        name=manifest.dataset.name,
        splits=("train",) if any(image.split == "train" for image in manifest.images) else (),
    )
    if path.exists() and weights.exists():
        from veriset.training.weights import weights_digest

        model = load_model_manifest(path)
        if (
            model.datasets[0].id == used.id
            and "0x" + weights_digest(weights) == model.weights.sha256
        ):
            return path, model, False
    model = trained_model_manifest(dataset.task, dataset.folder, weights, used, progress)
    write_atomically(path, dump_model_manifest(model))
    return path, model, True


def trained_model_manifest(
    task: str, data: Path, weights: Path, used: TrainedOn, progress: Progress = silent
) -> ModelManifest:
    """Train one of the two tasks and describe the result.

    Args:
        task: mnist or flowers.
        data: folder of the images.
        weights: where to write the weights.
        used: the dataset as the model manifest names it, without its `selection`.
        progress: told of the epochs.
    """
    from dataclasses import replace

    from veriset.training.tasks import run_task

    result = run_task(task_name(task), data, weights, progress=progress)
    return ModelManifest(
        name=f"{used.name}-classifier",
        task=task,
        datasets=(replace(used, selection=result.split),),
        framework="veriset.training",
        versions=dict(result.versions),
        hyperparameters=result.config.to_dict(),
        order_seed=result.config.order_seed,
        metrics=dict(result.metrics),
        weights=WeightsFile(
            file=weights.name, sha256="0x" + result.digest, size=weights.stat().st_size
        ),
        notes={"features": result.features, "classes": ", ".join(result.classes)},
    )


def retrain(model: ModelManifest, data: Path, weights: Path, progress: Progress = silent) -> str:
    """Train again as a model manifest says and return the new weights' digest, with 0x.

    Raises:
        InputError: the model was not trained by `veriset.training`, or the data cannot be read.
    """
    from veriset.training.network import TrainingConfig
    from veriset.training.tasks import run_task

    if model.framework != "veriset.training" or model.task is None:
        raise InputError(f"{model.name} was trained by {model.framework}; train it again there")
    config = TrainingConfig.from_dict(model.hyperparameters)
    result = run_task(task_name(model.task), data, weights, config=config, progress=progress)
    return "0x" + result.digest


def task_name(task: str) -> Literal["mnist", "flowers"]:
    """Return the task of that name.

    Raises:
        InputError: there is none.
    """
    if task == "mnist":
        return "mnist"
    if task == "flowers":
        return "flowers"
    raise InputError(f"there is no training {task!r}; choose one of {', '.join(DATASETS)}")
