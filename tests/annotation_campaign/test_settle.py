import brownie
import pytest
from brownie import chain
from brownie.exceptions import VirtualMachineError

from tests.annotations import photograph
from tests.campaigns import (
    COUNTED,
    PLAY,
    RANKING,
    REVEALED,
    SETTLED,
    SETTLEMENT,
    WAITING,
    annotation,
    clustered,
    draw,
    hand_in,
    play_all,
    settle_all,
    wait_until,
)
from tests.errors import refused

IMAGES = [photograph(seed, players=4, objects=3) for seed in range(3)]


def packed(found) -> int:
    """Return a cluster of the reference as the contract packs it, of class 0."""
    x, y, height, width = found.centroid
    return found.players << 104 | x << 72 | y << 48 | height << 24 | width


@pytest.fixture(scope="module")
def played(opened, players):
    """Four players have played the three images, openly; the campaign and its terms."""
    campaign, terms = opened(annotators=4)
    at = {str(player): number for number, player in enumerate(players)}
    play_all(campaign, players, lambda p, image: IMAGES[image].packed[at[str(p)]])
    return campaign, terms


def test_as_the_reference_says(played, players, relayer):
    campaign, terms = played
    results = [clustered(IMAGES[image].packed, terms) for image in range(3)]
    tx = settle_all(campaign, relayer)
    for event, result in zip(tx.events["ImageSettled"], results, strict=True):
        assert event["clusters"] == [packed(found) for found in result.clusters]
    for number, player in enumerate(players):
        scores = [r.scores[number] for r in results if r.scores[number] is not None]
        state = campaign.playerOf(player)
        assert state["countedPlays"] == 3
        assert state["hasScore"] == bool(scores)
        assert state["score"] == min(scores, default=0)
    progress = campaign.progress()
    assert (progress["settledImages"], progress["countedImages"]) == (3, 3)
    assert (progress["countedPlays"], progress["countedPlayers"]) == (12, 4)
    assert campaign.phase() == RANKING


def test_one_at_a_time_is_the_same(played, players, relayer, carol):
    """Whatever the order and the transactions; the best score is kept."""
    campaign, _ = played
    settle_all(campaign, relayer)
    together = campaign.playerStates(0, 9)
    chain.undo()
    for image in (2, 0, 1):
        settle_all(campaign, carol, [image])
    assert campaign.playerStates(0, 9) == together


def test_the_result_can_be_asked_for_before_and_after(played, relayer):
    campaign, terms = played
    before = [campaign.resultOf(image, b"") for image in range(3)]
    tx = settle_all(campaign, relayer)
    assert [clusters for clusters, _ in before] == [
        event["clusters"] for event in tx.events["ImageSettled"]
    ]
    assert [campaign.resultOf(image, b"") for image in range(3)] == before
    for image, (_, scores) in enumerate(before):
        expected = clustered(IMAGES[image].packed, terms).scores
        assert scores == [0 if score is None else score + 1 for score in expected]


def test_the_states_of_images(opened, bob, relayer):
    campaign, terms = opened(image_count=3, annotators=1, validators=1)
    for _ in range(2):
        hand_in(campaign, bob, draw(campaign, bob), b"", draw_next=False)
    wait_until(chain, terms.play_until)
    revealed = [i for i, s in enumerate(campaign.imageStates(0, 3)) if s["status"] == REVEALED]
    settle_all(campaign, relayer, revealed[:1])
    status = [state["status"] for state in campaign.imageStates(0, 99)]
    assert sorted(status) == [WAITING, REVEALED, SETTLED]
    assert status[revealed[0]] == SETTLED
    assert campaign.imageStates(3, 1) == []
    page = campaign.pageStates(0, 9)[0]
    assert page["revealed"] == sum(1 << image for image in revealed)
    assert page["settled"] == 1 << revealed[0]


def test_during_play(opened, relayer):
    campaign, _ = opened()
    with refused("WrongPhase", PLAY, SETTLEMENT):
        settle_all(campaign, relayer)


def test_twice(played, relayer):
    campaign, _ = played
    settle_all(campaign, relayer, [1])
    with refused("AlreadySettled", 1):
        settle_all(campaign, relayer, [1])


def test_nobody_spoils_a_list_by_settling_one_first(played, relayer, carol):
    campaign, _ = played
    settle_all(campaign, carol, [1])
    settle_all(campaign, relayer, [0, 1, 1, 2])
    assert campaign.progress()["settledImages"] == 3
    assert campaign.progress()["countedPlays"] == 12
    assert {s["status"] for s in campaign.imageStates(0, 3)} == {COUNTED}


def test_images_that_cannot_be(played, opened, bob, relayer):
    campaign, _ = played
    with refused("UnknownImage", 3, 3):
        settle_all(campaign, relayer, [3])
    with brownie.reverts("NoImages: "):
        settle_all(campaign, relayer, [])
    with refused("HintsMismatch", 2, 1):
        campaign.settle([0, 1], [b""], {"from": relayer})


def test_nothing_revealed(opened, bob, relayer):
    campaign, terms = opened()
    image = draw(campaign, bob)
    hand_in(campaign, bob, image, b"", draw_next=False)
    wait_until(chain, terms.play_until)
    other = (image + 1) % 3
    with refused("NothingRevealed", other):
        settle_all(campaign, relayer, [other])


@pytest.mark.parametrize("hint", [b"\0", b"\xff" * 2, b"\xff" * 99], ids=bytes.hex)
def test_a_wrong_hint_never_changes_the_result(played, relayer, hint):
    """It reverts or costs gas; tests/libraries/test_clustering.py tries many more."""
    campaign, _ = played
    clusters, scores = campaign.resultOf(0, b"")
    try:
        tx = campaign.settle([0], [hint], {"from": relayer, "gas_limit": 3_000_000})
    except VirtualMachineError:
        assert campaign.imageStates(0, 1)[0]["status"] == REVEALED
    else:
        assert tx.events["ImageSettled"]["clusters"] == clusters
        best = [state["score"] + 1 if state["hasScore"] else 0 for state in played_by(campaign)]
        assert best == scores


def played_by(campaign):
    """Return the players of image 0 in the order of their plays."""
    return [campaign.playerOf(player) for player in campaign.playsOf(0)[0]]


def test_a_distance_of_0_merges_what_is_the_same(opened, players, relayer):
    campaign, _ = opened(image_count=1, annotators=3, distance=0, confirmation=60)
    places = dict(zip(map(str, players), (100, 100, 101), strict=False))
    play_all(campaign, players[:3], lambda p, _: annotation(places[str(p)], 100))
    settle_all(campaign, relayer)
    assert [campaign.playerOf(p)["hasScore"] for p in players[:3]] == [True, True, False]
    assert campaign.playerOf(players[0])["score"] == 0


def test_plays_without_annotations(opened, players, relayer):
    campaign, _ = opened(annotators=2)
    play_all(campaign, players[:2], lambda *_: b"")
    tx = settle_all(campaign, relayer)
    assert [event["clusters"] for event in tx.events["ImageSettled"]] == [[], [], []]
    progress = campaign.progress()
    assert (progress["countedPlayers"], progress["scoredPlayers"]) == (2, 0)
