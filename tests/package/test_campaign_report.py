"""The report: a page that everybody can read, and a picture of every image on it."""

# The fixtures that are imported are what arguments name.
# ruff: noqa: F811

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from PIL import Image

from tests.package.campaign_outcomes import (
    ALICE,
    BOB,
    BOOKS,
    CAROL,
    DAVE,
    campaign,
    marked,
    ranked,
)
from tests.package.pictures import tree
from tests.package.report_page import Page, images, outcome  # noqa: F401
from veriset.campaigns import report
from veriset.campaigns.build_outcome import outcome_of
from veriset.campaigns.outcome import PlayedImage
from veriset.campaigns.report import write_report
from veriset.manifest import DatasetDescription, ImageEntry


def page_of(outcome, images, out) -> tuple[str, Page]:
    html = write_report(outcome, images, out).page.read_text(encoding="utf-8")
    return html, Page(html)


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


def test_an_image_full_of_objects_is_drawn_and_told_in_short(tmp_path):
    boxes = [[x, y, 1, 1] for x in range(0, 200, 8) for y in range(0, 96, 12)]
    outcome = marked(boxes, distance=1)
    assert len(outcome.images[0].clusters) == len(boxes) == 200
    _, page = page_of(outcome, None, tmp_path / "r")
    alt = page.all("img")[0]["alt"]
    assert "200 objects: daisy (1 of 1 player), " in alt
    assert "and 188 more; 0 outliers" in alt
    assert len(alt) < 500
