"""Revealing, settling and giving up."""

from __future__ import annotations

from tests.campaigns import PLAY, REVEAL, SETTLEMENT, clustered
from tests.stateful.annotation_model.refusals import Refusals, refuse
from veriset.clustering.reference import Clustering


class Settling(Refusals):
    """What anybody does once playing is over."""

    def reveal(self, reveals: list[tuple[str, int, bytes, bytes]], now: int):
        """Reveal plays: player, image, salt, annotations."""
        faults: list[tuple | None] = [None if reveals else ("NoReveals",)]
        if self.is_playing(now):
            faults.append(("WrongPhase", PLAY, REVEAL))
        elif not self.is_revealing(now):
            faults.append(("RevealsOver", self.terms.reveal_until))
        opened: list[tuple[str, int, bytes]] = []
        for who, number, salt, given in reveals:
            faults.append(self.unknown_image(number))
            hidden = self.commitments.get((who, number))
            if hidden is None or (who, number) in [one[:2] for one in opened]:
                continue
            if hidden != (salt, given):
                faults.append(("WrongReveal", who, number))
            faults.append(self.bad_annotations(given))
            opened.append((who, number, given))
        if reveals and not opened:
            faults.append(("NothingToReveal", *reveals[0][:2]))
        refuse(*faults)
        for who, number, given in opened:
            del self.commitments[who, number]
            self.images[number].plays[who] = given
        self.blobs += 1

    def result_of(self, number: int) -> Clustering:
        return clustered(list(self.images[number].plays.values()), self.terms)

    def settle(self, numbers: list[int], hints: list[bytes], now: int) -> list[int]:
        """Settle images; return those that were not settled before, in their order."""
        faults = [self.too_early(SETTLEMENT, now), *map(self.unknown_image, numbers)]
        if not numbers:
            faults.append(("NoImages",))
        if len(numbers) != len(hints):
            faults.append(("HintsMismatch", len(numbers), len(hints)))
        known = [number for number in numbers if number < len(self.images)]
        faults += [("NothingRevealed", n) for n in known if not self.images[n].revealed]
        new = list(dict.fromkeys(n for n in known if not self.images[n].settled))
        if known and not new:
            faults.append(("AlreadySettled", numbers[0]))
        refuse(*faults)
        for number in new:
            self.images[number].result = self.result_of(number)
            reviewed = self.terms.validators and now <= self.terms.validate_until
            self.images[number].counted = not reviewed
        return new

    @property
    def settle_until(self) -> int:
        terms = self.terms
        return max(terms.play_until, terms.reveal_until, terms.validate_until) + 30 * 24 * 3600

    def abandon(self, numbers: list[int], now: int) -> list[int]:
        """Give images up; return those that were not settled before, in their order."""
        faults = [self.too_early(SETTLEMENT, now), *map(self.unknown_image, numbers)]
        faults.append(None if numbers else ("NoImages",))
        if now <= self.settle_until:
            faults.append(("TooEarlyToAbandon", self.settle_until))
        known = [number for number in numbers if number < len(self.images)]
        faults += [("NothingRevealed", n) for n in known if not self.images[n].revealed]
        new = list(dict.fromkeys(n for n in known if not self.images[n].settled))
        if known and not new:
            faults.append(("AlreadySettled", numbers[0]))
        refuse(*faults)
        for number in new:
            self.images[number].abandoned = self.images[number].counted = True
        return new
