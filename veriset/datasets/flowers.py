"""The flower photographs: a folder that is given, or the official archive, checked."""

from __future__ import annotations

import shutil
import tarfile
import tempfile
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Literal

from veriset.datasets.descriptor import DatasetDescriptor, load_descriptor
from veriset.datasets.download import DownloadError, download
from veriset.errors import InputError
from veriset.images import EXTENSIONS
from veriset.progress import Progress, silent

CLASSES = ("daisy", "dandelion", "roses", "sunflowers", "tulips")
# The archive's one folder, and what tools that unpack it name the folder around it.
_TOP = "flower_photos"


@dataclass(frozen=True)
class FlowersFolder:
    """A folder with one folder of pictures for each class.

    Attributes:
        folder: where the class folders are.
        source: `folder` (it was given), `present` (downloaded earlier), `archive` (downloaded
            now) or `drawings` (drawn by Veriset: not the dataset).
        counts: pictures in each class.
        expected: pictures that the whole dataset has.
    """

    folder: Path
    source: Literal["folder", "present", "archive", "drawings"]
    counts: Mapping[str, int]
    expected: int

    @property
    def images(self) -> int:
        """Pictures in all classes."""
        return sum(self.counts.values())

    @property
    def complete(self) -> bool:
        """Whether as many pictures are here as the dataset has."""
        return self.source != "drawings" and self.images == self.expected

    @property
    def detail(self) -> str:
        """What this folder is, one line for people."""
        if self.source == "drawings":
            return f"{self.images} drawings made by Veriset, not the flowers dataset"
        if self.images < self.expected:
            return f"a subset: {self.images:,} of {self.expected:,} photographs"
        return f"{self.images:,} photographs"


def fetch_flowers(
    out: Path,
    folder: Path | None = None,
    *,
    descriptor: DatasetDescriptor | None = None,
    progress: Progress = silent,
    offline: bool = False,
) -> FlowersFolder:
    """Find the flower photographs, or download them.

    Args:
        out: where the downloaded photographs go; a download that is there is used again.
        folder: use this folder as it is (nothing is copied), whole or a subset.
        descriptor: address and sums; by default those of `manifests/flowers.yaml`.
        progress: told of the bytes, then of the photographs.
        offline: do not download.

    Raises:
        InputError: `folder` lacks a class, `out` holds something else, or the archive cannot
            be had (with what was tried). `out` is then as it was before.
    """
    descriptor = descriptor or load_descriptor("flowers")
    expected = descriptor.expected.images
    if folder is not None:
        place, counts = _counts_of_given(folder)
        return FlowersFolder(place, "folder", counts, expected)
    if out.exists() and (not out.is_dir() or any(out.iterdir())):
        counts = count_images(out)
        if counts == dict(descriptor.expected.classes):
            return FlowersFolder(out, "present", counts, expected)
        raise InputError(
            f"{out} is not empty and not the whole flowers dataset; "
            "give it as the folder to use, or move it away"
        )
    if offline:
        raise InputError(f"the flowers dataset is not in {out}; give a folder or go online")
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=out.parent, prefix=f".{out.name}-") as name:
            archive = _download_archive(descriptor, Path(name), progress)
            unpacked = Path(name) / "unpacked"
            _unpack(archive, unpacked, expected, progress)
            counts = count_images(unpacked)
            if counts != dict(descriptor.expected.classes):
                raise InputError(
                    f"the flowers archive holds other pictures than expected: {counts}"
                )
            unpacked.replace(out)
    except OSError as error:
        raise InputError(f"cannot write {out}: {error.strerror or error}") from error
    return FlowersFolder(out, "archive", counts, expected)


def count_images(folder: Path) -> dict[str, int]:
    """Return how many pictures each of the five class folders holds (0 where it is missing)."""
    return {name: len(picture_paths(folder / name)) for name in CLASSES}


def picture_paths(class_folder: Path) -> list[Path]:
    """Return the pictures of one class, sorted by name; none if there is no such folder."""
    if not class_folder.is_dir():
        return []
    return sorted(
        path
        for path in class_folder.iterdir()
        if path.suffix.lower() in EXTENSIONS and not path.name.startswith(".")
    )


def _counts_of_given(folder: Path) -> tuple[Path, dict[str, int]]:
    if not folder.is_dir():
        raise InputError(f"{folder} is not a folder")
    if not (folder / CLASSES[0]).is_dir() and (folder / _TOP).is_dir():
        folder = folder / _TOP
    counts = count_images(folder)
    empty = [name for name, count in counts.items() if count == 0]
    if empty:
        raise InputError(
            f"{folder} has no pictures in {', '.join(empty)}; "
            f"it needs the folders {', '.join(CLASSES)}"
        )
    return folder, counts


def _download_archive(descriptor: DatasetDescriptor, workspace: Path, progress: Progress) -> Path:
    tried: list[str] = []
    file = descriptor.files[0]
    archive = workspace / file.name
    for url in file.urls:
        try:
            download(url, archive, sha256=file.sha256, size=file.size, progress=progress)
        except DownloadError as error:  # noqa: PERF203
            tried.append(str(error))
        else:
            return archive
    raise InputError(f"the flowers dataset could not be downloaded: {'; '.join(tried)}")


def _unpack(archive: Path, target: Path, expected: int, progress: Progress) -> None:
    """Unpack the files below `flower_photos/`; a link, a device or a way out is an error."""
    target.mkdir()
    done = 0
    try:
        with tarfile.open(archive, "r:gz") as members:
            for member in members:
                if member.isdir():
                    continue
                parts = PurePosixPath(member.name).parts
                inside = len(parts) > 1 and parts[0] == _TOP and ".." not in parts
                source = members.extractfile(member) if inside and member.isfile() else None
                if source is None:
                    raise InputError(
                        f"the flowers archive holds {member.name!r}, which is not a plain file "
                        f"below {_TOP}/"
                    )
                path = target.joinpath(*parts[1:])
                path.parent.mkdir(parents=True, exist_ok=True)
                with path.open("xb") as file:
                    shutil.copyfileobj(source, file)
                done += 1
                progress(min(done, expected), expected)
    except (tarfile.TarError, EOFError, zlib.error) as error:
        raise InputError(f"the flowers archive is damaged: {error}") from error
