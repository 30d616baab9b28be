"""An annotation campaign against a plain Python model of it, under random calls by many accounts.

Longer: VERISET_CAMPAIGN_STARTS=100 brownie test tests/stateful/test_annotation_campaign.py
"""

import copy
import os
from contextlib import contextmanager
from random import Random

import pytest
from brownie import ZERO_ADDRESS
from brownie.test import strategy
from hypothesis import Phase

from tests.campaigns import (
    PAYOUT,
    PLAY,
    RANKING,
    REVEAL,
    REVIEW,
    SETTLEMENT,
    Terms,
    deploy_factory,
    open_campaign,
)
from tests.reading import Reader
from tests.stateful.annotation_model import Model
from tests.stateful.annotation_rules.calls import STEP, VERIFIER
from tests.stateful.annotation_rules.invariants import Invariants
from tests.stateful.annotation_rules.payout import Payout
from tests.stateful.annotation_rules.playing import Playing
from tests.stateful.annotation_rules.review import Review

STARTS = int(os.environ.get("VERISET_CAMPAIGN_STARTS", "1"))
CALLS = 30
HELD = 750
HASTY = 0.2
"""Share of calls that are made in a phase that is not theirs."""
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


class Campaign(Playing, Invariants, Review, Payout):
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

    def look_at(self, moment: int, random):
        """Compare which calls would be refused at exactly this time, without making them."""
        assert self.web3.eth.get_block("latest")["timestamp"] == moment
        assert self.campaign.phase() == self.model.phase(moment)
        kept, self.looks_at = self.model, moment
        for verb in random.sample(VERBS, 4):
            self.model = copy.deepcopy(kept)
            getattr(self, verb)(random)
        self.model, self.looks_at = kept, None

    def teardown(self):
        if hasattr(self, "model"):
            with self.failing_is_noted():
                self.bring_to_an_end()


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
