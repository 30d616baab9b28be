"""The compiled clustering gives what the rule, as it reads, gives."""

from __future__ import annotations

import importlib
import json
import subprocess
import sys
from pathlib import Path
from random import Random

import numpy as np
import pytest

from tests.annotations import photograph
from tests.clusterings import KINDS, Case, make_case
from veriset.clustering import Annotations, _compiled, cluster_image, cluster_images
from veriset.clustering._compiled import entry
from veriset.clustering._grid import merge_many
from veriset.clustering._images import _score as score
from veriset.clustering._merge import merge_few
from veriset.clustering.reference import Clustering, cluster, majority_class
from veriset.errors import InputError

VECTORS = json.loads(Path(__file__).parents[1].joinpath("vectors/clustering.json").read_text())
CASES_A_KIND = 1700


def compiled(case: Case) -> Clustering:
    return cluster_image(case.boxes, case.players, case.count, case.distance, case.confirmation)


def plain(case: Case) -> Clustering:
    return cluster(case.boxes, case.players, case.count, case.distance, case.confirmation)


@pytest.mark.parametrize("kind", KINDS)
def test_random_images(kind: str) -> None:
    for seed in range(CASES_A_KIND):
        case = make_case(kind, seed)
        assert compiled(case) == plain(case), case


@pytest.mark.parametrize("vector", VECTORS, ids=lambda vector: vector["name"])
def test_vectors(vector: dict) -> None:
    found = cluster_images(
        Annotations.from_plays([vector["plays"]]), vector["distance"], vector["confirmation"]
    )
    image = found.image(0)
    assert [
        {
            "centroid": list(one.centroid),
            "members": list(one.members),
            "players": one.players,
            "class": found.classes[number],
        }
        for number, one in enumerate(image.clusters)
    ] == vector["clusters"]
    assert list(image.outliers) == vector["outliers"]
    assert list(image.scores) == vector["scores"]


def test_photographs() -> None:
    for seed in range(10):
        image = photograph(seed)
        case = Case(image.boxes, image.players, 10, 40, 50)
        assert compiled(case) == plain(case)
        assert len(compiled(case).clusters) >= 4


def test_many_images_at_once() -> None:
    cases = [make_case(kind, seed) for seed in range(50) for kind in KINDS]
    images = Annotations.from_arrays(
        [box for case in cases for box in case.boxes],
        [player for case in cases for player in case.players],
        np.cumsum([0] + [len(case.boxes) for case in cases]),
        [case.count for case in cases],
    )
    found = cluster_images(images, 10, 40)
    assert len(found) == len(images) == len(cases)
    for number, case in enumerate(cases):
        assert found.image(number) == cluster(case.boxes, case.players, case.count, 10, 40)


def test_classes_are_the_majority_of_the_members_kept() -> None:
    random = Random(1)
    for seed in range(300):
        image = photograph(seed, players=6, objects=3)
        plays = [
            [[*annotation[:4], random.choice([0, 1, 1, 7, 255])] for annotation in play]
            for play in image.plays
        ]
        found = cluster_images(Annotations.from_plays([plays]), 40, 30)
        classes = [annotation[4] for play in plays for annotation in play]
        assert found.classes.tolist() == [
            majority_class(classes, one.members) for one in found.image(0).clusters
        ]


def test_grid_merges_in_the_same_order_as_all_pairs() -> None:
    # Only images too large for the reference reach the grid, so it is compared by itself.
    few, many = entry(merge_few.py_func), entry(merge_many.py_func)
    for seed in range(60):
        for kind in KINDS:
            case = make_case(kind, seed, most=250)
            boxes = np.array(case.boxes, np.int64).reshape(-1, 4)
            numbers = np.arange(len(boxes))
            one, other = np.empty_like(numbers), np.empty_like(numbers)
            few(boxes, numbers, case.distance, one)
            many(boxes, numbers, case.distance, other)
            assert one.tolist() == other.tolist(), case


def test_large_image_with_more_groups_than_are_looked_for() -> None:
    image = photograph(3, players=8, objects=25)
    case = Case(image.boxes, image.players, 8, 12, 50)
    far = photograph(4, players=8, objects=25).boxes
    moved = Case([[x + 30_000, y, h, w] for x, y, h, w in far], image.players, 8, 12, 50)
    both = Case([*case.boxes, *moved.boxes], [*case.players, *moved.players], 8, 12, 50)
    found = compiled(both)
    parts = [compiled(case), compiled(moved)]
    assert [one.centroid for one in found.clusters] == [
        one.centroid for part in parts for one in part.clusters
    ]
    assert len(found.clusters) > 20
    assert len(found.outliers) == sum(len(part.outliers) for part in parts)


