"""The report: a page that everybody can read, and pictures on which everything is."""

from __future__ import annotations

import re
from dataclasses import replace
from html.parser import HTMLParser

import numpy as np
import pytest
from PIL import Image

from tests.package.campaign_outcomes import (
    ALICE,
    BOB,
    BOOKS,
    CAROL,
    DAVE,
    campaign,
    drawings,
    marked,
    played,
    ranked,
)
from tests.package.pictures import tree
from veriset.campaigns import report
from veriset.campaigns.build_outcome import outcome_of
from veriset.campaigns.outcome import Outcome, Play, PlayedImage
from veriset.campaigns.report import write_report
from veriset.campaigns.report_picture import colours_of, draw_image
from veriset.campaigns.report_text import plain, wrapped
from veriset.errors import InputError
from veriset.manifest import DatasetDescription, ImageEntry

_VOID = {"meta", "img", "br"}
_BLANK = (225, 225, 228)


class Page(HTMLParser):
    """What a page holds; refuses one whose elements do not nest."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.words = ""
        self._open: list[str] = []
        self.feed(html)
        self.close()
        assert self._open == []

    def handle_starttag(self, tag, attrs):
        self.elements.append((tag, dict(attrs)))
        if tag not in _VOID:
            self._open.append(tag)

    def handle_endtag(self, tag):
        assert self._open.pop() == tag

    def handle_data(self, data):
        self.words += data

    def all(self, tag):
        return [attributes for name, attributes in self.elements if name == tag]


@pytest.fixture(scope="module")
def images(tmp_path_factory):
    return drawings(tmp_path_factory.mktemp("campaign") / "images")


@pytest.fixture(scope="module")
def outcome(images) -> Outcome:
    return played(images)


def page_of(outcome, images, out) -> tuple[str, Page]:
    html = write_report(outcome, images, out).page.read_text(encoding="utf-8")
    return html, Page(html)


def drawn(outcome, photograph=None):
    """The whole picture and the bare one of the only image, on black."""
    entry = outcome.images[0].played.entry
    photograph = photograph or Image.new("RGB", (entry.width, entry.height))
    return draw_image(outcome.images[0], outcome.campaign, photograph, colours_of(outcome.players))


def test_every_image_has_a_picture_and_a_thumbnail_that_open(outcome, images, tmp_path):
    told = []
    done = write_report(
        outcome, images, tmp_path / "r", progress=lambda *counts: told.append(counts)
    )
    assert done == report.Report(tmp_path / "r" / "index.html", 4, ())
    assert told == [(1, 4), (2, 4), (3, 4), (4, 4)]
    assert sorted(tree(tmp_path / "r")) == sorted(
        ["index.html"]
        + [f"{kind}/0000{n}.jpg" for kind in ("pictures", "thumbnails") for n in range(4)]
    )
    for number in range(4):
        with Image.open(tmp_path / "r" / "pictures" / f"0000{number}.jpg") as picture:
            assert picture.width == 960
            assert picture.height > 960
        with Image.open(tmp_path / "r" / "thumbnails" / f"0000{number}.jpg") as thumbnail:
            assert thumbnail.size == (270, 270)


def test_the_page_is_whole_by_itself_and_accessible(outcome, images, tmp_path):
    html, page = page_of(outcome, images, tmp_path / "r")
    assert not page.all("script") + page.all("link") + page.all("iframe")
    for tag, attributes in page.elements:
        assert not any(name.startswith("on") for name in attributes)
        for name in ("src", "href"):
            if name in attributes:
                assert (tmp_path / "r" / attributes[name]).is_file(), (tag, attributes)
    assert "url(" not in html
    assert "@import" not in html
    assert page.all("html") == [{"lang": "en"}]
    assert "prefers-color-scheme: dark" in html
    assert len(page.all("title")) == len(page.all("h1")) == len(page.all("main")) == 1
    assert len(page.all("table")) == len(page.all("caption")) == 2
    assert all(attributes["scope"] for attributes in page.all("th"))
    assert len(page.all("img")) == 4
    assert all(re.match(r"Image \d, \d.png, with", one["alt"]) for one in page.all("img"))


def test_the_page_says_who_won_what_and_that_it_balances(outcome, images, tmp_path):
    _, page = page_of(outcome, images, tmp_path / "r")
    words = " ".join(page.words.split())
    for one in ("garden", "mark every flower", ALICE, BOB, CAROL, DAVE, "CC-BY-2.0", "many"):
        assert one in words
    assert "4 images, 4 of them played" in words
    assert "4 players, 2 of them ranked" in words
    assert "0.5 ether" in words
    assert words.count("6 ether") == 2
    assert "Balances to the wei" in words
    assert "Does not balance" not in words


@pytest.mark.parametrize(
    ("books", "ranking", "words"),
    [
        (replace(BOOKS, treasury=BOOKS.treasury - 1), ranked(), "in and out differ by 1 wei"),
        (BOOKS, ranked()[1:], "the ranking's rewards differ by 1000000000000000000 wei"),
    ],
)
def test_money_that_does_not_add_up_is_said(outcome, tmp_path, books, ranking, words):
    _, page = page_of(replace(outcome, books=books, ranking=ranking), None, tmp_path / "r")
    assert f"Does not balance: {words}." in " ".join(page.words.split())


def test_words_of_strangers_are_shown_and_not_obeyed(tmp_path):
    bad = "<script>alert('&\"')</script>\ud800"
    outcome = marked(
        [[10, 10, 20, 20, 0]],
        [[10, 10, 20, 20, 0]],
        name=bad,
        objective=bad,
        classes=(bad,),
        keywords=(bad,),
        network=bad,
        manifest_cid=bad,
        dataset=DatasetDescription("n", license="<b>", creator="<i>", citation="\"'<u>"),
    )
    entry = replace(outcome.images[0].played.entry, path="<img src=x onerror=alert(1)>.png")
    outcome = outcome_of(
        outcome.campaign,
        [replace(outcome.images[0].played, entry=entry)],
        [replace(one, player=one.player) for one in ranked()],
        BOOKS,
    )
    html, page = page_of(outcome, None, tmp_path / "r")
    assert not page.all("script") + page.all("u") + page.all("b")[1:]
    assert len(page.all("img")) == 1
    assert page.words.count("<script>alert('&\"')</script>?") == 8
    assert "onerror" in page.all("img")[0]["alt"]
    assert html.count("onerror") == 3


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


def test_a_campaign_that_nobody_played_has_a_report(tmp_path):
    image = PlayedImage(0, ImageEntry("0x" + "0" * 64, 20, 10, 1, "a.png"))
    outcome = outcome_of(campaign(classes=(), keywords=()), [image], (), BOOKS)
    _, page = page_of(
        replace(outcome, books=replace(BOOKS, rewards=0, refund=BOOKS.refund + BOOKS.rewards)),
        None,
        tmp_path / "r",
    )
    words = " ".join(page.words.split())
    assert "Nobody played." in words
    assert "Balances to the wei" in words


def test_lines_are_cut_to_the_width_and_hold_all_words():
    text = "one two " + "x" * 500 + " three"
    lines = wrapped(text, 16, 300)
    assert "".join(lines).replace(" ", "") == text.replace(" ", "")
    assert len(lines) > 10
    assert wrapped("", 16, 300) == []
    assert plain("a\nb\x00\u202ec") == "a\ufffdb\ufffd\ufffdc"
    assert plain("x" * 100, 10) == "x" * 9 + "…"


def test_an_image_full_of_objects_is_drawn_and_told_in_short(tmp_path):
    boxes = [[x, y, 1, 1] for x in range(0, 200, 8) for y in range(0, 96, 12)]
    outcome = marked(boxes, distance=1)
    assert len(outcome.images[0].clusters) == len(boxes) == 200
    _, page = page_of(outcome, None, tmp_path / "r")
    alt = page.all("img")[0]["alt"]
    assert "200 objects: daisy (1 of 1 player), " in alt
    assert "and 188 more; 0 outliers" in alt
    assert len(alt) < 500
