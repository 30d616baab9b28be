"""Content hashes of image files, their dimensions, and files that are refused."""

from __future__ import annotations

import io
import os
import random
import subprocess
import sys
from hashlib import sha256

import pytest
from PIL import Image

from tests.package.pictures import picture, png, samples
from veriset.errors import InputError
from veriset.images import EXTENSIONS, MAX_PIXELS, HashKind, digest_image

BOTH = pytest.mark.parametrize("kind", list(HashKind), ids=lambda kind: kind.value)


def encoded(kind: str, seed: int = 0, **options) -> bytes:
    file = io.BytesIO()
    Image.fromarray(samples(seed, height=13, width=17)).save(file, kind, **options)
    return file.getvalue()


FORMS = {
    "png": encoded("PNG"),
    "jpeg": encoded("JPEG"),
    "progressive jpeg": encoded("JPEG", progressive=True),
    "jpeg with exif": encoded("JPEG", exif=b"Exif\0\0" + b"II*\0\x08\0\0\0\0\0\0\0\0\0"),
    "jpeg with a comment": encoded("JPEG", comment=b"\xff\xd9" * 40),
    "bmp": encoded("BMP"),
    "gif": encoded("GIF"),
    "tiff": encoded("TIFF"),
    "webp": encoded("WEBP"),
    "ppm": encoded("PPM"),
}


@pytest.mark.parametrize("content", FORMS.values(), ids=FORMS)
@pytest.mark.parametrize("tail", [b"", b"\0 after the end"], ids=["", "with more after it"])
def test_file_hash_and_dimensions(content, tail, tmp_path):
    path = tmp_path / "image"
    path.write_bytes(content + tail)
    digest = digest_image(path, HashKind.FILE)
    assert digest.content_hash == sha256(content + tail).digest()
    assert (digest.size, digest.width, digest.height) == (len(content + tail), 17, 13)
    assert digest_image(str(path), HashKind.FILE) == digest


def test_jpeg_with_fill_bytes_and_odd_segments(tmp_path):
    """A marker may be preceded by any number of 0xFF, which are not a length."""
    content = FORMS["jpeg"]
    path = tmp_path / "image.jpg"
    for extra in (b"\xff" * 3, b"\xff" * 2, b"\xff\xfe\0\4\xff\xc0"):
        path.write_bytes(content[:2] + extra + content[2:])
        digest = digest_image(path, HashKind.FILE)
        assert (digest.width, digest.height) == (17, 13)


def test_jpeg_whose_fill_byte_would_lead_astray(tmp_path):
    """Taken for a segment, it would have a length, which leads to a false frame header."""
    false_header = b"\xff\xc0\0\x11\x08\0\1\0\2"
    place = 4 + 0xFEFF
    comment = bytearray(65_531)
    comment[place - 7 : place - 7 + len(false_header)] = false_header
    content = FORMS["jpeg"]
    path = tmp_path / "image.jpg"
    path.write_bytes(content[:2] + b"\xff\xff\xfe\xff\xfd" + comment + content[2:])
    assert path.read_bytes()[place:].startswith(false_header)
    digest = digest_image(path, HashKind.FILE)
    assert (digest.width, digest.height) == (17, 13)


@pytest.mark.parametrize("size", [(1 << 20) - 1, 1 << 20, (1 << 20) + 1, (3 << 20) + 5])
def test_files_of_more_than_one_block(size, tmp_path):
    comment = random.Random(size).randbytes(size - len(png(1, 1, 8, 0, b"\0\7", (b"teXt", b""))))
    content = png(1, 1, 8, 0, b"\0\7", (b"teXt", comment))
    assert len(content) == size
    path = tmp_path / "image.png"
    path.write_bytes(content)
    digest = digest_image(path, HashKind.FILE)
    assert (digest.content_hash, digest.size) == (sha256(content).digest(), size)


