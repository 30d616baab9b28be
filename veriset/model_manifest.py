"""What a model was made from, as one JSON file: data, code, and the weights' digest."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import ConfigDict, Field
from pydantic.alias_generators import to_camel

from veriset.errors import InputError, ManifestError
from veriset.manifest.types import Hex32

if TYPE_CHECKING:
    from pydantic import TypeAdapter

FORMAT: Literal["veriset-model:1"] = "veriset-model:1"
"""What `format` says; it changes when the meaning of a model manifest changes."""

_CONFIG = ConfigDict(alias_generator=to_camel, extra="forbid")
_Name = Annotated[str, Field(min_length=1, max_length=200)]


@dataclass(frozen=True)
class TrainedOn:
    """A dataset that a model was trained on.

    Attributes:
        id: the dataset's id in the ProvenanceRegistry, equal on every chain.
        root: its Merkle root.
        name: its name in its manifest.
        splits: the splits that were trained on; empty if the dataset has none.
        selection: which of the images were trained on, where the splits do not say it.
    """

    __pydantic_config__ = _CONFIG

    id: Hex32
    root: Hex32
    name: _Name
    splits: tuple[str, ...] = ()
    selection: str | None = None


@dataclass(frozen=True)
class WeightsFile:
    """The file of a model's weights.

    Attributes:
        file: its name.
        sha256: 0x and hexadecimal digits.
        size: in bytes.
    """

    __pydantic_config__ = _CONFIG

    file: _Name
    sha256: Hex32
    size: Annotated[int, Field(ge=1)]


@dataclass(frozen=True)
class ModelManifest:
    """A model: data, code and weights.

    Attributes:
        name: short name, such as mnist-classifier.
        datasets: what it was trained on, sorted by id.
        framework: name of what trained it.
        versions: of everything that took part, by name.
        hyperparameters: whatever the framework needs to train it again.
        order_seed: the seed that fixed the order of the images.
        metrics: such as test_accuracy, from 0 to 1.
        weights: the file of the weights.
        task: name of the training in `veriset.training`, None for other frameworks.
        derived_from: id of the model that it was derived from.
        notes: whatever else a reader should know, by name.
        format: always `FORMAT`.
    """

    __pydantic_config__ = _CONFIG

    name: _Name
    datasets: Annotated[tuple[TrainedOn, ...], Field(min_length=1)]
    framework: _Name
    versions: dict[str, str]
    hyperparameters: dict[str, Any]
    order_seed: Annotated[int, Field(ge=0)]
    metrics: dict[str, int | float]
    weights: WeightsFile
    task: str | None = None
    derived_from: Hex32 | None = None
    notes: dict[str, str] = field(default_factory=dict)
    format: Literal["veriset-model:1"] = FORMAT


def dump_model_manifest(manifest: ModelManifest) -> bytes:
    """Return the canonical bytes; equal models give equal bytes.

    They are JSON with sorted keys, no space, each float in the fewest digits that give it back
    (1.0 keeps its fraction, other than in RFC 8785), UTF-8, and a line feed.

    Raises:
        ManifestError: a metric or hyper-parameter has no place in JSON, such as infinity.
    """
    import orjson

    values = _camel_keys(asdict(manifest))
    try:
        json.dumps(values, allow_nan=False)  # orjson would write null
        return orjson.dumps(values, option=orjson.OPT_SORT_KEYS | orjson.OPT_APPEND_NEWLINE)
    except (TypeError, ValueError) as error:
        raise ManifestError(f"{manifest.name} cannot be written as JSON: {error}") from error


def model_digest(content: bytes) -> bytes:
    """Return the SHA-256 of a model manifest's bytes, by which the chain knows the model."""
    return hashlib.sha256(content).digest()


def load_model_manifest(path: Path) -> ModelManifest:
    """Read a model manifest.

    Raises:
        InputError: the file cannot be read.
        ManifestError: a field is missing or wrong, or the bytes are not the canonical ones.
    """
    from pydantic import ValidationError

    try:
        content = path.read_bytes()
    except OSError as error:
        raise InputError(f"cannot read {path}: {error.strerror or error}") from error
    try:
        manifest: ModelManifest = _adapter().validate_json(content)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        place = ".".join(str(part) for part in first["loc"])
        raise ManifestError(
            f"{path} is not a model manifest: {place + ': ' if place else ''}{first['msg']}"
        ) from error
    if dump_model_manifest(manifest) != content:
        raise ManifestError(f"{path} is not in canonical form: somebody edited it; get it again")
    return manifest


def model_manifest_schema() -> dict[str, Any]:
    """Return the JSON Schema of a model manifest, which is published under manifests/."""
    schema = _adapter().json_schema(by_alias=True)
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        **schema,
        "title": "Veriset model manifest",
    }


def _camel_keys(values: dict[str, Any]) -> dict[str, Any]:
    """Rename the manifest's own fields; the keys of versions, metrics and so on stay."""
    return {
        to_camel(key): (
            [_camel_keys(item) for item in value]
            if key == "datasets"
            else _camel_keys(value)
            if key == "weights"
            else value
        )
        for key, value in values.items()
        if value is not None
    }


@lru_cache(maxsize=1)
def _adapter() -> TypeAdapter[ModelManifest]:
    from pydantic import TypeAdapter

    return TypeAdapter(ModelManifest)
