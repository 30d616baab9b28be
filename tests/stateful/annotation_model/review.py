"""Review: votes, counting by them, fees."""

from __future__ import annotations

from tests.campaigns import SETTLEMENT, VALIDATOR
from tests.stateful.annotation_model.money import Money
from tests.stateful.annotation_model.refusals import refuse
from tests.stateful.annotation_model.settling import Settling


class Review(Settling, Money):
    """What validators do, and what follows from their votes."""

    def vote(self, who: str, page: int, rejections: int, admission: str, now: int):
        terms, revealed, settled = self.terms, self.mask("revealed"), self.mask("settled")
        outside = rejections & ~revealed
        unsettled = page == 0 and (not revealed or settled != revealed)
        refuse(
            None if terms.validators else ("NoValidators",),
            ("ReviewOver", terms.validate_until) if now > terms.validate_until else None,
            ("UnknownPage", page, 1) if page else None,
            self.too_early(SETTLEMENT, now),
            ("SponsorCannotVote", who) if who == self.sponsor else None,
            ("PageNotSettled", page, revealed, settled) if unsettled else None,
            ("BitsOutsidePage", page, outside) if outside else None,
            ("VotesComplete", page) if len(self.votes) == terms.validators else None,
            self.not_admitted(who, VALIDATOR, admission),
            ("AlreadyVoted", page, who) if who in self.votes else None,
        )
        self.admit(who, VALIDATOR)
        self.votes[who] = rejections

    def undecided(self, now: int) -> tuple | None:
        if self.is_decidable(now):
            return None
        return ("PageUndecided", 0, len(self.votes), self.terms.validate_until)

    def decide(self):
        if self.votes and self.decided is None:
            self.decided = self.outcome()

    def plus_one(self, number: int) -> list[int]:
        """Return an image's scores as the contract has them."""
        scores = self.result_of(number).scores
        return [0 if score is None else score + 1 for score in scores]

    def count(self, numbers: list[int], scores: list[list[int]], now: int):
        faults = [None if numbers else ("NoImages",)]
        if len(numbers) != len(scores):
            faults.append(("ScoresMismatch", len(numbers), len(scores)))
        if not self.terms.validators:
            faults.append(("NoValidators",))
        waiting: list[int] = []
        for number, given in zip(numbers, scores, strict=False):
            faults.append(self.unknown_image(number))
            if number >= len(self.images):
                continue
            image = self.images[number]
            if not image.settled:
                faults.append(("NotSettled", number))
            elif not image.counted and number not in waiting:
                faults.append(self.undecided(now))
                waiting.append(number)
                void = self.outcome() >> number & 1
                if not void and given != self.plus_one(number):
                    faults.append(("WrongScores", number))
        if numbers and not waiting:
            faults.append(("AlreadyCounted", numbers[0]))
        refuse(*faults)
        self.decide()
        for number in waiting:
            self.images[number].counted = True

    def claim_fees(self, validator: str, pages: list[int], now: int) -> int:
        """Make fees due; return how much."""
        faults: list[tuple | None] = []
        for page in pages:
            if page or validator not in self.votes:
                faults.append(("NoVote", page, validator))
            else:
                faults.append(self.undecided(now))
        refuse(*faults)
        if not pages:
            return 0
        self.decide()
        if validator in self.claimed:
            return 0
        self.claimed.add(validator)
        fee = self.fee(validator)
        self.credit(validator, fee)
        return fee
