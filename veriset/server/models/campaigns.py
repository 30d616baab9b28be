"""What the API answers of annotation campaigns."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, Field

from veriset.server.models.common import Address, Answer, Hash, HashKind, Wei
from veriset.server.models.registry import ManifestState


class CampaignDescription(BaseModel):
    """What a sponsor says in words."""

    name: str
    objective: str
    classes: list[str]
    keywords: list[str]
    manifest: str = Field(description="CID of the manifest of the images.")


class CampaignTerms(BaseModel):
    """A campaign's terms; times in seconds since 1970."""

    treasury: Address
    verifier: Address
    images_root: Hash
    image_count: int
    annotators: int
    annotations_per_play: int
    validators: int
    sponsored_bet: Wei
    validator_fee: Wei
    distance: int
    confirmation: int
    payout_tolerance: int = Field(description="Pixels; 0: the payout is by rank, not by distance.")
    sealed_plays: bool
    assignment_period: int
    play_until: int
    reveal_until: int
    validate_until: int


PhaseName = Literal["play", "reveal", "settlement", "review", "ranking", "payout"]


class Campaign(BaseModel):
    """An annotation campaign."""

    address: Address
    sponsor: Address
    block: int
    description: CampaignDescription | None
    terms: CampaignTerms
    phase: PhaseName
    progress: dict[str, int]
    manifest: ManifestState | None


class OneCampaign(Answer, Campaign):
    """An annotation campaign."""


class CampaignImage(BaseModel):
    """An image of a campaign; path and size are of the manifest, null until it is had."""

    index: int
    digest: Hash | None
    hash_kind: HashKind | None
    path: str | None
    width: int | None
    height: int | None
    status: Literal["waiting", "revealed", "settled", "counted", "rejected"]
    in_hand: int
    handed_in: int
    revealed: int


class OneCampaignImage(Answer):
    """An image of a campaign, with the proof under `terms.images_root`."""

    index: int
    digest: Hash
    hash_kind: HashKind
    path: str | None
    width: int
    height: int
    mime: str | None
    status: str
    proof: list[Hash]
    root: Hash


class Box(BaseModel):
    """A cluster; centroid in 1/256 pixels: x, y, height, width."""

    centroid: list[int]
    label: int
    members: list[int]
    players: int


class PlayOf(BaseModel):
    """A revealed play; each annotation is x, y, height, width, class."""

    player: Address
    annotations: list[list[int]]
    score: Wei | None


class ImageOutcome(Answer):
    """What the plays of an image came to; computed again from the chain's plays."""

    index: int
    status: str
    plays: list[PlayOf]
    clusters: list[Box]
    outliers: list[int]


class CampaignPlayer(Answer):
    """An account of a campaign."""

    account: Address
    role: Literal["none", "player", "validator"]
    number: int
    added: Wei
    handed_in: int
    counted_plays: int
    score: Wei | None
    position: int | None
    image: int | None
    held_until: int | None
    is_paid: bool
    owed: Wei
