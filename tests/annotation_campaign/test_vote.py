import brownie
import pytest
from brownie import chain

from tests.campaigns import (
    NO_ADMISSION,
    PLAYER,
    REVIEW,
    SETTLEMENT,
    VALIDATOR,
    admission,
    annotation,
    draw,
    play_all,
    settle_all,
    wait_until,
)
from tests.errors import refused
from tests.signing import signer

VERIFIER = signer("verifier")


@pytest.fixture(scope="module")
def played(opened, players):
    """Two players have played three images, which two validators are to review."""
    campaign, terms = opened(validators=2, validator_fee=7)
    play_all(campaign, players[:2], lambda *_: annotation(100, 100))
    return campaign, terms


@pytest.fixture(scope="module")
def settled(played, relayer):
    """The same, settled."""
    settle_all(played[0], relayer)
    return played


def test_votes_are_kept(settled, voters):
    campaign, _ = settled
    assert campaign.phase() == REVIEW
    tx = campaign.vote(0, 0b101, NO_ADMISSION, {"from": voters[0]})
    campaign.vote(0, 0b100, NO_ADMISSION, {"from": voters[1]})
    assert tx.events["Voted"] == {"page": 0, "validator": voters[0], "rejections": 0b101}
    assert campaign.votesOf(0) == ([voters[0], voters[1]], [0b101, 0b100], [False, False])
    assert campaign.playerOf(voters[0])["role"] == VALIDATOR
    assert campaign.pageStates(0, 1)[0]["votes"] == 2
    assert campaign.pageStates(0, 1)[0]["isDecided"]


def test_votes_enough(settled, voters):
    campaign, _ = settled
    for voter in voters[:2]:
        campaign.vote(0, 0, NO_ADMISSION, {"from": voter})
    with refused("VotesComplete", 0):
        campaign.vote(0, 0, NO_ADMISSION, {"from": voters[2]})


def test_twice(settled, voters):
    campaign, _ = settled
    campaign.vote(0, 0, NO_ADMISSION, {"from": voters[0]})
    with refused("AlreadyVoted", 0, voters[0]):
        campaign.vote(0, 1, NO_ADMISSION, {"from": voters[0]})


def test_a_player_never_votes(settled, players):
    with refused("HasOtherRole", players[0], PLAYER):
        settled[0].vote(0, 0, NO_ADMISSION, {"from": players[0]})


def test_a_validator_never_plays_or_bets(opened, bob, voters, relayer):
    """Votes come after play, in which both would have to be done."""
    campaign, terms = opened(image_count=1, annotators=1, validators=1)
    play_all(campaign, [bob], lambda *_: b"")
    settle_all(campaign, relayer)
    campaign.vote(0, 0, NO_ADMISSION, {"from": voters[0]})
    with refused("PlayOver", terms.play_until):
        campaign.draw(NO_ADMISSION, {"from": voters[0]})
    with refused("PlayOver", terms.play_until):
        campaign.addBet(NO_ADMISSION, {"from": voters[0], "value": 1})


def test_the_sponsor_cannot_vote(settled, alice):
    with refused("SponsorCannotVote", alice):
        settled[0].vote(0, 0, NO_ADMISSION, {"from": alice})


def test_images_that_nobody_played(settled, voters):
    with refused("BitsOutsidePage", 0, 0b1001000):
        settled[0].vote(0, 0b1001001, NO_ADMISSION, {"from": voters[0]})


def test_before_all_is_settled(opened, players, voters, relayer):
    campaign, _ = opened(validators=2)
    play_all(campaign, players[:2], lambda *_: b"")
    settle_all(campaign, relayer, [0, 2])
    with refused("PageNotSettled", 0, 0b111, 0b101):
        campaign.vote(0, 0, NO_ADMISSION, {"from": voters[0]})


def test_a_page_of_nothing(opened, bob, voters, relayer):
    campaign, terms = opened(image_count=257, validators=1)
    image = draw(campaign, bob)
    campaign.playOpen(image, b"", False, {"from": bob})
    wait_until(chain, terms.play_until)
    settle_all(campaign, relayer, [image])
    with refused("PageNotSettled", 1 - image // 256, 0, 0):
        campaign.vote(1 - image // 256, 0, NO_ADMISSION, {"from": voters[0]})
    with refused("UnknownPage", 2, 2):
        campaign.vote(2, 0, NO_ADMISSION, {"from": voters[0]})


def test_during_play(opened, voters):
    campaign, _ = opened(validators=2)
    with refused("WrongPhase", 0, SETTLEMENT):
        campaign.vote(0, 0, NO_ADMISSION, {"from": voters[0]})


def test_after_the_deadline(settled, voters):
    campaign, terms = settled
    wait_until(chain, terms.validate_until)
    with refused("ReviewOver", terms.validate_until):
        campaign.vote(0, 0, NO_ADMISSION, {"from": voters[0]})
    assert campaign.pageStates(0, 1)[0]["isDecided"]


def test_where_there_are_no_validators(opened, voters):
    with brownie.reverts("NoValidators: "):
        opened()[0].vote(0, 0, NO_ADMISSION, {"from": voters[0]})


def test_validators_are_admitted_as_players_are(opened, bob, voters, relayer):
    campaign, _ = opened(image_count=1, annotators=1, validators=1, verifier=VERIFIER.address)
    image = draw(campaign, bob, admission(campaign, VERIFIER, bob))
    campaign.playOpen(image, b"", False, {"from": bob})
    settle_all(campaign, relayer)
    with refused("NotAdmitted", voters[0]):
        campaign.vote(0, 0, admission(campaign, VERIFIER, bob), {"from": voters[0]})
    campaign.vote(0, 0, admission(campaign, VERIFIER, voters[0]), {"from": voters[0]})
