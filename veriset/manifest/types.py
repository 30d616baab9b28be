"""What a manifest holds.

The dataclasses are the one definition: manifests/manifest.schema.json is made from them, and
a manifest that is read is checked against them.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Annotated, Any, Literal

from pydantic import ConfigDict, Field
from pydantic.alias_generators import to_camel

from veriset.errors import InputError
from veriset.images import HashKind

FORMAT: Literal["veriset-manifest:1"] = "veriset-manifest:1"
"""What `format` says; it changes when the meaning of a manifest changes."""

Hex32 = Annotated[str, Field(pattern="^0x[0-9a-f]{64}$")]
"""32 bytes in lower-case hexadecimal with 0x before them, as bytes32 is written."""

_CONFIG = ConfigDict(alias_generator=to_camel, extra="forbid", strict=True)
_Count = Annotated[int, Field(ge=0)]
_Pixels = Annotated[int, Field(ge=1)]


@dataclass(frozen=True)
class ImageEntry:
    """One image of a dataset.

    Attributes:
        content_hash: SHA-256 of the file or of the canonical pixels, as the manifest's hash
            kind says.
        width: in pixels.
        height: in pixels.
        size: bytes of the image file, or of the image's samples where many share a file.
        path: place in the dataset's folder, with `/` between folders; None if `index` is given.
        index: number of the image in its split, from 0; None if `path` is given.
        label: name of the class, None where there is none.
        split: such as train or test, None where the dataset is not split.
    """

    __pydantic_config__ = _CONFIG

    content_hash: Hex32
    width: _Pixels
    height: _Pixels
    size: _Count
    path: str | None = None
    index: _Count | None = None
    label: str | None = None
    split: str | None = None

    @property
    def name(self) -> str:
        """What the image is called in messages, and what it is sorted by with `order`."""
        return self.path if self.path is not None else f"{self.split or 'image'}[{self.index}]"

    @property
    def order(self) -> tuple[str, str, int]:
        """The key by which a manifest's images are sorted: path, or split and then index."""
        return (self.path or "", self.split or "", self.index or 0)

    def to_json(self) -> dict[str, Any]:
        """Return the entry as it stands in the manifest: camelCase, absent values left out."""
        entry: dict[str, Any] = {
            "contentHash": self.content_hash,
            "height": self.height,
            "size": self.size,
            "width": self.width,
        }
        if self.path is not None:
            entry["path"] = self.path
        if self.index is not None:
            entry["index"] = self.index
        if self.label is not None:
            entry["label"] = self.label
        if self.split is not None:
            entry["split"] = self.split
        return entry


@dataclass(frozen=True)
class DatasetDescription:
    """What a manifest says of the dataset beside its images; Croissant's words.

    Attributes:
        name: short name, such as mnist.
        version: of the dataset, not of the manifest.
        license: SPDX identifier, address or name of the licence; None if unknown.
        homepage: address; None if there is none.
        citation: how to cite the dataset, such as BibTeX; None if unknown.
        creator: who made the dataset; None if unknown.
    """

    __pydantic_config__ = _CONFIG

    name: Annotated[str, Field(min_length=1, max_length=200)]
    version: str = "1.0.0"
    license: str | None = None
    homepage: str | None = None
    citation: str | None = None
    creator: str | None = None

    def __post_init__(self) -> None:
        """Refuse what could be written into a manifest, but not read back from it."""
        if not 1 <= len(self.name) <= 200:
            raise InputError(
                f"a dataset's name has 1 to 200 characters, not {len(self.name)}; give it another"
            )
        for field in fields(self):
            text = getattr(self, field.name)
            if text is not None and any("\ud800" <= character <= "\udfff" for character in text):
                raise InputError(
                    f"the dataset's {field.name} {text!r} has bytes that are not UTF-8; "
                    "give it another"
                )


@dataclass(frozen=True)
class Manifest:
    """A dataset's images and the Merkle root over them.

    Attributes:
        dataset: name, version, licence and so on.
        hash_kind: what the content hashes are taken of.
        count: number of images, equal to the length of `images`.
        root: Merkle root over the content hashes.
        images: sorted by `ImageEntry.order`.
        format: always `FORMAT`.
    """

    __pydantic_config__ = _CONFIG

    dataset: DatasetDescription
    hash_kind: HashKind
    count: Annotated[int, Field(ge=1)]
    root: Hex32
    images: Annotated[tuple[ImageEntry, ...], Field(min_length=1)]
    format: Literal["veriset-manifest:1"] = FORMAT
