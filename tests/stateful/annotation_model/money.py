"""The money: what everybody is due, and the books."""

from __future__ import annotations

from tests.campaigns import PAYOUT
from tests.stateful.annotation_model.state import State


class Money(State):
    """What the votes decide, what is earned by it, and who is owed what."""

    def is_decidable(self, now: int) -> bool:
        return len(self.votes) == self.terms.validators or now > self.terms.validate_until

    def outcome(self) -> int:
        """Rejected by two thirds of the votes; without votes none are."""
        votes = list(self.votes.values())
        against = [sum(vote >> i & 1 for vote in votes) for i in range(len(self.images))]
        return sum((bool(votes) and 3 * n >= 2 * len(votes)) << i for i, n in enumerate(against))

    def fee(self, validator: str) -> int:
        """What a validator earned by agreeing with the outcome."""
        assert self.decided is not None
        differs = self.votes[validator] ^ self.decided
        agreed = self.mask("revealed") & ~differs
        return agreed.bit_count() * self.terms.validator_fee

    @property
    def fees_granted(self) -> int:
        return 0 if self.decided is None else sum(map(self.fee, self.votes))

    @property
    def all_bets(self) -> int:
        return self.terms.image_count * self.terms.annotators * self.terms.sponsored_bet

    @property
    def all_fees(self) -> int:
        return self.terms.image_count * self.terms.validators * self.terms.validator_fee

    @property
    def added(self) -> int:
        return sum(account.added for account in self.accounts.values())

    def shares(self) -> dict[str, int]:
        """What becomes the treasury's and the sponsor's with the first payment."""
        used = sum(map(self.counted_plays, self.accounts)) * self.terms.sponsored_bet
        shares = {self.terms.treasury: used + self.added - self.pot}
        refund = self.all_bets - used + self.all_fees - self.fees_granted
        shares[self.sponsor] = shares.get(self.sponsor, 0) + refund
        return shares

    def reward_due(self, who: str) -> int | None:
        """The reward that an account can take; None if it is not a ranked player."""
        return self.rewards[who] if who in self.scores and who not in self.paid else None

    def owed(self, who: str, now: int) -> int:
        due = self.credits.get(who, 0)
        if self.phase(now) == PAYOUT:
            due += self.reward_due(who) or 0
            due += 0 if self.fixed else self.shares().get(who, 0)
        return due

    def books(self) -> tuple[int, ...]:
        """Return the money by what it is for, summed up anew."""
        earned = 0
        if self.decided is not None:
            earned = sum(self.fee(who) for who in self.votes if who not in self.claimed)
        credited = sum(self.credits.values())
        if not self.fixed:
            return self.all_bets, self.added, self.all_fees - self.fees_granted, earned, 0, credited
        taken = sum(self.rewards[who] for who in self.paid)
        left = 0 if len(self.paid) == len(self.scores) else self.pot - taken
        return 0, 0, 0, earned, left, credited

    def credit(self, who: str, amount: int):
        if amount:
            self.credits[who] = self.credits.get(who, 0) + amount
