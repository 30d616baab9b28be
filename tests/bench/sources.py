"""The images that are hashed: MNIST as IDX files and as 70,000 PNG files, and flowers."""

from __future__ import annotations

import os
import shutil
from functools import cache
from pathlib import Path

from PIL import Image

from veriset.datasets.drawings import draw_flowers
from veriset.datasets.flowers import FlowersFolder, fetch_flowers
from veriset.datasets.mnist import fetch_mnist
from veriset.paths import work_folder
from veriset.readers.idx import SPLITS, read_idx

BENCH = work_folder() / "bench"


@cache
def mnist_idx() -> Path:
    """Return the folder of MNIST's four IDX files, which are fetched if they are not there."""
    return fetch_mnist(work_folder() / "data" / "mnist").folder


@cache
def mnist_files() -> Path:
    """Return a folder of MNIST's images as `<split>/<label>/<index>.png`, written once."""
    folder = BENCH / "mnist-files"
    if folder.exists():
        return folder
    unfinished = folder.with_name("mnist-files.unfinished")
    shutil.rmtree(unfinished, ignore_errors=True)
    for prefix, split in SPLITS.items():
        images = read_idx(mnist_idx() / f"{prefix}-images-idx3-ubyte")
        labels = read_idx(mnist_idx() / f"{prefix}-labels-idx1-ubyte")
        for label in range(10):
            (unfinished / split / str(label)).mkdir(parents=True)
        for index, (image, label) in enumerate(zip(images, labels, strict=True)):
            Image.fromarray(image).save(unfinished / split / str(label) / f"{index:05}.png")
    unfinished.rename(folder)
    return folder


@cache
def flowers() -> FlowersFolder:
    """Return flower photographs (`FLOWERS`, or downloaded), or drawings; `detail` says which."""
    given, downloaded = os.environ.get("FLOWERS"), work_folder() / "data" / "flowers"
    if given:
        return fetch_flowers(downloaded, Path(given).resolve())
    if downloaded.is_dir():
        return fetch_flowers(downloaded, offline=True)
    return draw_flowers(BENCH / "drawings")
