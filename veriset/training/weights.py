"""Weights on the disk: the safetensors format, the same bytes for the same numbers."""

from __future__ import annotations

import hashlib
import json
from dataclasses import fields
from pathlib import Path

import numpy as np

from veriset.datasets.download import sha256_of
from veriset.errors import InputError
from veriset.files import write_atomically
from veriset.training.network import Weights

_ALIGNMENT = 8


def weights_bytes(weights: Weights) -> bytes:
    """Return the safetensors file: tensors by name, little-endian float32, no metadata.

    Written here, not by the library, so that a new version of it that lays out the header
    in another way cannot change a digest that is registered.
    """
    tensors = {
        field.name: np.ascontiguousarray(getattr(weights, field.name), dtype="<f4")
        for field in fields(weights)
    }
    header: dict[str, object] = {}
    position = 0
    for name, tensor in sorted(tensors.items()):
        end = position + tensor.nbytes
        header[name] = {
            "dtype": "F32",
            "shape": list(tensor.shape),
            "data_offsets": [position, end],
        }
        position = end
    text = json.dumps(header, separators=(",", ":")).encode()
    text += b" " * (-len(text) % _ALIGNMENT)
    body = b"".join(tensor.tobytes() for _, tensor in sorted(tensors.items()))
    return len(text).to_bytes(8, "little") + text + body


def save_weights(path: Path, weights: Weights) -> str:
    """Write `weights` to `path` whole or not at all, and return the file's SHA-256 in hex."""
    content = weights_bytes(weights)
    write_atomically(path, content)
    return hashlib.sha256(content).hexdigest()


def load_weights(path: Path) -> Weights:
    """Read weights that `save_weights` wrote.

    Raises:
        InputError: the file cannot be read or does not hold such weights.
    """
    from safetensors import SafetensorError
    from safetensors.numpy import load

    try:
        tensors = load(path.read_bytes())
        weights = Weights(**tensors)
    except OSError as error:
        raise InputError(f"cannot read {path}: {error.strerror or error}") from error
    except (SafetensorError, TypeError, ValueError) as error:
        raise InputError(f"{path} does not hold weights of this classifier") from error
    return weights


def weights_digest(path: Path) -> str:
    """Return the SHA-256 of a weights file, 64 hexadecimal digits.

    Raises:
        InputError: the file cannot be read.
    """
    try:
        return sha256_of(path)
    except OSError as error:
        raise InputError(f"cannot read {path}: {error.strerror or error}") from error
