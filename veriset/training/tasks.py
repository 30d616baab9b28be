"""The two classifiers that Veriset ships: digits and flowers, from a data folder to weights.

A task with its configuration and the same data always gives the same weights, so their digest
can be checked by training again.
"""

from __future__ import annotations

import platform
import time
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import numpy as np
from threadpoolctl import threadpool_limits

from veriset.errors import InputError
from veriset.progress import Progress, silent
from veriset.training.network import Bytes, Labels, TrainingConfig, evaluate, train
from veriset.training.weights import save_weights

TaskName = Literal["mnist", "flowers"]
TASKS: tuple[TaskName, ...] = ("mnist", "flowers")

# Of the flowers, a picture is for the test if its SHA-256, as a number, is a multiple of this.
_TEST_EVERY = 5


@dataclass(frozen=True)
class TrainingData:
    """Features and labels of one dataset, split.

    Attributes:
        classes: their names; a label is a position here.
        train_images: shape (n, features).
        train_labels: shape (n,).
        test_images: shape (m, features).
        test_labels: shape (m,).
        split: how the images were split, one line.
        features: how a picture became its bytes, one line.
    """

    classes: tuple[str, ...]
    train_images: Bytes
    train_labels: Labels
    test_images: Bytes
    test_labels: Labels
    split: str
    features: str


@dataclass(frozen=True)
class TrainingResult:
    """What a training gave, and what must be known to repeat it.

    Attributes:
        task: which of the two.
        config: the hyper-parameters and seeds.
        weights_path: the safetensors file.
        digest: its SHA-256, 64 hexadecimal digits.
        metrics: `test_accuracy`, and `baseline_accuracy` of always answering the class that
            is most frequent in training, both 0 to 1; `train_images` and `test_images`.
        classes: names of the classes, in the order of the outputs.
        split: how the images were split.
        features: how a picture became the network's input.
        versions: of what took part, by name.
        seconds: duration of reading, training and testing.
    """

    task: TaskName
    config: TrainingConfig
    weights_path: Path
    digest: str
    metrics: Mapping[str, float]
    classes: tuple[str, ...]
    split: str
    features: str
    versions: Mapping[str, str]
    seconds: float


def default_config(task: TaskName) -> TrainingConfig:
    """Return the hyper-parameters that a task is published with."""
    if task == "mnist":
        return TrainingConfig(hidden=128, epochs=5, batch_size=100, learning_rate=0.05)
    return TrainingConfig(hidden=64, epochs=100, batch_size=32, learning_rate=0.01)


def run_task(
    task: TaskName,
    data: Path,
    weights_path: Path,
    *,
    config: TrainingConfig | None = None,
    progress: Progress = silent,
) -> TrainingResult:
    """Train on the dataset in `data`, test, and write the weights.

    Args:
        task: `mnist` (a folder with the four IDX files) or `flowers` (class folders).
        data: the dataset's folder.
        weights_path: where the weights go, whole or not at all.
        config: by default that of `default_config`.
        progress: told of the epochs.

    Raises:
        InputError: the data cannot be read, or the weights cannot be written.
    """
    start = time.perf_counter()
    config = config or default_config(task)
    loaded = load_mnist(data) if task == "mnist" else load_flowers(data)
    # One thread: on matrices this small a second one mostly waits, and the weights are the same.
    with threadpool_limits(1, user_api="blas"):
        weights = train(
            loaded.train_images, loaded.train_labels, len(loaded.classes), config, progress
        )
        accuracy = evaluate(weights, loaded.test_images, loaded.test_labels)
    most_frequent = int(np.bincount(loaded.train_labels).argmax())
    baseline = (loaded.test_labels == most_frequent).sum() / max(1, len(loaded.test_labels))
    metrics = {
        "test_accuracy": accuracy,
        "baseline_accuracy": float(baseline),
        "train_images": len(loaded.train_labels),
        "test_images": len(loaded.test_labels),
    }
    return TrainingResult(
        task=task,
        config=config,
        weights_path=weights_path,
        digest=save_weights(weights_path, weights),
        metrics=metrics,
        classes=loaded.classes,
        split=loaded.split,
        features=loaded.features,
        versions=library_versions(),
        seconds=time.perf_counter() - start,
    )


