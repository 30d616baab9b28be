"""The images that this server has, found by their hashes and checked before they are sent."""

from __future__ import annotations

import hashlib
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import orjson
from sqlalchemy import select

from veriset.errors import InputError
from veriset.images import HashKind, digest_image
from veriset.index.tables import images, manifests

if TYPE_CHECKING:
    from veriset.server.backend import Backend

_LARGEST = 64 << 20
_HEADS = {
    b"\x89PNG\r\n\x1a\n": "image/png",
    b"\xff\xd8\xff": "image/jpeg",
    b"GIF8": "image/gif",
    b"BM": "image/bmp",
    b"II*\0": "image/tiff",
    b"MM\0*": "image/tiff",
}


def find_image(backend: Backend, digest: bytes) -> tuple[bytes, str] | None:
    """Return the bytes and the media type of an image, None if it is not here."""
    query = (
        select(images.c.entry, manifests.c.hash_kind)
        .join(manifests, manifests.c.id == images.c.manifest)
        .where(images.c.digest == digest, manifests.c.state == "ready")
        .limit(100)
    )
    with backend.engine.connect() as connection:
        rows = connection.execute(query).all()
    for entry, hash_kind in rows:
        name, kind = orjson.loads(entry).get("path"), HashKind(hash_kind)
        if name is None:
            continue
        for path in _files_of(backend, digest, kind, name):
            if (data := _read(path, digest, kind)) is not None:
                return data, media_type_of(data)
    return None


def media_type_of(data: bytes) -> str:
    """Return the media type that an image's first bytes tell."""
    for head, media_type in _HEADS.items():
        if data.startswith(head):
            return media_type
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return "image/webp"
    if data[:1] == b"P" and data[1:2] in b"123456":
        return "image/x-portable-anymap"
    return "application/octet-stream"


def _files_of(backend: Backend, digest: bytes, kind: HashKind, name: str) -> Iterator[Path]:
    """Yield the files that may be an image."""
    for folder in backend.settings.image_folders:
        path = folder / name
        # A manifest is a stranger's: its paths must not lead to other files of this machine.
        try:
            is_inside = Path(os.path.realpath(path)).is_relative_to(os.path.realpath(folder))
        except (OSError, ValueError):
            continue
        if is_inside:
            yield path
    if backend.pinned is not None:
        yield from backend.pinned.files_of(digest, kind, name)


def _read(path: Path, digest: bytes, kind: HashKind) -> bytes | None:
    """Return a file's bytes if they are the image: what is sent is what was checked."""
    try:
        if not path.is_file():
            return None
        with path.open("rb") as file:
            data = file.read(_LARGEST + 1)
        if len(data) > _LARGEST:
            return None
        if kind is HashKind.FILE:
            return data if hashlib.sha256(data).digest() == digest else None
        # A copy of our own, because somebody may write to the file now.
        with tempfile.NamedTemporaryFile(prefix="veriset-") as copy:
            copy.write(data)
            copy.flush()
            return data if digest_image(copy.name, kind).content_hash == digest else None
    except (OSError, ValueError, InputError):
        return None
