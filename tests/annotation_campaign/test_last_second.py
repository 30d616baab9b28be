"""A deadline is the last second at which the thing can still be done."""

import pytest
from brownie import chain

from tests.campaigns import (
    NO_ADMISSION,
    REVEAL,
    SETTLEMENT,
    annotation,
    draw,
    play_all,
    settle_all,
    wait_until,
)
from tests.errors import refused

WORD = b"\1" * 32
LONG = 2**32 - 1


def at(moment: int):
    """Set the time of the calls that follow, which are run and not made."""
    chain.mine(timestamp=moment)


def test_of_play(opened, bob, relayer):
    campaign, terms = opened(assignment_period=LONG)
    image = draw(campaign, bob)
    calls = [
        (campaign.draw, NO_ADMISSION, {"from": relayer}),
        (campaign.playOpen, image, b"", False, {"from": bob}),
        (campaign.addBet, NO_ADMISSION, {"from": relayer, "value": 1}),
    ]
    at(terms.play_until)
    for function, *arguments in calls:
        function.call(*arguments)
    at(terms.play_until + 1)
    for function, *arguments in calls:
        with refused("PlayOver", terms.play_until):
            function.call(*arguments)


@pytest.mark.parametrize("sealed", [False, True], ids=["open", "sealed"])
def test_of_an_image_in_hand(opened, bob, relayer, sealed):
    """From then on it is another's."""
    campaign, _ = opened(image_count=1, annotators=1, sealed_plays=sealed)
    draw(campaign, bob)
    until = campaign.playerOf(bob)["heldUntil"]
    function, what = (campaign.playSealed, WORD) if sealed else (campaign.playOpen, b"")
    at(until)
    function.call(0, what, False, {"from": bob})
    with refused("NoImageLeft", relayer):
        campaign.draw.call(NO_ADMISSION, {"from": relayer})
    at(until + 1)
    with refused("AssignmentExpired", 0, until):
        function.call(0, what, False, {"from": bob})
    assert campaign.draw.call(NO_ADMISSION, {"from": relayer}) == 0


def test_of_revealing(opened, bob, relayer):
    campaign, terms = opened(sealed_plays=True)
    first, *others = play_all(campaign, [bob], lambda *_: b"", sealed=True)
    wait_until(chain, terms.play_until)
    campaign.reveal([first], {"from": relayer})
    settle = (campaign.settle, [first[1]], [b""], {"from": relayer})
    at(terms.reveal_until)
    campaign.reveal.call(others, {"from": relayer})
    with refused("WrongPhase", REVEAL, SETTLEMENT):
        settle[0].call(*settle[1:])
    at(terms.reveal_until + 1)
    with refused("RevealsOver", terms.reveal_until):
        campaign.reveal.call(others, {"from": relayer})
    settle[0].call(*settle[1:])


def test_of_the_votes(opened, bob, voters, relayer):
    campaign, terms = opened(image_count=1, annotators=1, validators=2)
    play_all(campaign, [bob], lambda *_: annotation(1, 1))
    settle_all(campaign, relayer)
    _, scores = campaign.resultOf(0, b"")
    count = ([0], [scores], {"from": relayer})
    at(terms.validate_until)
    campaign.vote.call(0, 1, NO_ADMISSION, {"from": voters[0]})
    with refused("PageUndecided", 0, 0, terms.validate_until):
        campaign.count.call(*count)
    at(terms.validate_until + 1)
    with refused("ReviewOver", terms.validate_until):
        campaign.vote.call(0, 1, NO_ADMISSION, {"from": voters[0]})
    campaign.count.call(*count)
