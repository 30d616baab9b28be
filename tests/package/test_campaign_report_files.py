"""The files of a report: the images that it shows, and what stood in its folder before."""

# The fixtures that are imported are what arguments name.
# ruff: noqa: F811

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from PIL import Image

from tests.package.campaign_outcomes import (
    ALICE,
    BOOKS,
    campaign,
    marked,
    ranked,
)
from tests.package.pictures import tree
from tests.package.report_page import Page, images, outcome  # noqa: F401
from veriset.campaigns import report
from veriset.campaigns.build_outcome import outcome_of
from veriset.campaigns.outcome import Play, PlayedImage
from veriset.campaigns.report import write_report
from veriset.campaigns.report_picture import draw_image
from veriset.errors import InputError
from veriset.manifest import ImageEntry

_BLANK = (225, 225, 228)


def test_images_that_are_not_there_are_blank_and_said_so(outcome, images, tmp_path):
    (images / "folder.png").mkdir(exist_ok=True)
    places = {0: "gone.png", 1: "../images/1.png", 2: "3.png", 3: "folder.png"}
    changed = tuple(
        replace(
            image, played=replace(image.played, entry=replace(image.played.entry, path=places[n]))
        )
        for n, image in enumerate(outcome.images)
    )
    changed = (*changed[:1], outcome.images[1], *changed[2:])
    done = write_report(replace(outcome, images=changed), images, tmp_path / "r")
    assert done.missing == (
        "gone.png was not found",
        "3.png is another image than the campaign's: its hash differs",
        "folder.png was not found",
    )
    words = " ".join(Page(done.page.read_text()).words.split())
    for reason in done.missing:
        assert f"Not shown: {reason}." in words
    for number, blank in ((0, True), (1, False), (2, True)):
        with Image.open(tmp_path / "r" / "pictures" / f"0000{number}.jpg") as picture:
            off = np.abs(np.subtract(picture.getpixel((500, 8)), _BLANK)).max()
            assert (off <= 2) == blank


@pytest.mark.parametrize("path", ["../secret.png", "/etc/hostname", "link.png"])
def test_paths_that_lead_out_of_the_folder_are_not_followed(tmp_path, path):
    secret = tmp_path / "secret.png"
    Image.new("RGB", (200, 100), "red").save(secret)
    folder = tmp_path / "images"
    folder.mkdir()
    (folder / "link.png").symlink_to(secret)
    image = marked([[1, 1, 5, 5]]).images[0]
    image = replace(
        image, played=replace(image.played, entry=ImageEntry("0x00", 200, 100, 1, path))
    )
    done = write_report(replace(marked(), images=(image,)), folder, tmp_path / "r")
    assert done.missing == (f"{path} is outside the folder of the images",)


def test_a_damaged_image_is_blank_and_said_so(tmp_path):
    import hashlib

    for name, content in (("a.png", b"not an image"), ("b.png", b"")):
        (tmp_path / name).write_bytes(content)
        digest = "0x" + hashlib.sha256(content).hexdigest()
        image = PlayedImage(0, ImageEntry(digest, 200, 100, 12, name), (Play(ALICE, ()),))
        outcome = outcome_of(campaign(), [image], ranked(), BOOKS)
        (reason,) = write_report(outcome, tmp_path, tmp_path / "r").missing
        assert reason.startswith(f"{name} cannot be read: ")


def test_an_earlier_report_is_replaced_and_anything_else_is_not(outcome, images, tmp_path):
    out = tmp_path / "r"
    write_report(outcome, images, out)
    (out / "pictures" / "00009.jpg").write_bytes(b"of an earlier campaign")
    write_report(outcome, images, out)
    assert len(tree(out)) == 9
    for name, content in (("notes.txt", b"mine"), ("index.html", b"<p>my page</p>")):
        (tmp_path / "other").mkdir(exist_ok=True)
        (tmp_path / "other" / name).write_bytes(content)
        before = tree(tmp_path / "other")
        with pytest.raises(InputError, match="holds something else than a report"):
            write_report(outcome, images, tmp_path / "other")
        assert tree(tmp_path / "other") == before
        (tmp_path / "other" / name).unlink()
    write_report(outcome, images, tmp_path / "other")
    (tmp_path / "file").write_text("x")
    with pytest.raises(InputError, match="holds something else"):
        write_report(outcome, images, tmp_path / "file")


@pytest.mark.parametrize("fault", [OSError(28, "No space left on device"), KeyboardInterrupt()])
def test_a_report_that_fails_leaves_what_was_there(outcome, images, tmp_path, monkeypatch, fault):
    out = tmp_path / "r"
    write_report(outcome, images, out)
    before = tree(tmp_path)
    draw, calls = draw_image, []

    def failing(*arguments):
        calls.append(1)
        if len(calls) == 3:
            raise fault
        return draw(*arguments)

    monkeypatch.setattr(report, "draw_image", failing)
    with pytest.raises((InputError, KeyboardInterrupt)) as raised:
        write_report(outcome, images, out)
    if isinstance(fault, OSError):
        assert str(raised.value).startswith(f"cannot write {out}: No space left on device")
    assert tree(tmp_path) == before
    calls.clear()
    with pytest.raises((InputError, KeyboardInterrupt)):
        write_report(outcome, images, tmp_path / "new")
    assert tree(tmp_path) == before
    assert not (tmp_path / "new").exists()


def test_a_folder_of_images_that_is_none_is_refused(outcome, tmp_path):
    with pytest.raises(InputError, match="is not a folder"):
        write_report(outcome, tmp_path / "nowhere", tmp_path / "r")
    assert not (tmp_path / "r").exists()
