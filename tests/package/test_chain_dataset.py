"""Collaborative datasets in Python, as far as that needs no chain."""

from __future__ import annotations

from typing import Any

import pytest

from veriset.chain.amounts import parse_amount, show_amount
from veriset.chain.dataset_script import rules_from
from veriset.chain.dataset_types import Admission, AdmissionKind, Batch, BatchStatus, Rules
from veriset.chain.dataset_votes import SignedVote, read_signed_votes
from veriset.chain.pages import read_pages
from veriset.chain.typed_data import compact_signature
from veriset.errors import ChainError, InputError
from veriset.records.schema import load_schema


@pytest.mark.parametrize(
    ("text", "wei"),
    [
        ("0", 0),
        ("7", 7),
        ("100 wei", 100),
        ("5gwei", 5 * 10**9),
        ("0.5 gwei", 5 * 10**8),
        ("0.000000000000000001 ether", 1),
        ("1.50 Ether", 15 * 10**17),
    ],
)
def test_amounts(text: str, wei: int) -> None:
    assert parse_amount(text) == wei


@pytest.mark.parametrize(
    "text", ["", "-1", "1.5", "0.1 wei", "1 dollar", "1e3", "٣", "0.0000000001 gwei", "1" * 30]
)
def test_what_is_no_amount(text: str) -> None:
    with pytest.raises(InputError, match="is not an amount; write such as"):
        parse_amount(text)


@pytest.mark.parametrize("wei", [0, 1, 99_999, 10**9, 10**14, 10**18 + 1, 25 * 10**17])
def test_an_amount_that_is_shown_is_exact(wei: int) -> None:
    assert parse_amount(show_amount(wei).replace(",", "")) == wei


def test_pages_that_a_node_refuses_are_asked_for_by_halves() -> None:
    asked: list[tuple[int, int]] = []

    def read(start: int, limit: int) -> tuple[list[int], int]:
        asked.append((start, limit))
        if limit > 3:
            raise ChainError("too much")
        return list(range(start, start + limit)), start + limit

    assert [item for (page,) in read_pages(read, 10, 8) for item in page] == list(range(10))
    assert asked == [(0, 8), (0, 4), (0, 2), (2, 2), (4, 2), (6, 2), (8, 2)]


def test_a_node_that_refuses_everything_is_not_asked_for_ever() -> None:
    def read(start: int, limit: int) -> Any:
        raise ChainError("no")

    with pytest.raises(ChainError, match="no"):
        list(read_pages(read, 10, 8))
    assert list(read_pages(read, 0, 8)) == []


def test_rules_go_to_the_contract_and_come_back() -> None:
    rules = Rules(
        name="A",
        record_size=16,
        contribution_deadline=2_000_000_000,
        deposit_per_record=5,
        contributors=Admission(AdmissionKind.ALLOW_LIST, 0, b"\1" * 32),
        validators=Admission(AdmissionKind.MINIMUM_POINTS, 9, b"\2" * 32),
        badge_points=(1, 20),
    )
    values = rules.to_abi()
    assert values["contributors"] == {"kind": 1, "minimumPoints": 0, "root": b"\1" * 32}
    assert values["badgePoints"] == [1, 20]
    assert Rules.from_abi(values) == rules


def test_the_defaults_are_those_of_the_paper() -> None:
    rules = Rules(name="A", record_size=1)
    assert (rules.votes_needed, rules.approvals_needed, rules.records_per_block) == (10, 8, 50)


def test_rules_of_a_script() -> None:
    schema = load_schema("house_price")
    rules, pool = rules_from(schema, "A", ("votes_needed=3", "pool=2gwei", "reward_per_vote=1 wei"))
    assert (rules.record_size, rules.votes_needed, rules.reward_per_vote) == (16, 3, 1)
    assert pool == 2 * 10**9
    for option, message in (
        ("votes_needed=x", "votes_needed is a whole number"),
        ("record_size=3", "is no rule; give RULE=VALUE with one of pool, votes_needed"),
        ("pool=x", "'x' is not an amount"),
    ):
        with pytest.raises(InputError, match=message):
            rules_from(schema, "A", (option,))


def test_a_batch_counts_its_outcome() -> None:
    batch = Batch(0, "0x", 3, 0, 1, BatchStatus.DECIDED, 0b101)
    assert batch.validated == 2


def test_signed_votes_read_back(tmp_path: Any) -> None:
    import json

    vote = SignedVote(1, "0xd", 2, "0xv", 2**256 - 1, 9, bytes(range(64)), (b"\3" * 32,))
    path = tmp_path / "votes.json"
    path.write_text(json.dumps([vote.to_json()]))
    assert read_signed_votes(path) == [vote]


@pytest.mark.parametrize(("v", "top"), [(27, 0), (28, 1), (0, 0), (1, 1)])
def test_a_compact_signature_keeps_the_parity_in_the_top_bit(v: int, top: int) -> None:
    r, s = b"\1" * 32, b"\2" * 32
    compact = compact_signature(r + s + bytes([v]))
    assert compact[:32] == r
    assert compact[32] >> 7 == top
    assert bytes([compact[32] & 0x7F]) + compact[33:] == s
