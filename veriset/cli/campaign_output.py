"""What the commands and the scripts of annotation campaigns print."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from veriset.cli.output import print_table
from veriset.errors import VerisetError

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from veriset.campaign_workflow import Created, Played
    from veriset.campaigns.coco import Export
    from veriset.campaigns.outcome import Standing
    from veriset.campaigns.report import Report
    from veriset.chain.annotation_campaign import AnnotationCampaign
    from veriset.chain.campaign_abandon import Abandoned
    from veriset.chain.campaign_payout import Payment
    from veriset.chain.campaign_reveal import Revealed
    from veriset.chain.campaign_review import Voted
    from veriset.chain.campaign_settle import Settlement
    from veriset.chain.campaign_types import Terms


def show_created(name: str, created: Created) -> None:
    """Print where a campaign is, and what it cost."""
    is_new = created.receipt is not None
    print(f"{name} {'opened' if is_new else 'was opened before'} at {created.campaign.address}")
    print(f"  {price_line(created.terms)}{'' if is_new else '; nothing was paid again'}")
    print(f"  manifest {created.cid}")
    if created.receipt is not None:
        print(f"  transaction {created.receipt.transaction}, {created.receipt.gas_used:,} gas")


def price_line(terms: Terms) -> str:
    """Return how the price of a campaign comes about."""
    from veriset.chain.amounts import show_amount

    text = (
        f"{show_amount(terms.price)}: {terms.image_count:,} images x {terms.annotators} plays x "
        f"{show_amount(terms.sponsored_bet)}"
    )
    if terms.validators:
        text += (
            f" + {terms.image_count:,} images x {terms.validators} votes x "
            f"{show_amount(terms.validator_fee)}"
        )
    return text


def show_played(played: Played, folder: Path | None) -> None:
    """Print what was handed in, where its secret is, and the image in hand."""
    from veriset.chain.campaign_refusals import when

    done = played.handed_in
    if done is not None:
        sealed = "" if done.secret is None else ", sealed"
        print(f"image {done.image} handed in{sealed}, {done.receipt.gas_used:,} gas")
        if done.secret is not None:
            print(f"  what opens it is in {done.secret}")
            print("  back that file up: without it the play cannot be revealed and earns nothing")
    player = played.player
    if not player.has_image:
        if done is not None:
            print("no image in hand")
        return
    print(f"image {player.image} is in hand until {when(player.held_until)}")
    if played.manifest is None:
        print(f"  its name is not known: {played.trouble}")
        return
    entry = played.manifest.images[player.image]
    print(f"  {entry.name}, {entry.width} x {entry.height} pixels")
    if folder is not None:
        from veriset.chain.campaign_images import image_file

        try:
            print(f"  {image_file(played.manifest, entry, folder)}")
        except VerisetError as error:
            print(f"  {error}")


def show_revealed(revealed: Revealed, missing: list[int]) -> None:
    """Print what was revealed, and what cannot be."""
    gas = sum(receipt.gas_used for receipt in revealed.receipts)
    print(f"{revealed.plays} plays revealed in {len(revealed.receipts)} transactions, {gas:,} gas")
    if revealed.others:
        print(f"  {revealed.others} were revealed before, or never handed in")
    if missing:
        print(
            f"  nothing here opens your plays on image {', '.join(map(str, missing))}; "
            "give the file with --secrets FILE, or they earn nothing"
        )


def show_settlement(campaign: AnnotationCampaign, settlement: Settlement) -> None:
    """Print what was done, and the ranking or what the campaign waits for."""
    from veriset.chain.campaign_outcome import read_books, read_standings

    print(
        f"{settlement.settled:,} images settled, {settlement.counted:,} counted after review, "
        f"{settlement.ranked:,} players ranked in {len(settlement.receipts)} transactions, "
        f"{settlement.gas:,} gas"
    )
    if settlement.waiting is not None:
        print(f"  {settlement.waiting}")
        return
    from veriset.chain.amounts import show_amount

    players = list(campaign.players())
    show_standings(read_standings(campaign, players))
    books = read_books(campaign, players)
    print(
        f"{show_amount(books.paid_in)} in = {show_amount(books.rewards)} to players + "
        f"{show_amount(books.fees)} to validators + {show_amount(books.treasury)} to the treasury "
        f"+ {show_amount(books.refund)} back to the sponsor"
    )


def settlement_to_json(campaign: AnnotationCampaign, settlement: Settlement) -> dict[str, Any]:
    """Return what was done, and the ranking once there is one; wei as strings."""
    from veriset.chain.campaign_outcome import read_standings

    standings = [] if settlement.waiting else read_standings(campaign, campaign.players())
    return {
        "settled": settlement.settled,
        "counted": settlement.counted,
        "ranked": settlement.ranked,
        "transactions": [receipt.transaction for receipt in settlement.receipts],
        "gas": settlement.gas,
        "waiting": settlement.waiting,
        "ranking": [
            {
                "player": one.player,
                "score": one.score,
                "position": one.position,
                "points": one.points,
                "bet": str(one.bet),
                "reward": str(one.reward),
            }
            for one in standings
        ],
    }


def show_abandoned(abandoned: Abandoned) -> None:
    """Print which images were given up."""
    numbers = ", ".join(map(str, abandoned.images))
    print(f"{len(abandoned.images)} images given up{': ' if numbers else ''}{numbers}")
    if abandoned.others:
        print(f"  {abandoned.others} were settled or given up before")


def show_standings(standings: Iterable[Standing]) -> None:
    """Print the ranking and what each player earned, those without a score last."""
    from veriset.chain.amounts import show_amount

    ordered = sorted(standings, key=lambda one: (one.position is None, one.position or 0))
    print_table(
        f"{len(ordered)} players",
        ("position", "player", "score", "points", "bet", "reward"),
        [
            (
                one.position or "-",
                one.player,
                "-" if one.score is None else f"{one.score:,}",
                one.points,
                show_amount(one.bet),
                show_amount(one.reward),
            )
            for one in ordered
        ],
    )


def show_voted(voted: Voted) -> None:
    """Print on which pages a validator voted."""
    for page, receipt in voted.sent.items():
        print(f"page {page}: voted, {receipt.gas_used:,} gas")
    if voted.before:
        print(f"{len(voted.before)} pages were voted on before, or have all votes")
    if voted.waiting:
        print(f"{len(voted.waiting)} pages have images to be settled first")


def show_payments(payments: Sequence[Payment]) -> None:
    """Print who was paid how much."""
    from veriset.chain.amounts import show_amount

    for payment in payments:
        if payment.problem is not None:
            print(f"{payment.account}: not paid: {payment.problem}")
        elif payment.amount:
            print(f"{payment.account}: {show_amount(payment.amount)} paid")
        else:
            print(f"{payment.account}: nothing is due")
    if not payments:
        print("nothing is due to anybody")


def show_report(report: Report) -> None:
    """Print where a report is, and what it could not show."""
    print(f"{report.page}: {report.pictures} pictures")
    for missing in report.missing:
        print(f"  not shown: {missing}")


def show_export(export: Export) -> None:
    """Print where the COCO file and its manifest are."""
    print(f"{export.coco}: {export.annotations:,} boxes on {export.images:,} images")
    print(f"  CID {export.coco_cid}")
    print(f"  manifest {export.manifest}, CID {export.manifest_cid}")
