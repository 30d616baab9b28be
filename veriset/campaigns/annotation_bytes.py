"""Annotations as the chain stores them: nine bytes each."""

from __future__ import annotations

import struct
from collections.abc import Iterable

from veriset.campaigns.outcome import Annotation
from veriset.errors import InputError

_FORM = struct.Struct(">HHHHB")

ANNOTATION_SIZE = _FORM.size
"""Bytes of an annotation: x, y, height, width, big-endian, two bytes each, and the class."""


def encode_annotations(annotations: Iterable[Annotation]) -> bytes:
    """Return the bytes of annotations, one after the other.

    Raises:
        InputError: a number does not fit its bytes.
    """
    try:
        return b"".join(_FORM.pack(*annotation) for annotation in annotations)
    except struct.error as error:
        raise InputError(f"an annotation cannot be stored: {error}") from error


def decode_annotations(content: bytes) -> tuple[Annotation, ...]:
    """Return the annotations that bytes stand for.

    Raises:
        InputError: they are cut off.
    """
    if len(content) % ANNOTATION_SIZE:
        raise InputError(f"{len(content)} bytes are not whole annotations of {ANNOTATION_SIZE}")
    return tuple(Annotation(*values) for values in _FORM.iter_unpack(content))
