"""What must hold after every step."""

from tests.campaigns import PAYOUT, REVIEW, WAITING
from tests.collaborative import EVERYTHING
from tests.stateful.annotation_rules.settling import Settling


class Invariants(Settling):
    """What the contract says, against the model."""

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
