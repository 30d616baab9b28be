import brownie
import pytest
from brownie import chain

from tests.campaigns import NO_ADMISSION, PLAYER, play_all, wait_until
from tests.errors import refused


def test_adds(opened, bob, money_is_conserved):
    campaign, _terms = opened()
    tx = campaign.addBet(NO_ADMISSION, {"from": bob, "value": 30})
    campaign.addBet(NO_ADMISSION, {"from": bob, "value": 12})
    assert tx.events["BetAdded"] == {"player": bob, "amount": 30}
    state = campaign.playerOf(bob)
    assert (state["added"], state["role"], state["handedIn"]) == (42, PLAYER, 0)
    assert campaign.books()["added"] == 42
    money_is_conserved(campaign)


def test_nothing(opened, bob):
    campaign, _ = opened()
    with brownie.reverts("BetZero: "):
        campaign.addBet(NO_ADMISSION, {"from": bob, "value": 0})


@pytest.mark.parametrize("how", ["deadline", "all played"])
def test_after_play(opened, bob, relayer, how):
    campaign, terms = opened(annotators=1)
    if how == "deadline":
        wait_until(chain, terms.play_until)
    else:
        play_all(campaign, [bob], lambda *_: b"")
    with refused("PlayOver", terms.play_until):
        campaign.addBet(NO_ADMISSION, {"from": relayer, "value": 1})
