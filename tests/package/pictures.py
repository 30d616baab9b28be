"""Small pictures, IDX files and the `veriset` command, for the tests of manifests."""

from __future__ import annotations

import contextlib
import io
import json
import os
import struct
import subprocess
import sys
import zlib
from dataclasses import dataclass
from pathlib import Path
from unittest import mock

import numpy as np
from PIL import Image

from veriset.cli.app import main

# The command as its entry point runs it.
COMMAND = [sys.executable, "-c", "from veriset.cli.app import main; main()"]


@dataclass(frozen=True)
class Outcome:
    """What a command did."""

    code: int
    out: str
    err: str

    @property
    def json(self):
        """The one JSON object that it printed."""
        assert self.out.count("\n") == 1
        return json.loads(self.out)


def run(*arguments: object, cwd: Path | None = None, **options) -> Outcome:
    """Run `veriset` in a process of its own."""
    done = subprocess.run(
        [*COMMAND, *(a if isinstance(a, bytes) else str(a) for a in arguments)],
        stdout=options.pop("stdout", subprocess.PIPE),
        stderr=subprocess.PIPE,
        env={name: value for name, value in os.environ.items() if name != "PYTHONUNBUFFERED"},
        cwd=cwd,
        timeout=120,
        **options,
    )
    return Outcome(done.returncode, (done.stdout or b"").decode(), done.stderr.decode())


def run_here(*arguments: object) -> Outcome:
    """Run `veriset` in this process, which is quicker and lets a test change it."""
    out, err = io.StringIO(), io.StringIO()
    with (
        mock.patch.object(sys, "argv", ["veriset", *map(str, arguments)]),
        contextlib.redirect_stdout(out),
        contextlib.redirect_stderr(err),
    ):
        code: object = 0
        try:
            main()
        except SystemExit as end:
            code = end.code
    return Outcome(code if isinstance(code, int) else 0, out.getvalue(), err.getvalue())


def fails(outcome: Outcome, *words: str, code: int = 1) -> None:
    """Check that a command ended as a user's mistake must: one line, with these words."""
    assert "Traceback" not in outcome.err
    assert outcome.err.startswith("error: ")
    assert outcome.err.endswith("\n")
    assert len(outcome.err.splitlines()) == 1, outcome.err
    for word in words:
        assert word in outcome.err
    assert outcome.code == code


def samples(seed: int, height: int = 6, width: int = 5, channels: int = 3) -> np.ndarray:
    """Return random samples of shape (height, width, channels), or without channels if 1."""
    shape = (height, width) if channels == 1 else (height, width, channels)
    return np.random.default_rng(seed).integers(0, 256, shape, dtype=np.uint8)


def picture(path: Path, seed: int = 0, **shape: int) -> Path:
    """Write random samples as an image file of the path's format."""
    path.parent.mkdir(parents=True, exist_ok=True)
    Image.fromarray(samples(seed, **shape)).save(path)
    return path


def flowers(folder: Path) -> Path:
    """Write class folders with six different pictures in three formats."""
    names = [
        "daisy/1.jpg",
        "daisy/2.png",
        "roses/1.jpg",
        "roses/2.bmp",
        "roses/3.png",
        "tulips/1.jpg",
    ]
    for seed, name in enumerate(names):
        picture(folder / name, seed, height=8 + seed, width=9)
    return folder


def tree(folder: Path) -> dict[str, bytes]:
    """Return every file below a folder with its content, hidden ones too."""
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


def idx(array: np.ndarray) -> bytes:
    """Return an array of unsigned bytes as an IDX file."""
    sizes = struct.pack(f">{array.ndim}I", *array.shape)
    return bytes([0, 0, 8, array.ndim]) + sizes + array.tobytes()


def idx_folder(folder: Path, counts: dict[str, int] | None = None) -> Path:
    """Write images of 4 rows and 3 columns, and labels 0 to 9 in turn, for each prefix."""
    folder.mkdir(parents=True, exist_ok=True)
    for seed, (prefix, count) in enumerate((counts or {"train": 7, "t10k": 3}).items()):
        images = np.random.default_rng(seed).integers(0, 256, (count, 4, 3), dtype=np.uint8)
        labels = np.arange(count, dtype=np.uint8) % 10
        (folder / f"{prefix}-images-idx3-ubyte").write_bytes(idx(images))
        (folder / f"{prefix}-labels-idx1-ubyte").write_bytes(idx(labels))
    return folder


def png(
    width: int,
    height: int,
    bits: int,
    colour: int,
    rows: bytes,
    *chunks: tuple[bytes, bytes],
) -> bytes:
    """Return a PNG made by hand, for forms that Pillow does not write.

    Args:
        width: in pixels.
        height: in pixels.
        bits: of a sample.
        colour: PNG's colour type.
        rows: the packed rows, each with its filter byte.
        chunks: name and content of what stands before the image data.
    """

    def chunk(name: bytes, content: bytes) -> bytes:
        sum_ = zlib.crc32(name + content)
        return struct.pack(">I", len(content)) + name + content + struct.pack(">I", sum_)

    header = struct.pack(">IIBBBBB", width, height, bits, colour, 0, 0, 0)
    parts = [(b"IHDR", header), *chunks, (b"IDAT", zlib.compress(rows)), (b"IEND", b"")]
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunk(*part) for part in parts)
