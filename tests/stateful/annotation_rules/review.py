"""Review: votes, counting by them, fees."""

from tests.stateful.annotation_rules.calls import Calls


class Review(Calls):
    """What validators call, and what follows from their votes."""

    def vote(self, random):
        who, kind = random.choice([*self.voters * 4, *self.people]), self.some_kind(random)
        page = 0 if random.random() < 0.95 else random.choice([1, 2**200])
        # Few opinions, so that two thirds agree now and then.
        rejections = random.choice([0, 1, 5]) & self.model.mask("revealed")
        rejections |= (random.random() < 0.05) << random.choice([5, 7, 255])
        change = ("vote", str(who), page, rejections, kind)
        return self.call(who, "vote", page, rejections, self.admission(who, kind), change=change)[0]

    def count(self, random):
        """Count some images; some with scores that were not settled."""
        count = len(self.model.images)
        settled = [i for i, m in enumerate(self.model.images) if m.settled]
        pool = settled if settled and random.random() < 0.9 else range(count + 1)
        numbers = random.choices(pool, k=random.choice([0, 1, 2, 2, 3]))
        scores = [self.model.plus_one(n) if n < count else [] for n in numbers]
        if scores and random.random() < 0.1:
            scores[-1] = [*scores[-1], 1] if random.random() < 0.5 else [0 for _ in scores[-1]]
        if random.random() < 0.03:
            scores = scores[1:]
        who = random.choice(self.people)
        return self.call(who, "count", numbers, scores, change=("count", numbers, scores))[0]

    def claim_fees(self, random):
        validator = random.choice([*self.voters * 3, *self.people])
        pages = random.choice([[0], [0], [0, 0], [], [0, 1], [2**16]])
        change = ("claim_fees", str(validator), pages)
        who = random.choice(self.people)
        tx, fee = self.call(who, "claimFees", validator, pages, change=change)
        if fee:
            assert tx.events["FeesClaimed"] == {"validator": validator, "amount": fee}
        return tx
