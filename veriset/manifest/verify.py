"""Comparing a manifest with the images that it describes."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from veriset.images import HashKind
from veriset.manifest.build import build_manifest
from veriset.manifest.types import ImageEntry, Manifest
from veriset.progress import Progress, silent


@dataclass(frozen=True)
class Differences:
    """What differs between a manifest and a source, by the images' names, sorted.

    Attributes:
        missing: in the manifest only.
        extra: in the source only.
        changed: in both, with another content hash, width or height; or, where files are
            hashed, another size.
        relabeled: in both and not changed, under another label or split.
    """

    missing: tuple[str, ...]
    extra: tuple[str, ...]
    changed: tuple[str, ...]
    relabeled: tuple[str, ...]

    def __bool__(self) -> bool:
        """Whether there is any difference."""
        return bool(self.missing or self.extra or self.changed or self.relabeled)


def compare_manifest(
    manifest: Manifest, source: Path, *, reader: str | None = None, progress: Progress = silent
) -> Differences:
    """Hash the source's images again and compare.

    Raises:
        InputError: an image or the source cannot be used.
    """
    now = build_manifest(source, hash_kind=manifest.hash_kind, reader=reader, progress=progress)
    expected = {image.name: image for image in manifest.images}
    found = {image.name: image for image in now.images}
    both = sorted(expected.keys() & found.keys())
    sized = manifest.hash_kind is HashKind.FILE
    same = [
        name for name in both if _content(expected[name], sized) == _content(found[name], sized)
    ]
    return Differences(
        missing=tuple(sorted(expected.keys() - found.keys())),
        extra=tuple(sorted(found.keys() - expected.keys())),
        changed=tuple(sorted(set(both).difference(same))),
        relabeled=tuple(
            name
            for name in same
            if (expected[name].label, expected[name].split)
            != (found[name].label, found[name].split)
        ),
    )


def _content(image: ImageEntry, sized: bool) -> tuple[str, int, int, int]:
    # A lossless copy in another format has the same pixels and another size.
    return image.content_hash, image.width, image.height, image.size if sized else 0
