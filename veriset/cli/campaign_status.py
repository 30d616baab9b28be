"""What `veriset campaign status` and its script print."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from veriset.chain.amounts import show_amount
from veriset.chain.campaign_refusals import describe_phase, when
from veriset.cli.output import print_record, print_table, printable
from veriset.errors import InputError

if TYPE_CHECKING:
    from veriset.chain.annotation_campaign import AnnotationCampaign
    from veriset.chain.campaign_check import Check
    from veriset.chain.campaign_types import PlayerState


def status_of(campaign: AnnotationCampaign) -> dict[str, Any]:
    """Return a campaign's terms, how far it is, and its money, as JSON takes them."""
    terms, phase = campaign.terms, campaign.phase()
    return {
        "campaign": campaign.address,
        "name": name_of(campaign),
        "description": campaign.description_bytes().decode(errors="replace"),
        "sponsor": campaign.sponsor(),
        "terms": asdict(terms) | {"images_root": "0x" + terms.images_root.hex()},
        "price": terms.price,
        "phase": phase.name.lower(),
        "next": describe_phase(campaign, phase),
        "progress": asdict(campaign.progress()),
        "books": asdict(campaign.books()),
        "balance": campaign.balance(),
    }


def player_of(campaign: AnnotationCampaign, player: PlayerState) -> dict[str, Any]:
    """Return an account as JSON takes it."""
    return {
        "account": player.account,
        "role": player.role.name.lower(),
        "handedIn": player.handed_in,
        "countedPlays": player.counted_plays,
        "added": player.added,
        "image": player.image if player.has_image else None,
        "score": player.score if player.has_score else None,
        "position": player.position or None,
        "owed": campaign.owed(player.account),
    }


def name_of(campaign: AnnotationCampaign) -> str:
    """Return a campaign's name, fit for a terminal."""
    try:
        return printable(campaign.description().name)
    except InputError:
        return "(described by other means)"


def show_status(values: dict[str, Any], network: str) -> None:
    """Print what `status_of` returned."""
    terms, progress, books = values["terms"], values["progress"], values["books"]
    deadlines = {name: terms[f"{name}_until"] for name in ("play", "reveal", "validate")}
    fee = f"{show_amount(terms['validator_fee'])} an image"
    print_record(
        f"{values['name']} at {values['campaign']} on {network}",
        {
            "sponsor": values["sponsor"],
            "images": f"{terms['image_count']:,}, root {terms['images_root']}",
            "plays": f"{terms['annotators']} an image of at most {terms['annotations_per_play']} "
            f"annotations, {'sealed' if terms['sealed_plays'] else 'open'}, "
            f"{show_amount(terms['sponsored_bet'])} each",
            "clusters": f"up to {terms['distance']} pixels, by {terms['confirmation']}% of players",
            "payout": f"by distance, within {terms['payout_tolerance']} pixels all the same"
            if terms["payout_tolerance"]
            else "by rank",
            "validators": f"{terms['validators']}, {fee}" if terms["validators"] else "none",
            "deadlines": ", ".join(
                f"{name} {when(until)}" for name, until in deadlines.items() if until
            ),
            "phase": f"{values['phase']}: {values['next']}",
            "progress": ", ".join(f"{_words(key)} {count:,}" for key, count in progress.items()),
            "money": ", ".join(f"{_words(key)} {show_amount(wei)}" for key, wei in books.items()),
            "balance": show_amount(values["balance"]),
        },
    )


def show_players(rows: list[dict[str, Any]]) -> None:
    """Print what `player_of` returned."""
    print_table(
        f"{len(rows)} accounts",
        ("account", "role", "plays", "own bet", "holds", "position", "due"),
        [
            (
                row["account"],
                row["role"],
                f"{row['countedPlays']} of {row['handedIn']} count",
                show_amount(row["added"]),
                "-" if row["image"] is None else f"image {row['image']}",
                row["position"] or "-",
                show_amount(row["owed"]),
            )
            for row in rows
        ],
    )


def show_check(check: Check) -> None:
    """Print what a comparison with Python found."""
    print(f"compared with Python: {check.images:,} images, {check.players:,} players")
    for line in check.differences:
        print(f"  DIFFERENT: {line}")
    if not check.differences:
        print("  all the same: clusters, scores, ranking, rewards")


def _words(key: str) -> str:
    return key.replace("_", " ")
