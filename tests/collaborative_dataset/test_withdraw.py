import pytest

from tests.collaborative import PAID, vote_all
from tests.errors import refused


@pytest.fixture(scope="module")
def paid(opened):
    return opened(PAID, pool=10**6)


def test_pays_the_account_whoever_calls(paid, bob, relayer, decided, money_is_conserved):
    batch_id = decided(paid, bob, rules=PAID)
    paid.claim(bob, [batch_id], {"from": relayer})
    before = bob.balance()
    tx = paid.withdraw(bob, {"from": relayer})
    assert bob.balance() == before + 2_014
    assert tx.events["Withdrawn"] == {"account": bob, "amount": 2_014}
    assert paid.accountOf(bob)["credit"] == 0
    money_is_conserved(paid)


def test_nothing(paid, bob, relayer):
    with refused("NothingToWithdraw", bob):
        paid.withdraw(bob, {"from": relayer})


def test_twice(paid, bob, relayer, decided):
    paid.claim(bob, [decided(paid, bob, rules=PAID)], {"from": relayer})
    paid.withdraw(bob, {"from": relayer})
    with refused("NothingToWithdraw", bob):
        paid.withdraw(bob, {"from": relayer})


@pytest.fixture
def wallet(project, paid, alice, voters, relayer):
    """A contract that contributed, with its batch decided and claimed."""
    wallet = project.ReenteringWallet.deploy({"from": alice})
    data = paid.contribute.encode_input(b"r" * 48, [])
    wallet.execute(paid, data, {"from": alice, "value": 21})
    vote_all(paid, 0, dict.fromkeys(voters, 0b111))
    paid.close(0, {"from": relayer})
    paid.claim(wallet, [0], {"from": relayer})
    return wallet


@pytest.mark.parametrize("call", ["withdraw", "claim"])
def test_reentering(paid, wallet, relayer, money_is_conserved, call):
    """Called back while it pays, it has nothing more to give."""
    arguments = {"withdraw": (wallet,), "claim": (wallet, [0])}[call]
    wallet.setCallback(getattr(paid, call).encode_input(*arguments), {"from": relayer})
    paid.withdraw(wallet, {"from": relayer})
    assert wallet.balance() == 3 * 1_007
    assert wallet.succeeded() == (call == "claim")
    assert paid.accountOf(wallet)["credit"] == 0
    money_is_conserved(paid)


def test_an_account_that_takes_no_money_stops_nobody(
    project, paid, alice, bob, voters, relayer, decided, money_is_conserved
):
    """Its own withdrawal fails and its credit stays; the others are paid."""
    flood = project.Flood.deploy({"from": alice})
    flood.contribute(paid, [b"r" * 48], {"from": alice, "value": 21})
    vote_all(paid, 0, dict.fromkeys(voters, 0b111))
    paid.close(0, {"from": relayer})
    other = decided(paid, bob, rules=PAID)
    paid.claim(flood, [0], {"from": relayer})
    paid.claim(bob, [other], {"from": relayer})
    with refused("ETHTransferFailed"):
        paid.withdraw(flood, {"from": relayer})
    assert paid.accountOf(flood)["credit"] == 3 * 1_007
    paid.withdraw(bob, {"from": relayer})
    money_is_conserved(paid)
