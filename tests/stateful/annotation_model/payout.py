"""Ranking and payout."""

from __future__ import annotations

from tests.campaigns import PAYOUT, RANKING
from tests.stateful.annotation_model.money import Money
from tests.stateful.annotation_model.refusals import Refusals, refuse


class Payout(Refusals, Money):
    """What ends a campaign."""

    def rank(self, previous: int, numbers: list[int], now: int):
        names = {account.number: who for who, account in self.accounts.items()}
        ordered = [self.accounts[who].number for who in self.order]
        faults = [self.too_early(RANKING, now), None if numbers else ("NobodyToRank",)]
        if previous and previous not in ordered:
            faults.append(("NotRanked", previous))
        before = previous
        for number in numbers:
            if names.get(number) not in self.scores:
                faults.append(("NotScored", number))
            elif names.get(before) in self.scores and (
                self.key(names[before]) >= self.key(names[number])
            ):
                faults.append(("OutOfOrder", number, before))
            before = number
        if numbers and all(number in ordered for number in numbers):
            faults.append(("AlreadyRanked", numbers[0]))
        refuse(*faults)
        self.order += [names[number] for number in numbers if number not in ordered]
        self.order.sort(key=self.key)

    def place(self, limit: int, now: int):
        incomplete = None
        if len(self.order) < len(self.scores):
            incomplete = ("RankingIncomplete", len(self.order), len(self.scores))
        refuse(self.too_early(RANKING, now), incomplete)
        self.placed = min(self.placed + limit, len(self.scores))

    def withdraw(self, who: str, refuses: bool, now: int) -> int:
        """Pay an account, to a recipient that may refuse money; return how much."""
        is_over = self.phase(now) == PAYOUT
        reward = self.reward_due(who) if is_over else None
        due = self.owed(who, now)
        if not due and reward is None:
            refuse(("NothingToWithdraw", who))
        refuse(("ETHTransferFailed",) if refuses else None)
        if is_over and not self.fixed:
            for account, amount in self.shares().items():
                self.credit(account, amount)
            self.fixed = True
        self.credits.pop(who, None)
        if reward is not None:
            self.paid.add(who)
            if len(self.paid) == len(self.scores):
                self.credit(self.terms.treasury, self.pot - sum(self.rewards.values()))
        return due
