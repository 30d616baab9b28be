import pytest
from brownie.test import given
from hypothesis import settings
from hypothesis import strategies as st

from tests.datasets import as_hex


@pytest.fixture(scope="module")
def packing(project, alice, module_isolation):
    return project.PackedRulesHarness.deploy({"from": alice})


def number(bits: int):
    return st.one_of(st.sampled_from([0, 1, 2**bits - 1]), st.integers(0, 2**bits - 1))


HASHES = st.binary(min_size=32, max_size=32).map(as_hex)
ADMISSIONS = st.tuples(st.integers(0, 2), number(64), HASHES)
WIDTHS = (16, 8, 8, 16, 32, 40, 96, 96, 96, 96)
RULES = st.tuples(
    st.text(max_size=16),
    *map(number, WIDTHS),
    ADMISSIONS,
    ADMISSIONS,
    st.lists(number(64), max_size=8).map(tuple),
)


@given(rules=RULES, schema_hash=HASHES)
@settings(max_examples=50)
def test_round_trip(packing, alice, bob, rules, schema_hash):
    """Every field keeps its width and its place."""
    unpacked = packing.roundTrip(rules, alice, bob, schema_hash)
    assert unpacked == (rules, alice, bob, schema_hash)
