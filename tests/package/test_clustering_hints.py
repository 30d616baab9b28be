"""Hints state what the contract checks, and grouping as they do changes no result."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from tests.annotations import blob, photograph
from tests.cluster_hints import hint_of
from tests.clusterings import KINDS, Case, make_case
from veriset.clustering.hints import ChainCluster, decode_clusters, decode_scores, make_hint
from veriset.clustering.reference import cluster


@dataclass
class Entry:
    """One entry, read back; its radius is None if it is open."""

    members: list[int]
    radius: int | None
    centroid: list[int]


def read(hint: bytes) -> list[Entry]:
    """Read a hint by the form that the contract documents."""

    def take(size: int) -> int:
        nonlocal at
        at += size
        return int.from_bytes(hint[at - size : at], "big")

    at, entries = 0, []
    while at < len(hint):
        head = take(2)
        radius, centroid = None, []
        if not head & 0x8000:
            radius, centroid = take(2), [take(3) for _ in range(4)]
        members = [take(2)]
        for _ in range((head & 0x7FFF) - 1):
            members.append(members[-1] + take(2))
        entries.append(Entry(members, radius, centroid))
    assert at == len(hint)
    return entries


def frame(case: Case, entry: Entry) -> list[tuple[int, int]]:
    if entry.radius is not None:
        return [(c // 256 - entry.radius, c // 256 + entry.radius) for c in entry.centroid]
    axes = zip(*(case.boxes[number] for number in entry.members), strict=True)
    return [(min(axis), max(axis)) for axis in axes]


def check(case: Case, hint: bytes) -> list[Entry]:
    """Check a hint as the contract does, and that it leads to the reference's clusters."""
    entries, quorum = read(hint), -(-case.confirmation * case.count // 100)
    numbers = [number for entry in entries for number in entry.members]
    assert sorted(numbers) == list(range(len(case.boxes)))
    frames = [frame(case, entry) for entry in entries]
    assert [one[0][0] for one in frames] == sorted(one[0][0] for one in frames)
    for i, one in enumerate(frames):
        for other in frames[:i]:
            assert any(
                low - up > case.distance or down - high > case.distance
                for (low, high), (down, up) in zip(one, other, strict=True)
            )
    found = []
    for entry in entries:
        boxes = [case.boxes[number] for number in entry.members]
        players = [case.players[number] for number in entry.members]
        alone = cluster(boxes, players, case.count, case.distance, case.confirmation).clusters
        found += [(one.centroid, tuple(entry.members[at] for at in one.members)) for one in alone]
        if entry.radius is None:
            continue
        assert len(boxes) >= quorum
        assert players == sorted(set(players))
        sums = [sum(box[axis] for box in boxes) for axis in range(4)]
        assert entry.centroid == [256 * one // len(boxes) for one in sums]
        union = 0
        for box in boxes:
            pairs = zip(box, entry.centroid, strict=True)
            union |= sum((256 * p - c) ** 2 for p, c in pairs)
        assert (256 * entry.radius) ** 2 >= union
        assert entry.radius == 0 or (256 * (entry.radius - 1)) ** 2 < union
        assert entry.radius == 0 or 2 * entry.radius < case.distance
        assert len(alone) == 1
        assert alone[0].players == len(boxes)
    whole = cluster(case.boxes, case.players, case.count, case.distance, case.confirmation)
    assert sorted(found) == sorted((one.centroid, one.members) for one in whole.clusters)
    return entries


def hint_for(case: Case) -> bytes:
    return make_hint(case.boxes, case.players, case.count, case.distance, case.confirmation)


@pytest.mark.parametrize("kind", KINDS)
def test_random_images(kind: str) -> None:
    proven = 0
    for seed in range(250):
        case = make_case(kind, seed)
        ordered = Case(
            case.boxes, sorted(case.players), case.count, case.distance, case.confirmation
        )
        proven += sum(entry.radius is not None for entry in check(ordered, hint_for(ordered)))
    assert proven


def test_photographs_are_proven_and_as_the_contract_tests_make_them() -> None:
    for seed in range(8):
        image = photograph(seed)
        case = Case(image.boxes, image.players, 10, 40, 50)
        hint = hint_for(case)
        entries = check(case, hint)
        assert sum(entry.radius is not None for entry in entries) >= 4
        plain = hint_of(image, 40, 50)
        assert len(hint) == len(plain)
        assert sorted(map(repr, read(plain))) == sorted(map(repr, entries))


def test_blob_is_one_open_group() -> None:
    image = blob(1)
    hint = make_hint(image.boxes, image.players, 10, 40, 50)
    assert [(len(entry.members), entry.radius) for entry in read(hint)] == [(50, None)]


def test_the_frame_of_a_proven_group_may_not_reach_another() -> None:
    # The four are within 9 of their centroid, but their frame ends 9 pixels nearer to the fifth
    # than they do: they must be left open, and are still a group of their own.
    ring = [[100, 91, 50, 50], [100, 109, 50, 50], [100, 100, 41, 50], [100, 100, 59, 50]]
    case = Case([*ring, [142, 100, 50, 50]], [0, 1, 2, 3, 4], 5, 40, 40)
    entries = check(case, hint_for(case))
    assert [(entry.members, entry.radius) for entry in entries] == [
        ([0, 1, 2, 3], None),
        ([4], None),
    ]


def test_no_annotation_needs_no_hint() -> None:
    assert make_hint([], [], 3, 40, 50) == b""


def test_bytes_are_as_documented() -> None:
    hint = make_hint([[1, 2, 3, 4], [900, 9, 9, 9], [1, 2, 3, 4]], [0, 0, 1], 2, 40, 100)
    proven = "0002 0000 000100 000200 000300 000400 0000 0002"
    assert hint == bytes.fromhex(proven + "8001 0001")


def test_answers_are_read_back() -> None:
    word = 7 << 104 | 3 << 96 | 16_776_960 << 72 | 256 << 48 | 2 << 24 | 1
    assert decode_clusters([word]) == (ChainCluster((16_776_960, 256, 2, 1), 7, 3),)
    assert decode_scores([0, 1, 2**50]) == (None, 0, 2**50 - 1)
