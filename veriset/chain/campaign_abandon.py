"""Giving up images that nobody settled, so that they hold up nobody's money; by anyone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from veriset.chain.campaign_batches import send_in_parts
from veriset.chain.campaign_events import events_in
from veriset.chain.campaign_refusals import require_phase, when
from veriset.chain.campaign_types import ImageStatus, Phase
from veriset.errors import ChainError, InputError
from veriset.progress import Progress, silent

if TYPE_CHECKING:
    from veriset.chain.annotation_campaign import AnnotationCampaign
    from veriset.chain.sender import Receipt, Sender


@dataclass(frozen=True)
class Abandoned:
    """What became of images that were to be given up.

    Attributes:
        images: those that were given up, ascending.
        others: number of those that somebody else settled or gave up meanwhile, or before.
        receipts: of all transactions.
    """

    images: tuple[int, ...]
    others: int
    receipts: tuple[Receipt, ...]


def abandon(
    campaign: AnnotationCampaign,
    sender: Sender,
    images: Sequence[int] | None = None,
    *,
    progress: Progress = silent,
) -> Abandoned:
    """Give up images with revealed plays that nobody settled: they are void like rejected ones.

    Args:
        campaign: the campaign.
        sender: who sends; anyone.
        images: numbers of the images; None for all that are left.
        progress: told of the images.

    Raises:
        InputError: there is no such image.
        ChainError: it is not the time, no play on one of them was revealed, or the node fails.
    """
    states = list(campaign.images())
    wanted = range(len(states)) if images is None else sorted(set(images))
    for image in wanted:
        if not 0 <= image < len(states):
            raise InputError(
                f"there is no image {image}; they are numbered from 0 to {len(states) - 1}"
            )
        if images is not None and states[image].status is ImageStatus.WAITING:
            raise ChainError(f"no play on image {image} was revealed, so it holds up nothing")
    todo = [image for image in wanted if states[image].status is ImageStatus.REVEALED]
    if not todo:
        return Abandoned((), 0 if images is None else len(wanted), ())
    require_phase(campaign, Phase.SETTLEMENT)
    if campaign.time() <= (until := campaign.settle_until()):
        raise ChainError(
            f"images can be given up after {when(until)}, 30 days after the last deadline; "
            "until then settle them: veriset campaign settle"
        )

    def left(part: Sequence[int]) -> list[int]:
        revealed = set(campaign.images_in(ImageStatus.REVEALED))
        return [image for image in part if image in revealed]

    receipts = send_in_parts(
        campaign,
        sender,
        todo,
        lambda part: campaign.functions.abandon(list(part)),
        left,
        progress=progress,
    )
    # The contract passes over what somebody settled just before.
    events = events_in(campaign, "ImagesAbandoned", receipts)
    done = sorted(image for event in events for image in event["images"])
    others = len(todo if images is None else wanted) - len(done)
    return Abandoned(tuple(done), others, tuple(receipts))
