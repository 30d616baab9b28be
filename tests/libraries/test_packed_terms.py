import pytest
from brownie.test import given
from hypothesis import settings
from hypothesis import strategies as st


def numbers(bits: int):
    return st.one_of(st.sampled_from([0, 1, 2**bits - 1]), st.integers(0, 2**bits - 1))


ADDRESSES = numbers(160).map("0x{:040x}".format)
ROOTS = numbers(256).map("0x{:064x}".format)
WIDTHS = [32, 8, 8, 8, 96, 96, 32, 8, 32]
TERMS = st.tuples(
    ADDRESSES,
    ADDRESSES,
    ROOTS,
    *map(numbers, WIDTHS),
    st.booleans(),
    *map(numbers, [32, 40, 40, 40]),
)


@pytest.fixture(scope="module")
def terms_harness(project, alice, module_isolation):
    return project.PackedTermsHarness.deploy({"from": alice})


@given(terms=TERMS, sponsor=ADDRESSES, description=ADDRESSES)
@settings(max_examples=40)
def test_round_trip(terms_harness, terms, sponsor, description):
    read, *others, length = terms_harness.roundTrip(terms, sponsor, description)
    assert [str(v).lower() for v in read] == [str(v).lower() for v in terms]
    assert [address.lower() for address in others] == [sponsor, description]
    assert length == 172
