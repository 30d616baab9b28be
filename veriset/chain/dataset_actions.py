"""What people do with a collaborative dataset: open, join, vote, close, claim, withdraw, fund."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from veriset.chain.collaborative_dataset import CollaborativeDataset
from veriset.chain.dataset_factory import DatasetFactory
from veriset.chain.dataset_types import Batch, BatchStatus, Role, Rules, ValidatorStatus
from veriset.errors import ChainError, InputError
from veriset.records.schema import Schema

if TYPE_CHECKING:
    from veriset.chain.sender import Receipt, Sender


def open_dataset(
    factory: DatasetFactory, sender: Sender, schema: Schema, rules: Rules, pool: int = 0
) -> tuple[CollaborativeDataset, bool]:
    """Open a dataset, unless the sender has opened one of this name and schema.

    Args:
        factory: of the chain.
        sender: who opens it.
        schema: what a record is; its canonical JSON goes to the chain.
        rules: settled for good; `record_size` is taken from the schema.
        pool: wei for rewards.

    Returns:
        The dataset, and whether it was opened by this call.

    Raises:
        ChainError: the contract refuses the rules, or the node fails.
    """
    rules = replace(rules, record_size=schema.record_size)
    for address in factory.addresses():
        dataset = CollaborativeDataset(factory.web3, address)
        if (
            dataset.creator() == sender.address
            and bytes(dataset.call("schemaHash")) == schema.hash
            and dataset.rules.name == rules.name
        ):
            return dataset, False
    receipt = sender.send(factory.functions.open(rules.to_abi(), schema.to_json()), pool)
    from hexbytes import HexBytes
    from web3.logs import DISCARD

    transaction = factory.web3.eth.get_transaction_receipt(HexBytes(receipt.transaction))
    [event] = factory.events.DatasetOpened().process_receipt(transaction, errors=DISCARD)
    return CollaborativeDataset(factory.web3, event["args"]["dataset"]), True


def votable(dataset: CollaborativeDataset, account: str) -> list[Batch]:
    """Return the batches on which an account can still vote: not its own, nor voted on by it."""
    now = _now(dataset)
    return [
        batch
        for batch in dataset.batches()
        if batch.status is BatchStatus.UNDER_REVIEW
        and _why_not(dataset, batch, account, now) is None
        and not dataset.has_voted(batch, account)
    ]


def votes_to_send(
    dataset: CollaborativeDataset,
    account: str,
    bitmaps: Mapping[int, int],
    proof: Sequence[bytes] = (),
) -> dict[int, int]:
    """Return the votes that are still to be sent, after checking that all of them can be.

    Raises:
        ChainError: the account may not vote, or not on one of the batches.
    """
    if not dataset.is_admitted(account, Role.VALIDATOR, list(proof)):
        raise ChainError(
            f"{account} is not admitted as a validator of {dataset.address}; "
            "its allow-list, if it has one, is needed for the proof"
        )
    ready: dict[int, int] = {}
    now = _now(dataset)
    for batch_id, bitmap in sorted(bitmaps.items()):
        batch = dataset.batch(batch_id)
        if dataset.has_voted(batch, account, proof):
            continue
        reason = _why_not(dataset, batch, account, now)
        if reason is not None:
            raise ChainError(f"no vote on batch {batch_id}: {reason}; nothing was sent")
        ready[batch_id] = bitmap
    if ready and dataset.rules.validator_stake:
        status = dataset.account(account).status
        if status is not ValidatorStatus.ACTIVE:
            raise ChainError(
                f"{account} has left no stake; nothing was sent; run: veriset dataset join"
            )
    return ready


def vote(
    dataset: CollaborativeDataset,
    sender: Sender,
    bitmaps: Mapping[int, int],
    proof: Sequence[bytes] = (),
) -> dict[int, Receipt]:
    """Vote on batches, a transaction each; those that the sender has voted on are left out.

    Args:
        dataset: the dataset.
        sender: the validator.
        bitmaps: by batch; bit i is set if record i is valid.
        proof: that the sender is admitted, where an allow-list is used.

    Returns:
        The receipt of each vote that was sent, by batch.

    Raises:
        ChainError: as `votes_to_send`, or the node fails.
    """
    return {
        batch_id: sender.send(dataset.functions.vote(batch_id, bitmap, list(proof)))
        for batch_id, bitmap in votes_to_send(dataset, sender.address, bitmaps, proof).items()
    }


def closable(dataset: CollaborativeDataset) -> list[Batch]:
    """Return the batches that anyone can close now: all votes in, or past their time."""
    now = _now(dataset)
    return [
        batch
        for batch in dataset.batches()
        if batch.status is BatchStatus.UNDER_REVIEW
        and (batch.votes >= dataset.rules.votes_needed or now > batch.closes_at)
    ]


def close_batches(
    dataset: CollaborativeDataset, sender: Sender, batch_ids: Iterable[int] | None = None
) -> list[Batch]:
    """Close batches and return them as they are then; None closes all that can be."""
    ids = [batch.id for batch in closable(dataset)] if batch_ids is None else list(batch_ids)
    for batch_id in ids:
        sender.send(dataset.functions.close(batch_id))
    return [dataset.batch(batch_id) for batch_id in ids]


def claim(dataset: CollaborativeDataset, sender: Sender, account: str) -> tuple[int, int]:
    """Credit an account with all it has earned; return the points and wei that this gave."""
    claimable = dataset.claimable(account)
    ids = claimable.batch_ids
    for start in range(0, len(ids), _CLAIMS):
        sender.send(dataset.functions.claim(account, list(ids[start : start + _CLAIMS])))
    return claimable.points, claimable.amount


def withdraw(dataset: CollaborativeDataset, sender: Sender, account: str) -> int:
    """Claim all that an account has earned, release its stake if that is due, and pay it.

    Returns:
        The wei that it was paid; 0 if there was nothing, and then nothing is sent.
    """
    claim(dataset, sender, account)
    state = dataset.account(account)
    if state.status is ValidatorStatus.LEAVING and _now(dataset) >= state.stake_released_at:
        sender.send(dataset.functions.releaseStake(account))
        state = dataset.account(account)
    if state.credit:
        sender.send(dataset.functions.withdraw(account))
    return state.credit


def fund(dataset: CollaborativeDataset, sender: Sender, amount: int) -> int:
    """Add wei to the reward pool; return what the pool holds then.

    Raises:
        InputError: the amount is 0.
        ChainError: the last day for records is over, or the node fails.
    """
    if not amount:
        raise InputError("the amount is 0; nothing was sent")
    sender.send(dataset.functions.fund(), amount)
    return dataset.funds().pool


def join(dataset: CollaborativeDataset, sender: Sender, proof: Sequence[bytes] = ()) -> int:
    """Become a validator; return the stake that was left for it, in wei."""
    stake = dataset.rules.validator_stake
    sender.send(dataset.functions.join(list(proof)), stake)
    return stake


def resign(dataset: CollaborativeDataset, sender: Sender) -> int:
    """Vote no more; return the Unix time from which the stake can be withdrawn."""
    sender.send(dataset.functions.resign())
    return dataset.account(sender.address).stake_released_at


_CLAIMS = 100  # batches a transaction, about 3 million gas


def _why_not(dataset: CollaborativeDataset, batch: Batch, account: str, now: int) -> str | None:
    if batch.contributor == account:
        return f"{account} contributed it itself"
    if batch.status is not BatchStatus.UNDER_REVIEW:
        return "it is closed"
    if batch.votes >= dataset.rules.votes_needed:
        return "it has all votes; close it"
    return "its time is over" if now > batch.closes_at else None


def _now(dataset: CollaborativeDataset) -> int:
    return int(dataset.web3.eth.get_block("latest")["timestamp"])
