"""Hints state what the contract checks, and grouping as they do changes no result."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from tests.annotations import blob, photograph
from tests.cluster_hints import hint_of
from tests.clusterings import KINDS, Case, make_case
from veriset.clustering.hints import ChainCluster, decode_clusters, decode_scores, make_hint
from veriset.clustering.reference import cluster, majority_class

SEVERAL_CLASSES, LEAST_BOX, OPEN, SINGLE = 1, 2, 4, 5


@dataclass
class Entry:
    """One entry, read back; only a proven one has a place."""

    kind: int
    members: list[int]
    place: int | None = None
    class_: int | None = None
    centroid: tuple[int, ...] = ()


def read(hint: bytes) -> tuple[int, list[Entry]]:
    """Read a hint by the form that the contract documents: the radius and the entries."""

    def take(size: int) -> int:
        nonlocal at
        at += size
        return int.from_bytes(hint[at - size : at], "big")

    at, entries = 0, []
    radius = take(2)
    while at < len(hint):
        kind = take(1)
        if kind < OPEN:
            place, size, class_ = take(1), take(1), take(1)
            centroid = tuple(take(3) for _ in range(4))
            members = [take(2) for _ in range(size)]
            entries.append(Entry(kind, members, place, class_, centroid))
        else:
            size = take(2) if kind == OPEN else 1
            entries.append(Entry(kind, [take(2) for _ in range(size)]))
    assert at == len(hint)
    return radius, entries


def frame(case: Case, entry: Entry, radius: int) -> list[tuple[int, int]]:
    if entry.kind < OPEN and not entry.kind & LEAST_BOX:
        return [(c // 256 - radius, c // 256 + radius) for c in entry.centroid]
    axes = zip(*(case.boxes[number] for number in entry.members), strict=True)
    return [(min(axis), max(axis)) for axis in axes]


def classes_of(case: Case) -> list[int]:
    """Classes for a case, of few kinds and none."""
    return [(box[0] + number) % 3 * 7 for number, box in enumerate(case.boxes)]


def check(case: Case, hint: bytes) -> list[Entry]:
    """Check a hint as the contract does, and that it leads to the reference's clusters."""
    classes, quorum = classes_of(case), -(-case.confirmation * case.count // 100)
    if not case.boxes:
        assert hint == b""
        return []
    radius, entries = read(hint)
    numbers = [number for entry in entries for number in entry.members]
    assert sorted(numbers) == list(range(len(case.boxes)))
    frames = [frame(case, entry, radius) for entry in entries]
    assert [one[0][1] for one in frames] == sorted(one[0][1] for one in frames)
    for i, one in enumerate(frames):
        for other in frames[:i]:
            assert any(
                low - up > case.distance or down - high > case.distance
                for (low, high), (down, up) in zip(one, other, strict=True)
            )
    assert radius == 0 or 2 * radius < case.distance
    found, furthest = [], 0
    for entry in entries:
        boxes = [case.boxes[number] for number in entry.members]
        players = [case.players[number] for number in entry.members]
        alone = cluster(boxes, players, case.count, case.distance, case.confirmation).clusters
        found += [(one.centroid, tuple(entry.members[at] for at in one.members)) for one in alone]
        if entry.kind >= OPEN:
            assert entry.kind == OPEN or quorum > 1 == len(boxes)
            continue
        assert len(boxes) >= quorum
        assert players == sorted(set(players))
        sums = [sum(box[axis] for box in boxes) for axis in range(4)]
        assert entry.centroid == tuple(256 * one // len(boxes) for one in sums)
        for box in boxes:
            pairs = zip(box, entry.centroid, strict=True)
            furthest = max(furthest, sum((256 * p - c) ** 2 for p, c in pairs))
        assert len(alone) == 1
        assert alone[0].players == len(boxes)
        given = [classes[number] for number in entry.members]
        assert entry.class_ == majority_class(classes, entry.members)
        assert bool(entry.kind & SEVERAL_CLASSES) == (len(set(given)) > 1)
    assert (256 * radius) ** 2 >= furthest
    proven = sorted((entry for entry in entries if entry.kind < OPEN), key=lambda e: e.place)
    assert [entry.place for entry in proven] == list(range(len(proven)))
    assert [entry.members[0] for entry in proven] == sorted(e.members[0] for e in proven)
    whole = cluster(case.boxes, case.players, case.count, case.distance, case.confirmation)
    assert sorted(found) == sorted((one.centroid, one.members) for one in whole.clusters)
    return entries


def hint_for(case: Case) -> bytes:
    return make_hint(
        case.boxes,
        classes_of(case),
        case.players,
        case.count,
        case.distance,
        case.confirmation,
    )


@pytest.mark.parametrize("kind", KINDS)
def test_random_images(kind: str) -> None:
    proven = 0
    for seed in range(250):
        case = make_case(kind, seed)
        ordered = Case(
            case.boxes, sorted(case.players), case.count, case.distance, case.confirmation
        )
        proven += sum(entry.kind < OPEN for entry in check(ordered, hint_for(ordered)))
    assert proven


def test_photographs_are_proven_and_as_the_contract_tests_make_them() -> None:
    for seed in range(8):
        image = photograph(seed)
        case = Case(image.boxes, image.players, 10, 40, 50)
        entries = check(case, hint_for(case))
        assert sum(entry.kind < OPEN for entry in entries) >= 4
        hint = make_hint(image.boxes, image.classes, image.players, 10, 40, 50)
        assert read(hint)[0] == read(hint_of(image, 40, 50))[0]
        assert sorted(map(repr, read(hint)[1])) == sorted(
            map(repr, read(hint_of(image, 40, 50))[1])
        )


def test_blob_is_one_open_group() -> None:
    image = blob(1)
    hint = make_hint(image.boxes, image.classes, image.players, 10, 40, 50)
    assert [(len(entry.members), entry.kind) for entry in read(hint)[1]] == [(50, OPEN)]


def test_a_box_of_the_radius_that_reaches_another_is_tightened() -> None:
    # The four are within 9 of their centroid, but the box that the radius makes ends 9 pixels
    # nearer to the fifth than they do: they have their least box instead.
    ring = [[100, 91, 50, 50], [100, 109, 50, 50], [100, 100, 41, 50], [100, 100, 59, 50]]
    case = Case([*ring, [142, 100, 50, 50]], [0, 1, 2, 3, 4], 5, 40, 40)
    entries = check(case, hint_for(case))
    assert [(entry.members, entry.kind) for entry in entries] == [
        ([0, 1, 2, 3], SEVERAL_CLASSES | LEAST_BOX),
        ([4], SINGLE),
    ]


def test_no_annotation_needs_no_hint() -> None:
    assert make_hint([], [], [], 3, 40, 50) == b""


def test_more_annotations_than_lanes_hold_are_not_proven() -> None:
    boxes = [[50 * number, 0, 1, 1] for number in range(1024)]
    for size, proven in (1023, 256), (1024, 0):
        hint = make_hint(boxes[:size], [0] * size, [n // 5 for n in range(size)], 205, 0, 0)
        entries = read(hint)[1]
        assert sum(entry.kind < OPEN for entry in entries) == proven
        assert [entry.members for entry in entries] == [[number] for number in range(size)]


def test_bytes_are_as_documented() -> None:
    boxes = [[1, 2, 3, 4], [900, 9, 9, 9], [1, 2, 3, 4]]
    hint = make_hint(boxes, [8, 5, 8], [0, 0, 1], 2, 40, 100)
    proven = "00 00 02 08 000100 000200 000300 000400 0000 0002"
    assert hint == bytes.fromhex(f"0000 {proven} 05 0001")
    hint = make_hint([*boxes[:2], [1, 2, 4, 4]], [8, 5, 6], [0, 0, 0], 1, 40, 100)
    assert hint == bytes.fromhex(
        "0000 04 0002 0000 0002 00 00 01 05 038400 000900 000900 000900 0001"
    )


def test_answers_are_read_back() -> None:
    word = 7 << 104 | 3 << 96 | 16_776_960 << 72 | 256 << 48 | 2 << 24 | 1
    assert decode_clusters([word]) == (ChainCluster((16_776_960, 256, 2, 1), 7, 3),)
    assert decode_scores([0, 1, 2**50]) == (None, 0, 2**50 - 1)
