"""What a collaborative dataset is to do, in plain Python: loops, lists and dictionaries."""

from dataclasses import dataclass, field

from tests.collaborative import Rules

UNDER_REVIEW, DECIDED, EXPIRED = "under review", "decided", "expired"


class RefusedError(Exception):
    """The contract must refuse the call with this error: its name and its arguments."""


@dataclass
class Batch:
    """Records, their votes, and who has claimed."""

    contributor: object
    records: list[bytes]
    closes_at: int
    votes: dict = field(default_factory=dict)
    status: str = UNDER_REVIEW
    claimed: set = field(default_factory=set)

    def tally(self) -> list[int]:
        votes = self.votes.values()
        return [sum(bitmap >> i & 1 for bitmap in votes) for i in range(len(self.records))]


class Model:
    """A dataset's state; each method makes a change or raises RefusedError, changing nothing."""

    def __init__(self, rules: Rules, pool: int):
        self.rules = rules
        self.pool = pool
        self.batches: list[Batch] = []
        self.staked: dict = {}  # account -> when its stake is released, or None while it votes
        self.credit: dict = {}
        self.points: dict = {}

    def batch(self, batch_id: int) -> Batch:
        if batch_id >= len(self.batches):
            raise RefusedError("UnknownBatch", batch_id)
        return self.batches[batch_id]

    def validated(self, batch: Batch) -> list[bool]:
        decided = batch.status == DECIDED
        return [decided and n >= self.rules.approvals_needed for n in batch.tally()]

    def agreed(self, batch: Batch, account) -> int:
        bitmap = batch.votes[account]
        outcome = self.validated(batch)
        return sum((bitmap >> i & 1) == valid for i, valid in enumerate(outcome))

    def due(self, batch: Batch, account) -> tuple[int, int, int]:
        """Return points, reward and deposit that the account has in a closed batch."""
        rules = self.rules
        if account == batch.contributor:
            valid = sum(self.validated(batch))
            back = valid if batch.status == DECIDED else len(batch.records)
            return valid, valid * rules.reward_per_record, back * rules.deposit_per_record
        if account in batch.votes and batch.status == DECIDED:
            agreed = self.agreed(batch, account)
            return agreed, agreed * rules.reward_per_vote, 0
        raise RefusedError("NothingToClaim", self.batches.index(batch), account)

    def funds(self) -> tuple[int, ...]:
        """Return the money by what it is for, summed up anew from the batches."""
        reserved = deposits = 0
        for batch in self.batches:
            if batch.status == UNDER_REVIEW:
                reserved += self.rules.most_earned(len(batch.records))
                deposits += self.rules.deposit_per_record * len(batch.records)
                continue
            voters = batch.votes if batch.status == DECIDED else ()
            for account in {batch.contributor, *voters} - batch.claimed:
                _, reward, deposit = self.due(batch, account)
                reserved += reward
                deposits += deposit
        stakes = len(self.staked) * self.rules.validator_stake
        return self.pool, reserved, deposits, stakes, sum(self.credit.values())

    def contribute(self, account, records: list[bytes], now: int):
        if now > self.rules.contribution_deadline:
            raise RefusedError("ContributionsOver", self.rules.contribution_deadline)
        needed = self.rules.most_earned(len(records))
        if needed > self.pool:
            raise RefusedError("RewardPoolTooSmall", needed, self.pool)
        self.pool -= needed
        self.batches.append(Batch(account, records, now + self.rules.review_period))

    def vote(self, batch_id: int, votes: list[tuple], now: int):
        """Take votes, pairs of account and bitmap: all, or none."""
        batch = self.batch(batch_id)
        if batch.status != UNDER_REVIEW:
            raise RefusedError("BatchIsClosed", batch_id)
        if now > batch.closes_at:
            raise RefusedError("ReviewOver", batch_id, batch.closes_at)
        taken = dict(batch.votes)
        for account, bitmap in votes:
            if len(taken) == self.rules.votes_needed:
                raise RefusedError("VotesComplete", batch_id)
            if bitmap >> len(batch.records):
                raise RefusedError("BitsAboveBatch", bitmap, len(batch.records))
            if account not in self.staked:
                raise RefusedError("NotJoined", account)
            if self.staked[account] is not None:
                raise RefusedError("IsLeaving", account, self.staked[account])
            if account == batch.contributor:
                raise RefusedError("OwnBatch", batch_id, account)
            if account in taken:
                raise RefusedError("AlreadyVoted", batch_id, account)
            taken[account] = bitmap
        batch.votes = taken

    def close(self, batch_id: int, now: int):
        batch, rules = self.batch(batch_id), self.rules
        if batch.status != UNDER_REVIEW:
            raise RefusedError("BatchIsClosed", batch_id)
        votes = len(batch.votes)
        if votes < rules.votes_needed and now <= batch.closes_at:
            raise RefusedError(
                "ReviewInProgress", batch_id, votes, rules.votes_needed, batch.closes_at
            )
        batch.status = DECIDED if votes == rules.votes_needed else EXPIRED
        self.pool += rules.most_earned(len(batch.records))
        if batch.status == DECIDED:
            valid = sum(self.validated(batch))
            self.pool -= valid * rules.reward_per_record
            self.pool -= rules.reward_per_vote * sum(self.agreed(batch, v) for v in batch.votes)
            self.pool += rules.deposit_per_record * (len(batch.records) - valid)

    def claim(self, account, batch_ids: list[int]):
        due = []
        for batch_id in batch_ids:
            batch = self.batch(batch_id)
            if batch.status == UNDER_REVIEW:
                raise RefusedError("BatchIsOpen", batch_id)
            due.append((batch, self.due(batch, account)))
        for batch, (points, reward, deposit) in due:
            if account not in batch.claimed:
                batch.claimed.add(account)
                self.points[account] = self.points.get(account, 0) + points
                self.credit[account] = self.credit.get(account, 0) + reward + deposit

    def withdraw(self, account):
        if not self.credit.pop(account, 0):
            raise RefusedError("NothingToWithdraw", account)

    def join(self, account):
        if account in self.staked:
            raise RefusedError("AlreadyJoined", account)
        self.staked[account] = None

    def resign(self, account, now: int):
        if account not in self.staked or self.staked[account] is not None:
            raise RefusedError("NotJoined", account)
        self.staked[account] = now + self.rules.review_period + 1

    def release(self, account, now: int):
        released_at = self.staked.get(account)
        if released_at is None:
            raise RefusedError("NotLeaving", account)
        if now < released_at:
            raise RefusedError("StakeLocked", account, released_at)
        del self.staked[account]
        self.credit[account] = self.credit.get(account, 0) + self.rules.validator_stake

    def reclaim(self, creator, now: int):
        if now <= self.rules.contribution_deadline:
            raise RefusedError("PoolInUse", self.rules.contribution_deadline)
        self.credit[creator] = self.credit.get(creator, 0) + self.pool
        self.pool = 0
