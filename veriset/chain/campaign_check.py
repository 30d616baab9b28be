"""Python's own computation of a campaign beside the chain's: clusters, scores, ranking, rewards."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from veriset.campaigns.annotation_bytes import decode_annotations
from veriset.campaigns.build_outcome import class_of, cluster_plays
from veriset.campaigns.outcome import Annotation
from veriset.campaigns.payout import pay
from veriset.chain.campaign_outcome import require_settled
from veriset.chain.campaign_types import ImageStatus, PlayerState, Role
from veriset.clustering import Cluster
from veriset.progress import Progress, silent

if TYPE_CHECKING:
    from veriset.chain.annotation_campaign import AnnotationCampaign


@dataclass(frozen=True)
class Check:
    """What a comparison found.

    Attributes:
        images: number of images that were compared.
        players: number of players that were compared.
        differences: a line each; none if Python and the chain agree in everything.
    """

    images: int
    players: int
    differences: tuple[str, ...]


def check_campaign(campaign: AnnotationCampaign, *, progress: Progress = silent) -> Check:
    """Compute a settled campaign from its plays, and compare it with what the chain holds.

    Compared are each image's clusters and scores; each player's best score, plays that count and
    position; the pot and the points, from which every reward follows, and what is still due.

    Raises:
        ChainError: it is not settled yet, or the node fails.
    """
    require_settled(campaign)
    terms = campaign.terms
    states = list(campaign.images())
    images = [image for image, state in enumerate(states) if state.revealed]
    plays = [campaign.plays_of(image) for image in images]
    annotations = [[decode_annotations(content) for _, content in one] for one in plays]
    clusterings = cluster_plays(annotations, terms.distance, terms.confirmation)
    differences: list[str] = []
    best: dict[str, int] = {}
    counted: dict[str, int] = {}
    for place, found in enumerate(clusterings):
        image = images[place]
        clusters, scores = campaign.result_of(image)
        members = [annotation for play in annotations[place] for annotation in play]
        if clusters != [_cluster_word(one, members) for one in found.clusters]:
            differences.append(f"the clusters of image {image}")
        if scores != [0 if score is None else score + 1 for score in found.scores]:
            differences.append(f"the scores of image {image}")
        if states[image].status is ImageStatus.COUNTED:
            for (player, _), score in zip(plays[place], found.scores, strict=True):
                counted[player] = counted.get(player, 0) + 1
                if score is not None:
                    best[player] = min(score, best.get(player, score))
        progress(place + 1, len(images))
    players = [player for player in campaign.players() if player.role is Role.PLAYER]
    differences += _compare_players(campaign, players, best, counted)
    return Check(len(images), len(players), tuple(differences))


def _compare_players(
    campaign: AnnotationCampaign,
    players: list[PlayerState],
    best: dict[str, int],
    counted: dict[str, int],
) -> list[str]:
    """Return where ranking and pay differ from what the scores and plays lead to."""
    terms, ranking = campaign.terms, campaign.ranking()
    bets = {
        player.account: counted.get(player.account, 0) * terms.sponsored_bet + player.added
        for player in players
    }
    payout = pay({player: best.get(player) for player in counted}, bets, terms.curve)
    ranked = {one.player: one for one in payout.ranking}
    pot = sum(bets[player] for player in ranked)
    total = sum(bets[player] * one.points for player, one in ranked.items())
    differences = []
    if (ranking.pot, ranking.points) != (pot, total):
        differences.append(f"the pot: {ranking.pot} and {pot}; points: {ranking.points}, {total}")
    shared = {campaign.sponsor(), terms.treasury}
    for player in players:
        account = player.account
        held = (
            player.score if player.has_score else None,
            player.counted_plays,
            player.position,
        )
        position = ranked[account].position if account in ranked else 0
        own = (best.get(account), counted.get(account, 0), position)
        if held != own:
            differences.append(f"{account}: score, plays, position: {held} and {own}")
        if account not in shared:
            due = 0 if player.is_paid else payout.rewards[account]
            if (owed := campaign.owed(account)) != due:
                differences.append(f"{account} is due {owed} and by Python {due}")
    return differences


def _cluster_word(found: Cluster, annotations: Sequence[Annotation]) -> int:
    """Return a cluster as the chain's event has it."""
    x, y, height, width = found.centroid
    upper = found.players << 8 | class_of(annotations, found.members)
    return upper << 96 | x << 72 | y << 48 | height << 24 | width
