import pytest

from tests.collaborative import (
    ACTIVE,
    DAY,
    LEAVING,
    NONE,
    Rules,
    contribute,
    mine_at,
)
from tests.errors import refused

STAKED = Rules(validator_stake=100)


@pytest.fixture(scope="module")
def staked(opened):
    return opened(STAKED)


def test_joins(staked, bob, money_is_conserved):
    tx = staked.join([], {"from": bob, "value": 100})
    assert tx.events["ValidatorJoined"] == {"validator": bob}
    assert staked.accountOf(bob)["status"] == ACTIVE
    assert staked.funds() == (0, 0, 0, 100, 0)
    money_is_conserved(staked)


@pytest.mark.parametrize("sent", [0, 99, 101])
def test_wrong_stake(staked, bob, sent):
    with refused("WrongValue", sent, 100):
        staked.join([], {"from": bob, "value": sent})


def test_joins_twice(staked, bob):
    staked.join([], {"from": bob, "value": 100})
    with refused("AlreadyJoined", bob):
        staked.join([], {"from": bob, "value": 100})
    staked.resign({"from": bob})
    with refused("AlreadyJoined", bob):
        staked.join([], {"from": bob, "value": 100})


def test_votes_only_with_a_stake(staked, bob, carol):
    batch_id = contribute(staked, bob)
    with refused("NotJoined", carol):
        staked.vote(batch_id, 1, [], {"from": carol})
    staked.join([], {"from": carol, "value": 100})
    staked.vote(batch_id, 1, [], {"from": carol})


def test_resigns(staked, bob, carol, chain):
    batch_id = contribute(staked, bob)
    staked.join([], {"from": carol, "value": 100})
    tx = staked.resign({"from": carol})
    released_at = chain[tx.block_number].timestamp + DAY + 1
    assert tx.events["ValidatorLeft"] == {"validator": carol, "releasedAt": released_at}
    state = staked.accountOf(carol)
    assert (state["status"], state["stakeReleasedAt"]) == (LEAVING, released_at)
    with refused("IsLeaving", carol, released_at):
        staked.vote(batch_id, 1, [], {"from": carol})
    with refused("NotJoined", carol):
        staked.resign({"from": carol})


def test_resigns_without_having_joined(staked, bob):
    with refused("NotJoined", bob):
        staked.resign({"from": bob})


def test_release(staked, bob, carol, relayer, web3, money_is_conserved):
    contribute(staked, bob)
    staked.join([], {"from": carol, "value": 100})
    staked.resign({"from": carol})
    released_at = staked.accountOf(carol)["stakeReleasedAt"]
    mine_at(web3, released_at - 1)
    with refused("StakeLocked", carol, released_at):
        staked.releaseStake.call(carol, {"from": relayer})
    mine_at(web3, released_at)
    tx = staked.releaseStake(carol, {"from": relayer})
    assert tx.events["StakeReleased"] == {"validator": carol, "amount": 100}
    assert staked.accountOf(carol)["credit"] == 100
    assert staked.accountOf(carol)["status"] == NONE
    assert staked.funds() == (0, 0, 0, 0, 100)
    money_is_conserved(staked)
    with refused("NotLeaving", carol):
        staked.releaseStake(carol, {"from": relayer})


def test_no_batch_it_could_vote_on_is_open_when_it_is_released(staked, bob, carol, web3):
    staked.join([], {"from": carol, "value": 100})
    batch_id = contribute(staked, bob)
    staked.resign({"from": carol})
    assert staked.batch(batch_id)["closesAt"] < staked.accountOf(carol)["stakeReleasedAt"]


def test_release_while_active(staked, bob):
    staked.join([], {"from": bob, "value": 100})
    with refused("NotLeaving", bob):
        staked.releaseStake(bob, {"from": bob})


def test_joins_again_and_keeps_its_number(staked, bob, carol, web3):
    staked.join([], {"from": carol, "value": 100})
    batch_id = contribute(staked, bob)
    staked.vote(batch_id, 1, [], {"from": carol})
    staked.resign({"from": carol})
    mine_at(web3, staked.accountOf(carol)["stakeReleasedAt"])
    staked.releaseStake(carol, {"from": carol})
    staked.join([], {"from": carol, "value": 100})
    assert staked.accountOf(carol)["number"] == 1
    assert staked.accountCount() == 2


def test_joining_where_no_stake_is_asked(dataset, bob, carol):
    dataset.join([], {"from": carol})
    batch_id = contribute(dataset, bob)
    tx = dataset.vote(batch_id, 1, [], {"from": carol})
    assert "ValidatorJoined" not in tx.events
    with refused("WrongValue", 1, 0):
        dataset.join([], {"from": bob, "value": 1})
