import pytest

from tests.collaborative import DAY, EVERYTHING, Rules, contribute, records_of, vote_all
from tests.datasets import as_hex


def chosen(number: int, count: int, bitmap: int) -> bytes:
    records = records_of(count, name=f"batch {number}")
    return b"".join(records[16 * i : 16 * i + 16] for i in range(count) if bitmap >> i & 1)


@pytest.fixture(scope="module")
def library(opened, bob, voters, relayer, chain):
    """Batches 0 and 2 decided, 1 expired, 3 complete and not closed, 4 without votes."""
    dataset = opened(Rules(votes_needed=1, approvals_needed=1, records_per_block=256))
    contribute(dataset, bob, 3, name="batch 0")
    contribute(dataset, bob, 2, name="batch 1")
    vote_all(dataset, 0, {voters[0]: 0b101})
    dataset.close(0, {"from": relayer})
    chain.sleep(DAY + 2)
    dataset.close(1, {"from": relayer})
    contribute(dataset, bob, 256, name="batch 2")
    vote_all(dataset, 2, {voters[1]: EVERYTHING ^ 0b10})
    dataset.close(2, {"from": relayer})
    contribute(dataset, bob, 1, name="batch 3")
    vote_all(dataset, 3, {voters[1]: 1})
    contribute(dataset, bob, 4, name="batch 4")
    return dataset


VALIDATED = [chosen(0, 3, 0b101), b"", chosen(2, 256, EVERYTHING ^ 0b10), b"", b""]
UNDER_REVIEW = [b"", b"", b"", chosen(3, 1, 1), chosen(4, 4, 15)]


@pytest.mark.parametrize("limit", [0, 1, 2, 5, 6, EVERYTHING])
@pytest.mark.parametrize("start", [0, 1, 4, 5, 6, EVERYTHING])
def test_pages(library, start, limit):
    following = min(max(start, min(start + limit, 5)), 5)
    page = slice(start, start + limit)
    validated = as_hex_of(VALIDATED[page])
    assert library.validatedRecords(start, limit) == (validated, following)
    assert library.recordsUnderReview(start, limit) == (as_hex_of(UNDER_REVIEW[page]), following)


def as_hex_of(parts: list[bytes]) -> str:
    return as_hex(b"".join(parts))


def test_a_batch_is_read_by_eth_call_alone(library, web3):
    """Its records are a contract's code, which any node has without logs or archive."""
    pointer = library.batch(2)["pointer"]
    assert web3.eth.get_code(pointer)[1:] == records_of(256, name="batch 2")


def test_the_order_is_stable(opened, bob, voters, relayer):
    """Batches decided later come at their own place."""
    dataset = opened(Rules(votes_needed=1, approvals_needed=1))
    for number in range(3):
        contribute(dataset, bob, 2, name=f"batch {number}")
    for number in (2, 0, 1):
        vote_all(dataset, number, {voters[0]: 0b11})
        dataset.close(number, {"from": relayer})
    expected = b"".join(records_of(2, name=f"batch {number}") for number in range(3))
    assert dataset.validatedRecords(0, EVERYTHING) == (as_hex(expected), 3)
