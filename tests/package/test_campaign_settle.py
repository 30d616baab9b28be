"""veriset campaign settle --dry-run: a file of plays and bets in, the whole result out."""

from __future__ import annotations

import copy
import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.annotations import photograph
from tests.package.pictures import fails, run, run_here
from veriset.campaigns import plays as plays_module
from veriset.clustering import cluster_image

ALICE, BOB, CAROL, DAVE = ("0x" + digit * 40 for digit in "1234")
GOOD = {
    "distance": 40,
    "confirmation": 50,
    "images": [
        {
            "id": "cat.jpg",
            "plays": [
                {"player": ALICE, "annotations": [[100, 100, 50, 60], [800, 500, 90, 90]]},
                {"player": BOB, "annotations": [[102, 100, 50, 60, 3], [300, 300, 9, 9]]},
                {"player": CAROL, "annotations": []},
            ],
        },
        {"id": "dog.jpg", "plays": [{"player": CAROL, "annotations": [[5, 5, 5, 5]]}]},
        {"id": "nobody.jpg", "plays": []},
    ],
    "bets": {
        ALICE: {"sponsored": "1000000000000000000000", "added": "1"},
        BOB: {"sponsored": 500, "added": 0},
        DAVE: {"added": "7"},
    },
}


def write(folder: Path, document: object) -> Path:
    path = folder / "plays.json"
    path.write_text(document if isinstance(document, str) else json.dumps(document))
    return path


def settled(folder: Path, document: object) -> dict:
    outcome = run_here("campaign", "settle", write(folder, document), "--dry-run", "--json")
    assert outcome.code == 0, outcome.err
    return outcome.json


def test_result(tmp_path: Path) -> None:
    # The cluster is 1 pixel from both its members. Carol has no bet; dave never played.
    bets = 10**21 + 1 + 500
    alice = 4 * (10**21 + 1) * (10**21 + 501) // (4 * (10**21 + 1) + 4 * 500)
    assert settled(tmp_path, GOOD) == {
        "images": [
            {
                "id": "cat.jpg",
                "clusters": [
                    {"centroid": [25_856, 25_600, 12_800, 15_360], "members": [0, 2], "players": 2}
                ],
                "outliers": [1, 3],
                "scores": {ALICE: 65_536, BOB: 65_536, CAROL: None},
            },
            {
                "id": "dog.jpg",
                "clusters": [{"centroid": [1280] * 4, "members": [0], "players": 1}],
                "outliers": [],
                "scores": {CAROL: 0},
            },
            {"id": "nobody.jpg", "clusters": [], "outliers": [], "scores": {}},
        ],
        "ranking": [
            {"player": CAROL, "score": 0, "position": 1, "points": 9},
            {"player": ALICE, "score": 65_536, "position": 2, "points": 4},
            {"player": BOB, "score": 65_536, "position": 2, "points": 4},
        ],
        "rewards": {ALICE: str(alice), BOB: "500", CAROL: "0", DAVE: "0"},
        "treasury": str(bets + 7 - alice - 500),
    }


def test_addresses_are_one_player_in_any_case_and_shown_as_first_written(tmp_path: Path) -> None:
    upper, lower = "0x" + "AB" * 20, "0x" + "ab" * 20
    result = settled(
        tmp_path,
        {
            "distance": 1,
            "confirmation": 0,
            "images": [
                {"id": "1", "plays": [{"player": upper, "annotations": [[1, 1, 1, 1]]}]},
                {"id": "2", "plays": [{"player": lower, "annotations": [[1, 1, 1, 1]]}]},
            ],
            "bets": {lower: {"sponsored": "3"}},
        },
    )
    assert result["rewards"] == {upper: "3"}
    assert result["images"][1]["scores"] == {upper: 0}
    assert len(result["ranking"]) == 1


def test_no_images(tmp_path: Path) -> None:
    empty = {"distance": 1, "confirmation": 0, "images": [], "bets": {ALICE: {"added": "3"}}}
    assert settled(tmp_path, empty) == {
        "images": [],
        "ranking": [],
        "rewards": {ALICE: "0"},
        "treasury": "3",
    }


def photographs(count: int, players: int) -> dict:
    addresses = [f"0x{number:040x}" for number in range(1, players + 1)]
    return {
        "distance": 40,
        "confirmation": 50,
        "images": [
            {
                "id": str(seed),
                "plays": [
                    {"player": player, "annotations": [list(a) for a in play]}
                    for player, play in zip(addresses, photograph(seed, players).plays, strict=True)
                ],
            }
            for seed in range(count)
        ],
        "bets": {player: {"sponsored": str(10**18)} for player in addresses},
    }


