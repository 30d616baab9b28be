import pytest

from tests.collaborative import DAY, PAID, contribute, mine_at, vote_all
from tests.errors import refused


@pytest.fixture(scope="module")
def deadline(chain, module_isolation):
    return chain.time() + 10 * DAY


@pytest.fixture(scope="module")
def ending(opened, deadline):
    """A dataset that ends, with a pool of a million wei."""
    return opened(PAID.but(contribution_deadline=deadline), pool=10**6)


def test_fund(ending, carol, money_is_conserved):
    tx = ending.fund({"from": carol, "value": 9})
    assert tx.events["PoolFunded"] == {"sponsor": carol, "amount": 9}
    assert ending.funds()["pool"] == 10**6 + 9
    money_is_conserved(ending)


def test_fund_past_the_deadline(ending, deadline, carol, web3):
    mine_at(web3, deadline)
    ending.fund.call({"from": carol, "value": 9})
    mine_at(web3, deadline + 1)
    with refused("ContributionsOver", deadline):
        ending.fund({"from": carol, "value": 9})


def test_reclaim(ending, deadline, alice, relayer, web3, money_is_conserved):
    mine_at(web3, deadline)
    with refused("PoolInUse", deadline):
        ending.reclaimPool.call({"from": relayer})
    mine_at(web3, deadline + 1)
    tx = ending.reclaimPool({"from": relayer})
    assert tx.events["PoolReclaimed"] == {"creator": alice, "amount": 10**6}
    assert ending.funds() == (0, 0, 0, 0, 10**6)
    before = alice.balance()
    ending.withdraw(alice, {"from": relayer})
    assert alice.balance() == before + 10**6
    money_is_conserved(ending)


def test_reclaim_leaves_what_is_reserved(ending, deadline, bob, voters, relayer, web3):
    """A batch under review is paid in full, and what it did not earn is reclaimed later."""
    needed = PAID.most_earned(3)
    mine_at(web3, deadline - 1_000)
    batch_id = contribute(ending, bob, 3, PAID)
    mine_at(web3, deadline + 1)
    ending.reclaimPool({"from": relayer})
    assert ending.funds() == (0, needed, 21, 0, 10**6 - needed)
    vote_all(ending, batch_id, dict(zip(voters, (0b111, 0b011, 0b001), strict=True)))
    ending.close(batch_id, {"from": relayer})
    unearned = needed - 2_070 + 7
    assert ending.funds()["pool"] == unearned
    ending.reclaimPool({"from": relayer})
    for account in (bob, *voters):
        ending.claim(account, [batch_id], {"from": relayer})
        ending.withdraw(account, {"from": relayer})
    assert ending.funds() == (0, 0, 0, 0, 10**6 - needed + unearned)


def test_a_creator_who_vanishes_holds_nobody_up(ending, alice, bob, voters, relayer, web3):
    """Everything is done by others: contributed, voted, closed, claimed, withdrawn, expired."""
    decided = contribute(ending, bob, 3, PAID)
    expired = contribute(ending, bob, 3, PAID)
    vote_all(ending, decided, dict.fromkeys(voters, 0b111))
    ending.close(decided, {"from": relayer})
    mine_at(web3, ending.batch(expired)["closesAt"] + 1)
    ending.close(expired, {"from": relayer})
    before = bob.balance()
    ending.claim(bob, [decided, expired], {"from": relayer})
    ending.withdraw(bob, {"from": relayer})
    assert bob.balance() == before + 3 * 1_000 + 6 * 7
    assert ending.accountOf(alice)["credit"] == 0


def test_pool_of_a_dataset_without_end(opened, relayer):
    endless = opened(PAID, pool=10)
    with refused("PoolStays"):
        endless.reclaimPool({"from": relayer})
