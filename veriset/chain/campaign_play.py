"""Playing in an annotation campaign: draw, hand in, give back, bet."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from veriset.campaigns.annotation_bytes import encode_annotations
from veriset.campaigns.outcome import Annotation
from veriset.chain.campaign_admission import NO_ADMISSION
from veriset.chain.campaign_refusals import require_phase, send, when
from veriset.chain.campaign_secrets import Secret, keep_secret
from veriset.chain.campaign_types import Phase, PlayerState, Role
from veriset.errors import ChainError, InputError

if TYPE_CHECKING:
    from veriset.chain.annotation_campaign import AnnotationCampaign
    from veriset.chain.sender import Receipt, Sender


_DRAW_SPARE = 100_000
"""Gas: the next block draws another image than the estimate, which may be the first to write a
slot, and may find more images to return."""


@dataclass(frozen=True)
class HandedIn:
    """A play that was handed in.

    Attributes:
        image: which was in hand.
        secret: file that holds what opens the play; None where plays are open.
        receipt: of the transaction.
        player: the player then, with the next image in hand if there is one.
    """

    image: int
    secret: Path | None
    receipt: Receipt
    player: PlayerState


def draw(
    campaign: AnnotationCampaign, sender: Sender, admission: Mapping[str, Any] = NO_ADMISSION
) -> PlayerState:
    """Draw an image; an image that is in hand in time is not drawn again.

    Returns:
        The player with the image in hand.

    Raises:
        ChainError: play is over, no image is left, or the account may not play.
    """
    require_phase(campaign, Phase.PLAY)
    player = campaign.player(sender.address)
    _require_no_validator(player)
    if player.has_image and campaign.time() <= player.held_until:
        return player
    call = campaign.functions.draw(dict(admission))
    send(campaign, sender, call, spare_gas=_DRAW_SPARE)
    return campaign.player(sender.address)


def image_in_hand(campaign: AnnotationCampaign, account: str) -> PlayerState:
    """Return a player that holds an image which it can still hand in.

    Raises:
        ChainError: play is over, or it holds none.
    """
    require_phase(campaign, Phase.PLAY)
    player = campaign.player(account)
    _require_no_validator(player)
    if not player.has_image:
        raise ChainError(f"{account} holds no image; draw one with: veriset campaign play")
    if campaign.time() > player.held_until:
        raise ChainError(
            f"the time to hand in image {player.image} ended at {when(player.held_until)}; "
            "draw another with: veriset campaign play"
        )
    return player


def hand_in(
    campaign: AnnotationCampaign,
    sender: Sender,
    annotations: Sequence[Annotation],
    *,
    draw_next: bool = True,
) -> HandedIn:
    """Hand in the image in hand, sealed if the campaign wants that, and draw the next one.

    What opens a sealed play is on the disk before anything is sent.

    Raises:
        InputError: there are too many annotations, or what opens the play cannot be kept.
        ChainError: as `image_in_hand`, or the contract refuses it.
    """
    terms = campaign.terms
    if len(annotations) > terms.annotations_per_play:
        raise InputError(
            f"{len(annotations)} annotations, and a play has {terms.annotations_per_play} at most"
        )
    player = image_in_hand(campaign, sender.address)
    content, path = encode_annotations(annotations), None
    if terms.sealed_plays:
        chain_id = int(campaign.web3.eth.chain_id)
        secret = Secret.make(chain_id, campaign.address, sender.address, player.image, content)
        path = keep_secret(secret)
        call = campaign.functions.playSealed(player.image, secret.commitment, draw_next)
    else:
        call = campaign.functions.playOpen(player.image, content, draw_next)
    spare = _DRAW_SPARE if draw_next else 0
    receipt = send(campaign, sender, call, spare_gas=spare)
    return HandedIn(player.image, path, receipt, campaign.player(sender.address))


def give_back(campaign: AnnotationCampaign, sender: Sender) -> int:
    """Give back the image in hand, which the account never gets again; return its number."""
    player = campaign.player(sender.address)
    if not player.has_image:
        raise ChainError(f"{sender.address} holds no image, so there is none to give back")
    send(campaign, sender, campaign.functions.giveBack())
    return player.image


def return_expired(campaign: AnnotationCampaign, sender: Sender, limit: int = 200) -> Receipt:
    """Return to the draw what others held for too long."""
    return send(campaign, sender, campaign.functions.returnExpired(limit))


def add_bet(
    campaign: AnnotationCampaign,
    sender: Sender,
    amount: int,
    admission: Mapping[str, Any] = NO_ADMISSION,
) -> PlayerState:
    """Add wei to one's own bet, which is lost if one ends without a score."""
    if amount <= 0:
        raise InputError("a bet of 0 is none; nothing was sent")
    require_phase(campaign, Phase.PLAY)
    _require_no_validator(campaign.player(sender.address))
    send(campaign, sender, campaign.functions.addBet(dict(admission)), amount)
    return campaign.player(sender.address)


def _require_no_validator(player: PlayerState) -> None:
    if player.role is Role.VALIDATOR:
        raise ChainError(
            f"{player.account} is a validator of this campaign, and validators play nothing in it"
        )