@pytest.mark.parametrize("count", [2, 60])
def test_large_and_small_files_have_the_same_results(tmp_path: Path, count: int) -> None:
    # Few images are clustered by the plain form, many by the compiled one.
    result = settled(tmp_path, photographs(count, 10))
    for seed in range(2):
        image = photograph(seed)
        expected = cluster_image(image.boxes, image.players, 10, 40, 50)
        found = result["images"][seed]
        assert [one["members"] for one in found["clusters"]] == [
            list(one.members) for one in expected.clusters
        ]
        assert list(found["scores"].values()) == list(expected.scores)
    rewards = sum(map(int, result["rewards"].values()))
    assert rewards + int(result["treasury"]) == 10 * 10**18


def test_table(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "200")
    outcome = run_here("campaign", "settle", write(tmp_path, GOOD), "--dry-run")
    assert outcome.code == 0
    assert outcome.out.index(CAROL) < outcome.out.index(ALICE) < outcome.out.index(DAVE)
    assert "2 outliers" in outcome.out


def test_out_writes_the_file(tmp_path: Path) -> None:
    out = tmp_path / "new" / "result.json"
    path = write(tmp_path, GOOD)
    outcome = run_here("campaign", "settle", path, "--dry-run", "--out", out)
    assert outcome.code == 0
    assert json.loads(out.read_bytes()) == settled(tmp_path, GOOD)


def test_needs_neither_brownie_nor_the_compiler(tmp_path: Path) -> None:
    path = write(tmp_path, GOOD)
    program = (
        "import sys; from veriset.cli.app import main\n"
        f"sys.argv = ['veriset', 'campaign', 'settle', {str(path)!r}, '--dry-run', '--json']\n"
        "main()\n"
        "sys.exit(' '.join(sorted({'brownie', 'web3', 'numba'} & set(sys.modules))) or 0)"
    )
    subprocess.run([sys.executable, "-c", program], check=True, stdout=subprocess.DEVNULL)


def test_without_dry_run(tmp_path: Path) -> None:
    fails(run_here("campaign", "settle", write(tmp_path, GOOD)), "--dry-run", "own plays")


def at(*path: object, value: object) -> Callable[[dict], None]:
    """Return a change of the document at that path."""

    def change(document: dict) -> None:
        for part in path[:-1]:
            document = document[part]
        document[path[-1]] = value

    return change


def annotation(*values: object) -> Callable[[dict], None]:
    return at("images", 0, "plays", 1, "annotations", 1, value=list(values))


