"""An annotation campaign against a plain Python model of it, under random calls by many accounts.

Longer: VERISET_CAMPAIGN_STARTS=100 brownie test tests/stateful/test_annotation_campaign.py
"""

import copy
import os
from contextlib import contextmanager
from random import Random

import pytest
from brownie import ZERO_ADDRESS
from brownie.exceptions import VirtualMachineError
from brownie.test import strategy
from hypothesis import Phase

from tests.campaigns import (
    NO_ADMISSION,
    PAYOUT,
    PLAY,
    RANKING,
    REVEAL,
    REVIEW,
    SETTLEMENT,
    WAITING,
    Terms,
    admission,
    annotation,
    commitment,
    deploy_factory,
    open_campaign,
    salt_of,
)
from tests.collaborative import EVERYTHING
from tests.errors import message
from tests.reading import Reader
from tests.signing import signer
from tests.stateful.annotation_model import EXPIRED, EXPIRED_AT, FORGED, GOOD, Model, RefusedError
from veriset.chain.campaign_hints import hint_for

STARTS = int(os.environ.get("VERISET_CAMPAIGN_STARTS", "1"))
CALLS = 30
STEP = 500
"""Seconds that pass at a time. Everything ends in the middle between two of these times."""
HELD = 750
HASTY = 0.2
"""Share of calls that are made in a phase that is not theirs."""
VERIFIER = signer("verifier")
BY_PHASE = {
    PLAY: [
        "draw",
        "draw",
        "play",
        "play",
        "play",
        "add_bet",
        "give_back",
        "return_expired",
        "pass_time",
    ],
    REVEAL: ["reveal", "reveal", "reveal", "give_back", "pass_time"],
    SETTLEMENT: ["settle", "settle", "abandon", "vote", "pass_time"],
    REVIEW: ["vote", "vote", "count", "claim_fees", "pass_time"],
    RANKING: ["rank", "rank", "place", "claim_fees"],
    PAYOUT: ["withdraw", "withdraw", "withdraw", "claim_fees"],
}
VERBS = sorted({verb for verbs in BY_PHASE.values() for verb in verbs} - {"pass_time"})


