"""Hints that make the settlement of an image cheaper; they never change its result."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from veriset.campaigns.annotation_bytes import decode_annotations
from veriset.clustering.hints import make_hint

if TYPE_CHECKING:
    from veriset.chain.campaign_types import Terms


def hint_for(plays: Sequence[tuple[str, bytes]], terms: Terms) -> bytes:
    """Return the hint for an image with these plays, player and annotations each."""
    annotations = [decode_annotations(content) for _, content in plays]
    return make_hint(
        [annotation[:4] for play in annotations for annotation in play],
        [annotation[4] for play in annotations for annotation in play],
        [number for number, play in enumerate(annotations) for _ in play],
        len(annotations),
        terms.distance,
        terms.confirmation,
    )
