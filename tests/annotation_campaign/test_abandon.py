"""Giving up images that nobody settles, so that no image can hold up the money of the others."""

import brownie
import pytest
from brownie import chain

from tests.campaigns import (
    COUNTED,
    DAY,
    NO_ADMISSION,
    REJECTED,
    REVIEW,
    SETTLED,
    SETTLEMENT,
    TREASURY,
    annotation,
    draw,
    hand_in,
    play_all,
    settle_all,
    wait_until,
)
from tests.errors import refused

PATIENCE = 30 * DAY


@pytest.fixture(scope="module")
def agreeing():
    """What every player marks."""
    return lambda *_: annotation(1, 1)


@pytest.fixture(scope="module")
def played(opened, players, agreeing):
    """Two players agree on three images; the first of them added 5 wei. Nothing is settled."""
    campaign, terms = opened()
    campaign.addBet(NO_ADMISSION, {"from": players[0], "value": 5})
    play_all(campaign, players[:2], agreeing)
    return campaign, terms


def statuses(campaign) -> list[int]:
    return [state["status"] for state in campaign.imageStates(0, 300)]


@pytest.mark.parametrize(
    ("kind", "last"),
    [
        ({}, "play_until"),
        ({"sealed_plays": True}, "reveal_until"),
        ({"validators": 1}, "validate_until"),
        ({"sealed_plays": True, "validators": 1}, "validate_until"),
    ],
)
def test_the_time_to_settle(opened, kind, last):
    campaign, terms = opened(**kind)
    assert campaign.settleUntil() == getattr(terms, last) + PATIENCE


def test_before_its_time(played, relayer):
    campaign, terms = played
    deadline = terms.play_until + PATIENCE
    with refused("TooEarlyToAbandon", deadline):
        campaign.abandon([0], {"from": relayer})
    chain.mine(timestamp=deadline)
    with refused("TooEarlyToAbandon", deadline):
        campaign.abandon.call([0], {"from": relayer})
    chain.mine(timestamp=deadline + 1)
    campaign.abandon.call([0], {"from": relayer})


def test_all_images(played, alice, players, relayer, pay_out):
    """Nobody is ranked; the sponsor has its money back, and what was added is the treasury's."""
    campaign, terms = played
    assert campaign.phase() == SETTLEMENT
    wait_until(chain, terms.play_until + PATIENCE)
    tx = campaign.abandon([2, 0, 1], {"from": relayer})
    assert tx.events["ImagesAbandoned"]["images"] == [2, 0, 1]
    assert statuses(campaign) == [REJECTED] * 3
    progress = campaign.progress()
    assert (progress["settledImages"], progress["countedImages"]) == (3, 3)
    assert (progress["countedPlays"], progress["countedPlayers"]) == (0, 0)
    assert pay_out(campaign, alice, *players[:2], TREASURY) == [6_000, 0, 0, 5]


def test_one_image_beside_settled_ones(played, alice, players, relayer, pay_out):
    """The others count as if the players had not played it; they can be settled late, too."""
    campaign, terms = played
    settle_all(campaign, relayer, [0])
    wait_until(chain, terms.play_until + PATIENCE)
    tx = campaign.abandon([0, 1, 1], {"from": relayer})
    assert tx.events["ImagesAbandoned"]["images"] == [1]
    assert campaign.phase() == SETTLEMENT
    settle_all(campaign, relayer, [1, 2])
    assert statuses(campaign) == [COUNTED, REJECTED, COUNTED]
    [page] = campaign.pageStates(0, 9)
    assert (page["settled"], page["counted"], page["rejected"]) == (0b111, 0b111, 0b010)
    assert campaign.progress()["countedPlays"] == 4
    paid = pay_out(campaign, alice, players[0], players[1], TREASURY)
    # Both are first of two: each has its own 2,000 back, and the first the 5 that it added.
    assert paid == [2_000, 2_005, 2_000, 0]


def test_lists_that_cannot_be(played, relayer):
    campaign, terms = played
    settle_all(campaign, relayer, [1])
    wait_until(chain, terms.play_until + PATIENCE)
    with brownie.reverts("NoImages: "):
        campaign.abandon([], {"from": relayer})
    with refused("UnknownImage", 3, 3):
        campaign.abandon([3], {"from": relayer})
    with refused("AlreadySettled", 1):
        campaign.abandon([1], {"from": relayer})
    campaign.abandon([0], {"from": relayer})
    with refused("AlreadySettled", 0):
        campaign.abandon([0, 1], {"from": relayer})
    with refused("AlreadySettled", 0):
        settle_all(campaign, relayer, [0])


def test_an_image_without_plays(opened, bob, relayer, agreeing):
    campaign, terms = opened(annotators=1)
    image = draw(campaign, bob)
    hand_in(campaign, bob, image, annotation(1, 1), draw_next=False)
    wait_until(chain, terms.play_until + PATIENCE)
    other = (image + 1) % 3
    with refused("NothingRevealed", other):
        campaign.abandon([other], {"from": relayer})


@pytest.fixture(scope="module")
def reviewed(opened, players, voters, agreeing):
    """As `played`, with two validators."""
    campaign, terms = opened(validators=2, validator_fee=3)
    play_all(campaign, players[:2], agreeing)
    return campaign, terms


def test_a_page_with_votes_has_none(reviewed, alice, players, voters, relayer, pay_out):
    """What its votes decide and the fees for them are as if nobody had tried."""
    campaign, terms = reviewed
    settle_all(campaign, relayer)
    campaign.vote(0, 0b001, NO_ADMISSION, {"from": voters[0]})
    wait_until(chain, terms.validate_until + PATIENCE)
    with refused("AlreadySettled", 0):
        campaign.abandon([0, 1, 2], {"from": relayer})
    scores = [campaign.resultOf(image, b"")[1] for image in range(3)]
    campaign.count([0, 1, 2], scores, {"from": relayer})
    assert statuses(campaign) == [REJECTED, COUNTED, COUNTED]
    campaign.claimFees(voters[0], [0], {"from": relayer})
    paid = pay_out(campaign, alice, *players[:2], *voters[:2], TREASURY)
    assert paid == [2_009, 2_000, 2_000, 9, 0, 0]


def test_a_page_with_one_has_no_votes(reviewed, alice, players, voters, relayer, pay_out):
    """Its settled images are counted as without votes, the one given up is not."""
    campaign, terms = reviewed
    settle_all(campaign, relayer, [0])
    with refused("PageNotSettled", 0, 0b111, 0b001):
        campaign.vote(0, 0, NO_ADMISSION, {"from": voters[0]})
    wait_until(chain, terms.validate_until + PATIENCE)
    campaign.abandon([1], {"from": relayer})
    settle_all(campaign, relayer, [2])
    with refused("ReviewOver", terms.validate_until):
        campaign.vote(0, 0, NO_ADMISSION, {"from": voters[0]})
    assert campaign.phase() == REVIEW
    assert statuses(campaign) == [SETTLED, REJECTED, COUNTED]
    with refused("AlreadyCounted", 1):
        campaign.count([1], [[]], {"from": relayer})
    campaign.count([0], [campaign.resultOf(0, b"")[1]], {"from": relayer})
    [page] = campaign.pageStates(0, 9)
    assert (page["counted"], page["rejected"], page["votes"]) == (0b111, 0b010, 0)
    paid = pay_out(campaign, alice, *players[:2], TREASURY)
    assert paid == [2_018, 2_000, 2_000, 0]
