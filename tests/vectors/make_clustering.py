"""Writes clustering.json beside this file: images, and what the rule makes of them.

The results come from the plain reference, which no contract and no compiled code uses.
Run: python -m tests.vectors.make_clustering
"""

from __future__ import annotations

import json
from pathlib import Path

from tests.annotations import blob, photograph
from tests.clusterings import KINDS, make_case
from veriset.clustering.reference import cluster, majority_class

FAR = 65_535
CORNER = [FAR] * 4
A, B = [100, 100, 50, 50], [110, 100, 50, 50]
P, Q, R = [0, 0, 9, 9], [10, 0, 9, 9], [20, 0, 9, 9]

# name, distance, confirmation, plays
NAMED: list[tuple[str, int, int, list]] = [
    ("no play", 40, 50, []),
    ("one play with no annotation", 40, 50, [[]]),
    ("one annotation", 40, 100, [[A]]),
    ("one annotation of three plays, below the quorum", 40, 50, [[A], [], []]),
    ("one annotation of three plays, confirmation 0", 40, 0, [[A], [], []]),
    ("quorum is rounded up: 2 of 3 at 66%", 40, 66, [[A], [B], []]),
    ("quorum is rounded up: 2 of 3 at 67%", 40, 67, [[A], [B], []]),
    ("at the distance", 10, 100, [[A], [B]]),
    ("beyond the distance", 9, 50, [[A], [B]]),
    ("distance 0 merges identical boxes", 0, 50, [[A], [A], [B]]),
    ("a diagonal at the distance", 20, 100, [[A], [[110, 110, 60, 60]]]),
    ("a diagonal beyond the distance", 19, 50, [[A], [[110, 110, 60, 60]]]),
    ("a centroid is rounded down", 40, 50, [[[0, 0, 1, 1]], [[1, 1, 2, 2]], [[1, 1, 2, 2]]]),
    ("a player's nearest is kept", 40, 50, [[A, B], [B], [B]]),
    ("a player's lowest of two as near is kept", 40, 50, [[A, A], [B], [A]]),
    ("what is set aside forms a cluster", 40, 100, [[A, A], [A, A], [A, A]]),
    ("what is set aside does not join a cluster", 40, 50, [[A, B], [A], [A]]),
    ("a merge takes the lowest pair of equals", 10, 0, [[P], [Q], [R]]),
    ("a chain breaks as its centroid moves", 10, 0, [[[10 * i, 0, 9, 9]] for i in range(7)]),
    ("centroids come nearer by merging", 20, 0, [[P], [[18, 0, 9, 9]], [[9, 17, 9, 9]]]),
    ("corners, greatest distance", 131_070, 50, [[[0, 0, 1, 1]], [CORNER], [[FAR, 0, 1, FAR]]]),
    ("opposite corners, a little beyond", 131_067, 0, [[[0, 0, 1, 1]], [CORNER]]),
    ("class by majority", 40, 50, [[[*A, 3]], [[*A, 7]], [[*B, 7]]]),
    ("class of equals is the lowest", 40, 50, [[[*A, 9]], [[*A, 2]]]),
    ("class of one set aside", 40, 50, [[[*A, 1], [*B, 2], [*B, 2]], [[*A, 1]], [[*A, 2]]]),
    ("255 plays of one object", 40, 100, [[[100 + i % 7, 100, 50, 50, i % 3]] for i in range(255)]),
    ("24 annotations of one play", 40, 100, [[[9 + i % 7, 9 + i % 5, 9, 9] for i in range(24)]]),
]  # fmt: skip


def plays_of(boxes: list, players: list[int], count: int) -> list:
    return [
        [list(box) for box, player in zip(boxes, players, strict=True) if player == number]
        for number in range(count)
    ]


def made() -> list[tuple[str, int, int, list]]:
    """Images from seeds: two a kind, photographs and blobs."""
    cases = []
    for kind in KINDS:
        for seed in (1001, 1002):
            case = make_case(kind, seed, most=24)
            plays = plays_of(case.boxes, case.players, case.count)
            cases.append((f"{kind} {seed}", case.distance, case.confirmation, plays))
    for seed in (1, 2):
        image = photograph(seed)
        cases.append((f"photograph {seed}", 40, 50, [list(map(list, p)) for p in image.plays]))
        dense = blob(seed)
        cases.append(
            (f"adversarial blob {seed}", 40, 50, [list(map(list, p)) for p in dense.plays])
        )
    return cases


def vector(name: str, distance: int, confirmation: int, plays: list) -> dict:
    annotations = [annotation for play in plays for annotation in play]
    players = [number for number, play in enumerate(plays) for _ in play]
    classes = [annotation[4] if len(annotation) > 4 else 0 for annotation in annotations]
    boxes = [annotation[:4] for annotation in annotations]
    found = cluster(boxes, players, len(plays), distance, confirmation)
    return {
        "name": name,
        "distance": distance,
        "confirmation": confirmation,
        "plays": plays,
        "clusters": [
            {
                "centroid": one.centroid,
                "members": one.members,
                "players": one.players,
                "class": majority_class(classes, one.members),
            }
            for one in found.clusters
        ],
        "outliers": found.outliers,
        "scores": found.scores,
    }


def main() -> None:
    """Write the file, an image a line."""
    lines = ",\n".join(json.dumps(vector(*case)) for case in NAMED + made())
    Path(__file__).with_name("clustering.json").write_text(f"[\n{lines}\n]\n")


if __name__ == "__main__":
    main()
