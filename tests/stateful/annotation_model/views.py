"""What the contract's views say."""

from __future__ import annotations

from tests.campaigns import weight
from tests.stateful.annotation_model.money import Money


class Views(Money):
    """The answers, as the contract gives them."""

    def player_state(self, who: str) -> tuple:
        """What `playerOf` says of an account."""
        account, score = self.accounts[who], self.best.get(who)
        holds = account.image is not None
        return (
            who,
            account.number,
            account.role,
            account.added,
            sum(who in image.handed_in for image in self.images),
            self.counted_plays(who),
            score is not None,
            score or 0,
            self.next_number(who),
            self.position(who),
            holds,
            account.image or 0,
            account.held_until if holds else 0,
            who in self.paid,
        )

    def image_state(self, number: int) -> tuple[int, ...]:
        """What `imageStates` says of an image."""
        image = self.images[number]
        return len(image.holders), len(image.handed_in), len(image.plays), self.status(number)

    def page_state(self, now: int) -> tuple:
        """What `pageStates` says of the only page."""
        masks = [self.mask(what) for what in ("revealed", "settled", "counted")]
        rejected = (self.decided or 0) | self.mask("abandoned")
        return (self.full, *masks, rejected, len(self.votes), self.is_decidable(now))

    def ranking(self) -> tuple:
        """What `ranking` says."""
        placed = self.ranked[: self.placed]
        players = len(self.counted_players)
        points = (
            self.bet(who) * weight(self.terms, self.best[who], self.position(who), players)
            for who in placed
        )
        first = self.accounts[self.order[0]].number if self.order else 0
        last = self.accounts[placed[-1]].number if placed else 0
        return first, last, sum(map(self.bet, placed)), sum(points), self.fixed

    def progress(self) -> tuple[int, ...]:
        images, annotators = self.images, self.terms.annotators
        return (
            len(self.accounts),
            len(self.draws),
            self.returned,
            sum(len(image.handed_in) for image in images),
            sum(len(image.handed_in) == annotators for image in images),
            sum(len(image.plays) for image in images),
            sum(image.revealed for image in images),
            sum(image.settled for image in images),
            sum(image.counted for image in images),
            sum(len(image.plays) for image in self.standing),
            len(self.counted_players),
            len(self.scores),
            len(self.order),
            self.placed,
            self.blobs,
        )
