import pytest

from tests.collaborative import DECIDED, EXPIRED, PAID, Rules, contribute, mine_at, vote_all
from tests.errors import refused


@pytest.fixture(scope="module")
def batch_id(dataset, bob):
    """Three records of bob's."""
    return contribute(dataset, bob)


def test_decides(dataset, batch_id, voters, relayer):
    vote_all(dataset, batch_id, dict(zip(voters, (0b111, 0b011, 0b001), strict=True)))
    tx = dataset.close(batch_id, {"from": relayer})
    stored = dataset.batch(batch_id)
    assert (stored["status"], stored["outcome"]) == (DECIDED, 0b011)
    assert tx.events["BatchDecided"] == {"batchId": batch_id, "outcome": 0b011}


def test_too_early(dataset, batch_id, voters, relayer):
    closes_at = dataset.batch(batch_id)["closesAt"]
    vote_all(dataset, batch_id, dict.fromkeys(voters[:2], 1))
    with refused("ReviewInProgress", batch_id, 2, 3, closes_at):
        dataset.close(batch_id, {"from": relayer})


def test_expires(dataset, batch_id, voters, relayer, web3):
    vote_all(dataset, batch_id, dict.fromkeys(voters[:2], 0b111))
    closes_at = dataset.batch(batch_id)["closesAt"]
    mine_at(web3, closes_at)
    with refused("ReviewInProgress", batch_id, 2, 3, closes_at):
        dataset.close.call(batch_id, {"from": relayer})
    mine_at(web3, closes_at + 1)
    tx = dataset.close(batch_id, {"from": relayer})
    stored = dataset.batch(batch_id)
    assert (stored["status"], stored["outcome"], stored["votes"]) == (EXPIRED, 0, 2)
    assert tx.events["BatchExpired"] == {"batchId": batch_id, "votes": 2}
    assert dataset.tally(batch_id) == (2, 2, 2)


def test_all_votes_in_is_decided_however_late(dataset, batch_id, voters, relayer, web3):
    vote_all(dataset, batch_id, dict.fromkeys(voters, 0b100))
    mine_at(web3, dataset.batch(batch_id)["closesAt"] + 10**6)
    dataset.close(batch_id, {"from": relayer})
    assert dataset.batch(batch_id)["outcome"] == 0b100


@pytest.mark.parametrize("votes", [0, 3])
def test_twice(dataset, batch_id, voters, relayer, web3, votes):
    vote_all(dataset, batch_id, dict.fromkeys(voters[:votes], 1))
    mine_at(web3, dataset.batch(batch_id)["closesAt"] + 1)
    dataset.close(batch_id, {"from": relayer})
    with refused("BatchIsClosed", batch_id):
        dataset.close(batch_id, {"from": relayer})


def test_unknown_batch(dataset, relayer):
    with refused("UnknownBatch", 7):
        dataset.close(7, {"from": relayer})


def test_one_vote_decides_where_one_is_needed(opened, bob, voters):
    dataset = opened(Rules(votes_needed=1, approvals_needed=1))
    batch_id = contribute(dataset, bob)
    dataset.vote(batch_id, 0b101, [], {"from": voters[0]})
    dataset.close(batch_id, {"from": bob})
    assert dataset.batch(batch_id)["outcome"] == 0b101


@pytest.mark.parametrize("count", [160, 161, 256])
def test_outcome_beside_and_in_the_header(opened, bob, voters, count):
    """A header has room for 160 records; the outcome of more is a word of its own."""
    dataset = opened(Rules(votes_needed=1, approvals_needed=1, records_per_block=256))
    batch_id = contribute(dataset, bob, count)
    outcome = 1 << (count - 1) | 1
    dataset.vote(batch_id, outcome, [], {"from": voters[0]})
    dataset.close(batch_id, {"from": bob})
    assert dataset.batch(batch_id)["outcome"] == outcome


@pytest.mark.parametrize(
    ("rules", "funds"),
    [
        (Rules(deposit_per_record=7), (1_000_007, 0, 14, 0, 0)),
        (Rules(reward_per_record=1_000), (998_000, 2_000, 0, 0, 0)),
        (Rules(reward_per_vote=10), (999_930, 70, 0, 0, 0)),
    ],
    ids=["deposit", "record", "vote"],
)
def test_each_kind_of_money_alone(opened, bob, decided, money_is_conserved, rules, funds):
    dataset = opened(rules, pool=10**6)
    decided(dataset, bob, rules=rules)
    assert dataset.funds() == funds
    money_is_conserved(dataset)


def test_decided_moves_the_money(opened, bob, decided, money_is_conserved):
    """Two validated, one discarded; votes 111, 011, 001 on 011: 2, 3 and 2 agree."""
    dataset = opened(PAID, pool=10**6)
    decided(dataset, bob, rules=PAID)
    earned = 2 * 1_000 + 7 * 10
    assert dataset.funds() == (10**6 - earned + 7, earned, 2 * 7, 0, 0)
    money_is_conserved(dataset)


def test_expired_moves_the_money(opened, bob, voters, web3, money_is_conserved):
    """Nothing is earned, and no deposit is lost."""
    dataset = opened(PAID, pool=10**6)
    batch_id = contribute(dataset, bob, 3, PAID)
    vote_all(dataset, batch_id, dict.fromkeys(voters[:2], 0b111))
    mine_at(web3, dataset.batch(batch_id)["closesAt"] + 1)
    dataset.close(batch_id, {"from": voters[0]})
    assert dataset.funds() == (10**6, 0, 3 * 7, 0, 0)
    money_is_conserved(dataset)
