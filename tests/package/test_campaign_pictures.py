"""The pictures of a report: annotations, objects and their labels on an image of any size."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from PIL import Image

from tests.package.campaign_outcomes import (
    ALICE,
    BOB,
    BOOKS,
    CAROL,
    campaign,
    marked,
    ranked,
)
from veriset.campaigns.build_outcome import outcome_of
from veriset.campaigns.outcome import Play, PlayedImage
from veriset.campaigns.report import write_report
from veriset.campaigns.report_picture import colours_of, draw_image
from veriset.campaigns.report_text import plain, wrapped
from veriset.manifest import ImageEntry


def drawn(outcome, photograph=None):
    """The whole picture and the bare one of the only image, on black."""
    entry = outcome.images[0].played.entry
    photograph = photograph or Image.new("RGB", (entry.width, entry.height))
    return draw_image(outcome.images[0], outcome.campaign, photograph, colours_of(outcome.players))


def test_every_annotation_has_its_players_colour_and_objects_are_white():
    outcome = marked(
        [[20, 20, 40, 60], [150, 70, 10, 20]], [[22, 20, 40, 60]], [], distance=10, confirmation=60
    )
    (found,) = outcome.images[0].clusters
    assert found.players == 2
    _, bare = drawn(outcome)
    pixels = np.asarray(bare)
    colours = colours_of(outcome.players)
    scale = 960 / 200
    assert tuple(pixels[round(20.5 * scale), round(22 * scale)]) == (255, 255, 255)
    middle = pixels[round(40 * scale)]
    assert (middle == colours[ALICE]).all(axis=1).any()
    assert (middle == colours[BOB]).all(axis=1).any()
    below = pixels[round(70 * scale), round(150 * scale) : round(170 * scale)]
    share = (below == colours[ALICE]).all(axis=1).mean()
    assert 0.4 < share < 0.8  # dashed


def test_an_object_is_labelled_with_its_class_and_players():
    def dark(outcome):
        _, bare = drawn(outcome)
        return int((np.asarray(bare) == (25, 25, 30)).all(axis=2).sum())

    box = [20, 30, 40, 60]
    short, long = (
        dark(marked([box], [box], classes=(name,))) for name in ("a", "a much longer name")
    )
    assert long > short + 1000


def test_labels_of_objects_at_one_place_do_not_hide_each_other():
    boxes = [[100, 50, 30, 30 + step] for step in range(0, 40, 12)]
    outcome = marked(boxes, boxes, distance=5)
    assert len(outcome.images[0].clusters) == 4
    _, bare = drawn(outcome)
    rows = (np.asarray(bare) == (25, 25, 30)).all(axis=2).sum(axis=1)
    one = marked(boxes[:1], boxes[:1], distance=5)
    _, single = drawn(one)
    labelled = (np.asarray(single) == (25, 25, 30)).all(axis=2).sum(axis=1)
    assert (rows > 60).sum() > 3 * (labelled > 60).sum()


@pytest.mark.parametrize(
    "size", [(1, 1), (28, 28), (3, 4000), (4000, 3), (640, 480), (7000, 5000)], ids=str
)
def test_every_size_of_image_gives_a_picture_that_can_be_read(size):
    width, height = size
    boxes = [
        [width // 4, height // 4, max(1, height // 2), max(1, width // 2), 9],
        [0, 0, 65535, 65535],
        [65535, 65535, 1, 1],
        [65535, 65535, 65535, 65535],
    ]
    image = marked(boxes, boxes, [], distance=1).images[0]
    entry = replace(image.played.entry, width=width, height=height, path="a/long path " * 40)
    image = replace(image, played=replace(image.played, entry=entry))
    whole, bare = draw_image(
        image, campaign(), Image.new("RGB", size), colours_of([ALICE, BOB, CAROL])
    )
    assert 800 <= whole.width <= 1600
    assert max(bare.size) in range(960, 1601)
    assert whole.height <= 1600 + 400
    assert bare.width / bare.height == pytest.approx(width / height, rel=0.01) or min(size) < 10


def test_photographs_are_not_turned_by_their_orientation(tmp_path):
    """Annotations are in the stored image's coordinates."""
    import hashlib

    picture = Image.new("RGB", (200, 100), "blue")
    picture.paste("red", (0, 0, 40, 40))
    exif = Image.Exif()
    exif[0x0112] = 6
    picture.save(tmp_path / "a.png", exif=exif)
    digest = "0x" + hashlib.sha256((tmp_path / "a.png").read_bytes()).hexdigest()
    image = PlayedImage(0, ImageEntry(digest, 200, 100, 12, "a.png"), (Play(ALICE, ()),))
    outcome = outcome_of(campaign(), [image], ranked(), BOOKS)
    assert write_report(outcome, tmp_path, tmp_path / "r").missing == ()
    with Image.open(tmp_path / "r" / "pictures" / "00000.jpg") as drawn_picture:
        red, _, blue = drawn_picture.getpixel((20, 20))
    assert red > 200 > 50 > blue


def test_colours_are_stable_and_differ():
    players = [f"0x{number:040x}" for number in range(21)]
    colours = colours_of(players)
    assert len(set(colours.values())) == 21
    assert colours_of(players[:5]) == {player: colours[player] for player in players[:5]}
    assert len(colours_of([f"{number}" for number in range(300)])) == 300


def test_lines_are_cut_to_the_width_and_hold_all_words():
    text = "one two " + "x" * 500 + " three"
    lines = wrapped(text, 16, 300)
    assert "".join(lines).replace(" ", "") == text.replace(" ", "")
    assert len(lines) > 10
    assert wrapped("", 16, 300) == []
    assert plain("a\nb\x00\u202ec") == "a\ufffdb\ufffd\ufffdc"
    assert plain("x" * 100, 10) == "x" * 9 + "…"
