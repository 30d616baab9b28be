"""A dataset built together on the chain of this machine: contributors, ten validators, a bot.

The houses come from a stated model with stated faults (`veriset.records.example_houses`); the
validators vote by the flags of the review and err at stated rates. All is seeded.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from veriset.chain import dataset_actions as actions
from veriset.chain.amounts import parse_amount, show_amount
from veriset.chain.brownie_session import brownie_session
from veriset.chain.collaborative_dataset import CollaborativeDataset
from veriset.chain.dataset_contribute import contribute
from veriset.chain.dataset_factory import DatasetFactory
from veriset.chain.dataset_types import Rules
from veriset.chain.dataset_votes import hand_in_votes, sign_vote
from veriset.chain.factory_session import factory_here
from veriset.chain.networks import LOCAL_NETWORK
from veriset.chain.sender import BrownieSender
from veriset.errors import ChainError
from veriset.paths import work_folder
from veriset.records.example_houses import make_houses, make_noise, spoil_houses
from veriset.records.picture import draw_histograms
from veriset.records.review import Review, bitmap_of, review_records
from veriset.records.schema import load_schema
from veriset.records.tables import write_records

if TYPE_CHECKING:
    from numpy.typing import NDArray

_SEED = 20
_POOL = 10**18
_CARELESS_SHARE = 0.2
_CAREFUL, _HASTY = 0.01, 0.1
"""How often a validator takes a record for the opposite of what the review says; two of ten are
hasty."""


@dataclass
class _Person:
    name: str
    role: str
    account: Any
    records: NDArray[np.void] | None = None
    faulty: frozenset[int] = frozenset()
    left: int = 0
    paid: int = 0


def run() -> None:
    """Play the scene on the chain of this machine and print what became of it.

    Raises:
        VerisetError: a step failed, or money is not conserved.
    """
    start = time.perf_counter()
    with brownie_session(LOCAL_NETWORK) as brownie:
        dataset = play(brownie)
    print(f"\nDone in {time.perf_counter() - start:.0f} s. Look at it all again:")
    print(f"  .venv/bin/veriset dataset status --dataset {dataset.address}")


def play(brownie: Any) -> CollaborativeDataset:
    """Play the scene within a session of Brownie on a development chain; return its dataset.

    Raises:
        VerisetError: as `run`.
    """
    dataset, people = _open(brownie)
    contributors = [person for person in people if person.records is not None]
    relay = BrownieSender(brownie.accounts[9])
    honest, careless, bot = contributors[:3], contributors[3], contributors[4]
    print("\nRound 1")
    for person in honest:
        _contribute(dataset, person, slice(0, 50))
    _vote(dataset, people, relay, 1)
    print("\nRound 2")
    for person in honest:
        _contribute(dataset, person, slice(50, 100))
    _contribute(dataset, careless, slice(0, 100))
    _flood(dataset, bot)
    _vote(dataset, people, relay, 2)
    for person in people:
        person.paid = actions.withdraw(dataset, relay, str(person.account.address))
    _show(dataset, people)
    _save(dataset)
    return dataset


def _open(brownie: Any) -> tuple[CollaborativeDataset, list[_Person]]:
    from eth_account import Account
    from tiny_keccak import keccak256

    accounts, schema = brownie.accounts, load_schema("house_price")
    creator = BrownieSender(accounts[0])
    factory = factory_here(DatasetFactory)
    rules = Rules(
        name=f"House prices, demonstration {factory.count() + 1}",
        record_size=schema.record_size,
        deposit_per_record=parse_amount("0.001 ether"),
        reward_per_record=parse_amount("0.0004 ether"),
        reward_per_vote=parse_amount("0.00002 ether"),
        badge_points=(40, 400),
    )
    dataset, _ = actions.open_dataset(factory, creator, schema, rules, _POOL)
    print(f"{rules.name}: {dataset.address}")
    print(
        f"  {rules.approvals_needed} of {rules.votes_needed} votes make a record valid, "
        f"{rules.records_per_block} records a block at most, "
        f"deposit {show_amount(rules.deposit_per_record)} a record"
    )
    spoilt, faults = spoil_houses(make_houses(100, _SEED + 4), _CARELESS_SHARE, _SEED)
    people = [
        _Person(f"honest {i}", "contributor", accounts[i], make_houses(100, _SEED + i))
        for i in (1, 2, 3)
    ]
    people += [
        _Person("careless", "contributor", accounts[4], spoilt, frozenset(faults)),
        _Person("bot", "contributor", accounts[5], make_noise(300, _SEED), frozenset(range(300))),
    ]
    # Validators with no money at all: they sign, and anyone hands their votes in.
    people += [
        _Person(f"validator {i}", "validator", Account.from_key(keccak256(b"demonstration %d" % i)))
        for i in range(1, 11)
    ]
    return dataset, people


def _contribute(dataset: CollaborativeDataset, person: _Person, part: slice) -> None:
    assert person.records is not None
    # `again`, because the careless one sends the same house twice and does not notice.
    result = contribute(dataset, BrownieSender(person.account), person.records[part], again=True)
    person.left += result.records * dataset.rules.deposit_per_record
    gas = sum(receipt.gas_used for receipt in result.receipts) // result.records
    print(
        f"  {person.name:<9} {result.records} records in batches "
        f"{', '.join(map(str, result.batch_ids))}, {gas:,} gas a record"
    )


def _flood(dataset: CollaborativeDataset, bot: _Person) -> None:
    """Send six batches for one block, past every check of ours, as a bot would."""
    assert bot.records is not None
    web3, cap = dataset.web3, dataset.rules.records_per_block
    sender = web3.to_checksum_address(str(bot.account.address))
    value = cap * dataset.rules.deposit_per_record
    parts = [bot.records[start : start + cap] for start in range(0, len(bot.records), cap)]
    calls = [dataset.functions.contribute(part.tobytes(), []) for part in parts]
    web3.provider.make_request("evm_setAutomine", [False])  # type: ignore[arg-type]
    try:
        sent = [call.transact({"from": sender, "value": value, "gas": 1_500_000}) for call in calls]
        web3.provider.make_request("evm_mine", [])  # type: ignore[arg-type]
    finally:
        web3.provider.make_request("evm_setAutomine", [True])  # type: ignore[arg-type]
    receipts = [web3.eth.wait_for_transaction_receipt(one, poll_latency=0.05) for one in sent]
    taken = sum(receipt["status"] for receipt in receipts)
    bot.left += taken * value
    refusal = BrownieSender(bot.account).refusal(calls[-1], value)
    print(f"  bot       {len(bot.records)} records of noise at once: {taken * cap} are taken,")
    print(f"            {len(receipts) - taken} batches refused: {refusal}")


def _vote(
    dataset: CollaborativeDataset, people: list[_Person], relay: BrownieSender, number: int
) -> None:
    validated, batches = dataset.validated_records(), dataset.under_review()
    review = review_records(dataset.schema, validated, batches)
    records = np.concatenate([batch.records for batch in batches])
    picture = work_folder() / "demo" / f"review-{number}.png"
    draw_histograms(dataset.schema, validated, records, picture)
    print(
        f"  {len(records)} records beside {review.reference}: {len(review.flags)} are flagged; "
        f"histograms in {picture.name}"
    )
    for flood in review.floods:
        print(f"  flood: {flood.contributor} gave {flood.share:.0%} of what is under review")
    validators = [person for person in people if person.role == "validator"]
    votes = [
        sign_vote(dataset, person.account, batch_id, bitmap)
        for position, person in enumerate(validators)
        for batch_id, bitmap in _judge(review, position, number).items()
    ]
    receipts = hand_in_votes(dataset, relay, votes)
    gas = sum(receipt.gas_used for receipt in receipts)
    print(
        f"  {len(votes)} signed votes on {len(receipts)} batches handed in and counted: "
        f"{gas // len(records):,} gas a record"
    )


def _judge(review: Review, position: int, number: int) -> dict[int, int]:
    """Return a validator's bitmaps: the review's suggestion, with its own mistakes."""
    rate = _HASTY if position < 2 else _CAREFUL
    generator = np.random.Generator(np.random.PCG64([_SEED, position, number]))
    return {
        batch.id: review.suggestion(batch)
        ^ bitmap_of((generator.random(len(batch.records)) < rate).tolist())
        for batch in review.batches
    }


def _show(dataset: CollaborativeDataset, people: list[_Person]) -> None:
    batches = list(dataset.batches())
    total = sum(batch.count for batch in batches)
    validated = sum(batch.validated for batch in batches)
    print(f"\n{validated} of {total} records validated, {total - validated} discarded")
    faulty = passed = 0
    row = "  {:<13}{:>8}{:>6}{:>8}{:>8}{:>11}{:>10}{:>10}"
    print(row.format("who", "records", "valid", "points", "badges", "deposited", "paid", "ether"))
    for person in people:
        address = str(person.account.address)
        state, outcomes = dataset.account(address), []
        for batch in batches:
            if batch.contributor == address:
                outcomes += [bool(batch.outcome >> record & 1) for record in range(batch.count)]
        faulty += sum(record < len(outcomes) for record in person.faulty)
        passed += sum(record < len(outcomes) and outcomes[record] for record in person.faulty)
        print(
            row.format(
                person.name,
                len(outcomes) or "",
                sum(outcomes) if outcomes else "",
                state.points,
                dataset.call("balanceOf", address),
                f"{person.left / 1e18:.5f}",
                f"{person.paid / 1e18:.5f}",
                f"{(person.paid - person.left) / 1e18:+.5f}",
            )
        )
    print(
        f"Of {faulty} faulty records {passed} were validated; of {total - faulty} sound ones "
        f"{total - validated - (faulty - passed)} were discarded, with those they contradicted."
    )
    funds, given = dataset.funds(), _POOL + sum(person.left for person in people)
    paid = sum(person.paid for person in people)
    if dataset.balance() != funds.total or given != paid + funds.total:
        raise ChainError(f"money is not conserved: {given} wei in, {paid} out, {funds} left")
    print(
        f"Conserved to the wei: {show_amount(given)} in = {show_amount(paid)} paid "
        f"+ {show_amount(funds.total)} held (pool {show_amount(funds.pool)})"
    )


def _save(dataset: CollaborativeDataset) -> None:
    records = dataset.validated_records()
    path = work_folder() / "demo" / "house-prices.parquet"
    write_records(dataset.schema, records, path)
    print(f"{len(records)} validated records, read from the chain's state, are in {path.name}")
