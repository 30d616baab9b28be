"""Images that a dataset holds more than once."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from veriset.manifest.types import ImageEntry, Manifest


@dataclass(frozen=True)
class Duplicate:
    """Entries with one content hash.

    Attributes:
        content_hash: what they share.
        images: two or more entries.
    """

    content_hash: str
    images: tuple[ImageEntry, ...]

    @property
    def labels(self) -> list[str]:
        """The different labels, "" for none; more than one is a contradiction in the dataset."""
        return sorted({image.label or "" for image in self.images})

    @property
    def splits(self) -> list[str]:
        """The different splits, "" for none; with several, a test image was trained on."""
        return sorted({image.split or "" for image in self.images})

    @property
    def is_conflict(self) -> bool:
        """Whether it stands under several labels or in several splits."""
        return len(self.labels) > 1 or len(self.splits) > 1

    def __str__(self) -> str:
        """Return one line that names the images and what is wrong."""
        names = ", ".join(image.name for image in self.images)
        notes = []
        if len(self.labels) > 1:
            notes.append(f"labels {' and '.join(label or '(none)' for label in self.labels)}")
        if len(self.splits) > 1:
            notes.append(f"splits {' and '.join(split or '(none)' for split in self.splits)}")
        return f"{names}{' under ' + ', '.join(notes) if notes else ''}"


def find_duplicates(manifest: Manifest) -> list[Duplicate]:
    """Return the content hashes that occur more than once, conflicts first."""
    groups: dict[str, list[ImageEntry]] = defaultdict(list)
    for image in manifest.images:
        groups[image.content_hash].append(image)
    duplicates = [
        Duplicate(content_hash, tuple(images))
        for content_hash, images in groups.items()
        if len(images) > 1
    ]
    return sorted(duplicates, key=lambda duplicate: not duplicate.is_conflict)
