"""The state of the model, and what follows from it."""

from __future__ import annotations

from dataclasses import dataclass, field

from tests.campaigns import (
    COUNTED,
    PAYOUT,
    PLAY,
    RANKING,
    REJECTED,
    REVEAL,
    REVEALED,
    REVIEW,
    SETTLED,
    SETTLEMENT,
    WAITING,
    Terms,
    payouts,
)
from veriset.clustering.reference import Clustering


@dataclass
class Image:
    """One image: who drew it and what became of it."""

    had: list[str] = field(default_factory=list)
    holders: list[str] = field(default_factory=list)
    handed_in: list[str] = field(default_factory=list)
    plays: dict[str, bytes] = field(default_factory=dict)
    """Revealed plays in the order of revealing."""
    result: Clustering | None = None
    counted: bool = False
    abandoned: bool = False

    @property
    def revealed(self) -> bool:
        return bool(self.plays)

    @property
    def settled(self) -> bool:
        return self.abandoned or self.result is not None

    @property
    def taken(self) -> int:
        return len(self.holders) + len(self.handed_in)


@dataclass
class Account:
    """An account that took part."""

    number: int
    role: int
    added: int = 0
    image: int | None = None
    held_until: int = 0
    ticket: int = -1


class State:
    """A campaign's state."""

    def __init__(self, terms: Terms, sponsor: str):
        self.terms, self.sponsor = terms, sponsor
        self.images = [Image() for _ in range(terms.image_count)]
        self.accounts: dict[str, Account] = {}
        self.draws: list[str] = []
        self.returned = 0
        self.blobs = 0
        self.commitments: dict[tuple[str, int], tuple[bytes, bytes]] = {}
        self.votes: dict[str, int] = {}
        self.decided: int | None = None
        """The images rejected, from when the votes were counted."""
        self.claimed: set[str] = set()
        self.order: list[str] = []
        self.placed = 0
        self.credits: dict[str, int] = {}
        self.paid: set[str] = set()
        self.fixed = False

    def mask(self, attribute: str) -> int:
        return sum(bool(getattr(image, attribute)) << i for i, image in enumerate(self.images))

    @property
    def full(self) -> int:
        lacking = [image.taken < self.terms.annotators for image in self.images]
        return sum((not lacks) << i for i, lacks in enumerate(lacking))

    def is_playing(self, now: int) -> bool:
        missing = any(len(i.handed_in) < self.terms.annotators for i in self.images)
        return now <= self.terms.play_until and missing

    def is_revealing(self, now: int) -> bool:
        return not self.is_playing(now) and now <= self.terms.reveal_until and bool(self.hidden)

    @property
    def hidden(self) -> list[tuple[str, int]]:
        """Plays not revealed."""
        return [(p, i) for i, m in enumerate(self.images) for p in m.handed_in if p not in m.plays]

    def phase(self, now: int) -> int:
        if self.is_playing(now):
            return PLAY
        if self.is_revealing(now):
            return REVEAL
        if self.mask("settled") != self.mask("revealed"):
            return SETTLEMENT
        if self.mask("counted") != self.mask("revealed"):
            return REVIEW
        return RANKING if self.placed < len(self.scores) else PAYOUT

    def status(self, number: int) -> int:
        image = self.images[number]
        if not image.revealed:
            return WAITING
        if not image.settled:
            return REVEALED
        if not image.counted:
            return SETTLED
        return REJECTED if self.is_rejected(number) else COUNTED

    def is_rejected(self, number: int) -> bool:
        return self.images[number].abandoned or bool((self.decided or 0) >> number & 1)

    @property
    def standing(self) -> list[Image]:
        """Images whose scores count."""
        return [m for i, m in enumerate(self.images) if m.counted and not self.is_rejected(i)]

    def counted_plays(self, who: str) -> int:
        return sum(who in image.plays for image in self.standing)

    @property
    def counted_players(self) -> list[str]:
        return [who for who in self.accounts if self.counted_plays(who)]

    @property
    def best(self) -> dict[str, int | None]:
        """The best score of everybody with a counted play."""
        best: dict[str, int | None] = dict.fromkeys(self.counted_players)
        for image in self.standing:
            assert image.result is not None
            for who, score in zip(image.plays, image.result.scores, strict=True):
                known = best[who]
                if score is not None and (known is None or score < known):
                    best[who] = score
        return best

    @property
    def scores(self) -> dict[str, int]:
        return {who: score for who, score in self.best.items() if score is not None}

    @property
    def ranked(self) -> list[str]:
        """Everybody with a score, in the order of the ranking."""
        return sorted(self.scores, key=self.key)

    def key(self, who: str) -> tuple[int, int]:
        return self.scores[who], self.accounts[who].number

    def position(self, who: str) -> int:
        """The position, 0 as long as it is not given."""
        scores = self.scores
        if who not in self.ranked[: self.placed]:
            return 0
        return 1 + sum(other < scores[who] for other in scores.values())

    def bet(self, who: str) -> int:
        return self.counted_plays(who) * self.terms.sponsored_bet + self.accounts[who].added

    @property
    def rewards(self) -> dict[str, int]:
        return payouts(self.terms, {who: self.bet(who) for who in self.accounts}, self.best)[0]

    @property
    def pot(self) -> int:
        return sum(self.bet(who) for who in self.scores)

    def next_number(self, who: str) -> int:
        """The number of the next one in the order so far, its own for the last one; 0 if none."""
        if who not in self.order:
            return 0
        following = [*self.order, self.order[-1]][self.order.index(who) + 1]
        return self.accounts[following].number

    def admit(self, who: str, role: int):
        self.accounts.setdefault(who, Account(len(self.accounts) + 1, role))
