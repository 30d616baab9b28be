"""Playing: draw, hand in, give back, bet."""

from __future__ import annotations

from tests.campaigns import PLAYER
from tests.stateful.annotation_model.refusals import Refusals, refuse

LOOKS_A_DRAW = 3


class Playing(Refusals):
    """What players do."""

    def candidates(self, who: str) -> list[int]:
        lacking = enumerate(self.images)
        return [i for i, m in lacking if m.taken < self.terms.annotators and who not in m.had]

    def let_go(self, who: str):
        account = self.accounts[who]
        assert account.image is not None
        self.images[account.image].holders.remove(who)
        account.image = None

    def look_for_expired(self, looks: int, now: int) -> list[tuple[str, int]]:
        """Look at so many of the oldest draws; return who lost which image."""
        gone: list[tuple[str, int]] = []
        for ticket in range(self.returned, min(self.returned + looks, len(self.draws))):
            who = self.draws[ticket]
            account = self.accounts[who]
            if account.image is not None and account.ticket == ticket:
                if now <= account.held_until:
                    break
                gone.append((who, account.image))
                self.let_go(who)
            self.returned = ticket + 1
        return gone

    def draw(self, who: str, admission: str, now: int) -> list[tuple[str, int]]:
        """Make ready to draw; return who lost which image. `drawn` is to follow."""
        refuse(self.play_over(now), self.not_admitted(who, PLAYER, admission))
        account = self.accounts.get(who)
        own = account.image if account else None
        if account and own is not None and now <= account.held_until:
            refuse(("ImageInHand", own, who))
        before = self.returned
        gone = self.look_for_expired(LOOKS_A_DRAW, now)
        if account and account.image is not None:
            gone.append((who, account.image))
            self.let_go(who)
        if not self.candidates(who):
            self.returned = before
            for player, image in gone:
                self.accounts[player].image = image
                self.images[image].holders.append(player)
            refuse(("NoImageLeft", who))
        self.admit(who, PLAYER)
        return gone

    def drawn(self, who: str, number: int, now: int):
        """Take the image that the contract drew."""
        assert number in self.candidates(who)
        account = self.accounts[who]
        self.images[number].had.append(who)
        self.images[number].holders.append(who)
        account.image = number
        account.held_until = min(now + self.terms.assignment_period, self.terms.play_until)
        account.ticket = len(self.draws)
        self.draws.append(who)

    def may_hand_in(self, who: str, number: int, now: int) -> list[tuple | None]:
        faults = [self.play_over(now)]
        account = self.accounts.get(who)
        if account is None or account.image != number:
            faults.append(("NotInHand", number, who))
        elif now > account.held_until:
            faults.append(("AssignmentExpired", number, account.held_until))
        return faults

    def hand_in(self, who: str, number: int, draw_next: bool, now: int) -> list[tuple[str, int]]:
        """Note a play, after what the next draw returns; return who lost which image."""
        gone = self.look_for_expired(LOOKS_A_DRAW, now) if draw_next else []
        self.let_go(who)
        self.images[number].handed_in.append(who)
        return gone

    def play_open(self, who: str, number: int, annotations: bytes, draw_next: bool, now: int):
        kind = ("PlaysAreSealed",) if self.terms.sealed_plays else None
        refuse(kind, *self.may_hand_in(who, number, now), self.bad_annotations(annotations))
        gone = self.hand_in(who, number, draw_next, now)
        self.images[number].plays[who] = annotations
        self.blobs += 1
        return gone

    def play_sealed(
        self, who: str, number: int, hidden: tuple[bytes, bytes] | None, draw_next: bool, now: int
    ):
        """Hand in a commitment to a salt and annotations, or to nothing (of zero)."""
        kind = None if self.terms.sealed_plays else ("PlaysAreOpen",)
        zero = ("CommitmentZero",) if hidden is None else None
        refuse(kind, zero, *self.may_hand_in(who, number, now))
        gone = self.hand_in(who, number, draw_next, now)
        assert hidden is not None
        self.commitments[who, number] = hidden
        return gone

    def give_back(self, who: str, now: int):
        account = self.accounts.get(who)
        refuse(("NoImageInHand", who) if account is None or account.image is None else None)
        self.let_go(who)

    def add_bet(self, who: str, amount: int, admission: str, now: int):
        zero = None if amount else ("BetZero",)
        refuse(self.play_over(now), zero, self.not_admitted(who, PLAYER, admission))
        self.admit(who, PLAYER)
        self.accounts[who].added += amount
