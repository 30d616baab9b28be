"""Collaborative datasets as they are read: pages of state, by eth_call alone, without a key."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from veriset.chain.contract import ContractReader
from veriset.chain.dataset_types import (
    AccountState,
    Batch,
    BatchStatus,
    Claimable,
    Funds,
    Role,
    Rules,
    ValidatorStatus,
)
from veriset.chain.pages import PAGE, read_pages
from veriset.chain.sender import refusal_of
from veriset.errors import InputError
from veriset.progress import Progress, silent
from veriset.records.review import ReviewBatch
from veriset.records.schema import Schema, parse_schema

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from web3 import Web3

CONTRACT = "CollaborativeDataset"

MAX_BATCH = 256
"""Most records in a batch: a bit of a word for each."""

MAX_BATCH_BYTES = 24_575
"""Most bytes in a batch: a contract's code is at most 24,576, and begins with a zero byte."""

_PAGE_BYTES = 1 << 19  # twice that in an answer's JSON, which every public node still sends


class CollaborativeDataset(ContractReader):
    """The dataset at an address; every method but `functions` is an eth_call."""

    def __init__(self, web3: Web3, address: str) -> None:
        """Read the dataset at this address through this connection."""
        super().__init__(web3, CONTRACT, address)
        self._schema: Schema | None = None
        self._rules: Rules | None = None

    @property
    def rules(self) -> Rules:
        """The rules, which never change."""
        if self._rules is None:
            self._rules = Rules.from_abi(self.call("rules"))
        return self._rules

    @property
    def schema(self) -> Schema:
        """The schema, which never changes.

        Raises:
            InputError: the creator wrote something else there, or it is not of the records' size.
        """
        if self._schema is None:
            schema = parse_schema(bytes(self.call("schema")), f"the schema of {self.address}")
            if schema.record_size != self.rules.record_size:
                raise InputError(
                    f"the schema of {self.address} has records of {schema.record_size} bytes, "
                    f"the dataset of {self.rules.record_size}; its creator mixed them up"
                )
            self._schema = schema
        return self._schema

    @property
    def batch_capacity(self) -> int:
        """Most records in one contribution, by the rules and by the size of a contract."""
        rules = self.rules
        return min(rules.records_per_block, MAX_BATCH, MAX_BATCH_BYTES // rules.record_size)

    def creator(self) -> str:
        """Return the account that opened the dataset."""
        return str(self.call("creator"))

    def is_admitted(self, account: str, role: Role, proof: list[bytes]) -> bool:
        """Tell whether the account may act in the role now."""
        return bool(self.call("isAdmitted", account, int(role), proof))

    def batch_count(self) -> int:
        """Return the number of batches ever contributed."""
        return int(self.call("batchCount"))

    def batches(self, start: int = 0, block: int | str = "latest") -> Iterator[Batch]:
        """Yield every batch from `start`, in the order of their ids."""
        while page := self.call("batches", start, PAGE, block=block):
            for id_, values in enumerate(page, start):
                yield _batch(id_, values)
            start += len(page)

    def batch(self, id_: int) -> Batch:
        """Return a batch.

        Raises:
            ChainError: there is none of this id.
        """
        return _batch(id_, self.call("batch", id_))

    def records_of(self, batch_id: int) -> NDArray[np.void]:
        """Return all records of a batch, whatever became of them."""
        return self.schema.decode(bytes(self.call("recordsOf", batch_id)))

    def validated_records(self, progress: Progress = silent) -> NDArray[np.void]:
        """Return the validated records in the order of batch and position.

        Args:
            progress: told of the batches read so far and how many there are.
        """
        return self._read_pages("validatedRecords", self.batch_count(), "latest", progress)

    def under_review(self) -> list[ReviewBatch]:
        """Return the batches under review with their records."""
        # All of one block, so that a batch decided meanwhile is not taken for its neighbour.
        block = int(self.web3.eth.block_number)
        batches = list(self.batches(block=block))
        records = self._read_pages("recordsUnderReview", len(batches), block, silent)
        found: list[ReviewBatch] = []
        start = 0
        for batch in batches:
            if batch.status is BatchStatus.UNDER_REVIEW:
                part = records[start : start + batch.count]
                found.append(ReviewBatch(batch.id, batch.contributor, part))
                start += batch.count
        return found

    def votes_of(self, batch_id: int) -> list[tuple[str | None, int]]:
        """Return who voted on a batch and the bitmap of each, in the order of the votes.

        None stands for an account that has done nothing here but vote: the chain's state knows
        its vote and not yet its name.
        """
        validators, bitmaps = self.call("votesOf", batch_id)
        return [
            (None if int(validator, 16) == 0 else validator, bitmap)
            for validator, bitmap in zip(validators, bitmaps, strict=True)
        ]

    def has_voted(self, batch: Batch, account: str, proof: Sequence[bytes] = ()) -> bool:
        """Tell whether an account has voted on a batch; read as `votes_of`, then from what is due.

        Of a batch that has all votes and is not closed, it is not told for an account that has
        done nothing here but vote.

        Args:
            batch: as it is now.
            account: any.
            proof: that it is admitted as a validator, where that is needed.
        """
        if any(validator == account for validator, _ in self.votes_of(batch.id)):
            return True
        if batch.contributor == account:
            return False
        if batch.status is not BatchStatus.UNDER_REVIEW:
            return bool(self.call("claimable", account, batch.id, 1)[0])
        refusal = refusal_of(self.functions.vote(batch.id, 0, list(proof)), account)
        return refusal is not None and "AlreadyVoted(" in str(refusal)

    def tally(self, batch_id: int) -> list[int]:
        """Return the number of approvals of each record of a batch."""
        return list(self.call("tally", batch_id))

    def funds(self) -> Funds:
        """Return the dataset's money by what it is for."""
        return Funds(**self.call("funds"))

    def balance(self) -> int:
        """Return the contract's balance in wei."""
        return int(self.web3.eth.get_balance(self.web3.to_checksum_address(self.address)))

    def accounts(self) -> Iterator[AccountState]:
        """Yield the accounts that took part, in the order of their numbers.

        Those that have done nothing but vote are left out: the state does not name them yet.
        """
        start = 0
        while page := self.call("accounts", start, PAGE):
            yield from (self.account(address) for address in page if int(address, 16))
            start += len(page)

    def account(self, address: str) -> AccountState:
        """Return what an account is and has in this dataset."""
        values = self.call("accountOf", address)
        return AccountState(
            address=address,
            number=values["number"],
            points=values["points"],
            credit=values["credit"],
            status=tuple(ValidatorStatus)[values["status"]],
            stake_released_at=values["stakeReleasedAt"],
        )

    def claimable(self, account: str) -> Claimable:
        """Return what an account can claim in all batches."""
        ids: list[int] = []
        points = amount = 0
        for found, more_points, more in read_pages(
            lambda start, limit: self.call("claimable", account, start, limit),
            self.batch_count(),
            PAGE,
        ):
            ids += found
            points += more_points
            amount += more
        return Claimable(tuple(ids), points, amount)

    def _read_pages(
        self, function: str, count: int, block: int | str, progress: Progress
    ) -> NDArray[np.void]:
        size = self.batch_capacity * self.rules.record_size
        limit = max(1, min(PAGE, _PAGE_BYTES // size))
        parts: list[bytes] = []

        def read(start: int, limit: int) -> Any:
            progress(start, count)
            return self.call(function, start, limit, block=block)

        parts.extend(bytes(page) for (page,) in read_pages(read, count, limit))
        progress(count, count)
        return self.schema.decode(b"".join(parts))


def _batch(id_: int, values: dict[str, Any]) -> Batch:
    return Batch(
        id=id_,
        contributor=values["contributor"],
        count=values["count"],
        closes_at=values["closesAt"],
        votes=values["votes"],
        status=BatchStatus(values["status"]),
        outcome=values["outcome"],
    )
