"""The images that this server has, found by their hashes and checked before they are sent."""

from __future__ import annotations

import hashlib
import os
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
        path = orjson.loads(entry).get("path")
        if path is None:
            continue
        for folder in backend.settings.image_folders:
            data = _read(folder, path, digest, HashKind(hash_kind))
            if data is not None:
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


def _read(folder: Path, name: str, digest: bytes, kind: HashKind) -> bytes | None:
    """Return a file's bytes if it lies in the folder and is the image."""
    path = folder / name
    # A manifest is a stranger's: its paths must not lead to other files of this machine.
    try:
        if not Path(os.path.realpath(path)).is_relative_to(os.path.realpath(folder)):
            return None
        if not path.is_file() or path.stat().st_size > _LARGEST:
            return None
        if digest_image(path, kind).content_hash != digest:
            return None
        data = path.read_bytes()
    except (OSError, ValueError, InputError):
        return None
    # What is sent is what was checked, even if somebody writes to the file now.
    if kind is HashKind.FILE and hashlib.sha256(data).digest() != digest:
        return None
    return data
