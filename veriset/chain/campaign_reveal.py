"""Revealing sealed plays, one's own and those of others, many in a transaction."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from veriset.campaigns.annotation_bytes import ANNOTATION_SIZE
from veriset.chain.campaign_batches import send_in_parts
from veriset.chain.campaign_events import events_in
from veriset.chain.campaign_refusals import require_phase
from veriset.chain.campaign_secrets import Secret
from veriset.chain.campaign_types import Phase
from veriset.errors import ChainError
from veriset.progress import Progress, silent

if TYPE_CHECKING:
    from veriset.chain.annotation_campaign import AnnotationCampaign
    from veriset.chain.sender import Receipt, Sender

BLOB_BYTES = 24_575
"""Most bytes of plays in a transaction: one contract's code keeps them."""
PLAY_OVERHEAD = 4
"""Bytes of a play there beside its annotations: their number, and the player's."""


@dataclass(frozen=True)
class Revealed:
    """What became of plays that were to be revealed.

    Attributes:
        plays: number that were revealed now.
        receipts: of the transactions.
        others: number that were left out: revealed before, or never handed in.
    """

    plays: int
    receipts: tuple[Receipt, ...]
    others: int


def reveal(
    campaign: AnnotationCampaign,
    sender: Sender,
    secrets: Iterable[Secret],
    *,
    progress: Progress = silent,
) -> Revealed:
    """Reveal plays, by whoever holds what opens them.

    Of several secrets for one play, the one that the chain holds the commitment of is taken.

    Raises:
        ChainError: it is not the time, none of them is a play of this campaign, or the node fails.
    """
    if not campaign.terms.sealed_plays:
        raise ChainError("plays are open in this campaign, so there is nothing to reveal")
    require_phase(campaign, Phase.REVEAL)
    here = (int(campaign.web3.eth.chain_id), campaign.address)
    given = [one for one in secrets if (one.chain_id, one.campaign) == here]
    if not given:
        raise ChainError(f"there is no play of {campaign.address} to reveal in what was given")
    found = unrevealed(campaign, given)
    receipts: list[Receipt] = []
    for part in _parts(found):
        receipts += send_in_parts(
            campaign,
            sender,
            part,
            lambda secrets: campaign.functions.reveal([_abi(secret) for secret in secrets]),
            lambda secrets: unrevealed(campaign, secrets),
            progress=progress,
        )
    plays = {(one.player, one.image) for one in given}
    # Others may have revealed some of them since they were looked at.
    done = len(events_in(campaign, "PlayRevealed", receipts))
    return Revealed(done, tuple(receipts), len(plays) - done)


def unrevealed(campaign: AnnotationCampaign, secrets: Sequence[Secret]) -> list[Secret]:
    """Return those that open a play which the chain still holds sealed, one a play."""
    ready: dict[tuple[str, int], Secret] = {}
    for secret in secrets:
        if campaign.commitment_of(secret.player, secret.image) == secret.commitment:
            ready[secret.player, secret.image] = secret
    return list(ready.values())


def missing(campaign: AnnotationCampaign, player: str, secrets: Sequence[Secret]) -> list[int]:
    """Return the images on which a player has a sealed play that none of the secrets opens."""
    opened = {one.image for one in unrevealed(campaign, secrets) if one.player == player}
    return [image for image in campaign.sealed_images_of(player) if image not in opened]


def _parts(secrets: Sequence[Secret]) -> list[list[Secret]]:
    """Cut plays into parts that each fit one contract's code."""
    parts: list[list[Secret]] = []
    room = 0
    for secret in secrets:
        size = PLAY_OVERHEAD + len(secret.annotations)
        if size > room:
            parts.append([])
            room = BLOB_BYTES
        parts[-1].append(secret)
        room -= size
    return parts


def _abi(secret: Secret) -> dict[str, Any]:
    assert len(secret.annotations) % ANNOTATION_SIZE == 0
    return {
        "player": secret.player,
        "image": secret.image,
        "salt": secret.salt,
        "annotations": secret.annotations,
    }
