"""Ranking, payout, and the end that somebody without a part brings about."""

from tests.campaigns import PAYOUT, RANKING, REVIEW
from tests.stateful.annotation_rules.calls import STEP, Calls


class Payout(Calls):
    """What ends a campaign."""

    def rank(self, random):
        """Rank some players in their order; some of them again, others who cannot be."""
        ranked = [self.model.accounts[who].number for who in self.model.ranked]
        numbers = sorted(random.sample(ranked, random.randint(0, len(ranked))), key=ranked.index)
        if random.random() < 0.15:
            numbers = random.choices(range(10), k=2)
        ordered = [self.model.accounts[who].number for who in self.model.order]
        first = ranked.index(numbers[0]) if numbers and numbers[0] in ranked else 0
        previous = random.choice([0, *[n for n in ordered if n in ranked[:first]]])
        if random.random() < 0.1:
            previous = random.randrange(10)
        who = random.choice(self.people)
        return self.call(who, "rank", previous, numbers, change=("rank", previous, numbers))[0]

    def place(self, random):
        limit = random.choice([0, 1, 2, 2**256 - 1])
        return self.call(random.choice(self.people), "place", limit, change=("place", limit))[0]

    def withdraw(self, random):
        """Pay somebody: anybody can, and each can send its own money elsewhere."""
        who = random.choice(self.people)
        if random.random() < 0.7:
            payer = random.choice([person for person in self.people if person != who])
            return self.pay(payer, who, who, "withdraw")
        recipient = random.choice(self.people)
        return self.pay(who, who, recipient, "withdrawTo")

    def pay(self, caller, who, recipient, name: str):
        refuses = recipient == self.wallet
        change = ("withdraw", str(who), refuses)
        before = recipient.balance()
        tx, due = self.call(caller, name, recipient, change=change)
        if tx is None:
            return None
        # Whoever pays for gas pays it in gas prices, so its balance says nothing.
        if tx.sender != recipient:
            assert recipient.balance() == before + due
        expected = {"account": who, "recipient": recipient, "amount": due}
        assert tx.events["Withdrawn"] == expected
        self.paid_out += due
        return tx

    def bring_to_an_end(self):
        """Somebody who has no part in the campaign ends it, and everybody is paid."""
        for deadline in (self.terms.play_until, self.terms.reveal_until):
            if self.now <= deadline:
                self.sleep_until(self.now + -(-(deadline + 1 - self.now) // STEP) * STEP)
        self.end(
            "settle", [n for n, m in enumerate(self.model.images) if not m.settled and m.plays]
        )
        if self.model.phase(self.now) == REVIEW and not self.model.is_decidable(self.now):
            deadline = self.terms.validate_until
            self.sleep_until(self.now + -(-(deadline + 1 - self.now) // STEP) * STEP)
        self.end(
            "count", [n for n, m in enumerate(self.model.images) if m.settled and not m.counted]
        )
        numbers = [self.model.accounts[who].number for who in self.model.ranked]
        if len(self.model.order) < len(numbers):
            self.call(self.nobody, "rank", 0, numbers, change=("rank", 0, numbers))
        if self.model.phase(self.now) == RANKING:
            self.call(self.nobody, "place", 99, change=("place", 99))
        assert self.campaign.phase() == PAYOUT
        for who in self.model.votes:
            self.call(self.nobody, "claimFees", who, [0], change=("claim_fees", who, [0]))
        self.pay_everybody()

    def end(self, name: str, numbers: list[int]):
        if not numbers:
            return
        if name == "settle":
            more = [b""] * len(numbers)
        else:
            more = [self.model.plus_one(number) for number in numbers]
        self.call(self.nobody, name, numbers, more, change=(name, numbers, more))
        self.check_everything()

    def pay_everybody(self):
        """Twice, since the dust is the treasury's when the last reward is taken."""
        model = self.model
        for who in [*self.people, *self.people]:
            if not model.owed(str(who), self.now) and model.reward_due(str(who)) is None:
                continue
            self.pay(self.nobody, who, who, "withdraw")
            if who == self.wallet:
                assert self.pay(who, who, self.nobody, "withdrawTo")
        self.check_everything()
        assert self.campaign.balance() == 0
        assert self.deposits == self.paid_out
