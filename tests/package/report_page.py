"""The page of a campaign's report, and the campaign that it is of, for the tests of both."""

from __future__ import annotations

from html.parser import HTMLParser

import pytest

from tests.package.campaign_outcomes import (
    drawings,
    played,
)
from veriset.campaigns.outcome import Outcome

_VOID = {"meta", "img", "br"}


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
