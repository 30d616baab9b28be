import brownie
import pytest
from brownie import chain

from tests.campaigns import (
    HOUR,
    PAYOUT,
    REVEAL,
    SETTLEMENT,
    annotation,
    commitment,
    draw,
    drawn,
    hand_in,
    play_all,
    wait_until,
)
from tests.errors import refused

SEALED = {"sealed_plays": True}


@pytest.fixture(params=[False, True], ids=["open", "sealed"])
def sealed(request):
    return request.param


def test_hands_in_and_draws(opened, bob, sealed):
    campaign, _ = opened(sealed_plays=sealed)
    image = draw(campaign, bob)
    tx = hand_in(campaign, bob, image, annotation(1, 2), sealed)
    following = drawn(tx)
    assert following != image
    state = campaign.playerOf(bob)
    assert (state["handedIn"], state["image"]) == (1, following)
    image_state = campaign.imageStates(image, 1)[0]
    assert (image_state["inHand"], image_state["handedIn"]) == (0, 1)
    assert image_state["revealed"] == (0 if sealed else 1)


def test_hands_in_without_drawing(opened, bob, sealed):
    campaign, _ = opened(sealed_plays=sealed)
    tx = hand_in(campaign, bob, draw(campaign, bob), b"", sealed, draw_next=False)
    assert drawn(tx) is None
    assert "NoImageDrawn" not in tx.events
    assert not campaign.playerOf(bob)["hasImage"]


def test_when_none_is_left(opened, bob):
    campaign, _ = opened(image_count=1)
    tx = hand_in(campaign, bob, draw(campaign, bob), b"")
    assert tx.events["NoImageDrawn"] == {"player": bob}


def test_an_open_play_is_kept_at_once(opened, bob):
    campaign, _ = opened()
    image = draw(campaign, bob)
    annotations = annotation(1, 2, 3, 4, 5) + annotation(65_535, 0, 65_535, 1, 255)
    tx = hand_in(campaign, bob, image, annotations)
    assert tx.events["PlayRevealed"] == {"player": bob, "image": image}
    assert campaign.playsOf(image) == ([bob], ["0x" + annotations.hex()])


def test_a_sealed_play_shows_nothing(opened, bob):
    campaign, _ = opened(**SEALED)
    image = draw(campaign, bob)
    annotations = annotation(1, 2)
    expected = commitment(campaign, bob, image, annotations, campaign.eip712Domain()[3])
    tx = hand_in(campaign, bob, image, annotations, sealed=True)
    assert campaign.commitmentOf(bob, image) == "0x" + expected.hex()
    assert tx.events["ImageHandedIn"]["commitment"] == "0x" + expected.hex()
    assert campaign.playsOf(image) == ([], [])


def test_the_commitment_is_as_documented(opened, bob, web3):
    campaign, _ = opened(**SEALED)
    from tests.campaigns import salt_of

    annotations = annotation(1, 2)
    made = campaign.commitmentFor(bob, 2, salt_of(bob, 2), annotations)
    expected = commitment(campaign, bob, 2, annotations, campaign.eip712Domain()[3])
    assert made == "0x" + expected.hex()


def test_play_ends_when_all_images_have_their_plays(opened, bob, relayer, sealed):
    campaign, terms = opened(annotators=1, sealed_plays=sealed)
    play_all(campaign, [bob], lambda *_: annotation(1, 1), sealed)
    assert campaign.phase() == (REVEAL if sealed else SETTLEMENT)
    with refused("PlayOver", terms.play_until):
        campaign.draw((0, b""), {"from": relayer})


def test_an_image_never_drawn(opened, bob, sealed):
    campaign, _ = opened(sealed_plays=sealed)
    with refused("NotInHand", 0, bob):
        hand_in(campaign, bob, 0, b"", sealed)
    image = draw(campaign, bob)
    for other in (image + 1, 2**256 - 1):
        with refused("NotInHand", other, bob):
            hand_in(campaign, bob, other, b"", sealed) if not sealed else campaign.playSealed(
                other, b"\1" * 32, False, {"from": bob}
            )


def test_someone_elses_assignment(opened, bob, relayer):
    campaign, _ = opened(image_count=1)
    draw(campaign, bob)
    with refused("NotInHand", 0, relayer):
        campaign.playOpen(0, b"", False, {"from": relayer})


def test_twice(opened, bob):
    campaign, _ = opened()
    image = draw(campaign, bob)
    hand_in(campaign, bob, image, b"", draw_next=False)
    with refused("NotInHand", image, bob):
        hand_in(campaign, bob, image, b"")


def test_held_too_long(opened, bob, sealed):
    campaign, _ = opened(sealed_plays=sealed)
    image = draw(campaign, bob)
    until = campaign.playerOf(bob)["heldUntil"]
    chain.sleep(HOUR + 1)
    with refused("AssignmentExpired", image, until):
        hand_in(campaign, bob, image, b"", sealed)


def test_after_the_deadline(opened, bob, sealed):
    campaign, terms = opened(sealed_plays=sealed)
    image = draw(campaign, bob)
    wait_until(chain, terms.play_until)
    with refused("PlayOver", terms.play_until):
        hand_in(campaign, bob, image, b"", sealed)
    assert campaign.phase() == PAYOUT


def test_the_wrong_kind(opened, bob):
    sealed, _ = opened(**SEALED)
    with brownie.reverts("PlaysAreSealed: "):
        sealed.playOpen(0, b"", False, {"from": bob})
    open_, _ = opened()
    with brownie.reverts("PlaysAreOpen: "):
        open_.playSealed(0, b"\1" * 32, False, {"from": bob})


def test_a_commitment_of_zero(opened, bob):
    campaign, _ = opened(**SEALED)
    image = draw(campaign, bob)
    with brownie.reverts("CommitmentZero: "):
        campaign.playSealed(image, b"\0" * 32, False, {"from": bob})


@pytest.mark.parametrize(
    ("annotations", "error", "arguments"),
    [
        (annotation(1, 1)[:-1], "WrongLength", [8]),
        (annotation(1, 1) + b"\0", "WrongLength", [10]),
        (annotation(1, 1) * 6, "TooManyAnnotations", [6, 5]),
        (annotation(1, 1) * 256, "TooManyAnnotations", [256, 5]),
        (annotation(1, 1) + annotation(1, 1, 0, 9), "EmptyBox", [1]),
        (annotation(1, 1, 9, 0), "EmptyBox", [0]),
    ],
)
def test_annotations_that_cannot_be(opened, bob, annotations, error, arguments):
    campaign, _ = opened()
    image = draw(campaign, bob)
    with refused(error, *arguments):
        campaign.playOpen(image, annotations, True, {"from": bob})
    assert campaign.playerOf(bob)["hasImage"]


def test_no_annotation_is_a_play(opened, bob):
    campaign, _ = opened()
    image = draw(campaign, bob)
    hand_in(campaign, bob, image, b"")
    assert campaign.playsOf(image) == ([bob], ["0x"])
