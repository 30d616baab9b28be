"""What a CollaborativeDataset holds, as Python has it. Money is in wei, times in Unix seconds."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum, IntEnum
from typing import Any

from veriset.chain.abi_names import camel, snake

NO_ROOT = bytes(32)
"""In place of a Merkle root where there is none."""


class BatchStatus(IntEnum):
    """Where a batch stands, in the contract's numbers."""

    UNDER_REVIEW = 0
    DECIDED = 1
    EXPIRED = 2


class AdmissionKind(IntEnum):
    """Whom a role is open to, in the contract's numbers."""

    OPEN = 0
    ALLOW_LIST = 1
    MINIMUM_POINTS = 2


class Role(IntEnum):
    """In which part an account asks to be admitted, in the contract's numbers."""

    CONTRIBUTOR = 0
    VALIDATOR = 1


class ValidatorStatus(Enum):
    """Whether an account can vote, in the contract's order."""

    NONE = "none"
    ACTIVE = "active"
    LEAVING = "leaving"


@dataclass(frozen=True)
class Admission:
    """Whom a role is open to.

    Attributes:
        kind: everybody, an allow-list, or accounts with points and founders.
        minimum_points: points needed, for MINIMUM_POINTS.
        root: Merkle root of the allow-list or of the founders; zero where there is none.
    """

    kind: AdmissionKind = AdmissionKind.OPEN
    minimum_points: int = 0
    root: bytes = NO_ROOT


@dataclass(frozen=True)
class Rules:
    """What a creator settles when a dataset is opened, for good. The defaults are the paper's.

    Attributes:
        name: 1 to 64 bytes of UTF-8.
        record_size: bytes of a record, 1 to 256.
        votes_needed: votes that decide a batch, 1 to 40.
        approvals_needed: approvals that make a record valid, 1 to `votes_needed`.
        records_per_block: most records that an account contributes in a block, 1 to 256.
        review_period: seconds for the votes on a batch.
        contribution_deadline: when records are taken until; 0 for ever.
        deposit_per_record: wei that a contributor leaves for a record until it is decided.
        validator_stake: wei that a validator leaves while it votes; 0: nobody needs to join.
        reward_per_record: wei to the contributor of a validated record.
        reward_per_vote: wei to a validator for a record on which it agreed with the outcome.
        contributors: who may contribute.
        validators: who may vote.
        badge_points: points at which badges are earned, ascending, 8 at most.
    """

    name: str
    record_size: int
    votes_needed: int = 10
    approvals_needed: int = 8
    records_per_block: int = 50
    review_period: int = 7 * 24 * 3600
    contribution_deadline: int = 0
    deposit_per_record: int = 0
    validator_stake: int = 0
    reward_per_record: int = 0
    reward_per_vote: int = 0
    contributors: Admission = field(default_factory=Admission)
    validators: Admission = field(default_factory=Admission)
    badge_points: tuple[int, ...] = ()

    @property
    def reward_per_batch_record(self) -> int:
        """Wei that the pool must hold for each record before it is contributed."""
        return self.reward_per_record + self.votes_needed * self.reward_per_vote

    def to_abi(self) -> dict[str, Any]:
        """Return the rules as the contract takes them."""
        values = {camel(name): value for name, value in vars(self).items()}
        return values | {
            "contributors": _admission_to_abi(self.contributors),
            "validators": _admission_to_abi(self.validators),
            "badgePoints": list(self.badge_points),
        }

    @staticmethod
    def from_abi(values: dict[str, Any]) -> Rules:
        """Return the rules that a contract answered."""
        named = {snake(name): value for name, value in values.items()}
        return Rules(
            **named
            | {
                "contributors": _admission_from_abi(values["contributors"]),
                "validators": _admission_from_abi(values["validators"]),
                "badge_points": tuple(values["badgePoints"]),
            }
        )


@dataclass(frozen=True)
class Batch:
    """A batch of records.

    Attributes:
        id: its position in the order of contribution, from 0.
        contributor: account that contributed it.
        count: number of records, 1 to 256.
        closes_at: last second at which votes on it are taken.
        votes: number of votes so far.
        status: where it stands.
        outcome: bit i is 1 if record i is validated; 0 unless the batch is decided.
    """

    id: int
    contributor: str
    count: int
    closes_at: int
    votes: int
    status: BatchStatus
    outcome: int

    @property
    def validated(self) -> int:
        """Number of its records that are validated."""
        return self.outcome.bit_count()


@dataclass(frozen=True)
class Funds:
    """A dataset's money by what it is for, in wei.

    Attributes:
        pool: for rewards of records to come.
        reserved: for batches under review, and earned and not yet claimed.
        deposits: of records under review, and due back and not yet claimed.
        stakes: of validators.
        credited: claimed and not yet withdrawn.
    """

    pool: int
    reserved: int
    deposits: int
    stakes: int
    credited: int

    @property
    def total(self) -> int:
        """The sum, which the contract's balance must reach."""
        return self.pool + self.reserved + self.deposits + self.stakes + self.credited


@dataclass(frozen=True)
class AccountState:
    """What an account is and has in a dataset.

    Attributes:
        address: the account.
        number: position among the accounts, from 1; 0 if it never took part.
        points: claimed ones.
        credit: wei that it can withdraw.
        status: whether it can vote.
        stake_released_at: when a leaving validator's stake is released, else 0.
    """

    address: str
    number: int
    points: int
    credit: int
    status: ValidatorStatus
    stake_released_at: int


@dataclass(frozen=True)
class Claimable:
    """What an account can claim: the batches, points and wei that they give."""

    batch_ids: tuple[int, ...]
    points: int
    amount: int


def _admission_to_abi(admission: Admission) -> dict[str, Any]:
    return {
        "kind": int(admission.kind),
        "minimumPoints": admission.minimum_points,
        "root": admission.root,
    }


def _admission_from_abi(values: dict[str, Any]) -> Admission:
    return Admission(
        AdmissionKind(values["kind"]), int(values["minimumPoints"]), bytes(values["root"])
    )
