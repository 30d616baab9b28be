"""Playing: draw, hand in, give back, bet."""

from tests.campaigns import commitment, salt_of
from tests.stateful.annotation_rules.calls import Calls, events_of


class Playing(Calls):
    """What players call."""

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
