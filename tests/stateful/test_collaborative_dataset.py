"""A collaborative dataset against a plain Python model of it, under random calls."""

from collections import Counter
from random import Random

import pytest
from brownie.test import strategy

from tests.collaborative import EVERYTHING, Rules, open_dataset, records_of, signed_vote
from tests.datasets import as_hex
from tests.errors import refused
from tests.signing import signer
from tests.stateful.collaborative_model import DECIDED, EXPIRED, UNDER_REVIEW, Model, RefusedError

PERIOD = 1_000
STATUSES = (UNDER_REVIEW, DECIDED, EXPIRED)
KEYS = [signer(f"member {number}") for number in range(5)]
PEOPLE = len(KEYS)


class Dataset:
    """Five accounts, each of which does everything, and the model beside the contract."""

    st_seed = strategy("uint32")
    st_who = strategy("uint8", max_value=PEOPLE - 1)

    def __init__(self, project, factory, people, chain):
        self.project, self.factory, self.people, self.chain = project, factory, people, chain

    def setup(self):
        self.written = 0
        rules = Rules(
            votes_needed=2,
            approvals_needed=2,
            review_period=PERIOD,
            contribution_deadline=self.chain.time() + 4 * PERIOD,
            deposit_per_record=7,
            validator_stake=100,
            reward_per_record=1_000,
            reward_per_vote=10,
        )
        pool = rules.most_earned(20)
        creator = self.people[0]
        self.dataset = open_dataset(self.project, self.factory, creator, rules, pool=pool)
        self.model = Model(rules, pool)
        for who in range(PEOPLE - 1):
            self.rule_join(who)
        self.contribute(self.people[0], Random(0))

    @property
    def now(self) -> int:
        """The time at which the next transaction runs, to a second or two."""
        return self.chain.time()

    def both(self, change, *arguments, call, send):
        """Make the change in the model, and the call, or expect the model's refusal of it."""
        try:
            change(*arguments)
        except RefusedError as fault:
            with refused(*fault.args):
                call(*send)
            return None
        return call(*send)

    def rule_many_calls(self, st_seed):
        """Make sixteen calls drawn from a seed; left alone, Hypothesis prefers short runs."""
        random = Random(st_seed)
        rules = [self.contribute, self.claim, self.close, self.close]
        rules += 4 * [self.vote, self.sign] + [self.claim]
        rules += [self.withdraw, self.resign_or_release, self.rule_pass_time]
        for rule in random.choices(rules, k=16):
            if rule == self.rule_pass_time:
                rule()
            else:
                rule(random.choice(self.people), random)

    def rule_join(self, st_who):
        who = self.people[st_who]
        stake = self.model.rules.validator_stake
        sent = {"from": who, "value": stake}
        self.both(self.model.join, who, call=self.dataset.join, send=([], sent))

    def contribute(self, who, random):
        count = random.randint(1, 4)
        packed = records_of(count, name=f"contribution {self.written}")
        self.written += 1
        records = [packed[at : at + 16] for at in range(0, len(packed), 16)]
        sent = {"from": who, "value": 7 * count}
        tx = self.both(
            self.model.contribute,
            who,
            records,
            self.now,
            call=self.dataset.contribute,
            send=(packed, [], sent),
        )
        if tx is not None:
            self.model.batches[-1].closes_at = tx.events["RecordsContributed"]["closesAt"]

    def pick(self, random) -> int:
        """Choose a batch, best one under review, and now and then none there is."""
        batches = self.model.batches
        open_ids = [i for i, batch in enumerate(batches) if batch.status == UNDER_REVIEW]
        return random.choice(3 * open_ids + [*range(len(batches) + 1)])

    def drawn_bitmap(self, batch_id: int, random) -> int:
        batches = self.model.batches
        count = len(batches[batch_id].records) if batch_id < len(batches) else 1
        return random.getrandbits(count) | random.getrandbits(count) | (random.random() < 0.1) << 4

    def vote(self, who, random):
        batch_id = self.pick(random)
        bitmap = self.drawn_bitmap(batch_id, random)
        self.both(
            self.model.vote,
            batch_id,
            [(who, bitmap)],
            self.now,
            call=self.dataset.vote,
            send=(batch_id, bitmap, [], {"from": who}),
        )

    def sign(self, who, random):
        """Hand in one to three votes together; with the last one needed the batch is closed."""
        batch_id = self.pick(random)
        signers = random.choices(range(PEOPLE), k=random.choice([1, 2, 2, 3]))
        votes = [(signer, self.drawn_bitmap(batch_id, random)) for signer in signers]

        def change(now):
            self.model.vote(batch_id, [(self.people[s], bitmap) for s, bitmap in votes], now)
            if len(self.model.batches[batch_id].votes) == self.model.rules.votes_needed:
                self.model.close(batch_id, now)

        signed = [signed_vote(self.dataset, KEYS[s], batch_id, bitmap) for s, bitmap in votes]
        send = (batch_id, signed, {"from": who})
        self.both(change, self.now, call=self.dataset.voteBySignatures, send=send)

    def close(self, who, random):
        batch_id = self.pick(random)
        send = (batch_id, {"from": who})
        self.both(self.model.close, batch_id, self.now, call=self.dataset.close, send=send)

    def claim(self, who, random):
        closed = [i for i, batch in enumerate(self.model.batches) if batch.status != UNDER_REVIEW]
        batch_ids = random.sample(closed, min(len(closed), random.randint(1, 2)))
        batch_ids = batch_ids if random.random() < 0.8 else [self.pick(random)]
        send = (who, batch_ids, {"from": self.people[0]})
        self.both(self.model.claim, who, batch_ids, call=self.dataset.claim, send=send)

    def withdraw(self, who, random):
        before = who.balance()
        due = self.model.credit.get(who, 0)
        payer = next(person for person in self.people if person != who)
        send = (who, {"from": payer})
        self.both(self.model.withdraw, who, call=self.dataset.withdraw, send=send)
        assert who.balance() == before + due

    def resign_or_release(self, who, random):
        if random.random() < 0.5:
            send = (who, {"from": who})
            self.both(self.model.release, who, self.now, call=self.dataset.releaseStake, send=send)
            return
        tx = self.both(
            self.model.resign, who, self.now, call=self.dataset.resign, send=({"from": who},)
        )
        if tx is not None:
            self.model.staked[who] = tx.events["ValidatorLeft"]["releasedAt"]

    def rule_reclaim(self, st_who):
        send = ({"from": self.people[st_who]},)
        creator = self.people[0]
        self.both(self.model.reclaim, creator, self.now, call=self.dataset.reclaimPool, send=send)

    def rule_pass_time(self):
        """Two of these end a review, by a margin that no test run takes."""
        self.chain.sleep(PERIOD // 2 + 100)
        self.chain.mine()

    def invariant_money_is_conserved(self):
        funds = self.dataset.funds()
        assert funds == self.model.funds()
        assert self.dataset.balance() == sum(funds)

    def invariant_every_record_is_in_exactly_one_state(self):
        places = Counter(split(self.dataset.validatedRecords(0, EVERYTHING)[0]))
        places += Counter(split(self.dataset.recordsUnderReview(0, EVERYTHING)[0]))
        validated, expected = [], []
        for batch_id, batch in enumerate(self.model.batches):
            stored = self.dataset.batch(batch_id)
            assert STATUSES[stored["status"]] == batch.status
            valid = [bool(stored["outcome"] >> i & 1) for i in range(stored["count"])]
            assert valid == self.model.validated(batch)
            for record, is_valid in zip(batch.records, valid, strict=True):
                validated += [record] if is_valid else []
                gone = batch.status == EXPIRED or (batch.status == DECIDED and not is_valid)
                expected.append(record)
                assert places[record] == (0 if gone else 1)
        assert self.dataset.validatedRecords(0, EVERYTHING)[0] == as_hex(b"".join(validated))
        assert set(places) <= set(expected)

    def invariant_nobody_votes_twice(self):
        for batch_id, batch in enumerate(self.model.batches):
            validators, bitmaps = self.dataset.votesOf(batch_id)
            assert len(set(validators)) == len(validators)
            assert list(zip(validators, bitmaps, strict=True)) == list(batch.votes.items())

    def invariant_tallies_equal_the_model(self):
        for batch_id, batch in enumerate(self.model.batches):
            assert list(self.dataset.tally(batch_id)) == batch.tally()

    def teardown(self):
        """At the end everybody claims and withdraws all there is, and only the pool is left."""
        self.chain.sleep(PERIOD + 100)
        self.chain.mine()
        for batch_id, batch in enumerate(self.model.batches):
            if batch.status == UNDER_REVIEW:
                self.model.close(batch_id, self.now)
                self.dataset.close(batch_id, {"from": self.people[0]})
        for who in self.people:
            batch_ids, *_ = self.dataset.claimable(who, 0, EVERYTHING)
            self.model.claim(who, list(batch_ids))
            self.dataset.claim(who, batch_ids, {"from": who})
            state = self.dataset.accountOf(who)
            assert state["points"] == self.model.points.get(who, 0)
            assert state["credit"] == self.model.credit.get(who, 0)
            if state["credit"]:
                self.dataset.withdraw(who, {"from": who})
        pool, reserved, deposits, stakes, credited = self.dataset.funds()
        assert (pool, reserved, deposits, credited) == (self.model.pool, 0, 0, 0)
        assert self.dataset.balance() == pool + stakes


def split(packed) -> list[bytes]:
    packed = bytes.fromhex(str(packed)[2:])
    return [packed[at : at + 16] for at in range(0, len(packed), 16)]


@pytest.fixture(scope="module")
def people(accounts, module_isolation):
    """Five accounts that can both send and sign."""
    people = [accounts.at(key.address, force=True) for key in KEYS]
    for person in people:
        accounts[0].transfer(person, "10 ether")
    return people


def test_collaborative_dataset(project, people, alice, chain, state_machine):
    implementation = project.CollaborativeDataset.deploy({"from": alice})
    factory = project.CollaborativeDatasetFactory.deploy(implementation, {"from": alice})
    settings = {"max_examples": 8, "stateful_step_count": 10}
    state_machine(Dataset, project, factory, people, chain, settings=settings)
