from brownie import chain

from tests.campaigns import HOUR, draw, hand_in


def test_only_what_expired(opened, players, relayer):
    campaign, _ = opened(image_count=9)
    early = [draw(campaign, player) for player in players[:2]]
    chain.sleep(HOUR // 2)
    draw(campaign, players[2])
    chain.sleep(HOUR // 2 + 5)
    tx = campaign.returnExpired(10, {"from": relayer})
    assert [event["image"] for event in tx.events["ImageReturned"]] == early
    assert campaign.progress()["returned"] == 2
    assert campaign.playerOf(players[2])["hasImage"]


def test_no_more_than_asked_for(opened, players, relayer):
    campaign, _ = opened(image_count=9)
    for player in players:
        draw(campaign, player)
    chain.sleep(HOUR + 1)
    campaign.returnExpired(3, {"from": relayer})
    assert [state["hasImage"] for state in campaign.playerStates(0, 9)] == [False] * 3 + [True]
    campaign.returnExpired(3, {"from": relayer})
    campaign.returnExpired(3, {"from": relayer})
    assert campaign.progress()["returned"] == 4


def test_a_newer_image_of_the_same_player_stays(opened, bob, relayer):
    """The first draw is long over; the second, of the same player, is in its hand."""
    campaign, _ = opened()
    hand_in(campaign, bob, draw(campaign, bob), b"", draw_next=False)
    chain.sleep(HOUR + 1)
    image = draw(campaign, bob)
    tx = campaign.returnExpired(10, {"from": relayer})
    assert "ImageReturned" not in tx.events
    assert campaign.playerOf(bob)["image"] == image
    assert campaign.progress()["returned"] == 1


def test_every_draw_looks_at_three(opened, bob, players):
    campaign, _ = opened(image_count=9)
    for player in players:
        draw(campaign, player)
    chain.sleep(HOUR + 1)
    draw(campaign, bob)
    assert campaign.progress()["returned"] == 3
