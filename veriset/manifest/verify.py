"""Comparing a manifest with the images that it describes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from veriset.garbage import rare_collections
from veriset.images import HashKind
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
        unreadable: why what is in the source cannot be read, by the image's name, or by the split
            of an IDX file; it is not missing, and whether it changed is not known.
    """

    missing: tuple[str, ...]
    extra: tuple[str, ...]
    changed: tuple[str, ...]
    relabeled: tuple[str, ...]
    unreadable: Mapping[str, str] = field(default_factory=dict)

    def __bool__(self) -> bool:
        """Whether there is any difference."""
        found = self.missing or self.extra or self.changed or self.relabeled or self.unreadable
        return bool(found)


def compare_manifest(
    manifest: Manifest, source: Path, *, reader: str | None = None, progress: Progress = silent
) -> Differences:
    """Hash the source's images again and compare.

    Raises:
        InputError: the source cannot be used; an image that cannot be read is a difference.
    """
    from veriset.readers import reader_for

    unreadable: dict[str, str] = {}
    with rare_collections():
        now = reader_for(source, reader).read(source, manifest.hash_kind, progress, unreadable)
    expected = {image.name: image for image in manifest.images}
    found = {image.name: image for image in now}
    gone = {
        name
        for name, image in expected.items()
        if name not in found and name not in unreadable and image.split not in unreadable
    }
    both = sorted(expected.keys() & found.keys())
    sized = manifest.hash_kind is HashKind.FILE
    same = [
        name for name in both if _content(expected[name], sized) == _content(found[name], sized)
    ]
    return Differences(
        missing=tuple(sorted(gone)),
        extra=tuple(sorted(found.keys() - expected.keys())),
        changed=tuple(sorted(set(both).difference(same))),
        relabeled=tuple(
            name
            for name in same
            if (expected[name].label, expected[name].split)
            != (found[name].label, found[name].split)
        ),
        unreadable=dict(sorted(unreadable.items())),
    )


def _content(image: ImageEntry, sized: bool) -> tuple[str, int, int, int]:
    # A lossless copy in another format has the same pixels and another size.
    return image.content_hash, image.width, image.height, image.size if sized else 0
