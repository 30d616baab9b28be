"""What the API says of annotation campaigns, from the contracts' state and the index."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import orjson
from sqlalchemy import Connection

from veriset.campaigns.annotation_bytes import decode_annotations
from veriset.campaigns.build_outcome import class_of, cluster_plays
from veriset.campaigns.description import parse_description
from veriset.campaigns.outcome import Play
from veriset.chain.annotation_campaign import AnnotationCampaign
from veriset.chain.campaign_types import ImageState
from veriset.errors import InputError
from veriset.server.datasets import manifest_state
from veriset.server.image_answers import KIND


def campaign_of(connection: Connection, row: Any, campaign: AnnotationCampaign) -> dict[str, Any]:
    """Return a campaign as `Campaign`; its phase and progress are asked of the node."""
    terms = campaign.terms
    money = {"sponsored_bet": str(terms.sponsored_bet), "validator_fee": str(terms.validator_fee)}
    try:
        description = vars(parse_description(bytes(row.description), "the description"))
    except InputError:
        description = None
    return {
        "address": row.address,
        "sponsor": row.sponsor,
        "block": row.block,
        "description": description,
        "terms": {**vars(terms), **money},
        "phase": campaign.phase().name.lower(),
        "progress": vars(campaign.progress()),
        "manifest": None if row.manifest is None else manifest_state(connection, row.manifest),
    }


def image_of(index: int, state: ImageState, found: Any) -> dict[str, Any]:
    """Return an image as `CampaignImage`; `found` is its row of the index, None if it has none."""
    entry = {} if found is None else orjson.loads(found.entry)
    return {
        "index": index,
        "digest": None if found is None else found.digest,
        "hash_kind": None if found is None else KIND[found.hash_kind],
        "path": entry.get("path"),
        "width": entry.get("width"),
        "height": entry.get("height"),
        "status": state.status.name.lower(),
        "in_hand": state.in_hand,
        "handed_in": state.handed_in,
        "revealed": state.revealed,
    }


def outcome_of(
    campaign: AnnotationCampaign,
    state: ImageState,
    content: Sequence[tuple[str, bytes]],
) -> dict[str, Any]:
    """Cluster an image's plays by the same rule, and the same code, as everybody else."""
    plays = [Play(player, decode_annotations(given)) for player, given in content]
    terms = campaign.terms
    annotations = [annotation for play in plays for annotation in play.annotations]
    (found,) = cluster_plays(
        [[play.annotations for play in plays]], terms.distance, terms.confirmation
    )
    return {
        "status": state.status.name.lower(),
        "plays": [
            {
                "player": play.player,
                "annotations": [list(annotation) for annotation in play.annotations],
                "score": None if score is None else str(score),
            }
            for play, score in zip(plays, found.scores, strict=True)
        ],
        "clusters": [
            {
                "centroid": list(one.centroid),
                "label": class_of(annotations, one.members),
                "members": list(one.members),
                "players": one.players,
            }
            for one in found.clusters
        ],
        "outliers": list(found.outliers),
    }
