import pytest

from tests.collaborative import (
    DAY,
    EVERYTHING,
    PAID,
    UNDER_REVIEW,
    Rules,
    contribute,
    mine_at,
    records_of,
)
from tests.datasets import as_hex
from tests.errors import refused


def test_stores_the_batch(dataset, bob, chain, web3):
    tx = dataset.contribute(records_of(3), [], {"from": bob})
    closes_at = chain[tx.block_number].timestamp + DAY
    stored = dataset.batch(0)
    assert stored[:6] == (bob, 3, closes_at, 0, UNDER_REVIEW, 0)
    assert web3.eth.get_code(stored["pointer"]) == b"\0" + records_of(3)
    assert dataset.recordsOf(0) == as_hex(records_of(3))
    assert dataset.accounts(0, EVERYTHING) == [bob]


def test_returns_the_id_and_tells_of_it(dataset, bob, carol, chain):
    contribute(dataset, bob)
    tx = dataset.contribute(records_of(2), [], {"from": carol})
    assert tx.return_value == 1
    assert tx.events["RecordsContributed"] == {
        "batchId": 1,
        "contributor": carol,
        "count": 2,
        "closesAt": chain[tx.block_number].timestamp + DAY,
    }


@pytest.mark.parametrize(("count", "size"), [(1, 1), (1, 256), (256, 1), (256, 16), (95, 256)])
def test_sizes(opened, bob, count, size):
    dataset = opened(Rules(record_size=size, records_per_block=256))
    dataset.contribute(records_of(count, size), [], {"from": bob})
    assert dataset.batch(0)["count"] == count
    assert dataset.recordsOf(0) == as_hex(records_of(count, size))


def test_many_batches(dataset, bob):
    """Past 127 the chain writes a nonce, from which the pointers follow, in another form."""
    for number in range(130):
        dataset.contribute(records_of(1, name=f"batch {number}"), [], {"from": bob})
    for number in (0, 1, 126, 127, 128, 129):
        assert dataset.recordsOf(number) == as_hex(records_of(1, name=f"batch {number}"))


def test_empty_batch(dataset, bob):
    with refused("EmptyBatch"):
        dataset.contribute(b"", [], {"from": bob})


@pytest.mark.parametrize("length", [1, 15, 17, 47])
def test_wrong_length(dataset, bob, length):
    with refused("WrongLength", length, 16):
        dataset.contribute(b"r" * length, [], {"from": bob})
    assert dataset.batchCount() == 0


def test_257_records(opened, bob):
    dataset = opened(Rules(records_per_block=256))
    with refused("TooManyRecords", 257, 256):
        dataset.contribute(records_of(257), [], {"from": bob})


def test_more_than_a_contract_holds(opened, bob):
    dataset = opened(Rules(record_size=256, records_per_block=256))
    with refused("BatchTooLong", 24_576, 24_575):
        dataset.contribute(records_of(96, 256), [], {"from": bob})


def test_over_the_cap(dataset, bob):
    with refused("TooManyInBlock", 51, 50):
        dataset.contribute(records_of(51), [], {"from": bob})


def test_over_the_cap_in_many_batches(project, dataset, alice):
    """All in one transaction, and so in one block; the cap is each account's own."""
    flood = project.Flood.deploy({"from": alice})
    flood.contribute(dataset, [records_of(20), records_of(30)])
    with refused("TooManyInBlock", 51, 50):
        flood.contribute(dataset, [records_of(20), records_of(30), records_of(1)])
    flood.contribute(dataset, [records_of(50)])
    assert dataset.batchCount() == 3


def test_the_cap_begins_anew_with_the_block(dataset, bob):
    for _ in range(3):
        contribute(dataset, bob, 50)
    assert dataset.batchCount() == 3


@pytest.mark.parametrize("sent", [0, 20, 22])
def test_wrong_deposit(opened, bob, sent):
    dataset = opened(PAID, pool=10**6)
    with refused("WrongValue", sent, 21):
        dataset.contribute(records_of(3), [], {"from": bob, "value": sent})


def test_deposit_where_none_is_asked(dataset, bob):
    with refused("WrongValue", 1, 0):
        dataset.contribute(records_of(3), [], {"from": bob, "value": 1})


def test_reserves_the_most_it_can_earn(opened, bob, money_is_conserved):
    needed = PAID.most_earned(3)
    dataset = opened(PAID, pool=needed)
    contribute(dataset, bob, 3, PAID)
    assert dataset.funds() == (0, needed, 21, 0, 0)
    money_is_conserved(dataset)


def test_pool_too_small(opened, bob):
    """Nobody works unpaid: the batch is refused, and taken once somebody has added the wei."""
    needed = PAID.most_earned(3)
    dataset = opened(PAID, pool=needed - 1)
    with refused("RewardPoolTooSmall", needed, needed - 1):
        contribute(dataset, bob, 3, PAID)
    dataset.fund({"from": bob, "value": 1})
    contribute(dataset, bob, 3, PAID)


def test_past_the_deadline(opened, bob, chain, web3):
    deadline = chain.time() + DAY
    dataset = opened(Rules(contribution_deadline=deadline))
    contribute(dataset, bob)
    mine_at(web3, deadline)
    dataset.contribute.call(records_of(1), [], {"from": bob})
    mine_at(web3, deadline + 1)
    with refused("ContributionsOver", deadline):
        contribute(dataset, bob)


def test_unknown_batch(dataset):
    for view in (dataset.batch, dataset.recordsOf, dataset.tally, dataset.votesOf):
        with refused("UnknownBatch", 0):
            view(0)


def test_pages_of_batches(dataset, bob):
    for count in (1, 2, 3):
        contribute(dataset, bob, count)
    counts = [stored["count"] for stored in map(dataset.batch, range(3))]
    assert counts == [1, 2, 3]
    for start in (0, 1, 3, 4, EVERYTHING):
        for limit in (0, 1, 2, EVERYTHING):
            page = dataset.batches(start, limit)
            assert [stored[1] for stored in page] == counts[start : start + limit]
