from brownie import chain

from tests.campaigns import HOUR, NO_ADMISSION, draw
from tests.errors import refused


def test_it_returns_to_the_draw(opened, bob, relayer):
    campaign, _ = opened(image_count=1, annotators=1)
    draw(campaign, bob)
    tx = campaign.giveBack({"from": bob})
    assert tx.events["ImageReturned"] == {"player": bob, "image": 0, "expired": False}
    assert campaign.pageStates(0, 1)[0]["full"] == 0
    assert draw(campaign, relayer) == 0


def test_the_player_never_gets_it_again(opened, bob):
    campaign, _ = opened(image_count=3)
    seen = set()
    for _ in range(3):
        seen.add(draw(campaign, bob))
        campaign.giveBack({"from": bob})
    assert seen == {0, 1, 2}
    with refused("NoImageLeft", bob):
        campaign.draw(NO_ADMISSION, {"from": bob})


def test_nothing_in_hand(opened, bob):
    campaign, _ = opened()
    with refused("NoImageInHand", bob):
        campaign.giveBack({"from": bob})
    draw(campaign, bob)
    campaign.giveBack({"from": bob})
    with refused("NoImageInHand", bob):
        campaign.giveBack({"from": bob})


def test_what_expired_meanwhile_is_not_returned_twice(opened, bob, relayer):
    campaign, _ = opened(image_count=2, annotators=2)
    image = draw(campaign, bob)
    chain.sleep(HOUR + 1)
    campaign.returnExpired(5, {"from": relayer})
    with refused("NoImageInHand", bob):
        campaign.giveBack({"from": bob})
    assert campaign.imageStates(image, 1)[0]["inHand"] == 0
