"""A settled campaign made without a chain, for the tests of what is made of one."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PIL import Image

from veriset.campaigns.build_outcome import outcome_of
from veriset.campaigns.outcome import (
    Annotation,
    Books,
    Campaign,
    Outcome,
    Play,
    PlayedImage,
    Standing,
)
from veriset.campaigns.players import CARELESS, HONEST, RANDOM, Scene, play
from veriset.datasets.drawings import draw_flower
from veriset.images import HashKind
from veriset.manifest import DatasetDescription, ImageEntry, build_manifest

ALICE, BOB, CAROL, DAVE = ("0x" + letter * 40 for letter in "abcd")
SKILLS = {ALICE: HONEST, BOB: HONEST, CAROL: CARELESS, DAVE: RANDOM}
ETHER = 10**18


def campaign(**changes) -> Campaign:
    """Return a campaign; `changes` are fields of it."""
    fields = {
        "name": "garden",
        "objective": "mark every flower",
        "classes": ("daisy", "rose"),
        "keywords": ("flowers", "test"),
        "dataset": DatasetDescription("flowers", license="CC-BY-2.0", creator="many"),
        "hash_kind": HashKind.FILE,
        "images_root": "0x" + "12" * 32,
        "manifest_cid": "bafkreiexample",
        "sponsor": "0x" + "e" * 40,
        "distance": 10,
        "confirmation": 50,
        "chain_id": 1337,
        "network": "development",
        "address": "0x" + "f" * 40,
        "block": 77,
        "time": 1_700_000_000,
    }
    return Campaign(**{**fields, **changes})


def ranked(players: Sequence[str] = (ALICE, BOB)) -> tuple[Standing, ...]:
    """Return these players in this order, and Carol and Dave without a score."""
    count = len(players) + 2
    best = [
        Standing(player, 100 * place, place, (count + 1 - place) ** 2, ETHER, ETHER)
        for place, player in enumerate(players, start=1)
    ]
    return (*best, *(Standing(player, None, None, 0, ETHER, 0) for player in (CAROL, DAVE)))


BOOKS = Books(
    sponsored=5 * ETHER,
    added=ETHER,
    rewards=2 * ETHER,
    fees=ETHER // 2,
    treasury=2 * ETHER,
    refund=3 * ETHER // 2,
)


def drawings(folder: Path, count: int = 4) -> Path:
    """Draw this many flowers, of the five kinds in turn, into a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    for number in range(count):
        draw_flower(number % 5, number, 7).save(folder / f"{number}.png")
    return folder


def played(folder: Path, **changes) -> Outcome:
    """Return the outcome of a campaign that four simulated players played on a folder's images."""
    manifest = build_manifest(folder)
    images = []
    for index, entry in enumerate(manifest.images):
        with Image.open(folder / str(entry.path)) as picture:
            scene = Scene.of(picture, index, index % 2, 2)
        plays = [
            Play(player, play(scene, skill, f"{player} {index}") or ())
            for player, skill in SKILLS.items()
        ]
        images.append(PlayedImage(index, entry, tuple(plays)))
    return outcome_of(campaign(images_root=manifest.root, **changes), images, ranked(), BOOKS)


def marked(*plays: Sequence[Sequence[int]], **fields) -> Outcome:
    """Return the outcome of one image of 200 x 100 pixels with these plays, one a player."""
    entry = ImageEntry("0x" + "34" * 32, 200, 100, 1234, path="daisy/1.png")
    revealed = tuple(
        Play(player, tuple(Annotation(*one) for one in annotations))
        for player, annotations in zip((ALICE, BOB, CAROL, DAVE), plays, strict=False)
    )
    rejected = fields.pop("rejected", False)
    image = PlayedImage(0, entry, revealed, rejected)
    return outcome_of(campaign(**fields), [image], ranked(), BOOKS)
