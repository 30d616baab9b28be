"""From plays to clusters, their classes, outliers and scores."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest

from tests.package.campaign_outcomes import ALICE, BOB, BOOKS, CAROL, DAVE, campaign, marked, ranked
from veriset.campaigns import build_outcome
from veriset.campaigns.build_outcome import outcome_of
from veriset.campaigns.outcome import Annotation, Play, PlayedImage
from veriset.clustering.reference import cluster
from veriset.manifest import ImageEntry

ENTRY = ImageEntry("0x" + "56" * 32, 640, 480, 99, path="a.png")


def image_of(*plays, **fields):
    """The outcome of one image, from boxes of five numbers a play."""
    return marked(*plays, **fields).images[0]


def test_an_object_is_the_mean_of_what_players_marked():
    image = image_of([[10, 20, 30, 40, 1]], [[13, 20, 30, 40, 1]], [[100, 90, 5, 5, 0]])
    (found,) = image.clusters
    assert found.centroid == (256 * 23 // 2, 256 * 20, 256 * 30, 256 * 40)
    assert found.box == (11.5, 20.0, 30.0, 40.0)
    assert (found.members, found.players, found.label) == ((0, 1), 2, 1)
    assert found.spread == 384**2  # 1.5 pixels
    assert image.outliers == (2,)
    assert image.scores == (384**2, 384**2, None)


def test_a_centroid_keeps_eight_bits_below_the_point():
    image = image_of([[10, 20, 30, 40]], [[10, 20, 30, 40]], [[11, 20, 30, 40]])
    assert image.clusters[0].centroid[0] == 256 * 31 // 3
    assert image.clusters[0].box[0] * 256 == 2645


@pytest.mark.parametrize(
    ("labels", "label"),
    [((1, 1, 0), 1), ((1, 0, 0), 0), ((1, 0), 0), ((7, 3, 5), 3), ((200,), 200)],
)
def test_the_class_is_that_of_most_members_and_the_lowest_of_a_tie(labels, label):
    image = image_of(*([[10, 20, 30, 40, one]] for one in labels))
    assert [found.label for found in image.clusters] == [label]


def test_the_class_plays_no_part_in_the_clustering():
    same = image_of([[10, 20, 30, 40, 0]], [[12, 20, 30, 40, 0]])
    other = image_of([[10, 20, 30, 40, 0]], [[12, 20, 30, 40, 255]])
    assert same.clusters == other.clusters


def test_a_second_box_of_one_player_does_not_vote_on_the_class():
    """It is set aside: the two members kept are one of each class, and the lower wins."""
    image = image_of(
        [[10, 20, 30, 40, 0], [14, 20, 30, 40, 1]], [[11, 20, 30, 40, 1]], confirmation=100
    )
    assert image.clusters[0].members == (0, 2)
    assert image.clusters[0].label == 0
    assert image.outliers == (1,)


@pytest.mark.parametrize("steps", [0, 10**9], ids=["compiled", "plain"])
def test_results_are_those_of_the_rule_on_random_images(monkeypatch, steps):
    monkeypatch.setattr(build_outcome, "_REFERENCE_STEPS", steps)
    generator = random.Random("outcome")
    for distance, confirmation in ((0, 0), (20, 50), (60, 30), (5, 100)):
        plays = tuple(
            Play(
                player,
                tuple(
                    Annotation(*(generator.randint(1, 90) for _ in range(4)))
                    for _ in range(generator.randint(0, 6))
                ),
            )
            for player in (ALICE, BOB, CAROL, DAVE)
        )
        image = PlayedImage(0, ENTRY, plays)
        settings = campaign(distance=distance, confirmation=confirmation)
        (mine,) = outcome_of(settings, [image], ranked(), BOOKS).images
        boxes = [one[:4] for play in plays for one in play.annotations]
        owners = [number for number, play in enumerate(plays) for _ in play.annotations]
        rule = cluster(boxes, owners, 4, distance, confirmation)
        assert [(c.centroid, c.members, c.players) for c in mine.clusters] == [
            (c.centroid, c.members, c.players) for c in rule.clusters
        ]
        assert (mine.outliers, mine.scores) == (rule.outliers, rule.scores)
        assert sorted([n for c in mine.clusters for n in c.members] + list(mine.outliers)) == list(
            range(len(boxes))
        )


def test_images_are_sorted_by_index_and_the_ranking_by_position():
    images = [PlayedImage(index, ENTRY) for index in (2, 0, 1)]
    outcome = outcome_of(campaign(), images, ranked()[::-1], BOOKS)
    assert [image.played.index for image in outcome.images] == [0, 1, 2]
    assert [one.position for one in outcome.ranking] == [1, 2, None, None]


def test_players_are_those_of_the_ranking_and_then_of_the_images():
    stranger = "0x" + "9" * 40
    image = PlayedImage(0, ENTRY, (Play(stranger, ()), Play(BOB, ())))
    outcome = outcome_of(campaign(), [image], ranked(), BOOKS)
    assert outcome.players == (ALICE, BOB, CAROL, DAVE, stranger)


def test_progress_is_told_of_every_image():
    told = []
    images = [PlayedImage(index, ENTRY) for index in range(3)]
    outcome_of(
        campaign(), images, (), BOOKS, progress=lambda done, total: told.append((done, total))
    )
    assert told == [(1, 3), (2, 3), (3, 3)]


def test_an_image_has_a_result_if_it_was_played_and_not_rejected():
    empty = image_of([], [])
    assert empty.counts
    assert (empty.clusters, empty.outliers, empty.scores) == ((), (), (None, None))
    assert not image_of().counts
    assert not image_of([[1, 1, 1, 1]], rejected=True).counts


def test_classes_without_a_name_are_called_by_their_number():
    assert [campaign().class_name(number) for number in (0, 1, 2)] == ["daisy", "rose", "class 2"]
    unnamed = campaign(classes=())
    assert [unnamed.class_name(number) for number in (0, 3)] == ["object", "class 3"]


def test_books_add_up_both_ways():
    assert BOOKS.paid_in == BOOKS.paid_out == 6 * 10**18
    assert replace(BOOKS, fees=BOOKS.fees + 1).paid_out == BOOKS.paid_in + 1