def test_identical_annotations_are_dealt_round_by_round() -> None:
    n, count = 50_000, 4
    found = cluster_image([[5, 6, 7, 8]] * n, sorted([0, 1, 2, 3] * (n // 4)), count, 40, 100)
    assert len(found.clusters) == n // count
    assert found.clusters[1].members == (1, 12_501, 25_001, 37_501)
    assert found.scores == (0,) * count


def test_scores_do_not_overflow() -> None:
    n, far = 10_000, 65_535
    scores = np.empty(1, np.int64)
    whose = np.zeros(n, np.int64)
    score.py_func(np.full((n, 4), far), whose, whose, np.zeros((1, 4), np.int64), scores)
    assert scores[0] == 4 * (256 * far) ** 2
    assert n * int(scores[0]) > 2**63


def test_no_images_and_images_of_nothing() -> None:
    nothing = cluster_images(Annotations.from_plays([]), 40, 50)
    assert len(nothing) == 0
    found = cluster_images(Annotations.from_plays([[], [[]], [[], [[1, 2, 3, 4]]]]), 40, 50)
    assert found.image(0) == Clustering((), (), ())
    assert found.image(1) == Clustering((), (), (None,))
    assert found.image(2).scores == (None, 0)


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"boxes": [[1, 2, 3, 65_536]]}, "boxes must be from 0 to 65,535"),
        ({"boxes": [[1, 2, 3, -1]]}, "boxes must be from 0"),
        ({"boxes": [[1, 2, 3, 4.0]]}, "boxes must be integers"),
        ({"boxes": [[1, 2, 3]]}, "4 columns"),
        ({"boxes": [[1, 2, 3, 4], [1, 2, 3]]}, "boxes must be integers"),
        ({"boxes": [[1, 2, 3, 2**70]]}, "boxes must be integers"),
        ({"players": [1]}, "below the number of players"),
        ({"players": [-1]}, "players must be from 0"),
        ({"players": [0, 0]}, "as many players"),
        ({"starts": [0, 0]}, "ascend from 0 to the number of boxes, 1"),
        ({"starts": [0, 1, 1]}, "one more than player counts"),
        ({"starts": []}, "one more than player counts"),
        ({"classes": [256]}, "classes must be from 0 to 255"),
    ],
)
def test_arrays_that_do_not_fit(changed: dict, words: str) -> None:
    good = {"boxes": [[1, 2, 3, 4]], "players": [0], "starts": [0, 1], "player_counts": [1]}
    Annotations.from_arrays(**good)
    with pytest.raises(InputError, match=words):
        Annotations.from_arrays(**good | changed)


@pytest.mark.parametrize("distance", [-1, 131_071])
def test_distance_out_of_range(distance: int) -> None:
    with pytest.raises(InputError, match="distance"):
        cluster_image([[1, 2, 3, 4]], [0], 1, distance, 50)


@pytest.mark.parametrize("confirmation", [-1, 101])
def test_confirmation_out_of_range(confirmation: int) -> None:
    with pytest.raises(InputError, match="confirmation"):
        cluster_image([[1, 2, 3, 4]], [0], 1, 40, confirmation)


def test_the_compiler_is_imported_when_it_is_needed() -> None:
    program = "import sys, veriset.clustering; sys.exit('numba' in sys.modules)"
    subprocess.run([sys.executable, "-c", program], check=True)


def test_compiling_is_announced_and_loading_is_not(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "twice.py").write_text("def twice(number):\n    return 2 * number\n")
    monkeypatch.syspath_prepend(str(tmp_path))
    monkeypatch.setattr(_compiled, "_cache", lambda: tmp_path / "cache")
    twice = importlib.import_module("twice").twice
    assert _compiled.entry(twice)(3) == 6
    assert capsys.readouterr().err.startswith("compiling the clustering rule, once on this machine")
    assert _compiled.entry(twice)(4) == 8  # as in another process
    assert capsys.readouterr().err == ""
