"""Reasons for which the contract must refuse a call."""

from __future__ import annotations

from tests.stateful.annotation_model.state import State

ANNOTATION = 9
GOOD, EXPIRED, FORGED = "good", "expired", "forged"
EXPIRED_AT = 1_000


class RefusedError(Exception):
    """The contract must refuse the call, with one of these errors: name and arguments."""

    def __init__(self, faults: list[tuple]):
        self.faults = faults


def refuse(*faults: tuple | None):
    """Refuse if there is a reason."""
    reasons = [fault for fault in faults if fault is not None]
    if reasons:
        raise RefusedError(reasons)


class Refusals(State):
    """What several calls are refused for."""

    def too_early(self, needed: int, now: int) -> tuple | None:
        phase = self.phase(now)
        return ("WrongPhase", phase, needed) if phase < needed else None

    def play_over(self, now: int) -> tuple | None:
        return None if self.is_playing(now) else ("PlayOver", self.terms.play_until)

    def unknown_image(self, number: int) -> tuple | None:
        count = self.terms.image_count
        return None if number < count else ("UnknownImage", number, count)

    def not_admitted(self, who: str, role: int, admission: str) -> tuple | None:
        if who in self.accounts:
            known = self.accounts[who].role
            return None if known == role else ("HasOtherRole", who, known)
        if int(self.terms.verifier, 16) == 0 or admission == GOOD:
            return None
        if admission == EXPIRED:
            return ("AdmissionExpired", who, EXPIRED_AT)
        return ("NotAdmitted", who)

    def bad_annotations(self, annotations: bytes) -> tuple | None:
        if len(annotations) % ANNOTATION:
            return ("WrongLength", len(annotations))
        count, most = len(annotations) // ANNOTATION, self.terms.annotations_per_play
        if count > most:
            return ("TooManyAnnotations", count, most)
        for position in range(count):
            sides = annotations[ANNOTATION * position + 4 : ANNOTATION * position + 8]
            if sides[:2] == b"\0\0" or sides[2:] == b"\0\0":
                return ("EmptyBox", position)
        return None
