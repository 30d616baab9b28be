import brownie
import pytest
from brownie import chain

from tests.campaigns import (
    HOUR,
    NO_ADMISSION,
    PLAYER,
    annotation,
    draw,
    drawn,
    hand_in,
    play_all,
    wait_until,
)
from tests.errors import refused


def test_a_new_player_gets_an_image(opened, bob):
    campaign, terms = opened()
    tx = campaign.draw(NO_ADMISSION, {"from": bob})
    image = drawn(tx)
    state = campaign.playerOf(bob)
    assert state["number"] == 1
    assert state["role"] == PLAYER
    assert (state["hasImage"], state["image"]) == (True, image)
    assert state["heldUntil"] == tx.timestamp + terms.assignment_period
    assert campaign.imageStates(image, 1)[0]["inHand"] == 1
    assert campaign.imagesHad(bob, 0) == 1 << image
    assert tx.events["AccountAdmitted"] == {"account": bob, "number": 1, "role": PLAYER}


def test_nobody_gets_an_image_twice(opened, bob):
    campaign, _terms = opened(image_count=12)
    reveals = play_all(campaign, [bob], lambda *_: b"")
    assert sorted(image for _, image, _, _ in reveals) == list(range(12))
    assert campaign.imagesHad(bob, 0) == 2**12 - 1


def test_players_draw_differently(opened, players):
    campaign, _ = opened(image_count=12, annotators=4)
    orders = {
        tuple(image for _, image, _, _ in play_all(campaign, [player], lambda *_: b""))
        for player in players
    }
    assert len(orders) > 1


def test_an_image_in_enough_hands_is_out(opened, players):
    campaign, _ = opened(annotators=1)
    images = {draw(campaign, player) for player in players[:3]}
    assert images == {0, 1, 2}
    assert campaign.pageStates(0, 1)[0]["full"] == 0b111
    with refused("NoImageLeft", players[3]):
        campaign.draw(NO_ADMISSION, {"from": players[3]})


def test_holding_one(opened, bob):
    campaign, _ = opened()
    image = draw(campaign, bob)
    with refused("ImageInHand", image, bob):
        campaign.draw(NO_ADMISSION, {"from": bob})


def test_all_played(opened, bob):
    campaign, _ = opened()
    play_all(campaign, [bob], lambda *_: b"")
    with refused("NoImageLeft", bob):
        campaign.draw(NO_ADMISSION, {"from": bob})


def test_after_play(opened, bob):
    campaign, terms = opened()
    wait_until(chain, terms.play_until)
    with refused("PlayOver", terms.play_until):
        campaign.draw(NO_ADMISSION, {"from": bob})


def test_the_time_of_an_image_ends_with_play(opened, bob):
    campaign, terms = opened(assignment_period=10 * 365 * 24 * HOUR)
    draw(campaign, bob)
    assert campaign.playerOf(bob)["heldUntil"] == terms.play_until


def test_what_was_held_too_long_returns_and_is_not_drawn_again(opened, bob):
    campaign, _ = opened()
    first = draw(campaign, bob)
    chain.sleep(HOUR + 1)
    tx = campaign.draw(NO_ADMISSION, {"from": bob})
    assert drawn(tx) != first
    assert tx.events["ImageReturned"] == {"player": bob, "image": first, "expired": True}
    assert campaign.imageStates(first, 1)[0]["inHand"] == 0


def test_what_was_held_too_long_returns_also_when_others_expired_first(opened, bob, players):
    """The caller's own is not among the three that its draw looks at."""
    campaign, _ = opened(image_count=9)
    for player in players:
        draw(campaign, player)
    first = draw(campaign, bob)
    chain.sleep(HOUR + 1)
    tx = campaign.draw(NO_ADMISSION, {"from": bob})
    returned = [event["player"] for event in tx.events["ImageReturned"]]
    assert returned == [*players[:3], bob]
    assert drawn(tx) != first
    assert [state["hasImage"] for state in campaign.playerStates(0, 5)] == [False] * 3 + [True] * 2
    assert sum(state["inHand"] for state in campaign.imageStates(0, 9)) == 2


def test_the_last_drawer_who_never_returns(opened, bob, players):
    """Its image goes to another player when its time is over."""
    campaign, _terms = opened(image_count=1, annotators=1)
    draw(campaign, bob)
    with refused("NoImageLeft", players[0]):
        campaign.draw(NO_ADMISSION, {"from": players[0]})
    chain.sleep(HOUR + 1)
    assert draw(campaign, players[0]) == 0
    with refused("NotInHand", 0, bob):
        campaign.playOpen(0, b"", False, {"from": bob})
    hand_in(campaign, players[0], 0, annotation(1, 1))
    assert campaign.progress()["attempted"] == 1


@pytest.mark.parametrize("image_count", [256, 257, 5_000])
def test_large_campaigns(opened, bob, image_count):
    campaign, _ = opened(image_count=image_count, annotators=1)
    image = draw(campaign, bob)
    assert image < image_count
    page, bit = divmod(image, 256)
    assert campaign.imagesHad(bob, page) == 1 << bit
    assert campaign.pageStates(page, 1)[0]["full"] == 1 << bit


def test_the_implementation_itself_has_no_money_to_lose(project, alice, bob):
    """Called itself it has no terms of anybody's, and takes no bet that could be lost."""
    code = project.AnnotationCampaign[-1]
    with brownie.reverts():
        code.addBet(NO_ADMISSION, {"from": bob, "value": 1})
