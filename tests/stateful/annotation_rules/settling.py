"""Revealing, settling and giving up."""

from brownie.exceptions import VirtualMachineError

from tests.campaigns import salt_of
from tests.stateful.annotation_rules.calls import STEP, Calls, events_of
from veriset.chain.campaign_hints import hint_for


class Settling(Calls):
    """What anybody calls once playing is over."""

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
