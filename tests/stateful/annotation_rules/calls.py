"""How a call is made in the model and on the chain, and who makes it with what."""

import pytest
from brownie import ZERO_ADDRESS
from brownie.exceptions import VirtualMachineError

from tests.campaigns import NO_ADMISSION, admission, annotation
from tests.errors import message
from tests.signing import signer
from tests.stateful.annotation_model.refusals import EXPIRED, EXPIRED_AT, FORGED, GOOD, RefusedError

STEP = 500
"""Seconds that pass at a time. Everything ends in the middle between two of these times."""
VERIFIER = signer("verifier")


class Calls:
    """A campaign beside its model; each verb draws who calls, and with what, so that it often
    goes through. `project`, `campaign`, `model`, `terms` and the like are set by who inherits."""

    @property
    def now(self) -> int:
        """The time at which the next transaction runs, to a second or two; of a look, exactly.

        It is the node's own: Brownie's clock parts from it when a block is given a time.
        """
        return self.looks_at or self.reader.many.time()

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

    def sleep_until(self, moment: int):
        # A block with a time of its own leaves the node's clock where it was, maybe behind it.
        while (ahead := moment - self.now) > 0:
            self.chain.sleep(ahead)
            self.chain.mine()

    def admission(self, who, kind: str) -> tuple:
        if self.terms.verifier == ZERO_ADDRESS or str(who) in self.model.accounts:
            return NO_ADMISSION
        if kind == EXPIRED:
            return admission(self.campaign, VERIFIER, who, EXPIRED_AT)
        key = VERIFIER if kind == GOOD else signer("mallory")
        return admission(self.campaign, key, who)

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


def events_of(tx, name: str) -> list:
    """Return a transaction's events of this name, none if there are none."""
    return list(tx.events[name]) if name in tx.events else []
