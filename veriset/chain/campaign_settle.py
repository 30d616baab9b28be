"""Bringing a campaign to its end, by anyone: settle the images, count the scores, rank.

All is read from state and done in parts, so it can be stopped and repeated at any time.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from veriset.chain.annotation_campaign import bits_of
from veriset.chain.campaign_batches import send_in_parts
from veriset.chain.campaign_events import events_in
from veriset.chain.campaign_hints import hint_for
from veriset.chain.campaign_refusals import describe_phase, refusal_name, when
from veriset.chain.campaign_types import PAGE_IMAGES, ImageStatus, Phase, PlayerState
from veriset.errors import ChainError
from veriset.progress import Progress, silent

if TYPE_CHECKING:
    from veriset.chain.annotation_campaign import AnnotationCampaign
    from veriset.chain.sender import Receipt, Sender


@dataclass(frozen=True)
class Settlement:
    """What was done to bring a campaign to its end.

    Attributes:
        settled: images that were settled now; not those that others settled meanwhile.
        counted: images whose scores were counted now, after their review.
        ranked: players that were put into their order now.
        receipts: of all transactions.
        waiting: what the campaign waits for; None if it is settled.
    """

    settled: int
    counted: int
    ranked: int
    receipts: tuple[Receipt, ...]
    waiting: str | None

    @property
    def gas(self) -> int:
        """Gas of all transactions."""
        return sum(receipt.gas_used for receipt in self.receipts)


def settle(
    campaign: AnnotationCampaign, sender: Sender, *, progress: Progress = silent
) -> Settlement:
    """Do what can be done now towards the end of a campaign: settle, count, rank.

    Raises:
        ChainError: the contract refuses it, or the node fails.
    """
    receipts: list[Receipt] = []
    settled = counted = ranked = 0
    if (phase := campaign.phase()) < Phase.SETTLEMENT:
        return Settlement(0, 0, 0, (), describe_phase(campaign, phase))
    if phase is Phase.SETTLEMENT:
        images = campaign.images_in(ImageStatus.REVEALED)
        receipts += _settle_images(campaign, sender, images, progress)
        settled = len(events_in(campaign, "ImageSettled", receipts))
    if campaign.phase() in (Phase.SETTLEMENT, Phase.REVIEW):
        images = images_to_count(campaign)
        counted = len(images)
        receipts += _count_images(campaign, sender, images, progress)
    if campaign.phase() is Phase.RANKING:
        ranked, sent = _rank(campaign, sender, progress)
        receipts += sent
    phase = campaign.phase()
    waiting = None if phase is Phase.PAYOUT else _waiting(campaign, phase)
    return Settlement(settled, counted, ranked, tuple(receipts), waiting)


def images_to_count(campaign: AnnotationCampaign) -> list[int]:
    """Return the settled images whose page is decided, and whose scores are not counted yet."""
    return [
        PAGE_IMAGES * number + bit
        for number, page in enumerate(campaign.pages())
        if page.is_decided
        for bit in bits_of(page.settled & ~page.counted)
    ]


def players_in_order(campaign: AnnotationCampaign) -> list[PlayerState]:
    """Return the players with a score as the ranking has them: by score, then by number."""
    scored = [player for player in campaign.players() if player.has_score]
    return sorted(scored, key=lambda player: (player.score, player.number))


def _settle_images(
    campaign: AnnotationCampaign, sender: Sender, images: Sequence[int], progress: Progress
) -> list[Receipt]:
    hints = {image: hint_for(campaign.plays_of(image), campaign.terms) for image in images}

    def left(part: Sequence[int]) -> list[int]:
        revealed = set(campaign.images_in(ImageStatus.REVEALED))
        return [image for image in part if image in revealed]

    def send(part: Sequence[int]) -> list[Receipt]:
        return send_in_parts(
            campaign,
            sender,
            part,
            lambda some: campaign.functions.settle(list(some), [hints[image] for image in some]),
            left,
            progress=progress,
        )

    try:
        return send(images)
    except ChainError as error:
        if refusal_name(error) != "HintRefused":
            if campaign.settle_until() < campaign.time():
                raise ChainError(
                    f"{error}; images that cannot be settled can be given up: "
                    "veriset campaign abandon"
                ) from error
            raise
        # A contract that knows other hints than ours settles without, for more gas.
        hints = dict.fromkeys(images, b"")
        return send(left(images))


def _count_images(
    campaign: AnnotationCampaign, sender: Sender, images: Sequence[int], progress: Progress
) -> list[Receipt]:
    # The chain computes them again for nothing, so there is no second opinion to differ.
    scores = {image: campaign.result_of(image)[1] for image in images}

    def left(part: Sequence[int]) -> list[int]:
        uncounted = set(images_to_count(campaign))
        return [image for image in part if image in uncounted]

    return send_in_parts(
        campaign,
        sender,
        images,
        lambda part: campaign.functions.count(list(part), [scores[image] for image in part]),
        left,
        progress=progress,
    )


def _rank(
    campaign: AnnotationCampaign, sender: Sender, progress: Progress
) -> tuple[int, list[Receipt]]:
    order = players_in_order(campaign)
    before = {
        player.number: previous.number if previous else 0
        for previous, player in zip([None, *order[:-1]], order, strict=False)
    }
    # Those before the first of a part are in the order, for the parts are sent one by one.
    ready = [player.number for player in order if not player.next]

    def left(part: Sequence[int]) -> list[int]:
        unranked = {player.number for player in campaign.players() if not player.next}
        return [number for number in part if number in unranked]

    receipts = send_in_parts(
        campaign,
        sender,
        ready,
        lambda part: campaign.functions.rank(before[part[0]], list(part)),
        left,
        first=256,
        progress=progress,
    )

    def unplaced() -> int:
        done = campaign.progress()
        return done.scored_players - done.placed_players

    receipts += send_in_parts(
        campaign,
        sender,
        range(unplaced()),
        lambda part: campaign.functions.place(len(part)),
        lambda _: range(unplaced()),
        first=256,
        progress=progress,
    )
    return len(ready), receipts


def _waiting(campaign: AnnotationCampaign, phase: Phase) -> str:
    if phase is not Phase.REVIEW:
        return describe_phase(campaign, phase)
    terms = campaign.terms
    short = [
        f"page {number} has {page.votes} of {terms.validators} votes"
        for number, page in enumerate(campaign.pages())
        if page.revealed and not page.is_decided
    ]
    return f"{'; '.join(short)}; validators vote until {when(terms.validate_until)}"
