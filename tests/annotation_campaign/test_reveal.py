import brownie
import pytest
from brownie import chain

from tests.campaigns import (
    PAYOUT,
    REVEAL,
    SETTLEMENT,
    annotation,
    draw,
    hand_in,
    play_all,
    reveal_of,
    wait_until,
)
from tests.errors import refused


def marks(player, image) -> bytes:
    """Annotations of another number and place for each player and image."""
    seed = int(str(player)[-2:], 16)
    return b"".join(annotation(seed, 100 * image + i) for i in range((seed + image) % 4))


@pytest.fixture(scope="module")
def played(opened, players):
    """Three players have played all three images, sealed: the campaign, its terms, the reveals."""
    campaign, terms = opened(annotators=3, sealed_plays=True)
    return campaign, terms, play_all(campaign, players[:3], marks, sealed=True)


def test_anyone_reveals_all(played, relayer):
    campaign, _, reveals = played
    tx = campaign.reveal(reveals, {"from": relayer})
    assert [(e["player"], e["image"]) for e in tx.events["PlayRevealed"]] == [
        (player, image) for player, image, _, _ in reveals
    ]
    progress = campaign.progress()
    assert (progress["revealedPlays"], progress["revealedImages"], progress["blobs"]) == (9, 3, 1)
    assert campaign.phase() == SETTLEMENT
    for image in range(3):
        expected = [(p, "0x" + a.hex()) for p, i, _, a in reveals if i == image]
        assert list(zip(*campaign.playsOf(image), strict=True)) == expected
        assert campaign.commitmentOf(reveals[0][0], image) == "0x" + "00" * 32


def test_the_order_is_that_of_revealing(played, relayer):
    campaign, _, reveals = played
    for reveal in reversed(reveals):
        campaign.reveal([reveal], {"from": relayer})
    for image in range(3):
        expected = [p for p, i, _, _ in reversed(reveals) if i == image]
        assert campaign.playsOf(image)[0] == expected


def test_more_plays_than_a_word_has_entries(opened, accounts, relayer):
    campaign, _ = opened(image_count=1, annotators=9, sealed_plays=True)
    reveals = play_all(campaign, accounts[4:13], marks, sealed=True)
    campaign.reveal(reveals[:5], {"from": relayer})
    campaign.reveal(reveals[5:], {"from": relayer})
    expected = [(p, "0x" + a.hex()) for p, _, _, a in reveals]
    assert list(zip(*campaign.playsOf(0), strict=True)) == expected


def test_before_the_end_of_play(opened, bob, relayer):
    campaign, _ = opened(sealed_plays=True)
    image = draw(campaign, bob)
    hand_in(campaign, bob, image, b"", sealed=True)
    with refused("WrongPhase", 0, REVEAL):
        campaign.reveal([reveal_of(bob, image, b"")], {"from": relayer})


def test_what_does_not_match(played, relayer):
    campaign, _, reveals = played
    player, image, salt, annotations = reveals[0]
    others = [
        (player, image, salt, annotations + annotation(1, 1)),
        (player, image, b"\0" * 32, annotations),
        (player, (image + 1) % 3, salt, annotations),
        (reveals[3][0], image, salt, annotations),
    ]
    for other in others:
        with refused("WrongReveal", other[0], other[1]):
            campaign.reveal([other], {"from": relayer})
    assert campaign.progress()["revealedPlays"] == 0


def test_twice(played, relayer):
    campaign, _, reveals = played
    campaign.reveal(reveals[:1], {"from": relayer})
    with refused("NothingToReveal", *reveals[0][:2]):
        campaign.reveal(reveals[:1], {"from": relayer})


def test_the_same_twice_in_a_list(played, relayer):
    campaign, _, reveals = played
    campaign.reveal([reveals[0], reveals[0]], {"from": relayer})
    assert campaign.progress()["revealedPlays"] == 1
    assert campaign.playsOf(reveals[0][1])[0] == [reveals[0][0]]


def test_nobody_spoils_a_list_by_revealing_one_first(played, relayer, carol):
    campaign, _, reveals = played
    campaign.reveal([reveals[4]], {"from": carol})
    campaign.reveal(reveals, {"from": relayer})
    assert campaign.progress()["revealedPlays"] == 9
    plays = campaign.playsOf(reveals[5][1])
    assert (reveals[5][0], "0x" + reveals[5][3].hex()) in list(zip(*plays, strict=True))


def test_what_was_never_played(played, relayer, carol):
    campaign, _, _ = played
    with refused("NothingToReveal", carol, 0):
        campaign.reveal([reveal_of(carol, 0, b"")], {"from": relayer})
    with refused("UnknownImage", 3, 3):
        campaign.reveal([reveal_of(carol, 3, b"")], {"from": relayer})


def test_nothing(played, relayer):
    with brownie.reverts("NoReveals: "):
        played[0].reveal([], {"from": relayer})


@pytest.mark.parametrize(
    ("annotations", "error", "arguments"),
    [
        (b"\1" * 8, "WrongLength", [8]),
        (annotation(1, 1) * 6, "TooManyAnnotations", [6, 5]),
        (annotation(1, 1, 0, 1), "EmptyBox", [0]),
    ],
)
def test_what_was_committed_to_cannot_be(opened, bob, relayer, annotations, error, arguments):
    """Nobody can look into a commitment; such a play stays void."""
    campaign, terms = opened(image_count=1, annotators=1, sealed_plays=True)
    reveals = play_all(campaign, [bob], lambda *_: annotations, sealed=True)
    with refused(error, *arguments):
        campaign.reveal(reveals, {"from": relayer})
    wait_until(chain, terms.reveal_until)
    assert campaign.phase() == PAYOUT


def test_too_much_for_one_transaction(opened, players, relayer):
    campaign, _ = opened(image_count=2, annotators=1, annotations_per_play=5, sealed_plays=True)
    [first, second] = play_all(campaign, players[:1], marks, sealed=True)
    # Each takes four bytes beside its annotations.
    room = 24_575 - 4 - 4 - len(second[3])
    long = (*first[:3], b"\1" * (room + 1))
    with refused("RevealsTooLong", 24_576, 24_575):
        campaign.reveal([long, second], {"from": relayer})


def test_after_the_deadline(played, relayer):
    campaign, terms, reveals = played
    wait_until(chain, terms.reveal_until)
    with refused("RevealsOver", terms.reveal_until):
        campaign.reveal(reveals, {"from": relayer})
    assert campaign.phase() == PAYOUT


def test_reveals_are_over_when_all_is_revealed(played, relayer):
    campaign, terms, reveals = played
    campaign.reveal(reveals, {"from": relayer})
    with refused("RevealsOver", terms.reveal_until):
        campaign.reveal(reveals, {"from": relayer})


def test_open_plays_need_none(opened, bob, relayer):
    campaign, _ = opened(annotators=1)
    play_all(campaign, [bob], marks)
    with refused("RevealsOver", 0):
        campaign.reveal([reveal_of(bob, 0, b"")], {"from": relayer})
