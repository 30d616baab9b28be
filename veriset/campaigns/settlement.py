"""Settles a campaign from its plays and bets, with the same result as on the chain."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from veriset.campaigns.payout import Payout, best_scores, pay
from veriset.campaigns.plays import PlayedImage, Plays
from veriset.clustering.reference import Clustering, cluster

_PLAIN_COST = 2_000_000
"""Steps that the plain clustering does before the compiled one is loaded: about a second."""


@dataclass(frozen=True)
class SettledImage:
    """One image, its players in the order of their plays, and what the rule makes of it."""

    id: str
    players: tuple[str, ...]
    clustering: Clustering

    @property
    def scores(self) -> dict[str, int | None]:
        """The score of each player."""
        return dict(zip(self.players, self.clustering.scores, strict=True))


@dataclass(frozen=True)
class Settlement:
    """All images and who gets what."""

    images: tuple[SettledImage, ...]
    payout: Payout

    def to_json(self) -> dict[str, Any]:
        """Return the public form, as `veriset campaign settle --json` prints it; wei as strings."""
        return {
            "images": [
                {
                    "id": image.id,
                    "clusters": [
                        {
                            "centroid": found.centroid,
                            "members": found.members,
                            "players": found.players,
                        }
                        for found in image.clustering.clusters
                    ],
                    "outliers": image.clustering.outliers,
                    "scores": image.scores,
                }
                for image in self.images
            ],
            "ranking": [
                {
                    "player": ranked.player,
                    "score": ranked.score,
                    "position": ranked.position,
                    "points": ranked.points,
                }
                for ranked in self.payout.ranking
            ],
            "rewards": {player: str(wei) for player, wei in self.payout.rewards.items()},
            "treasury": str(self.payout.treasury),
        }


def settle(plays: Plays) -> Settlement:
    """Cluster every image, rank the players and share out the bets."""
    curve = plays.curve  # refused before anything is clustered
    written: dict[str, str] = {}  # an address is shown as it was first written

    def shown(player: str) -> str:
        return written.setdefault(player.lower(), player)

    images = tuple(
        SettledImage(image.id, tuple(shown(play.player) for play in image.plays), clustering)
        for image, clustering in zip(plays.images, _cluster(plays), strict=True)
    )
    bets = {shown(player): bet.sponsored + bet.added for player, bet in plays.bets.items()}
    return Settlement(images, pay(best_scores(image.scores for image in images), bets, curve))


def _cluster(plays: Plays) -> Iterator[Clustering]:
    """Cluster each image, in whichever form is done sooner."""
    if sum(map(_cost, plays.images)) <= _PLAIN_COST:
        for image in plays.images:
            boxes = [annotation[:4] for play in image.plays for annotation in play.annotations]
            players = [number for number, play in enumerate(image.plays) for _ in play.annotations]
            yield cluster(boxes, players, len(image.plays), plays.distance, plays.confirmation)
        return
    from veriset.clustering import Annotations, cluster_images

    annotations = Annotations.from_plays(
        [play.annotations for play in image.plays] for image in plays.images
    )
    found = cluster_images(annotations, plays.distance, plays.confirmation)
    yield from map(found.image, range(len(found)))


def _cost(image: PlayedImage) -> int:
    """Return about how many steps the plain clustering needs if each play sets much aside."""
    sizes = [len(play.annotations) for play in image.plays]
    return 50 + sum(sizes) ** 3 * (4 + max(sizes, default=0)) // 4
