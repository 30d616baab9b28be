import pytest
from brownie import chain

from tests.campaigns import NO_ADMISSION, annotation, play_all, settle_all, wait_until
from tests.errors import refused

FEE = 7


@pytest.fixture(scope="module")
def voted(opened, players, voters, relayer):
    """Three images with three votes each: 0 and 1 are rejected, 2 stands."""
    campaign, terms = opened(validators=3, validator_fee=FEE)
    play_all(campaign, players[:2], lambda *_: annotation(100, 100))
    settle_all(campaign, relayer)
    for voter, bits in zip(voters, (0b111, 0b011, 0b001), strict=True):
        campaign.vote(0, bits, NO_ADMISSION, {"from": voter})
    return campaign, terms


def test_a_fee_for_each_image_on_which_a_vote_agreed(voted, voters, relayer, money_is_conserved):
    """The first voter was wrong on image 2, the third on image 1."""
    campaign, _terms = voted
    for voter, agreed in zip(voters, (2, 3, 2), strict=True):
        tx = campaign.claimFees(voter, [0], {"from": relayer})
        assert tx.events["FeesClaimed"] == {"validator": voter, "amount": agreed * FEE}
        assert campaign.owed(voter) == agreed * FEE
        money_is_conserved(campaign)
    books = campaign.books()
    assert (books["feesEarned"], books["credited"]) == (0, 7 * FEE)
    assert books["fees"] == (3 * 3 - 7) * FEE
    campaign.withdraw(voters[1], {"from": relayer})
    assert campaign.owed(voters[1]) == 0
    money_is_conserved(campaign)


def test_twice_is_passed_over(voted, voters, relayer):
    campaign, _ = voted
    campaign.claimFees(voters[0], [0, 0], {"from": relayer})
    campaign.claimFees(voters[0], [0], {"from": relayer})
    assert campaign.owed(voters[0]) == 2 * FEE
    assert campaign.votesOf(0)[2] == [True, False, False]


def test_without_a_vote(voted, players, carol, relayer):
    campaign, _ = voted
    for account, page in ((carol, 0), (players[0], 0), (carol, 1)):
        with refused("NoVote", page, account):
            campaign.claimFees(account, [page], {"from": relayer})


def test_undecided(opened, players, voters, relayer):
    campaign, terms = opened(validators=3, validator_fee=FEE)
    play_all(campaign, players[:2], lambda *_: b"")
    settle_all(campaign, relayer)
    campaign.vote(0, 0, NO_ADMISSION, {"from": voters[0]})
    with refused("PageUndecided", 0, 1, terms.validate_until):
        campaign.claimFees(voters[0], [0], {"from": relayer})
    wait_until(chain, terms.validate_until)
    campaign.claimFees(voters[0], [0], {"from": relayer})
    assert campaign.owed(voters[0]) == 3 * FEE
