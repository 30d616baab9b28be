import pytest

from tests.campaigns import (
    NO_ADMISSION,
    TREASURY,
    annotation,
    draw,
    drawn,
    payouts,
    play_all,
    rank_all,
    settle_all,
)
from tests.errors import refused

PLACES = (103, 100, 99, 900)
"""Of the boxes on every image: three agree, the fourth is an outlier."""
ADDED = (11, 0, 500, 70)


@pytest.fixture(scope="module", params=[0, 1], ids=["by_rank", "by_distance"])
def ranked(opened, players, relayer, request):
    """Four players, ranked but for the one who is an outlier: the campaign and its terms."""
    campaign, terms = opened(annotators=4, distance=4, payout_tolerance=request.param)
    for player, added in zip(players, ADDED, strict=True):
        if added:
            campaign.addBet(NO_ADMISSION, {"from": player, "value": added})
    places = dict(zip(map(str, players), PLACES, strict=True))
    play_all(campaign, players, lambda p, _: annotation(places[str(p)], 100))
    settle_all(campaign, relayer)
    rank_all(campaign, relayer)
    return campaign, terms


@pytest.fixture(scope="module")
def expected(ranked, players):
    """Rewards and the treasury's share, by the payout rule."""
    campaign, terms = ranked
    states = [campaign.playerOf(player) for player in players]
    scores = {
        p: s["score"] if s["hasScore"] else None for p, s in zip(players, states, strict=True)
    }
    bets = {p: 3_000 + added for p, added in zip(players, ADDED, strict=True)}
    assert scores[players[3]] is None
    return payouts(terms, bets, scores)


def test_everybody_is_paid_by_the_rule(
    ranked, expected, players, relayer, web3, money_is_conserved
):
    campaign, _ = ranked
    rewards, treasury = expected
    for player in players[:3]:
        before = player.balance()
        assert campaign.owed(player) == rewards[player]
        tx = campaign.withdraw(player, {"from": relayer})
        assert player.balance() - before == rewards[player]
        assert tx.events["Withdrawn"]["amount"] == rewards[player]
        assert campaign.playerOf(player)["isPaid"]
        money_is_conserved(campaign)
    before = web3.eth.get_balance(web3.to_checksum_address(TREASURY))
    campaign.withdraw(TREASURY, {"from": relayer})
    assert web3.eth.get_balance(web3.to_checksum_address(TREASURY)) - before == treasury
    assert campaign.balance() == 0 == sum(campaign.books())


def test_the_dust_is_the_treasurys_when_the_last_reward_is_taken(
    ranked, expected, players, relayer
):
    campaign, _ = ranked
    rewards, treasury = expected
    dust = campaign.ranking()["pot"] - sum(rewards.values())
    assert dust > 0
    assert campaign.owed(TREASURY) == treasury - dust
    for player in players[:3]:
        tx = campaign.withdraw(player, {"from": relayer})
    assert tx.events["DustCollected"] == {"amount": dust}
    assert campaign.owed(TREASURY) == treasury


def test_the_payout_is_fixed_by_the_first_withdrawal(ranked, players, relayer):
    campaign, _ = ranked
    tx = campaign.withdraw(players[0], {"from": relayer})
    pot = campaign.ranking()["pot"]
    assert tx.events["PayoutFixed"] == {"pot": pot, "toTreasury": 3_070, "toSponsor": 0}
    assert campaign.ranking()["isFixed"]


def test_twice(ranked, players, relayer):
    campaign, _ = ranked
    campaign.withdraw(players[0], {"from": relayer})
    with refused("NothingToWithdraw", players[0]):
        campaign.withdraw(players[0], {"from": relayer})


def test_nothing(ranked, players, carol, relayer):
    campaign, _ = ranked
    for account in (carol, players[3]):
        assert campaign.owed(account) == 0
        with refused("NothingToWithdraw", account):
            campaign.withdraw(account, {"from": relayer})


def test_to_another_account(ranked, expected, players, carol):
    campaign, _ = ranked
    before = carol.balance()
    tx = campaign.withdrawTo(carol, {"from": players[1]})
    amount = expected[0][players[1]]
    assert carol.balance() - before == amount
    assert tx.events["Withdrawn"] == {"account": players[1], "recipient": carol, "amount": amount}


@pytest.fixture
def wallet(project, opened, alice, bob, relayer):
    """A contract that played beside bob, with its campaign ranked: (wallet, campaign)."""

    def wallet(kind):
        campaign, _ = opened(annotators=2)
        wallet = kind.deploy({"from": alice})
        data = campaign.draw.encode_input(NO_ADMISSION)
        image = drawn(wallet.execute(campaign, data, {"from": alice}))
        while image is not None:
            data = campaign.playOpen.encode_input(image, annotation(100, 100), True)
            image = drawn(wallet.execute(campaign, data, {"from": alice}))
        play_all(campaign, [bob], lambda *_: annotation(101, 100))
        settle_all(campaign, relayer)
        rank_all(campaign, relayer)
        return wallet, campaign

    return wallet


@pytest.mark.parametrize("call", ["withdraw", "withdrawTo"])
def test_reentering(project, wallet, bob, relayer, money_is_conserved, call):
    """Called back while it pays, it has nothing more to give."""
    wallet, campaign = wallet(project.ReenteringWallet)
    data = getattr(campaign, call).encode_input(wallet)
    wallet.setCallback(data, {"from": relayer})
    campaign.withdraw(wallet, {"from": relayer})
    assert wallet.balance() == 3_000
    assert not wallet.succeeded()
    campaign.withdraw(bob, {"from": relayer})
    money_is_conserved(campaign)
    assert campaign.balance() == 0


def test_a_player_that_takes_no_money_stops_nobody(
    project, wallet, alice, bob, relayer, carol, money_is_conserved
):
    """Its own withdrawal fails, the others are paid, and it can name another account."""
    wallet, campaign = wallet(project.RefusingWallet)
    with refused_bare("ETHTransferFailed"):
        campaign.withdraw(wallet, {"from": relayer})
    campaign.withdraw(bob, {"from": relayer})
    assert campaign.owed(wallet) == 3_000
    money_is_conserved(campaign)
    before = carol.balance()
    wallet.execute(campaign, campaign.withdrawTo.encode_input(carol), {"from": alice})
    assert carol.balance() - before == 3_000
    assert campaign.balance() == 0


def refused_bare(error):
    import brownie

    return brownie.reverts(f"{error}: ")


def test_before_the_payout_only_fees(opened, bob, alice, relayer):
    campaign, _ = opened()
    draw(campaign, bob)
    for account in (bob, alice, TREASURY):
        assert campaign.owed(account) == 0
        with refused("NothingToWithdraw", account):
            campaign.withdraw(account, {"from": relayer})