def test_memory_does_not_grow_with_the_file(tmp_path):
    path = tmp_path / "image.png"
    whole = png(1, 1, 8, 0, b"\0\7")
    with path.open("wb") as file:  # a sparse file between the header and the end
        file.write(whole)
        file.truncate(200 << 20)
        file.seek(0, os.SEEK_END)
        file.write(whole[-12:])
    script = (
        "import sys, tracemalloc; from veriset.images import HashKind, digest_image;"
        "tracemalloc.start(); print(digest_image(sys.argv[1], HashKind.FILE).size,"
        "tracemalloc.get_traced_memory()[1])"
    )
    done = subprocess.run(
        [sys.executable, "-c", script, str(path)], capture_output=True, check=True
    )
    size, peak = map(int, done.stdout.split())
    assert size == (200 << 20) + 12
    assert peak < 8 << 20


@BOTH
@pytest.mark.parametrize("content", FORMS.values(), ids=FORMS)
def test_truncated(content, kind, tmp_path):
    path = tmp_path / "image"
    for length in (1, 12, len(content) // 3, len(content) // 2):
        path.write_bytes(content[:length])
        with pytest.raises(InputError, match=r"is damaged|is not an image") as caught:
            digest_image(path, kind)
        assert str(path) in str(caught.value)
        assert "\n" not in str(caught.value)


@pytest.mark.parametrize("name", ["png", "jpeg", "progressive jpeg"])
def test_without_its_last_bytes(name, tmp_path):
    """What plainly misses its end is given to Pillow, which tells what it misses."""
    path = tmp_path / "image"
    path.write_bytes(FORMS[name][:-40])
    with pytest.raises(InputError, match="is damaged"):
        digest_image(path, HashKind.FILE)


@BOTH
def test_empty(kind, tmp_path):
    path = tmp_path / "image.png"
    path.touch()
    with pytest.raises(InputError, match=r"is empty \(0 bytes\)"):
        digest_image(path, kind)


@BOTH
@pytest.mark.parametrize(
    "content", [b"GIF89a", b"not an image at all\n" * 9, b"\xff\xd8\xff\xd9", b"%PDF-1.4\n%%EOF"]
)
def test_no_image(content, kind, tmp_path):
    path = tmp_path / "image.png"
    path.write_bytes(content)
    with pytest.raises(InputError, match=r"is not an image that can be read|is damaged"):
        digest_image(path, kind)


@BOTH
def test_what_is_no_file(kind, tmp_path):
    with pytest.raises(InputError, match="No such file"):
        digest_image(tmp_path / "missing.png", kind)
    with pytest.raises(InputError, match="directory"):
        digest_image(tmp_path, kind)
    os.mkfifo(tmp_path / "pipe.png")
    with pytest.raises(InputError, match="is not a file"):
        digest_image(tmp_path / "pipe.png", kind)
    with pytest.raises(InputError, match="is not a file"):
        digest_image("/dev/zero", kind)


def header_only(width: int, height: int) -> bytes:
    """A PNG of few bytes that has its end and claims any size."""
    return png(width, height, 1, 0, b"")


def jpeg_header(width: int, height: int) -> bytes:
    """A JPEG of few bytes that has its end and claims any size."""
    sizes = height.to_bytes(2, "big") + width.to_bytes(2, "big")
    return b"\xff\xd8\xff\xc0\0\x0b\x08" + sizes + b"\1\1\x11\0" + b"\xff\xd9"


BOMBS = {
    "png": header_only(10_000, 10_000),
    "png without its end": header_only(10_000, 10_000)[:-1],
    "larger than twice the limit": header_only(20_000, 20_000)[:-1],
    "jpeg": jpeg_header(10_000, 10_000),
    "jpeg without its end": jpeg_header(10_000, 10_000)[:-1],
    "pbm": b"P4 10000 10000\n",
    "gif": b"GIF89a\x10\x27\x10\x27\0\0\0,\0\0\0\0\x10\x27\x10\x27\0\2\0;",
}


@BOTH
@pytest.mark.parametrize("content", BOMBS.values(), ids=BOMBS)
def test_decompression_bombs(content, kind, tmp_path):
    path = tmp_path / "image"
    path.write_bytes(content)
    with pytest.raises(InputError, match=f"more than {MAX_PIXELS:,}"):
        digest_image(path, kind)


def test_100_megapixels_that_are_really_there(tmp_path):
    path = tmp_path / "image.png"
    Image.new("1", (10_000, 10_000)).save(path)
    assert path.stat().st_size < 100_000
    for kind in HashKind:
        with pytest.raises(InputError, match="10000 x 10000 pixels"):
            digest_image(path, kind)


def test_the_limit_is_the_last_that_passes(tmp_path):
    path = tmp_path / "image.png"
    path.write_bytes(header_only(MAX_PIXELS, 1))
    assert digest_image(path, HashKind.FILE).width == MAX_PIXELS
    path.write_bytes(header_only(MAX_PIXELS + 1, 1))
    with pytest.raises(InputError, match="more than"):
        digest_image(path, HashKind.FILE)


@BOTH
@pytest.mark.parametrize("content", [header_only(0, 5), jpeg_header(5, 0)], ids=["png", "jpeg"])
def test_no_pixels(content, kind, tmp_path):
    path = tmp_path / "image"
    path.write_bytes(content)
    with pytest.raises(InputError, match=r"pixels; restore|is damaged|is not an image"):
        digest_image(path, kind)


@BOTH
@pytest.mark.parametrize("how", ["longer", "shorter", "touched"])
def test_a_file_that_changes_while_it_is_read(how, kind, tmp_path, monkeypatch):
    path = picture(tmp_path / "image.png", 1)

    def change(*_):
        if how == "longer":
            with path.open("ab") as file:
                file.write(b"more")
        elif how == "shorter":
            os.truncate(path, path.stat().st_size - 1)
        else:
            os.utime(path, ns=(0, 0))

    # Both are called after the file was looked at first, and before it is looked at last.
    real = {HashKind.FILE: "_dimensions", HashKind.PIXELS: "canonical_form"}[kind]
    original = getattr(sys.modules["veriset.images"], real)

    def changing(*arguments):
        change()
        return original(*arguments)

    monkeypatch.setattr(f"veriset.images.{real}", changing)
    with pytest.raises(InputError, match="changed while it was read"):
        digest_image(path, kind)


def test_a_file_that_was_another_only_while_it_was_read(tmp_path, monkeypatch):
    """It looks the same before and after, but another number of bytes was read."""
    path = picture(tmp_path / "image.png", 1)
    before = path.stat()
    monkeypatch.setattr("veriset.images.os.fstat", lambda _: before)
    path.write_bytes(path.read_bytes() * 2)
    with pytest.raises(InputError, match="changed while it was read"):
        digest_image(path, HashKind.FILE)


@BOTH
def test_whatever_pillow_raises_is_one_line(kind, tmp_path):
    """Damage of all sorts: an InputError or a hash, never another error."""
    chance = random.Random(kind.value)
    path, messages = tmp_path / "image", []
    for _ in range(600):
        content = bytearray(chance.choice(list(FORMS.values())))
        for _ in range(chance.choice([1, 3, 9])):
            content[int(chance.random() ** 2 * len(content))] = chance.choice([0, 1, 255, 128])
        path.write_bytes(content)
        try:
            digest_image(path, kind)
        except InputError as error:
            messages.append(str(error))
    assert len(messages) > 50
    assert not [message for message in messages if "\n" in message]


def test_a_tiff_whose_page_has_no_size_is_one_line(tmp_path):
    """Pillow raises a TypeError when it looks for more pages."""
    path = tmp_path / "image.tiff"
    content = FORMS["tiff"]
    start = int.from_bytes(content[4:8], "little")
    entries = int.from_bytes(content[start : start + 2], "little")
    end = start + 2 + 12 * entries
    empty = len(content)
    path.write_bytes(
        content[:end] + empty.to_bytes(4, "little") + content[end + 4 :] + bytes(2 + 4)
    )
    with pytest.raises(InputError, match="is damaged: Missing dimensions"):
        digest_image(path, HashKind.PIXELS)


def test_the_kinds_stand_in_the_order_of_the_contracts_enum():
    assert [kind.value for kind in HashKind] == ["file", "pixels"]


def test_extensions_are_those_of_the_formats_that_are_read():
    registered = Image.registered_extensions()
    formats = {"BMP", "GIF", "JPEG", "PNG", "PPM", "TIFF", "WEBP"}
    assert {registered[extension] for extension in EXTENSIONS} == formats
