"""Manifests as bytes and files.

The bytes are RFC 8785's canonical JSON (keys sorted, no space, UTF-8) and a line feed, so that
a manifest has one CID wherever it is made.
"""

from __future__ import annotations

import itertools
from dataclasses import asdict
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from veriset.errors import InputError, ManifestError
from veriset.files import write_atomically
from veriset.manifest.build import merkle_tree
from veriset.manifest.types import Manifest

if TYPE_CHECKING:
    from pydantic import TypeAdapter


def dump_manifest(manifest: Manifest) -> bytes:
    """Return the manifest's canonical bytes, with a line feed at the end."""
    import orjson

    return orjson.dumps(
        {
            "count": manifest.count,
            "dataset": {k: v for k, v in asdict(manifest.dataset).items() if v is not None},
            "format": manifest.format,
            "hashKind": manifest.hash_kind.value,
            "images": [image.to_json() for image in manifest.images],
            "root": manifest.root,
        },
        option=orjson.OPT_SORT_KEYS | orjson.OPT_APPEND_NEWLINE,
    )


def write_manifest(manifest: Manifest, path: Path) -> bytes:
    """Write the manifest to a file, whole or not at all, and return its bytes."""
    content = dump_manifest(manifest)
    write_atomically(path, content)
    return content


def load_manifest(path: Path) -> Manifest:
    """Read a manifest and check it as `parse_manifest` does.

    Raises:
        InputError: the file cannot be read.
        ManifestError: it is not a manifest, or does not agree with itself.
    """
    try:
        content = path.read_bytes()
    except OSError as error:
        raise InputError(f"cannot read {path}: {error.strerror or error}") from error
    return parse_manifest(content, str(path))


def parse_manifest(content: bytes, name: str = "the manifest") -> Manifest:
    """Return the manifest in these bytes, after checking that its parts agree.

    Args:
        content: JSON as `dump_manifest` gives it.
        name: what an error calls it.

    Raises:
        ManifestError: a field is missing or wrong, the count, order or names do not fit, or
            the root is not that of the images: somebody edited it.
    """
    from pydantic import ValidationError

    try:
        manifest: Manifest = _adapter().validate_json(content)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        place = ".".join(str(part) for part in first["loc"])
        raise ManifestError(
            f"{name} is not a manifest: {place + ': ' if place else ''}{first['msg']}"
        ) from error
    images = manifest.images
    if manifest.count != len(images):
        raise ManifestError(f"{name} says {manifest.count} images but lists {len(images)}")
    for before, image in itertools.pairwise(images):
        if before.order >= image.order:
            raise ManifestError(f"{name} lists {image.name} twice or out of order; build it again")
    for image in images:
        if (image.path is None) == (image.index is None):
            raise ManifestError(f"{name}: {image.name} needs a path or an index, and not both")
    root = "0x" + merkle_tree(images).root.hex()
    if root != manifest.root:
        raise ManifestError(
            f"{name} was edited: its root is {manifest.root} but its images give {root}; "
            "build it again or get it by its CID"
        )
    return manifest


def manifest_schema() -> dict[str, Any]:
    """Return the JSON Schema of a manifest, which is published under manifests/."""
    schema = _adapter().json_schema(by_alias=True)
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        **schema,
        "title": "Veriset manifest",
    }


@lru_cache(maxsize=1)
def _adapter() -> TypeAdapter[Manifest]:
    from pydantic import TypeAdapter

    return TypeAdapter(Manifest)
