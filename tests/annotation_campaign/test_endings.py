"""Campaigns whose people vanish, or do their worst: anyone can bring each to its end."""

from brownie import chain

from tests.campaigns import (
    NO_ADMISSION,
    TREASURY,
    annotation,
    draw,
    hand_in,
    play_all,
    settle_all,
    wait_until,
)


def test_nobody_plays(opened, alice, pay_out):
    campaign, terms = opened(validators=2, validator_fee=3)
    wait_until(chain, terms.play_until)
    assert pay_out(campaign, alice, TREASURY) == [6_018, 0]


def test_nobody_hands_in(opened, alice, bob, players, pay_out):
    """What was added to a bet is an outlier's."""
    campaign, terms = opened()
    draw(campaign, bob)
    campaign.addBet(NO_ADMISSION, {"from": bob, "value": 40})
    campaign.addBet(NO_ADMISSION, {"from": players[0], "value": 2})
    wait_until(chain, terms.play_until)
    assert pay_out(campaign, alice, bob, players[0], TREASURY) == [6_000, 0, 0, 42]


def test_nobody_reveals(opened, alice, players, pay_out):
    campaign, terms = opened(sealed_plays=True)
    campaign.addBet(NO_ADMISSION, {"from": players[0], "value": 5})
    play_all(campaign, players[:2], lambda *_: annotation(1, 1), sealed=True)
    wait_until(chain, terms.reveal_until)
    assert pay_out(campaign, alice, *players[:2], TREASURY) == [6_000, 0, 0, 5]


def test_some_reveal(opened, alice, players, relayer, pay_out):
    """A play not revealed goes back to the sponsor; its player has what else it revealed."""
    campaign, terms = opened(sealed_plays=True)
    reveals = play_all(campaign, players[:2], lambda *_: annotation(1, 1), sealed=True)
    campaign.reveal([r for r in reveals if r[0] == str(players[0])], {"from": relayer})
    wait_until(chain, terms.reveal_until)
    settle_all(campaign, relayer)
    assert pay_out(campaign, alice, *players[:2], TREASURY) == [3_000, 3_000, 0, 0]


def test_all_are_outliers(opened, alice, players, relayer, pay_out):
    """Nobody agrees with anybody: no one is ranked, and all bets are the treasury's."""
    campaign, _ = opened(confirmation=100)
    places = dict(zip(map(str, players), (100, 900), strict=False))
    campaign.addBet(NO_ADMISSION, {"from": players[0], "value": 9})
    play_all(campaign, players[:2], lambda p, _: annotation(places[str(p)], 1))
    settle_all(campaign, relayer)
    assert pay_out(campaign, alice, *players[:2], TREASURY) == [0, 0, 0, 6_009]


def test_a_single_player(opened, alice, bob, relayer, pay_out):
    """It gets its own bets back, and has no others to gain."""
    campaign, _ = opened(annotators=1)
    campaign.addBet(NO_ADMISSION, {"from": bob, "value": 7})
    play_all(campaign, [bob], lambda *_: annotation(1, 1))
    settle_all(campaign, relayer)
    assert pay_out(campaign, alice, bob, TREASURY) == [0, 3_007, 0]


def test_equal_scores_are_paid_by_their_bets(opened, alice, players, relayer, pay_out):
    campaign, _ = opened()
    campaign.addBet(NO_ADMISSION, {"from": players[1], "value": 3_000})
    play_all(campaign, players[:2], lambda *_: annotation(1, 1))
    settle_all(campaign, relayer)
    assert pay_out(campaign, alice, *players[:2], TREASURY) == [0, 3_000, 6_000, 0]


def test_bets_of_nothing(opened, alice, players, relayer, pay_out):
    campaign, _ = opened(sponsored_bet=0)
    play_all(campaign, players[:2], lambda *_: annotation(1, 1))
    settle_all(campaign, relayer)
    assert pay_out(campaign, alice, *players[:2], TREASURY) == [0, 0, 0, 0]


def test_the_validators_vanish(opened, alice, players, relayer, pay_out):
    campaign, terms = opened(validators=2, validator_fee=3)
    play_all(campaign, players[:2], lambda *_: annotation(1, 1))
    settle_all(campaign, relayer, [0])
    scores = campaign.resultOf(0, b"")[1]
    wait_until(chain, terms.validate_until)
    settle_all(campaign, relayer, [1, 2])
    campaign.count([0], [scores], {"from": relayer})
    assert pay_out(campaign, alice, *players[:2], TREASURY) == [18, 3_000, 3_000, 0]


def test_rejected_images_go_back_to_the_sponsor(opened, alice, players, voters, relayer, pay_out):
    """What players added stays in play; who has nothing else left is an outlier."""
    campaign, _ = opened(image_count=2, annotators=2, validators=1, validator_fee=3)
    campaign.addBet(NO_ADMISSION, {"from": players[0], "value": 10})
    campaign.addBet(NO_ADMISSION, {"from": players[2], "value": 50})
    play_all(campaign, players[:2], lambda *_: annotation(1, 1))
    settle_all(campaign, relayer)
    campaign.vote(0, 0b01, NO_ADMISSION, {"from": voters[0]})
    campaign.count([0, 1], [[], campaign.resultOf(1, b"")[1]], {"from": relayer})
    campaign.claimFees(voters[0], [0], {"from": relayer})
    paid = pay_out(campaign, alice, *players[:3], voters[0], TREASURY)
    assert paid == [2_000, 1_010, 1_000, 0, 6, 50]


def test_all_images_rejected(opened, alice, players, voters, relayer, pay_out):
    campaign, _ = opened(validators=1, validator_fee=3)
    campaign.addBet(NO_ADMISSION, {"from": players[0], "value": 10})
    play_all(campaign, players[:2], lambda *_: annotation(1, 1))
    settle_all(campaign, relayer)
    campaign.vote(0, 0b111, NO_ADMISSION, {"from": voters[0]})
    campaign.count([0, 1, 2], [[], [], []], {"from": relayer})
    campaign.claimFees(voters[0], [0], {"from": relayer})
    assert pay_out(campaign, alice, *players[:2], voters[0], TREASURY) == [6_000, 0, 0, 9, 10]


def test_one_account_in_every_role_of_money(project, factory, alice, now, relayer, pay_out):
    """The sponsor is its own treasury, and plays."""
    from tests.campaigns import open_campaign, terms_from

    terms = terms_from(now, treasury=alice.address, annotators=1)
    campaign = open_campaign(project, factory, alice, terms)
    hand_in(campaign, alice, draw(campaign, alice), annotation(1, 1), draw_next=False)
    wait_until(chain, terms.play_until)
    played = [i for i, s in enumerate(campaign.imageStates(0, 3)) if s["revealed"]]
    settle_all(campaign, relayer, played)
    assert pay_out(campaign, alice) == [3_000]
