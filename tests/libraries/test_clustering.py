"""The clustering library against the reference, without hints."""

from random import Random

import pytest

from tests.annotations import Image, blob, photograph
from tests.cluster_hints import hint_of
from tests.clustering_calls import centroids, check, random_case, row


def chain(links: int, step: int, players: int) -> Image:
    """Make annotations in a row, a player after another."""
    plays = [[] for _ in range(players)]
    for link in range(links):
        plays[link * players // links].append((1000 + link * step, 7, 7, 7, 0))
    return Image(plays)


@pytest.fixture(scope="module")
def cases():
    random = Random("clustering")
    known = [(photograph(seed), 40, 50) for seed in range(2)]
    known += [(blob(seed, 4, 3, side), 40, 0) for seed in range(2) for side in (30, 40, 60)]
    known += [(chain(12, step, players), 40, 1) for step in (20, 40) for players in (1, 3, 12)]
    known += [(Image([[(0, 0, 1, 1, 0)]] * 255), 0, 100), (Image([[]] * 255), 40, 50)]
    known += [(photograph(3, 1, 9), 40, 100), (Image([]), 40, 50), (Image([[]]), 0, 0)]
    return known + [random_case(random) for _ in range(500)]


def test_equals_the_reference(settle, cases):
    check(cases, settle(cases))


def test_merges_at_the_distance_and_no_further(settle):
    at, beyond = settle([(row(0, 40), 40, 0), (row(0, 41), 40, 0)])
    assert (centroids(at), centroids(beyond)) == ([20], [0, 41])


def test_the_lower_numbers_merge_first_if_tied(settle):
    """0 and 30 are as near as 30 and 60: then 15 is too far from 60."""
    [result] = settle([(row(0, 30, 60), 40, 0)])
    assert centroids(result) == [15, 60]


def test_merges_by_centroids(settle):
    """Each link is 30 from the next, but centroids move away."""
    [result] = settle([(row(0, 10, 44, 100), 40, 0)])
    assert centroids(result) == [18, 100]


def test_centroids_are_rounded_down(settle):
    [result] = settle([(row(0, 0, 1), 40, 0)])
    assert result[0][0] >> 72 & 0xFFFFFF == 256 // 3


def test_a_player_keeps_its_nearest(settle):
    """The centroid of all is 11; alice's 12 is kept, her 5 is clustered again by itself."""
    image = Image([[(5, 0, 1, 1, 0), (12, 0, 1, 1, 0)], [(16, 0, 1, 1, 0)]])
    all_count, half, most = settle([(image, 40, confirmation) for confirmation in (0, 50, 51)])
    assert centroids(all_count) == centroids(half) == [5, 14]
    assert centroids(most) == [14]
    assert list(most[1]) == [512**2 + 1, 512**2 + 1]


def test_a_player_keeps_its_lowest_if_tied(settle):
    image = Image([[(0, 0, 1, 1, 7), (20, 0, 1, 1, 8)], [(10, 0, 1, 1, 7)]])
    [result] = settle([(image, 40, 100)])
    assert centroids(result) == [5]


def test_clusters_need_their_share_of_players(settle):
    """2 of 5 are 40%; players with nothing to mark are players too."""
    image = Image([[(0, 0, 1, 1, 0)], [(0, 0, 1, 1, 0)], [], [], []])
    enough, lacking = settle([(image, 40, 40), (image, 40, 41)])
    assert (len(enough[0]), len(lacking[0])) == (1, 0)
    assert (list(enough[1]), list(lacking[1])) == ([1, 1, 0, 0, 0], [0] * 5)


def test_the_class_is_that_of_most_and_the_lowest_if_tied(settle):
    def classes(*given):
        image = Image([[(0, 0, 1, 1, value)] for value in given])
        results = settle([(image, 40, 50), (image, 40, 50, hint_of(image, 40, 50))])
        return {result[0][0] >> 96 & 0xFF for result in results}

    assert classes(3, 5, 5) == {5}
    assert classes(9, 255, 9, 255) == {9}
    assert classes(255, 255, 0) == {255}


def test_clusters_come_by_their_lowest_member(settle):
    image = Image([[(500, 0, 1, 1, 0), (0, 0, 1, 1, 0)], [(0, 0, 1, 1, 0), (500, 0, 1, 1, 0)]])
    results = settle([(image, 40, 100), (image, 40, 100, hint_of(image, 40, 100))])
    assert [centroids(result) for result in results] == [[500, 0]] * 2
