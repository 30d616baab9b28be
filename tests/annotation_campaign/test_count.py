import brownie
import pytest
from brownie import chain

from tests.campaigns import (
    COUNTED,
    NO_ADMISSION,
    RANKING,
    REJECTED,
    REVIEW,
    annotation,
    play_all,
    settle_all,
    wait_until,
)
from tests.errors import refused


@pytest.fixture(scope="module")
def settled(opened, players, relayer):
    """Two players' settled images, for three validators to review; with their scores."""
    campaign, terms = opened(validators=3, validator_fee=7)
    at = {str(player): number for number, player in enumerate(players)}
    play_all(campaign, players[:2], lambda p, i: annotation(100, 100 + (i + 1) * at[str(p)]))
    settle_all(campaign, relayer)
    return campaign, terms, [campaign.resultOf(image, b"")[1] for image in range(3)]


def vote(campaign, voters, *rejections):
    for voter, bits in zip(voters, rejections, strict=False):
        campaign.vote(0, bits, NO_ADMISSION, {"from": voter})


def test_two_thirds_reject(settled, players, voters, relayer):
    """Image 0 has three votes against it, image 1 two, image 2 one."""
    campaign, _, scores = settled
    vote(campaign, voters, 0b111, 0b011, 0b001)
    tx = campaign.count([0, 1, 2], scores, {"from": relayer})
    assert tx.events["PageDecided"] == {"page": 0, "votes": 3, "rejected": 0b011}
    states = [state["status"] for state in campaign.imageStates(0, 3)]
    assert states == [REJECTED, REJECTED, COUNTED]
    progress = campaign.progress()
    assert (progress["countedImages"], progress["countedPlays"]) == (3, 2)
    assert {campaign.playerOf(p)["countedPlays"] for p in players[:2]} == {1}
    assert min(scores[2]) - 1 in {campaign.playerOf(p)["score"] for p in players[:2]}
    assert campaign.phase() == RANKING


@pytest.mark.parametrize(
    ("rejections", "rejected"),
    [((1,), 1), ((1, 0), 0), ((1, 1), 1), ((1, 0, 0), 0), ((1, 1, 0), 1), ((0, 0), 0)],
)
def test_after_the_deadline_the_votes_there_are_decide(
    settled, voters, relayer, rejections, rejected
):
    campaign, terms, scores = settled
    vote(campaign, voters, *rejections)
    wait_until(chain, terms.validate_until)
    tx = campaign.count([0], scores[:1], {"from": relayer})
    assert tx.events["PageDecided"]["rejected"] == rejected


def test_without_votes_the_result_stands(settled, relayer):
    campaign, terms, scores = settled
    wait_until(chain, terms.validate_until)
    campaign.count([0, 1, 2], scores, {"from": relayer})
    assert {state["status"] for state in campaign.imageStates(0, 3)} == {COUNTED}
    assert campaign.books()["feesEarned"] == 0


def test_what_is_settled_after_the_deadline_counts_at_once(opened, bob, relayer):
    campaign, terms = opened(annotators=1, validators=2)
    play_all(campaign, [bob], lambda *_: annotation(1, 1))
    settle_all(campaign, relayer, [0])
    wait_until(chain, terms.validate_until)
    settle_all(campaign, relayer, [1, 2])
    assert campaign.progress()["countedImages"] == 2
    campaign.count([0], [campaign.resultOf(0, b"")[1]], {"from": relayer})
    assert campaign.playerOf(bob)["countedPlays"] == 3
    assert campaign.phase() == RANKING


def test_undecided(settled, voters, relayer):
    campaign, terms, scores = settled
    vote(campaign, voters, 1, 1)
    with refused("PageUndecided", 0, 2, terms.validate_until):
        campaign.count([0], scores[:1], {"from": relayer})
    assert campaign.phase() == REVIEW


def test_other_scores(settled, relayer):
    campaign, terms, scores = settled
    wait_until(chain, terms.validate_until)
    for other in ([scores[0][0], scores[0][1] + 1], scores[0][:1], scores[0] * 2, []):
        with refused("WrongScores", 0):
            campaign.count([0], [other], {"from": relayer})


def test_twice(settled, relayer):
    campaign, terms, scores = settled
    wait_until(chain, terms.validate_until)
    campaign.count([0], scores[:1], {"from": relayer})
    with refused("AlreadyCounted", 0):
        campaign.count([0], scores[:1], {"from": relayer})
    campaign.count([0, 1, 1, 2], [scores[i] for i in (0, 1, 1, 2)], {"from": relayer})
    assert campaign.progress()["countedPlays"] == 6


def test_lists_that_cannot_be(settled, opened, relayer):
    campaign, _, scores = settled
    with brownie.reverts("NoImages: "):
        campaign.count([], [], {"from": relayer})
    with refused("ScoresMismatch", 1, 2):
        campaign.count([0], scores[:2], {"from": relayer})
    with refused("UnknownImage", 3, 3):
        campaign.count([3], scores[:1], {"from": relayer})
    other, _ = opened(validators=1)
    with refused("NotSettled", 0):
        other.count([0], [[]], {"from": relayer})
    with brownie.reverts("NoValidators: "):
        opened()[0].count([0], [[]], {"from": relayer})
