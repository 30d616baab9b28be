import pytest
from brownie.test import given
from hypothesis import settings
from hypothesis import strategies as st

from tests.collaborative import records_of
from tests.datasets import as_hex
from tests.errors import refused

SIZES = st.one_of(st.sampled_from([1, 16, 32, 33, 256]), st.integers(1, 256))


@pytest.fixture(scope="module")
def store(project, alice, module_isolation):
    return project.RecordStoreHarness.deploy({"from": alice})


def chosen_of(records: bytes, size: int, chosen: int) -> bytes:
    parts = [records[at : at + size] for at in range(0, len(records), size)]
    return b"".join(part for i, part in enumerate(parts) if chosen >> i & 1)


@given(size=SIZES, count=st.integers(1, 256), chosen=st.integers(0, 2**256 - 1))
@settings(max_examples=30)
def test_round_trip(store, alice, web3, size, count, chosen):
    """Whatever the size and the number: all the bytes, and any choice of records."""
    count = min(count, 24_575 // size)
    chosen &= (1 << count) - 1
    records = records_of(count, size)
    position = store.batchCount()
    store.write(records, {"from": alice})
    assert web3.eth.get_code(store.pointerOf(position)) == b"\0" + records
    assert store.copy(position, size, chosen) == as_hex(chosen_of(records, size, chosen))


@pytest.mark.parametrize(
    "chosen", [0, 1, 1 << 255, 2**256 - 1, 2**256 // 3, (1 << 255) - 1, ((1 << 255) - 1) << 1]
)
def test_choices_of_256(store, alice, chosen):
    records = records_of(256)
    store.write(records, {"from": alice})
    assert store.copy(store.batchCount() - 1, 16, chosen) == as_hex(chosen_of(records, 16, chosen))


def test_longest(store, alice, web3):
    records = records_of(24_575, 1)
    store.write(records, {"from": alice})
    assert web3.eth.get_code(store.pointerOf(store.batchCount() - 1)) == b"\0" + records


def test_bytes_that_would_run_do_not(store, alice, web3):
    """The first byte stops; SELFDESTRUCT after it is data."""
    store.write(b"\xff" * 32, {"from": alice})
    pointer = store.pointerOf(store.batchCount() - 1)
    assert web3.eth.call({"to": pointer}) == b""


def test_out_of_order(store, alice):
    expected = store.pointerOf(store.batchCount() + 1)
    pointer = store.pointerOf(store.batchCount())
    with refused("UnexpectedPointer", pointer, expected):
        store.writeOutOfOrder(b"records", {"from": alice})
