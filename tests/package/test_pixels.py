"""The canonical form of pixels, against tests/vectors/pixels.json and by round trips."""

from __future__ import annotations

import base64
import io
import json
import warnings
from hashlib import sha256
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from tests.package.pictures import idx, samples
from veriset.errors import InputError
from veriset.images import HashKind, digest_image
from veriset.pixels import canonical_form, canonical_pixels, canonical_prefix
from veriset.readers.idx import IdxReader

VECTORS = json.loads((Path(__file__).parents[1] / "vectors" / "pixels.json").read_text())


def named(vector):
    return vector["name"]


@pytest.mark.parametrize("vector", VECTORS["accepted"], ids=named)
def test_vectors(vector, tmp_path):
    path = tmp_path / "image"
    path.write_bytes(base64.b64decode(vector["file"]))
    digest = digest_image(path, HashKind.PIXELS)
    _, _, _, width, height, _ = vector["prefix"].split(":")
    assert digest.content_hash.hex() == vector["sha256"]
    assert (digest.width, digest.height) == (int(width), int(height))
    assert digest.size == path.stat().st_size
    with Image.open(path) as image:
        canonical = canonical_pixels(image)
    assert canonical == vector["prefix"].encode() + bytes.fromhex(vector["samples"])


@pytest.mark.parametrize("vector", VECTORS["refused"], ids=named)
def test_refused(vector, tmp_path):
    path = tmp_path / "image"
    path.write_bytes(base64.b64decode(vector["file"]))
    with pytest.raises(InputError, match=vector["error"]) as caught:
        digest_image(path, HashKind.PIXELS)
    assert str(path) in str(caught.value)
    # The bytes of the file can still be hashed.
    assert digest_image(path, HashKind.FILE).content_hash == sha256(path.read_bytes()).digest()


def test_every_mode_is_among_the_vectors():
    assert {vector["prefix"].split(":")[2] for vector in VECTORS["accepted"]} == {
        "L",
        "RGB",
        "RGBA",
    }


def test_a_digit_has_one_hash_as_png_bmp_and_idx(tmp_path):
    digit = samples(5, 28, 28, 1)
    expected = sha256(b"pixels:v1:L:28:28:" + digit.tobytes()).digest()
    for name in ("digit.png", "digit.bmp"):
        Image.fromarray(digit).save(tmp_path / name)
        assert digest_image(tmp_path / name, HashKind.PIXELS).content_hash == expected
    (tmp_path / "train-images-idx3-ubyte").write_bytes(idx(digit[np.newaxis]))
    (tmp_path / "train-labels-idx1-ubyte").write_bytes(idx(np.array([5], np.uint8)))
    (entry,) = IdxReader().read(tmp_path, HashKind.PIXELS)
    assert entry.content_hash == "0x" + expected.hex()


def reference(array: np.ndarray) -> bytes:
    """The canonical form, pixel by pixel from its definition."""
    height, width = array.shape[:2]
    pixels = []
    for value in array.reshape(height * width, -1).tolist():
        grey = value * 3 if len(value) == 1 else value[:3]
        pixels.append((*grey, value[3] if len(value) == 4 else 255))
    if any(alpha != 255 for *_, alpha in pixels):
        mode, content = "RGBA", [value for pixel in pixels for value in pixel]
    elif all(red == green == blue for red, green, blue, _ in pixels):
        mode, content = "L", [pixel[0] for pixel in pixels]
    else:
        mode, content = "RGB", [value for pixel in pixels for value in pixel[:3]]
    return f"pixels:v1:{mode}:{width}:{height}:".encode() + bytes(content)


@st.composite
def pictures(draw) -> np.ndarray:
    """Arrays of 1, 3 or 4 channels with few values, so that grey and opaque ones are frequent."""
    height, width = draw(st.integers(1, 5)), draw(st.integers(1, 5))
    channels = draw(st.sampled_from([1, 3, 4]))
    count = height * width * channels
    values = draw(st.lists(st.sampled_from([0, 7, 255]), min_size=count, max_size=count))
    array = np.array(values, np.uint8).reshape(height, width, channels)
    if draw(st.booleans()):
        array[..., :3] = array[..., :1]
    if channels == 4 and draw(st.booleans()):
        array[..., 3] = 255
    return array[..., 0] if channels == 1 else array


@given(pictures())
@settings(deadline=None)
def test_arrays(array):
    assert canonical_form(array) == reference(array)
    assert canonical_form(array[::1, ::1].copy(order="F")) == reference(array)


@given(pictures(), st.sampled_from(["PNG", "BMP", "TIFF"]))
@settings(deadline=None)
def test_lossless_round_trips(array, kind):
    if kind == "BMP" and array.ndim == 3:
        array = array[..., :3]  # which in a common BMP is all that there is
    file = io.BytesIO()
    Image.fromarray(array).save(file, kind)
    with Image.open(file) as image:
        assert canonical_pixels(image) == reference(array)


@pytest.mark.parametrize("orientation", range(1, 9))
def test_the_orientation_is_not_applied(orientation, tmp_path):
    """Pillow turns a TIFF when it loads it; width and height are the stored ones too."""
    array = samples(1, height=2, width=3)
    exif = Image.Exif()
    exif[0x0112] = orientation
    for name in ("image.tiff", "image.png", "image.webp"):
        path = tmp_path / name
        Image.fromarray(array).save(path, exif=exif, lossless=True)
        digest = digest_image(path, HashKind.PIXELS)
        assert digest.content_hash == sha256(reference(array)).digest()
        of_file = digest_image(path, HashKind.FILE)
        assert (of_file.width, of_file.height) == (digest.width, digest.height) == (3, 2)


@pytest.mark.parametrize(
    "array",
    [
        np.zeros((2, 2), np.uint16),
        np.zeros((2, 2), bool),
        np.zeros((2, 2), float),
        np.zeros((2, 2, 1), np.uint8),
        np.zeros((2, 2, 2), np.uint8),
        np.zeros((2, 2, 5), np.uint8),
        np.zeros((1, 2, 2, 3), np.uint8),
        np.zeros(4, np.uint8),
        np.zeros((0, 2), np.uint8),
        [[300, 1]],
    ],
    ids=lambda array: f"{getattr(array, 'shape', 'list')} {getattr(array, 'dtype', '')}",
)
def test_other_arrays_are_refused(array):
    with pytest.raises(InputError, match="is no image"):
        canonical_form(array)


def test_the_prefix():
    assert canonical_prefix("L", 28, 30) == b"pixels:v1:L:28:30:"


def test_what_pillow_warns_of_is_not_printed(tmp_path):
    """An error is one line, and not warnings and a line."""
    path = tmp_path / "image.tiff"
    Image.fromarray(samples(1)).save(path)
    content = bytearray(path.read_bytes())
    # A second page is said to follow beyond the end of the file.
    start = int.from_bytes(content[4:8], "little")
    end = start + 2 + 12 * int.from_bytes(content[start : start + 2], "little")
    content[end : end + 4] = len(content).to_bytes(4, "little")
    path.write_bytes(content)
    with warnings.catch_warnings(record=True) as shown:
        warnings.simplefilter("always")
        with Image.open(path) as image, pytest.raises(TypeError):
            assert image.n_frames
        assert shown
        shown.clear()
        with pytest.raises(InputError, match="is damaged"):
            digest_image(path, HashKind.PIXELS)
        assert not shown
