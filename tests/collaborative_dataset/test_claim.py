import pytest

from tests.collaborative import EVERYTHING, PAID, contribute, mine_at, vote_all
from tests.errors import refused


@pytest.fixture(scope="module")
def paid(opened):
    return opened(PAID, pool=10**6)


@pytest.fixture
def batch_id(paid, bob, decided):
    """Two records of bob's validated, one discarded; 2, 3 and 2 votes agree."""
    return decided(paid, bob, rules=PAID)


def test_contributor(paid, batch_id, bob, relayer, money_is_conserved):
    tx = paid.claim(bob, [batch_id], {"from": relayer})
    assert tx.events["Claimed"] == {"account": bob, "points": 2, "amount": 2_000 + 14}
    state = paid.accountOf(bob)
    assert (state["points"], state["credit"]) == (2, 2_014)
    assert paid.funds()["credited"] == 2_014
    assert paid.funds()["deposits"] == 0
    money_is_conserved(paid)


def test_validators(paid, batch_id, voters, relayer, money_is_conserved):
    for voter, agreed in zip(voters, (2, 3, 2), strict=True):
        paid.claim(voter, [batch_id], {"from": relayer})
        state = paid.accountOf(voter)
        assert (state["points"], state["credit"]) == (agreed, 10 * agreed)
    assert paid.funds()["reserved"] == 2_000
    money_is_conserved(paid)


def test_all_that_was_reserved_goes_out(paid, batch_id, bob, voters, relayer):
    for account in (bob, *voters):
        paid.claim(account, [batch_id], {"from": relayer})
        paid.withdraw(account, {"from": relayer})
    assert paid.funds() == (10**6 - 2_070 + 7, 0, 0, 0, 0)
    assert paid.balance() == 10**6 - 2_070 + 7


def test_once(paid, batch_id, bob, voters, relayer):
    """A batch claimed before is passed over, also within one list."""
    for account in (bob, voters[0]):
        paid.claim(account, [batch_id, batch_id], {"from": relayer})
        before = paid.accountOf(account)
        tx = paid.claim(account, [batch_id], {"from": relayer})
        assert paid.accountOf(account) == before
        assert "Claimed" not in tx.events


def test_expired(paid, bob, voters, relayer, web3, money_is_conserved):
    batch_id = contribute(paid, bob, 3, PAID)
    vote_all(paid, batch_id, {voters[0]: 0b111})
    mine_at(web3, paid.batch(batch_id)["closesAt"] + 1)
    paid.close(batch_id, {"from": relayer})
    tx = paid.claim(bob, [batch_id], {"from": relayer})
    assert tx.events["Claimed"] == {"account": bob, "points": 0, "amount": 21}
    with refused("NothingToClaim", batch_id, voters[0]):
        paid.claim(voters[0], [batch_id], {"from": relayer})
    money_is_conserved(paid)


def test_many_batches(paid, bob, voters, relayer, decided, money_is_conserved):
    for _ in range(3):
        decided(paid, bob, rules=PAID)
    decided(paid, relayer, rules=PAID)
    assert paid.claimable(bob, 0, EVERYTHING) == ((0, 1, 2), 6, 3 * 2_014, 4)
    assert paid.claimable(voters[1], 1, 2) == ((1, 2), 6, 60, 3)
    paid.claim(bob, [0, 2], {"from": relayer})
    assert paid.claimable(bob, 0, EVERYTHING) == ((1,), 2, 2_014, 4)
    paid.claim(voters[1], [0, 1, 2, 3], {"from": relayer})
    assert paid.accountOf(voters[1])["points"] == 12
    assert paid.claimable(voters[1], 0, EVERYTHING) == ((), 0, 0, 4)
    money_is_conserved(paid)


def test_claimable_leaves_out_what_is_open_and_what_is_others(paid, bob, carol, voters):
    batch_id = contribute(paid, bob, 3, PAID)
    vote_all(paid, batch_id, dict.fromkeys(voters, 0b111))
    for account in (bob, carol, voters[0]):
        assert paid.claimable(account, 0, EVERYTHING) == ((), 0, 0, 1)


def test_still_open(paid, bob, voters, relayer):
    batch_id = contribute(paid, bob, 3, PAID)
    for account in (bob, voters[0]):
        with refused("BatchIsOpen", batch_id):
            paid.claim(account, [batch_id], {"from": relayer})


def test_nothing_to_claim(paid, batch_id, carol, relayer):
    with refused("NothingToClaim", batch_id, carol):
        paid.claim(carol, [batch_id], {"from": relayer})


def test_unknown_batch(paid, batch_id, bob, relayer):
    with refused("UnknownBatch", batch_id + 1):
        paid.claim(bob, [batch_id, batch_id + 1], {"from": relayer})
    assert paid.accountOf(bob)["points"] == 0


def test_nothing_named(paid, bob, relayer):
    tx = paid.claim(bob, [], {"from": relayer})
    assert len(tx.events) == 0
