"""What an AnnotationCampaign holds, as Python has it. Money is in wei, times in Unix seconds."""

from __future__ import annotations

from dataclasses import dataclass, fields
from enum import IntEnum
from typing import Any, TypeVar

from veriset.campaigns.payout import Curve, curve_of
from veriset.chain.abi_names import camel, snake

NOBODY = "0x" + "0" * 40
"""In place of an address where there is none."""

MAX_IMAGES = 65_536
PAGE_IMAGES = 256
"""Images in a page of votes: a bit of a word for each."""


class Phase(IntEnum):
    """How far a campaign is, in the contract's numbers."""

    PLAY = 0
    REVEAL = 1
    SETTLEMENT = 2
    REVIEW = 3
    RANKING = 4
    PAYOUT = 5


class Role(IntEnum):
    """What an account does in a campaign, in the contract's numbers."""

    NONE = 0
    PLAYER = 1
    VALIDATOR = 2


class ImageStatus(IntEnum):
    """Where an image is, in the contract's numbers."""

    WAITING = 0
    REVEALED = 1
    SETTLED = 2
    COUNTED = 3
    REJECTED = 4


@dataclass(frozen=True)
class Terms:
    """What a sponsor settles when a campaign is opened, for good.

    Attributes:
        treasury: gets the bets of outliers and the rounding dust.
        images_root: Merkle root of the images.
        image_count: 1 to 65,536.
        play_until: last second of playing and betting.
        reveal_until: last second of revealing; 0 where plays are not sealed.
        validate_until: last second of the votes; 0 where there are no validators.
        verifier: signs admissions; `NOBODY` admits everybody.
        annotators: plays on each image, 1 to 129.
        annotations_per_play: at most; `veriset.clustering.fits` says how many there can be.
        validators: votes on each page of 256 images, 0 to 40; 0: no review.
        sponsored_bet: wei that the sponsor bets with each play that counts.
        validator_fee: wei for each image on which a vote agreed with the outcome.
        distance: pixels up to which clusters merge, 0 to 131,070.
        confirmation: percentage of an image's players that a cluster needs.
        payout_tolerance: 0 pays by rank; else by distance, with so many pixels' tolerance.
        sealed_plays: whether a play is first a commitment.
        assignment_period: seconds that a player may hold an image.
    """

    treasury: str
    images_root: bytes
    image_count: int
    play_until: int
    reveal_until: int = 0
    validate_until: int = 0
    verifier: str = NOBODY
    annotators: int = 10
    annotations_per_play: int = 7
    validators: int = 0
    sponsored_bet: int = 0
    validator_fee: int = 0
    distance: int = 40
    confirmation: int = 50
    payout_tolerance: int = 0
    sealed_plays: bool = True
    assignment_period: int = 24 * 3600

    @property
    def plays(self) -> int:
        """Plays of the whole campaign."""
        return self.image_count * self.annotators

    @property
    def price(self) -> int:
        """What the sponsor pays when it opens the campaign."""
        return self.plays * self.sponsored_bet + (
            self.image_count * self.validators * self.validator_fee
        )

    @property
    def curve(self) -> Curve:
        """How points follow from a score."""
        return curve_of(self.distance, self.payout_tolerance)

    @property
    def page_count(self) -> int:
        """Pages of votes."""
        return -(-self.image_count // PAGE_IMAGES)

    def to_abi(self) -> dict[str, Any]:
        """Return the terms as the contract takes them."""
        return {camel(name): value for name, value in vars(self).items()}


@dataclass(frozen=True)
class CampaignProgress:
    """How far a campaign is, in numbers; see `ICampaignTerms.Progress`."""

    accounts: int
    draws: int
    returned: int
    handed_in: int
    attempted: int
    revealed_plays: int
    revealed_images: int
    settled_images: int
    counted_images: int
    counted_plays: int
    counted_players: int
    scored_players: int
    ranked_players: int
    placed_players: int
    blobs: int


@dataclass(frozen=True)
class PlayerState:
    """An account in a campaign.

    Attributes:
        account: its address.
        number: position among the accounts, from 1; 0 if it never took part.
        role: what it does.
        added: wei that it added to its bet.
        handed_in: plays that it handed in.
        counted_plays: plays of its that count.
        has_score: whether it has a score.
        score: its best, in 1/256 pixels squared.
        next: number of the player after it in the order of the ranking, its own for the last one;
            0 if it is not in the order.
        position: in the ranking, from 1; 0 if it has none, or not yet.
        has_image: whether it holds an image; also one whose time is over, until it returns.
        image: the image that it holds.
        held_until: last second at which it can hand the image in.
        is_paid: whether it took its reward.
    """

    account: str
    number: int
    role: Role
    added: int
    handed_in: int
    counted_plays: int
    has_score: bool
    score: int
    next: int
    position: int
    has_image: bool
    image: int
    held_until: int
    is_paid: bool

    def __post_init__(self) -> None:
        """Give the role its name."""
        object.__setattr__(self, "role", Role(self.role))


@dataclass(frozen=True)
class ImageState:
    """An image: players who hold it, plays handed in and revealed, and where it is."""

    in_hand: int
    handed_in: int
    revealed: int
    status: ImageStatus

    def __post_init__(self) -> None:
        """Give the status its name."""
        object.__setattr__(self, "status", ImageStatus(self.status))


@dataclass(frozen=True)
class Page:
    """256 images; bit i of a bitmap is about the image 256 * page + i.

    Attributes:
        full: have all their plays, or are in so many hands.
        revealed: have at least one revealed play.
        settled: are settled.
        counted: have their scores counted, or were rejected or abandoned.
        rejected: were rejected, which nobody knows until the page is decided, or abandoned.
        votes: number of votes on the page.
        is_decided: whether the votes are all in, or their time is over.
    """

    full: int
    revealed: int
    settled: int
    counted: int
    rejected: int
    votes: int
    is_decided: bool


@dataclass(frozen=True)
class Vote:
    """A validator's vote on a page: bit i rejects the image 256 * page + i."""

    validator: str
    rejections: int
    claimed: bool


@dataclass(frozen=True)
class CampaignBooks:
    """A campaign's money by what it is for, in wei; see `ICampaignPayout.Books`."""

    sponsored: int
    added: int
    fees: int
    fees_earned: int
    rewards: int
    credited: int

    @property
    def total(self) -> int:
        """The sum, which the contract's balance must reach."""
        return sum(vars(self).values())


@dataclass(frozen=True)
class Ranking:
    """The ranking so far.

    Attributes:
        first: number of the first player in the order; 0 if there is none yet.
        last_placed: number of the last player with a position; 0 if there is none yet.
        pot: bets of those with a position.
        points: of those with a position.
        is_fixed: whether the payout is fixed.
    """

    first: int
    last_placed: int
    pot: int
    points: int
    is_fixed: bool


_Struct = TypeVar("_Struct")


def from_abi(kind: type[_Struct], values: dict[str, Any]) -> _Struct:
    """Return a struct that the contract answered; fields that it has gained since are left out."""
    known = {field.name for field in fields(kind)}  # type: ignore[arg-type]
    named = {snake(name): value for name, value in values.items()}
    return kind(**{name: value for name, value in named.items() if name in known})
