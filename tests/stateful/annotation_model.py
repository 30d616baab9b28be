"""What an annotation campaign is to do, in plain Python: loops, lists, dictionaries, integers.

Written from the interfaces and the specification. Accounts are addresses as text. A method takes
the time at which the call runs; it makes the change, or raises RefusedError with every reason for
which the contract may refuse, and changes nothing.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from tests.campaigns import (
    COUNTED,
    PAYOUT,
    PLAY,
    PLAYER,
    RANKING,
    REJECTED,
    REVEAL,
    REVEALED,
    REVIEW,
    SETTLED,
    SETTLEMENT,
    VALIDATOR,
    WAITING,
    Terms,
    clustered,
    payouts,
    weight,
)
from veriset.clustering.reference import Clustering

LOOKS_A_DRAW = 3
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


class Model:
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

    # What follows from the state.

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

    # The money.

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

    # Reasons to refuse.

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

    def admit(self, who: str, role: int):
        self.accounts.setdefault(who, Account(len(self.accounts) + 1, role))

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

    # Playing.

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

    # Revealing and settling.

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

    # Review.

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

    # Ranking and payout.

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

    def credit(self, who: str, amount: int):
        if amount:
            self.credits[who] = self.credits.get(who, 0) + amount

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