def load_mnist(folder: Path) -> TrainingData:
    """Read the four IDX files, plain or gzipped, in the order in which they hold the digits.

    Raises:
        InputError: a file is missing or malformed, or images and labels do not go together.
    """
    train_images, train_labels = _idx_pair(folder, "train")
    test_images, test_labels = _idx_pair(folder, "t10k")
    if train_images.shape[1] != test_images.shape[1]:
        raise InputError(f"{folder}: training and test images differ in size")
    return TrainingData(
        classes=tuple("0123456789"),
        train_images=train_images,
        train_labels=train_labels,
        test_images=test_images,
        test_labels=test_labels,
        split="the dataset's own: train and test",
        features="the grey values of the 784 pixels, row by row",
    )


def load_flowers(folder: Path) -> TrainingData:
    """Read the pictures of the class folders, in the order of their SHA-256 and class.

    The names and places of files play no part, so that a copy of the dataset that is arranged
    in another way trains to the same weights.

    Raises:
        InputError: a class is missing, a picture cannot be read, or the test would be empty.
    """
    from veriset.datasets.flowers import CLASSES, picture_paths
    from veriset.training.features import LEVELS, THUMBNAIL_SIDE, file_features

    labelled: list[tuple[int, Path]] = []
    for label, name in enumerate(CLASSES):
        paths = picture_paths(folder / name)
        if not paths:
            raise InputError(f"{folder} has no pictures in the folder {name}")
        labelled += [(label, path) for path in paths]
    # Threads help, because decoding lets go of the interpreter's lock.
    with ThreadPoolExecutor() as pool:
        found = pool.map(file_features, [path for _, path in labelled])
        rows = [
            (digest, label, features)
            for (label, _), (digest, features) in zip(labelled, found, strict=True)
        ]
    rows.sort(key=lambda row: row[:2])
    images = np.stack([features for _, _, features in rows])
    labels = np.array([label for _, label, _ in rows], dtype=np.intp)
    test = np.array([int(digest, 16) % _TEST_EVERY == 0 for digest, _, _ in rows])
    if test.all() or not test.any():
        raise InputError(f"{folder}: {len(rows)} pictures are too few to train and to test")
    return TrainingData(
        classes=CLASSES,
        train_images=images[~test],
        train_labels=labels[~test],
        test_images=images[test],
        test_labels=labels[test],
        split=f"test if the file's SHA-256, as a number, is a multiple of {_TEST_EVERY}",
        features=(
            f"mean colours of {THUMBNAIL_SIDE} x {THUMBNAIL_SIDE} parts of the central square, "
            f"histogram of {LEVELS} x {LEVELS} x {LEVELS} colours"
        ),
    )


def library_versions() -> dict[str, str]:
    """Return the versions of what takes part in a training."""
    import PIL
    from PIL import features

    # The JPEG decoder decides the pixels of the flowers.
    jpeg = features.version("libjpeg_turbo") or features.version("jpg") or "unknown"
    return {
        "python": platform.python_version(),
        "numpy": np.__version__,
        "pillow": PIL.__version__,
        "libjpeg": str(jpeg),
    }


def _idx_pair(folder: Path, prefix: str) -> tuple[Bytes, Labels]:
    from veriset.readers.idx import idx_path, read_idx

    paths = idx_path(folder, prefix, "images"), idx_path(folder, prefix, "labels")
    if paths[0] is None or paths[1] is None:
        raise InputError(
            f"{folder} does not hold both images and labels of {prefix}; "
            "`veriset data mnist` fetches them"
        )
    images, labels = read_idx(paths[0]), read_idx(paths[1])
    if images.ndim != 3 or labels.ndim != 1 or len(images) != len(labels) or len(labels) == 0:
        raise InputError(
            f"{folder}: the {prefix} files hold shapes {images.shape} and {labels.shape}, "
            "which are not images and their labels"
        )
    return images.reshape(len(images), -1), labels.astype(np.intp)
