"""Contributing records to a collaborative dataset."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from veriset.chain.amounts import show_amount
from veriset.chain.collaborative_dataset import CollaborativeDataset
from veriset.chain.dataset_types import BatchStatus, Role
from veriset.errors import ChainError, InputError
from veriset.progress import Progress, silent
from veriset.records.tables import check_dtype

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from veriset.chain.sender import Receipt, Sender


@dataclass(frozen=True)
class Contribution:
    """What became of records that were handed in.

    Attributes:
        records: number that was sent now.
        present: number that the account had contributed before, and that were left out.
        batch_ids: the batches that were made now.
        receipts: of their transactions.
    """

    records: int
    present: int
    batch_ids: tuple[int, ...]
    receipts: tuple[Receipt, ...]


def contribute(
    dataset: CollaborativeDataset,
    sender: Sender,
    records: NDArray[np.void],
    *,
    proof: Sequence[bytes] = (),
    again: bool = False,
    progress: Progress = silent,
) -> Contribution:
    """Contribute records, in as many batches as the rules ask for.

    All is checked before anything is sent: the records, the admission, the pool, the deposit. If
    a later batch fails, the same call again goes on where it ended.

    Args:
        dataset: the dataset.
        sender: who contributes.
        records: as `read_records` gives them.
        proof: that the sender is admitted, where an allow-list is used.
        again: also send records that the sender has contributed before.
        progress: told of the records sent so far.

    Raises:
        InputError: a record does not fit the schema.
        ChainError: the contract refuses it, the account cannot pay, or the node fails.
    """
    schema, rules = dataset.schema, dataset.rules
    records = check_dtype(schema, records)
    if not len(records):
        raise InputError("there are no records to contribute")
    if not dataset.is_admitted(sender.address, Role.CONTRIBUTOR, list(proof)):
        raise ChainError(
            f"{sender.address} is not admitted as a contributor of {dataset.address}; "
            "its allow-list, if it has one, is needed for the proof"
        )
    fresh = records if again else _without(records, own_records(dataset, sender.address))
    needed, pool = len(fresh) * rules.reward_per_batch_record, dataset.funds().pool
    if needed > pool:
        raise ChainError(
            f"the reward pool holds {show_amount(pool)} and {len(fresh):,} records may earn "
            f"{show_amount(needed)}; nothing was sent; add to it: veriset dataset fund"
        )
    deposit = len(fresh) * rules.deposit_per_record
    if dataset.web3.eth.get_balance(dataset.web3.to_checksum_address(sender.address)) < deposit:
        raise ChainError(
            f"account {sender.address} cannot leave the deposit of {show_amount(deposit)}; "
            "nothing was sent; send it funds first"
        )
    size = dataset.batch_capacity
    before, receipts = dataset.batch_count(), []
    for start in range(0, len(fresh), size):
        part = fresh[start : start + size]
        try:
            receipts.append(
                sender.send(
                    dataset.functions.contribute(part.tobytes(), list(proof)),
                    len(part) * rules.deposit_per_record,
                )
            )
        except ChainError as error:
            if not start:
                raise
            raise ChainError(
                f"{start:,} of {len(fresh):,} records were sent, then: {error}; "
                "the same command again sends the rest"
            ) from error
        progress(start + len(part), len(fresh))
    return Contribution(
        records=len(fresh),
        present=len(records) - len(fresh),
        batch_ids=tuple(
            batch.id
            for batch in dataset.batches(start=before)
            if batch.contributor == sender.address
        ),
        receipts=tuple(receipts),
    )


def own_records(dataset: CollaborativeDataset, account: str) -> Counter[bytes]:
    """Return the records that an account has contributed, expired ones left out, with counts."""
    found: Counter[bytes] = Counter()
    for batch in dataset.batches():
        if batch.contributor == account and batch.status is not BatchStatus.EXPIRED:
            found.update(record.tobytes() for record in dataset.records_of(batch.id))
    return found


def _without(records: NDArray[np.void], present: Counter[bytes]) -> NDArray[np.void]:
    keep = np.ones(len(records), bool)
    if present:
        for row, record in enumerate(records):
            content = record.tobytes()
            if present[content]:
                present[content] -= 1
                keep[row] = False
    return records[keep]