PLACE = ["image 'cat.jpg'", f"play 1 of {BOB}", "annotation 1"]
CHANGES = {
    "coordinate too large": (annotation(1, 65_536, 3, 4), [*PLACE, "y", "65535", "65536"]),
    "negative": (annotation(-1, 2, 3, 4), [*PLACE, "x", "-1"]),
    "fractional": (annotation(1, 2, 1.5, 4), [*PLACE, "height", "1.5"]),
    "whole, written as a fraction": (annotation(1, 2, 3, 4.0), [*PLACE, "width", "4.0"]),
    "boolean": (annotation(True, 2, 3, 4), [*PLACE, "x", "True"]),
    "text": (annotation("1", 2, 3, 4), [*PLACE, "x", "'1'"]),
    "null": (annotation(None, 2, 3, 4), [*PLACE, "x", "None"]),
    "huge number": (annotation(10**400, 2, 3, 4), [*PLACE, "x"]),
    "not a number": (annotation(float("nan"), 2, 3, 4), [*PLACE, "x", "nan"]),
    "three numbers": (annotation(1, 2, 3), [*PLACE, "x, y, height, width"]),
    "six numbers": (annotation(1, 2, 3, 4, 5, 6), [*PLACE, "x, y, height, width"]),
    "no height": (annotation(1, 2, 0, 4), [*PLACE, "height and width must be at least 1"]),
    "no width": (annotation(1, 2, 3, 0), [*PLACE, "height and width must be at least 1"]),
    "class too large": (annotation(1, 2, 3, 4, 256), [*PLACE, "class", "256"]),
    "negative class": (annotation(1, 2, 3, 4, -1), [*PLACE, "class", "-1"]),
    "256 annotations": (
        at("images", 0, "plays", 1, "annotations", value=[[1, 2, 3, 4]] * 256),
        ["image 'cat.jpg'", f"play 1 of {BOB}", "annotations", "more than 255"],
    ),
    "duplicate image": (at("images", 1, "id", value="cat.jpg"), ["two images 'cat.jpg'"]),
    "same player twice": (
        at("images", 0, "plays", 1, "player", value=ALICE),
        ["image 'cat.jpg'", f"play 1 of {ALICE}", "earlier play"],
    ),
    "no address": (at("images", 0, "plays", 1, "player", value="bob"), ["cat.jpg", "'bob'"]),
    "unknown key": (at("distanse", value=1), ["distanse", "no such key"]),
    "unknown key in an image": (at("images", 1, "url", value=1), ["'dog.jpg'", "url"]),
    "unknown key in a play": (
        at("images", 0, "plays", 1, "salt", value=1),
        ["image 'cat.jpg'", f"play 1 of {BOB}", "salt"],
    ),
    "unknown key in a bet": (at("bets", BOB, "own", value=1), [BOB, "own"]),
    "negative bet": (at("bets", BOB, "added", value="-1"), ["bets", BOB, "added", "-1"]),
    "negative number as a bet": (at("bets", BOB, "added", value=-1), ["bets", BOB, "-1"]),
    "fractional bet": (at("bets", BOB, "added", value="1.5"), ["bets", BOB, "1.5"]),
    "hexadecimal bet": (at("bets", BOB, "added", value="0x1"), ["bets", BOB, "0x1"]),
    "boolean bet": (at("bets", BOB, "added", value=True), ["bets", BOB, "True"]),
    "bet above 256 bits": (at("bets", BOB, "added", value=str(2**256)), ["bets", BOB]),
    "bet of no address": (at("bets", "bob", value={"added": "1"}), ["bets", "'bob'"]),
    "bet twice": (
        lambda document: document["bets"].update({"0x" + c * 40: {} for c in "aA"}),
        ["bets", "twice"],
    ),
    "negative distance": (at("distance", value=-1), ["distance", "-1"]),
    "distance too large": (at("distance", value=131_071), ["distance", "131070"]),
    "fractional distance": (at("distance", value=1.5), ["distance", "1.5"]),
    "confirmation too large": (at("confirmation", value=101), ["confirmation", "100"]),
    "negative confirmation": (at("confirmation", value=-1), ["confirmation"]),
    "no images": (lambda document: document.pop("images"), ["images", "missing"]),
    "no bets": (lambda document: document.pop("bets"), ["bets", "missing"]),
    "images are no list": (at("images", value={}), ["images"]),
    "a number for an image": (at("images", 0, value=7), ["image"]),
}


@pytest.mark.parametrize("name", CHANGES)
def test_bad_input(tmp_path: Path, name: str) -> None:
    change, words = CHANGES[name]
    document = copy.deepcopy(GOOD)
    change(document)
    path, out = write(tmp_path, document), tmp_path / "result.json"
    outcome = run_here("campaign", "settle", path, "--dry-run", "--json", "--out", out)
    fails(outcome, str(path), *words)
    assert outcome.out == ""
    assert os.listdir(tmp_path) == [path.name]  # noqa: PTH208


TEXTS = {
    "empty": "",
    "not JSON": "distance: 40",
    "cut": json.dumps(GOOD)[:200],
    "a list": "[]",
    "NaN": json.dumps(GOOD).replace("[5, 5, 5, 5]", "[NaN, 5, 5, 5]"),
    "Infinity": json.dumps(GOOD).replace("[5, 5, 5, 5]", "[5, 5, Infinity, 5]"),
    "nested too deep": "[" * 100_000,
    "two documents": json.dumps(GOOD) * 2,
}


@pytest.mark.parametrize("name", TEXTS)
def test_bad_text(tmp_path: Path, name: str) -> None:
    fails(run_here("campaign", "settle", write(tmp_path, TEXTS[name]), "--dry-run"), "plays.json")


def test_bytes_that_are_no_text(tmp_path: Path) -> None:
    path = tmp_path / "plays.json"
    path.write_bytes(b'{"distance": 1, "\xff\xfe": 2}')
    fails(run_here("campaign", "settle", path, "--dry-run"), "plays.json")


def test_no_file(tmp_path: Path) -> None:
    fails(run_here("campaign", "settle", tmp_path / "no.json", "--dry-run"), "no.json", "No such")
    fails(run_here("campaign", "settle", tmp_path, "--dry-run"), "directory")


def test_huge_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(plays_module, "MAX_FILE_SIZE", 2**20)
    path = tmp_path / "plays.json"
    path.write_bytes(b" " * (2**20 + 1))
    fails(run_here("campaign", "settle", path, "--dry-run"), "more than 1 MiB", "in parts")


def test_unwritable_place(tmp_path: Path) -> None:
    path = write(tmp_path, GOOD)
    fails(run("campaign", "settle", path, "--dry-run", "--out", path / "x.json"), "cannot write")
