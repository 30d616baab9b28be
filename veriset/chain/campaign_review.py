"""Reviewing a campaign's settled images: votes by bitmap, and the fees that they earn."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from veriset.chain.campaign_admission import NO_ADMISSION
from veriset.chain.campaign_refusals import describe_phase, send, when
from veriset.chain.campaign_types import PAGE_IMAGES, Page, Role
from veriset.errors import ChainError, InputError

if TYPE_CHECKING:
    from veriset.chain.annotation_campaign import AnnotationCampaign
    from veriset.chain.sender import Receipt, Sender


@dataclass(frozen=True)
class Voted:
    """What became of a validator's votes.

    Attributes:
        sent: receipts by page.
        waiting: pages with images that are still to be settled.
        before: pages on which the account has voted, or that are decided.
    """

    sent: dict[int, Receipt]
    waiting: tuple[int, ...]
    before: tuple[int, ...]


def vote(
    campaign: AnnotationCampaign,
    sender: Sender,
    rejected: Iterable[int] = (),
    admission: Mapping[str, Any] = NO_ADMISSION,
) -> Voted:
    """Vote on every page that can be voted on: to reject these images, and to approve the others.

    Raises:
        InputError: an image to be rejected is not to be voted on; nothing is sent.
        ChainError: the account may not vote, or the contract refuses it.
    """
    require_review(campaign, sender.address)
    pages = list(campaign.pages())
    bitmaps = _bitmaps(rejected, pages, campaign.terms.image_count)
    open_, waiting, before = _sort_pages(campaign, sender.address, pages)
    if closed := [number for number in bitmaps if number not in open_]:
        images = ", ".join(
            str(PAGE_IMAGES * page + bit)
            for page in closed
            for bit in range(PAGE_IMAGES)
            if bitmaps[page] >> bit & 1
        )
        raise InputError(
            f"image {images} cannot be voted on: "
            + ("it is not settled; run: veriset campaign settle" if closed[0] in waiting else "")
            + ("you voted on it before, or its votes are complete" if closed[0] in before else "")
            + "; nothing was sent"
        )
    if not open_ and waiting:
        raise ChainError(f"no page can be voted on: {describe_phase(campaign)}")
    first, sent = admission, {}
    for number in open_:
        call = campaign.functions.vote(number, bitmaps.get(number, 0), dict(first))
        sent[number] = send(campaign, sender, call)
    return Voted(sent, tuple(waiting), tuple(before))


def require_review(campaign: AnnotationCampaign, account: str) -> None:
    """Refuse what can never be a vote.

    Raises:
        ChainError: there is no review, its time is over, or the account is a player or the sponsor.
    """
    terms = campaign.terms
    if not terms.validators:
        raise ChainError("this campaign has no validators, so there is nothing to vote on")
    if campaign.time() > terms.validate_until:
        raise ChainError(f"votes were taken until {when(terms.validate_until)}")
    if campaign.player(account).role is Role.PLAYER:
        raise ChainError(f"{account} plays in this campaign, and players do not vote in it")
    if account == campaign.sponsor():
        raise ChainError("the sponsor gains from a rejection, so it cannot vote")


def claim_fees(campaign: AnnotationCampaign, sender: Sender, validator: str) -> list[int]:
    """Make the fees of a validator due to it; return the pages that were claimed."""
    pages = [
        number
        for number, page in enumerate(campaign.pages())
        if page.is_decided
        and page.votes
        and any(one.validator == validator and not one.claimed for one in campaign.votes_of(number))
    ]
    for start in range(0, len(pages), _CLAIMS):
        part = pages[start : start + _CLAIMS]
        send(campaign, sender, campaign.functions.claimFees(validator, part))
    return pages


_CLAIMS = 64  # pages a transaction; a page has up to 40 votes to look through


def _bitmaps(rejected: Iterable[int], pages: list[Page], image_count: int) -> dict[int, int]:
    bitmaps: dict[int, int] = {}
    for image in rejected:
        if not 0 <= image < image_count:
            raise InputError(
                f"there is no image {image}; they are numbered from 0 to {image_count - 1}"
            )
        number, bit = divmod(image, PAGE_IMAGES)
        if not pages[number].revealed >> bit & 1:
            raise InputError(
                f"image {image} has no revealed play, so it cannot be rejected; nothing was sent"
            )
        bitmaps[number] = bitmaps.get(number, 0) | 1 << bit
    return bitmaps


def _sort_pages(
    campaign: AnnotationCampaign, account: str, pages: list[Page]
) -> tuple[list[int], list[int], list[int]]:
    """Return the pages to be voted on, those to be settled first, and those that are done."""
    open_, waiting, before = [], [], []
    for number, page in enumerate(pages):
        if not page.revealed:
            continue
        if page.revealed != page.settled:
            waiting.append(number)
        elif page.is_decided or any(
            one.validator == account for one in campaign.votes_of(number) if page.votes
        ):
            before.append(number)
        else:
            open_.append(number)
    return open_, waiting, before
