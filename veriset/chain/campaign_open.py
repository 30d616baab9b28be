"""Opening an annotation campaign: the images are a manifest's, the payment is what it costs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from veriset.campaigns.description import Description
from veriset.campaigns.payout import curve_of
from veriset.chain.amounts import show_amount
from veriset.chain.annotation_campaign import AnnotationCampaign
from veriset.chain.campaign_factory import CampaignFactory
from veriset.chain.campaign_refusals import in_words
from veriset.chain.campaign_types import MAX_IMAGES, NOBODY, Terms
from veriset.clustering.fits import fits, most_annotations, most_annotators
from veriset.errors import ChainError, InputError

if TYPE_CHECKING:
    from veriset.chain.sender import Receipt, Sender
    from veriset.manifest import Manifest

_DAY = 24 * 3600


@dataclass(frozen=True)
class Plan:
    """What a sponsor wants, in people's units; the manifest and the time make terms of it.

    Attributes:
        bet: wei that the sponsor bets with each play that counts.
        name: of the campaign; empty takes the manifest's.
        objective: what the players are asked to mark.
        classes: names, in the order of their numbers.
        keywords: by which players find it.
        annotators: plays on each image, 1 to 129.
        annotations: most annotations in a play, at least 1; `fits` says how many go with how many
            annotators.
        distance: pixels up to which clusters merge, 0 to 131,070.
        confirmation: percentage of an image's players that a cluster needs, 0 to 100.
        payout_tolerance: pixels, below the distance, of the payout by distance; 0: by rank.
        validators: votes on each page of 256 images, 0 to 40.
        validator_fee: wei for each image on which a vote agreed with the outcome.
        is_sealed: whether plays are sealed until playing is over.
        assignment_hours: for which a player may hold an image.
        play_days: for playing.
        reveal_days: for revealing after that, where plays are sealed.
        validate_days: for settling and voting after that, where there are validators.
        treasury: address that gets the bets of outliers; empty takes the sponsor's.
        verifier: address that admits accounts; empty admits everybody.
    """

    bet: int
    name: str = ""
    objective: str = "Mark every object with a box."
    classes: tuple[str, ...] = ()
    keywords: tuple[str, ...] = ()
    annotators: int = 10
    annotations: int = 7
    distance: int = 40
    confirmation: int = 50
    payout_tolerance: int = 0
    validators: int = 0
    validator_fee: int = 0
    is_sealed: bool = True
    assignment_hours: float = 24.0
    play_days: float = 7.0
    reveal_days: float = 2.0
    validate_days: float = 2.0
    treasury: str = ""
    verifier: str = ""

    def __post_init__(self) -> None:
        """Refuse what no campaign can have.

        Raises:
            InputError: which, and what it can be.
        """
        for what, value, low, high in (
            ("the number of annotators", self.annotators, 1, most_annotators()),
            ("the number of annotations in a play", self.annotations, 1, 255),
            ("the distance in pixels", self.distance, 0, 131_070),
            ("the confirmation in percent", self.confirmation, 0, 100),
            ("the payout's tolerance in pixels", self.payout_tolerance, 0, 131_069),
            ("the number of validators", self.validators, 0, 40),
            ("the time for an image, in hours,", self.assignment_hours, 1 / 3600, 10_000),
            ("the time for playing, in days,", self.play_days, 1 / _DAY, 10_000),
            ("the time for revealing, in days,", self.reveal_days, 1 / _DAY, 10_000),
            ("the time for validating, in days,", self.validate_days, 1 / _DAY, 10_000),
        ):
            if not low <= value <= high:
                raise InputError(f"{what} is {value:g}; it goes from {low:g} to {high:,}")
        if not fits(self.annotators, self.annotations):
            raise InputError(
                f"{self.annotators} annotators with {self.annotations} annotations a play can be "
                f"too many to settle in one transaction; with {self.annotators} annotators give "
                f"at most {most_annotations(self.annotators)} annotations a play"
            )
        curve_of(self.distance, self.payout_tolerance)
        if self.validator_fee and not self.validators:
            raise InputError("a fee for validators, and no validators; say how many")

    def terms(self, manifest: Manifest, sponsor: str, now: int) -> Terms:
        """Return the terms of a campaign on a manifest's images that begins now."""
        play_until = now + round(self.play_days * _DAY)
        reveal_until = play_until + round(self.reveal_days * _DAY) if self.is_sealed else 0
        last = reveal_until or play_until
        return Terms(
            treasury=self.treasury or sponsor,
            images_root=bytes.fromhex(manifest.root[2:]),
            image_count=manifest.count,
            play_until=play_until,
            reveal_until=reveal_until,
            validate_until=last + round(self.validate_days * _DAY) if self.validators else 0,
            verifier=self.verifier or NOBODY,
            annotators=self.annotators,
            annotations_per_play=self.annotations,
            validators=self.validators,
            sponsored_bet=self.bet,
            validator_fee=self.validator_fee,
            distance=self.distance,
            confirmation=self.confirmation,
            payout_tolerance=self.payout_tolerance,
            sealed_plays=self.is_sealed,
            assignment_period=max(1, round(self.assignment_hours * 3600)),
        )

    def describe(self, manifest: Manifest, cid: str) -> Description:
        """Return the description of a campaign on a manifest's images."""
        return Description(
            name=self.name or manifest.dataset.name,
            objective=self.objective,
            classes=self.classes,
            keywords=self.keywords,
            manifest=cid,
        )


def open_campaign(
    factory: CampaignFactory, sender: Sender, terms: Terms, description: Description
) -> tuple[AnnotationCampaign, Receipt]:
    """Open a campaign and pay for it.

    Args:
        factory: of the chain.
        sender: the sponsor.
        terms: for good.
        description: for good.

    Raises:
        InputError: the images are too many.
        ChainError: the sponsor cannot pay, the contract refuses the terms, or the node fails.
    """
    if terms.image_count > MAX_IMAGES:
        raise InputError(
            f"a campaign has at most {MAX_IMAGES:,} images, and the manifest "
            f"{terms.image_count:,}; make several campaigns of it"
        )
    price = terms.price
    balance = factory.web3.eth.get_balance(factory.web3.to_checksum_address(sender.address))
    if balance < price:
        raise ChainError(
            f"the campaign costs {show_amount(price)} and account {sender.address} has "
            f"{show_amount(balance)}; nothing was sent; send it funds first"
        )
    try:
        receipt = sender.send(factory.functions.open(terms.to_abi(), description.to_json()), price)
    except ChainError as error:
        raise in_words(error) from error
    from hexbytes import HexBytes
    from web3.logs import DISCARD

    transaction = factory.web3.eth.get_transaction_receipt(HexBytes(receipt.transaction))
    [event] = factory.events.CampaignOpened().process_receipt(transaction, errors=DISCARD)
    return AnnotationCampaign(factory.web3, event["args"]["campaign"]), receipt


def find_campaign(
    factory: CampaignFactory, sponsor: str, images_root: bytes, name: str
) -> AnnotationCampaign | None:
    """Return the last campaign that a sponsor opened under a name on these images, if any."""
    for address in reversed(list(factory.addresses())):
        campaign = AnnotationCampaign(factory.web3, address)
        if campaign.sponsor() != sponsor or campaign.terms.images_root != images_root:
            continue
        try:
            if campaign.description().name == name:
                return campaign
        except InputError:
            continue  # not described by us
    return None