class Campaign:
    """Players, validators, sponsor, treasury, an outsider and a contract that takes no money."""

    st_seed = strategy("uint32")

    def __init__(self, project, factory, people, chain, web3, reader, failures, start):
        self.project, self.factory, self.chain, self.web3 = project, factory, chain, web3
        self.reader, self.failures = reader, failures
        self.start_from = start
        self.people = people[:9]
        self.players = [*people[:4], people[8]]
        self.voters = people[4:7]
        self.outsider = people[7]
        self.wallet, self.nobody = people[8], people[9]

    def initialize(self, st_seed):
        """Open a campaign; left alone, Hypothesis prefers short runs, so calls follow at once."""
        random = Random(f"{self.start_from} {st_seed}")
        self.start(random)
        self.make_calls(random)

    def rule_calls(self, st_seed):
        self.make_calls(Random(st_seed))

    def start(self, random):
        """Open a campaign by the outsider or by a player, its terms drawn."""
        self.sponsor = random.choice([self.outsider, self.outsider, self.players[1]])
        self.looks_at = None
        self.terms = self.drawn_terms(random)
        self.campaign = open_campaign(self.project, self.factory, self.sponsor, self.terms)
        self.model = Model(self.terms, str(self.sponsor))
        self.deposits, self.paid_out = self.terms.price(), 0
        self.known_plays, self.log = {}, []
        self.look()

    def drawn_terms(self, random) -> Terms:
        now = self.now
        sealed, validators, _ = self.start_from
        # Ten and a half steps, so that a deadline is never near the time of a call.
        deadlines = iter([now + 10 * STEP + HELD, now + 14 * STEP + HELD, now + 18 * STEP + HELD])
        terms = Terms(
            treasury=str(
                random.choice([self.outsider, self.players[0], self.sponsor, self.wallet])
            ),
            verifier=random.choice([ZERO_ADDRESS, ZERO_ADDRESS, VERIFIER.address]),
            image_count=random.randint(1, 6),
            annotators=random.randint(1, 3),
            annotations_per_play=4,
            validators=validators,
            sponsored_bet=random.choice([0, 1_000, 1_003]),
            validator_fee=random.choice([0, 7, 11]) if validators else 0,
            distance=(distance := random.choice([0, 3, 6])),
            payout_tolerance=random.choice([0, distance // 3, distance // 2]),
            confirmation=random.choice([0, 34, 50, 67, 100]),
            sealed_plays=sealed,
            assignment_period=HELD,
            play_until=next(deadlines),
        )
        if sealed:
            terms = terms.but(reveal_until=next(deadlines))
        return terms.but(validate_until=next(deadlines)) if validators else terms

    def admission(self, who, kind: str) -> tuple:
        if self.terms.verifier == ZERO_ADDRESS or str(who) in self.model.accounts:
            return NO_ADMISSION
        if kind == EXPIRED:
            return admission(self.campaign, VERIFIER, who, EXPIRED_AT)
        key = VERIFIER if kind == GOOD else signer("mallory")
        return admission(self.campaign, key, who)

    @property
    def now(self) -> int:
        """The time at which the next transaction runs, to a second or two; of a look, exactly.

        It is the node's own: Brownie's clock parts from it when a block is given a time.
        """
        return self.looks_at or self.reader.many.time()

    # How a call is made.

    def call(self, who, name: str, *arguments, change, value: int = 0):
        """Make the change in the model, and the call, or expect the model's refusal of it.

        `change` is a method of the model with its arguments, which are followed by the time.
        Return the transaction, or None if the call was refused, and what the model returned.
        """
        method, *given = change
        faults, outcome = self.changed(method, given)
        self.log.append((self.now, str(who), name, given, faults))
        function, arguments, sent = self.function(who, name, arguments, value)
        if faults:
            with pytest.raises(VirtualMachineError) as caught:
                self.reader.try_call(function, *arguments, **sent)
            assert caught.value.revert_msg in [message(*fault) for fault in faults]
        elif self.looks_at:
            self.reader.try_call(function, *arguments, **sent)
        else:
            sent["from"] = sent.pop("sender")
            return function(*arguments, sent), outcome
        return None, None

    def changed(self, method: str, given):
        """Return the reasons for which the model refuses a change, and what it returns if not."""
        try:
            return [], getattr(self.model, method)(*given, self.now)
        except RefusedError as fault:
            return fault.faults, None

    def function(self, who, name: str, arguments, value: int):
        """Return the function that makes the call, through the wallet if it is the wallet's."""
        function = getattr(self.campaign, name)
        if who != self.wallet:
            return function, arguments, {"sender": who, "value": value}
        data = function.encode_input(*arguments)
        return who.execute, (self.campaign, data), {"sender": self.outsider, "value": value}

    # The rules. Each verb draws who calls, and with what, so that it often goes through.

    def make_calls(self, random):
        with self.failing_is_noted():
            for _ in range(CALLS):
                likely = BY_PHASE[self.model.phase(self.now)]
                verb = random.choice(VERBS if random.random() < HASTY else likely)
                if getattr(self, verb)(random):
                    self.check_everything()

    @contextmanager
    def failing_is_noted(self):
        """Keep the failure: the node's randomness differs when Hypothesis runs the same again."""
        try:
            yield
        except Exception as failure:
            self.failures.append((failure, self.terms, self.log))
            raise

    def pass_time(self, random):
        """Let a step pass, or all that is left of the phase; look at its last second first."""
        terms, now = self.terms, self.now
        deadlines = [terms.play_until, terms.reveal_until, terms.validate_until]
        held = [a.held_until for a in self.model.accounts.values() if a.image is not None]
        ahead = sorted(moment for moment in {*deadlines, *held} if moment > now + 5)
        if not ahead or random.random() < 0.8:
            self.sleep_until(now + STEP)
            return
        deadline = random.choice(ahead)
        for moment in (deadline, deadline + 1):
            self.chain.mine(timestamp=moment)
            self.look_at(moment, random)
        self.sleep_until(now + -(-(deadline + 1 - now) // STEP) * STEP)

    def sleep_until(self, moment: int):
        # A block with a time of its own leaves the node's clock where it was, maybe behind it.
        while (ahead := moment - self.now) > 0:
            self.chain.sleep(ahead)
            self.chain.mine()

    def look_at(self, moment: int, random):
        """Compare which calls would be refused at exactly this time, without making them."""
        assert self.web3.eth.get_block("latest")["timestamp"] == moment
        assert self.campaign.phase() == self.model.phase(moment)
        kept, self.looks_at = self.model, moment
        for verb in random.sample(VERBS, 4):
            self.model = copy.deepcopy(kept)
            getattr(self, verb)(random)
        self.model, self.looks_at = kept, None

    def draw(self, random):
        who, kind = self.some_player(random, holding=False), self.some_kind(random)
        tx, gone = self.call(
            who, "draw", self.admission(who, kind), change=("draw", str(who), kind)
        )
        return tx and self.after_draw(tx, who, gone, True)

    def after_draw(self, tx, who, gone, asked: bool):
        """Compare what a transaction returned and drew with the model."""
        returned = events_of(tx, "ImageReturned")
        assert [(event["player"], event["image"]) for event in returned] == gone
        assert all(event["expired"] for event in returned)
        drawn = events_of(tx, "ImageDrawn")
        assert len(drawn) == (1 if asked and self.model.candidates(str(who)) else 0)
        for event in drawn:
            self.model.drawn(str(who), event["image"], tx.timestamp)
            assert event["player"] == who
            assert event["heldUntil"] == self.model.accounts[str(who)].held_until
        return tx

    def play(self, random):
        """Hand in what a player holds, now and then another image, or in the wrong form."""
        who = self.some_player(random, holding=True)
        account = self.model.accounts.get(str(who))
        number = account.image if account and account.image is not None else 0
        number = number if random.random() < 0.9 else random.randrange(8)
        sealed = self.terms.sealed_plays ^ (random.random() < 0.05)
        more = random.random() < 0.8
        annotations = self.some_annotations(random)
        if not sealed:
            arguments = (number, annotations, more)
            change = ("play_open", str(who), number, annotations, more)
            tx, gone = self.call(who, "playOpen", *arguments, change=change)
        else:
            salt = salt_of(who, number)
            hidden = (salt, annotations) if random.random() < 0.95 else None
            word = bytes(32)
            if hidden:
                word = commitment(self.campaign, who, number, annotations, self.chain.id)
            change = ("play_sealed", str(who), number, hidden, more)
            tx, gone = self.call(who, "playSealed", number, word, more, change=change)
        return tx and self.after_draw(tx, who, gone, more)

    def give_back(self, random):
        who = self.some_player(random, holding=True)
        return self.call(who, "giveBack", change=("give_back", str(who)))[0]

    def return_expired(self, random):
        limit = random.randrange(4)
        who = random.choice(self.people)
        tx, gone = self.call(who, "returnExpired", limit, change=("look_for_expired", limit))
        return tx and self.after_draw(tx, who, gone, False)

    def add_bet(self, random):
        who, kind = self.some_player(random, holding=False), self.some_kind(random)
        amount = random.choice([0, 1, 333, 100_003])
        change = ("add_bet", str(who), amount, kind)
        tx, _ = self.call(who, "addBet", self.admission(who, kind), change=change, value=amount)
        self.deposits += amount if tx else 0
        return tx

    def reveal(self, random):
        """Reveal some of what is hidden, best so that anybody does it; some wrongly, or again."""
        known = [(who, number) for number, m in enumerate(self.model.images) for who in m.had]
        known.append((str(random.choice(self.people)), random.randrange(8)))
        plays = random.sample(known, random.randint(0, min(5, len(known))))
        reveals = []
        for who, number in plays * random.choice([1, 1, 1, 2]):
            kept = self.model.commitments.get((who, number), (salt_of(who, number), b""))
            salt, annotations = kept
            if random.random() < 0.03:
                annotations = self.some_annotations(random)
            reveals.append((who, number, salt, annotations))
        who = random.choice(self.people)
        return self.call(who, "reveal", reveals, change=("reveal", reveals))[0]

    def settle(self, random):
        """Settle some images; a hint that is of no use may cost gas, or be refused."""
        count = len(self.model.images)
        revealed = [i for i, m in enumerate(self.model.images) if m.revealed]
        pool = revealed if revealed and random.random() < 0.8 else range(count + 1)
        numbers = random.choices(pool, k=random.choice([0, 1, 1, 2, 3, 3]))
        hints = [self.hint(random, number) for number in numbers]
        hints += [b""] * (random.random() < 0.05)
        who = random.choice(self.people)
        tx, new = self.call(who, "settle", numbers, hints, change=("settle", numbers, hints))
        if tx is None:
            return None
        events = events_of(tx, "ImageSettled")
        assert [event["image"] for event in events] == new
        for event in events:
            assert list(event["clusters"]) == self.words(event["image"])
        return tx

    def hint(self, random, number: int) -> bytes:
        """Return an image's hint, none, or one with a bit turned."""
        if number >= len(self.model.images) or random.random() < 0.3:
            return b""
        plays = list(self.model.images[number].plays.items())
        hint = hint_for(plays, self.terms)
        if hint and random.random() < 0.3:
            broken = bytearray(hint)
            broken[random.randrange(len(hint))] ^= 1 << random.randrange(8)
            return hint if self.refuses_hint(number, bytes(broken)) else bytes(broken)
        return hint

    def refuses_hint(self, number: int, hint: bytes) -> bool:
        """Return whether the contract refuses a hint; a hint that it takes changes no result."""
        refusal = ""
        try:
            self.campaign.resultOf(number, hint)
        except VirtualMachineError as error:
            refusal = error.revert_msg
        assert refusal == "" or refusal.startswith("HintRefused: ")
        return refusal != ""

    def abandon(self, random):
        """Give some images up; now and then wait until nobody has to be waited for."""
        until = self.model.settle_until
        if not self.looks_at and random.random() < 0.3 and self.now <= until:
            self.sleep_until(self.now + -(-(until + 1 - self.now) // STEP) * STEP)
        revealed = [i for i, m in enumerate(self.model.images) if m.revealed]
        pool = revealed if revealed and random.random() < 0.8 else range(7)
        numbers = random.choices(pool, k=random.choice([0, 1, 1, 2]))
        who = random.choice(self.people)
        tx, new = self.call(who, "abandon", numbers, change=("abandon", numbers))
        assert tx is None or tx.events["ImagesAbandoned"]["images"] == new
        return tx

    def words(self, number: int) -> list[int]:
        """Return an image's clusters as the contract has them."""
        plays = self.model.images[number].plays.values()
        kinds = [play[at] for play in plays for at in range(8, len(play), 9)]
        words = []
        for found in self.model.result_of(number).clusters:
            votes = [kinds[member] for member in found.members]
            word = found.players << 8 | min(kinds, key=lambda kind: (-votes.count(kind), kind))
            for value in found.centroid:
                word = word << 24 | value
            words.append(word)
        return words

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

    def some_player(self, random, holding: bool):
        """Who calls as a player: mostly one who does, or does not, hold an image."""
        if random.random() < 0.1:
            return random.choice(self.people)
        accounts = self.model.accounts
        held = {who for who, account in accounts.items() if account.image is not None}
        fitting = [who for who in self.players if (str(who) in held) == holding]
        return random.choice(fitting or self.players)

    def some_kind(self, random) -> str:
        return random.choice([GOOD] * 8 + [EXPIRED, FORGED])

    def some_annotations(self, random) -> bytes:
        """Annotations in a small area, so that they meet; now and then what are none."""
        near = random.randrange(0, 9, 4)
        boxes = [
            annotation(
                *(near + random.randrange(4) for _ in range(2)), *random.choices((3, 5), k=2)
            )
            for _ in range(random.choice([0, 1, 2, 2, 3, 4]))
        ]
        if random.random() < 0.05:
            boxes.append(random.choice([b"\1", annotation(1, 1, 0, 1), annotation(1, 1, 1, 0)]))
        if random.random() < 0.02:
            boxes *= 3
        return b"".join(
            box[:-1] + bytes([random.randrange(3)]) if box[1:] else box for box in boxes
        )

    # What must hold after every step.

    def check_everything(self):
        self.look()
        for name in dir(self):
            if name.startswith("invariant_"):
                getattr(self, name)()

    def look(self):
        """Read the whole campaign in one request: what the invariants are about."""
        c = self.campaign
        everything = {
            "time": (self.reader.many.time,),
            "balance": str(c),
            "books": (c.books,),
            "phase": (c.phase,),
            "progress": (c.progress,),
            "ranking": (c.ranking,),
            "images": (c.imageStates, 0, EVERYTHING),
            "pages": (c.pageStates, 0, EVERYTHING),
            "players": (c.playerStates, 0, EVERYTHING),
            "votes": (c.votesOf, 0),
            **{("owed", who): (c.owed, who) for who in self.to_be_paid()},
            **{("had", who): (c.imagesHad, who, 0) for who in self.model.accounts},
        }
        for number in self.changed_images():
            everything["plays", number] = (c.playsOf, number)
            everything["result", number] = (c.resultOf, number, b"")
        answers = self.reader.read(*everything.values())
        self.seen = dict(zip(everything, answers, strict=True))

    def to_be_paid(self) -> list[str]:
        """Everybody, from when something can be owed."""
        return [str(who) for who in self.people] if self.model.phase(self.now) >= REVIEW else []

    def changed_images(self) -> list[int]:
        """Images with plays that were not there when they were last looked at."""
        images = enumerate(self.model.images)
        return [i for i, m in images if len(m.plays) != self.known_plays.get(i, 0)]

    def invariant_money_is_conserved(self):
        """What came in was paid out or is there, to the wei, and the books say what it is for."""
        books, balance = self.seen["books"], self.seen["balance"]
        assert books == self.model.books()
        assert balance == sum(books)
        assert self.deposits == self.paid_out + balance

    def invariant_nobody_is_owed_what_is_not_there(self):
        model, held = self.model, self.seen["balance"]
        owed = {key[1]: amount for key, amount in self.seen.items() if key[0] == "owed"}
        assert owed == {who: model.owed(who, self.seen["time"]) for who in owed}
        assert sum(owed.values()) <= held
        if model.phase(self.seen["time"]) == PAYOUT:
            unclaimed = [who for who in model.votes if who not in model.claimed]
            dust = model.pot - sum(model.rewards.values())
            # With the last reward it was credited.
            dust = 0 if model.fixed and model.paid == set(model.scores) else dust
            assert sum(owed.values()) + dust + sum(map(model.fee, unclaimed)) == held

    def invariant_the_phase_and_the_counts_equal_the_model(self):
        assert self.seen["phase"] == self.model.phase(self.seen["time"])
        assert self.seen["progress"] == self.model.progress()

    def invariant_every_image_is_in_exactly_one_state(self):
        numbers = range(self.terms.image_count)
        assert self.seen["images"] == [self.model.image_state(number) for number in numbers]
        assert self.seen["pages"] == [self.model.page_state(self.seen["time"])]
        for in_hand, handed_in, revealed, status in self.seen["images"]:
            assert in_hand + handed_in <= self.terms.annotators
            assert revealed <= handed_in
            assert (status == WAITING) == (revealed == 0)

    def invariant_players_equal_the_model(self):
        states = [self.model.player_state(who) for who in self.model.accounts]
        assert self.seen["players"] == states
        assert self.seen["ranking"] == self.model.ranking()

    def invariant_nobody_holds_two_images_or_gets_one_twice(self):
        held = [state["image"] for state in self.seen["players"] if state["hasImage"]]
        in_hand = [state["inHand"] for state in self.seen["images"]]
        assert [held.count(number) for number in range(self.terms.image_count)] == in_hand
        for who in self.model.accounts:
            had = [number for number, m in enumerate(self.model.images) if who in m.had]
            assert self.model.draws.count(who) == len(had)
            assert self.seen["had", who] == sum(1 << number for number in had)

    def invariant_nobody_votes_twice_or_plays_too(self):
        voters, rejections, claimed = self.seen["votes"]
        assert dict(zip(voters, rejections, strict=True)) == self.model.votes
        assert len(set(voters)) == len(voters)
        assert [voter in self.model.claimed for voter in voters] == list(claimed)
        assert not set(voters) & set(self.model.draws)

    def invariant_results_equal_the_reference(self):
        for number in self.changed_images():
            plays = self.model.images[number].plays
            annotations = ["0x" + play.hex() for play in plays.values()]
            assert self.seen["plays", number] == ([*plays], annotations)
            expected = (self.words(number), self.model.plus_one(number))
            assert self.seen["result", number] == expected
            self.known_plays[number] = len(plays)

    # The end.

    def teardown(self):
        if hasattr(self, "model"):
            with self.failing_is_noted():
                self.bring_to_an_end()

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


def events_of(tx, name: str) -> list:
    """Return a transaction's events of this name, none if there are none."""
    return list(tx.events[name]) if name in tx.events else []


@pytest.fixture(scope="module")
def factory(project, accounts, module_isolation):
    """A factory with all the code of its campaigns."""
    return deploy_factory(project, accounts[0])


@pytest.fixture(scope="module")
def reader(web3, project, accounts, module_isolation):
    """Reads everything at once."""
    return Reader(web3, project, accounts[0])


@pytest.fixture(scope="module")
def people(project, accounts, module_isolation):
    """Four players, three validators, an outsider, a wallet that takes no money, and nobody."""
    wallet = project.RefusingWallet.deploy({"from": accounts[0]})
    return [*accounts[4:8], *accounts[8:10], accounts[1], accounts[3], wallet, accounts[2]]


@pytest.mark.parametrize("start", range(STARTS))
@pytest.mark.parametrize("validators", [0, 3])
@pytest.mark.parametrize("sealed", [False, True], ids=["open", "sealed"])
def test_annotation_campaign(
    project, factory, people, chain, web3, reader, state_machine, sealed, validators, start
):
    """Two runs from each start, for left alone Hypothesis makes many that are nearly the same."""
    # Not shrunk, for the node's randomness, which the draws depend on, is another each time.
    settings = {"max_examples": 2, "stateful_step_count": 2, "phases": [Phase.generate]}
    kind = (sealed, validators, start)
    shared, failures = (project, factory, people, chain, web3, reader), []
    try:
        state_machine(Campaign, *shared, failures, kind, settings=settings)
    except Exception:
        if not failures:
            raise
        failure, terms, log = failures[0]
        raise AssertionError("\n".join(map(str, [terms, *log]))) from failure
