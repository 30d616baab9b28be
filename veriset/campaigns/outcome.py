"""A settled campaign: what was asked, what was played, what it came to, and who was paid.

Whoever reads a campaign, from the chain or from a file, gives the campaign, its images with
their plays, the ranking and the books to `build_outcome.outcome_of`; reports and exports are
made of what it returns.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from veriset.clustering.reference import SCALE
from veriset.images import HashKind
from veriset.manifest.types import DatasetDescription, ImageEntry


class Annotation(NamedTuple):
    """An object as a player marked it: a box, in whole pixels, 0 to 65,535, and a class.

    Attributes:
        x: of the left edge.
        y: of the upper edge.
        height: at least 1.
        width: at least 1.
        label: number of its class in `Campaign.classes`, 0 to 255; 0 where there are none.
    """

    x: int
    y: int
    height: int
    width: int
    label: int = 0


@dataclass(frozen=True)
class Campaign:
    """What a sponsor opened, and where it stands.

    Attributes:
        name: short name.
        objective: what the players were asked to mark.
        classes: names, in the order of their numbers; empty where classes were not asked for.
        keywords: by which players find it.
        dataset: of the manifest of the images: its name, licence, creator, citation.
        hash_kind: what the images' content hashes are taken of.
        images_root: Merkle root over the image list, 0x and 64 digits.
        manifest_cid: where the manifest of the images is pinned.
        sponsor: address.
        distance: pixels up to which two clusters merge.
        confirmation: percentage of an image's players that a cluster needs to count.
        chain_id: EIP-155 number.
        network: the chain's name.
        address: of the campaign's contract.
        block: number of the block whose state this is. The one that ended the settlement lets
            everybody export the same bytes.
        time: of that block, seconds since 1970.
    """

    name: str
    objective: str
    classes: tuple[str, ...]
    keywords: tuple[str, ...]
    dataset: DatasetDescription
    hash_kind: HashKind
    images_root: str
    manifest_cid: str
    sponsor: str
    distance: int
    confirmation: int
    chain_id: int
    network: str
    address: str
    block: int
    time: int

    def class_name(self, label: int) -> str:
        """Return the name of a class; the chain takes numbers that the sponsor did not name."""
        if label < len(self.classes):
            return self.classes[label]
        return f"class {label}" if self.classes or label else "object"


@dataclass(frozen=True)
class Play:
    """What one player revealed (unsealed: handed in) on one image; it may hold no annotation."""

    player: str
    annotations: tuple[Annotation, ...]


@dataclass(frozen=True)
class PlayedImage:
    """An image of the campaign and its plays.

    Attributes:
        index: its number in the campaign's image list, from 0.
        entry: what the manifest says of it: path, width, height, content hash.
        plays: in the order in which they were revealed.
        rejected: whether it is void: validators rejected it, or it was given up unsettled.
    """

    index: int
    entry: ImageEntry
    plays: tuple[Play, ...] = ()
    rejected: bool = False

    @property
    def annotations(self) -> list[Annotation]:
        """All annotations; their places in this list are their numbers."""
        return [annotation for play in self.plays for annotation in play.annotations]

    @property
    def owners(self) -> list[int]:
        """For each annotation, the place of its play in `plays`."""
        return [number for number, play in enumerate(self.plays) for _ in play.annotations]


@dataclass(frozen=True)
class Cluster:
    """Annotations of several players that count as one object.

    Attributes:
        centroid: x, y, height and width, in 1/256 pixels.
        label: number of the class that most members gave, the lowest of those if it is a tie.
        members: numbers of the annotations, ascending.
        players: how many players they are of; one annotation each.
        spread: mean of the members' squared distances from the centroid, in 1/256 pixels
            squared, rounded down.
    """

    centroid: tuple[int, int, int, int]
    label: int
    members: tuple[int, ...]
    players: int
    spread: int

    @property
    def box(self) -> tuple[float, float, float, float]:
        """The centroid in pixels: x, y, height, width. Exact: a double holds any n/256 here."""
        x, y, height, width = (value / SCALE for value in self.centroid)
        return x, y, height, width


@dataclass(frozen=True)
class ImageOutcome:
    """What the plays of an image came to.

    Attributes:
        played: the image and its plays.
        clusters: those that count, by their lowest member.
        outliers: numbers of all other annotations, ascending.
        scores: for each play, in 1/256 pixels squared, rounded down; None if no annotation of
            the play is in a cluster.
    """

    played: PlayedImage
    clusters: tuple[Cluster, ...]
    outliers: tuple[int, ...]
    scores: tuple[int | None, ...]

    @property
    def counts(self) -> bool:
        """Whether the image has a result: somebody played it, and it was not rejected."""
        return bool(self.played.plays) and not self.played.rejected


@dataclass(frozen=True)
class Standing:
    """A player's place and pay.

    Attributes:
        player: address.
        score: its best, in 1/256 pixels squared; None if it has none.
        position: from 1, shared by equal scores; None without a score.
        points: of the position; 0 without a score.
        bet: wei, sponsored and added.
        reward: wei.
    """

    player: str
    score: int | None
    position: int | None
    points: int
    bet: int
    reward: int


@dataclass(frozen=True)
class Books:
    """Where all money of a campaign came from and went, in wei.

    Attributes:
        sponsored: paid in by the sponsor.
        added: paid in by players on their own bets.
        rewards: to players.
        fees: to validators.
        treasury: bets of outliers, and what rounding left.
        refund: back to the sponsor.
    """

    sponsored: int
    added: int
    rewards: int
    fees: int
    treasury: int
    refund: int

    @property
    def paid_in(self) -> int:
        """All that came in."""
        return self.sponsored + self.added

    @property
    def paid_out(self) -> int:
        """All that goes out, withdrawn or not."""
        return self.rewards + self.fees + self.treasury + self.refund


@dataclass(frozen=True)
class Outcome:
    """A settled campaign.

    Attributes:
        campaign: what was asked.
        images: all images of the campaign, by their index.
        ranking: every player, by position and then as given; those without a score last.
        books: all money.
    """

    campaign: Campaign
    images: tuple[ImageOutcome, ...]
    ranking: tuple[Standing, ...]
    books: Books

    @cached_property
    def players(self) -> tuple[str, ...]:
        """Everybody in the ranking, then whoever else played, in the order of images."""
        names = [standing.player for standing in self.ranking]
        names += [play.player for image in self.images for play in image.played.plays]
        return tuple(dict.fromkeys(names))
