import brownie
import pytest
from brownie import chain

from tests.campaigns import NOBODY, PLAY, campaign_at, terms_from
from tests.errors import refused

SEALED = {"sealed_plays": True}
REVIEWED = {"validators": 3, "validator_fee": 7}


@pytest.mark.parametrize("kind", [{}, SEALED, REVIEWED, {**SEALED, **REVIEWED}])
def test_the_terms_read_back(opened, alice, kind):
    campaign, terms = opened(**kind)
    assert as_plain(campaign.terms()) == terms.args()
    assert campaign.sponsor() == alice
    assert campaign.balance() == terms.price() == sum(campaign.books())
    assert campaign.phase() == PLAY


def test_every_term_has_a_place_of_its_own(opened, bob, relayer):
    """No two are packed on top of each other, whatever their values."""
    most = {
        "treasury": bob.address,
        "verifier": relayer.address,
        "images_root": b"\xff" * 32,
        "image_count": 65_536,
        "annotators": 129,
        "annotations_per_play": 1,
        "validators": 40,
        "sponsored_bet": 1,
        "validator_fee": 2,
        "distance": 131_070,
        "confirmation": 100,
        "payout_tolerance": 131_069,
        "sealed_plays": True,
        "assignment_period": 2**32 - 1,
        "play_until": 2**40 - 3,
        "reveal_until": 2**40 - 2,
        "validate_until": 2**40 - 1,
    }
    campaign, _ = opened(**most)
    assert as_plain(campaign.terms()) == tuple(most.values())


def test_the_description_reads_back(project, factory, alice, now):
    terms = terms_from(now)
    text = b'{"name":"Birds","classes":["wing","beak"]}' * 100
    tx = factory.open(terms.args(), text, {"from": alice, "value": terms.price()})
    campaign = campaign_at(project, tx.events["CampaignOpened"]["campaign"])
    assert campaign.description() == "0x" + text.hex()


def test_the_factory_lists_its_campaigns(factory, opened, alice, bob):
    first, second = opened()[0], opened()[0]
    assert factory.campaignCount() == 2
    assert factory.campaigns(0, 10) == [first, second]
    assert factory.campaigns(1, 1) == [second]
    assert factory.isCampaign(first)
    assert not factory.isCampaign(bob)


def test_the_price(factory, now):
    terms = terms_from(now, image_count=7, annotators=5, sponsored_bet=11, **REVIEWED)
    assert factory.price(terms.args()) == 7 * (5 * 11 + 3 * 7)


@pytest.mark.parametrize("more", [-1, 1])
def test_another_payment(factory, alice, now, more):
    terms = terms_from(now)
    with refused("WrongPayment", 6_000 + more, 6_000):
        factory.open(terms.args(), b"{}", {"from": alice, "value": 6_000 + more})


@pytest.mark.parametrize("length", [0, 24_576])
def test_descriptions_that_cannot_be(factory, alice, now, length):
    terms = terms_from(now)
    with refused("BadDescriptionLength", length, 24_575):
        factory.open(terms.args(), b"x" * length, {"from": alice, "value": terms.price()})


@pytest.mark.parametrize(
    ("changed", "error", "arguments"),
    [
        ({"treasury": NOBODY}, "TreasuryZero", []),
        ({"images_root": b"\0" * 32}, "ImagesRootZero", []),
        ({"image_count": 0}, "BadImageCount", [0, 65_536]),
        ({"image_count": 65_537}, "BadImageCount", [65_537, 65_536]),
        ({"annotators": 0}, "AnnotatorsZero", []),
        ({"annotations_per_play": 0}, "AnnotationsPerPlayZero", []),
        ({"annotators": 255, "annotations_per_play": 255}, "TooManyToSettle", [255, 255]),
        ({"annotators": 10, "annotations_per_play": 9}, "TooManyToSettle", [10, 9]),
        ({"validators": 41}, "TooManyValidators", [41, 40]),
        ({"validator_fee": 1}, "UnusedFee", [1]),
        ({"distance": 131_071}, "BadDistance", [131_071, 131_070]),
        ({"payout_tolerance": 40}, "BadPayoutTolerance", [40, 40]),
        ({"distance": 0, "payout_tolerance": 1}, "BadPayoutTolerance", [1, 0]),
        ({"confirmation": 101}, "BadConfirmation", [101]),
        ({"assignment_period": 0}, "AssignmentPeriodZero", []),
        ({"reveal_until": 5}, "UnusedDeadline", [5]),
        ({"validate_until": 5}, "UnusedDeadline", [5]),
    ],
)
def test_terms_that_cannot_be(factory, alice, now, changed, error, arguments):
    terms = terms_from(now, **changed)
    expected = refused(error, *arguments) if arguments else refused_bare(error)
    with expected:
        factory.open(terms.args(), b"{}", {"from": alice, "value": terms.price()})


def refused_bare(error):
    return brownie.reverts(f"{error}: ")


def as_plain(terms) -> tuple:
    return tuple(bytes(v) if isinstance(v, bytes) else v for v in terms)


def test_deadlines_out_of_order(factory, alice, now):
    terms = terms_from(now, **SEALED, **REVIEWED)
    play, reveal = terms.play_until, terms.reveal_until
    for changed, late in (
        ({"reveal_until": play}, (play, play)),
        ({"validate_until": reveal}, (reveal, reveal)),
    ):
        bad = terms.but(**changed)
        with refused("DeadlineTooEarly", *late):
            factory.open(bad.args(), b"{}", {"from": alice, "value": bad.price()})


def test_a_deadline_in_the_past(factory, alice, web3, now):
    terms = terms_from(now)
    chain.mine(timestamp=terms.play_until)
    with refused("DeadlineTooEarly", terms.play_until, web3.eth.get_block("latest")["timestamp"]):
        factory.open.call(terms.args(), b"{}", {"from": alice, "value": terms.price()})
