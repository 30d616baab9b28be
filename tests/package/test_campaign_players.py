"""Simulated players do what their skill says, and the same each time."""

from __future__ import annotations

import statistics

import numpy as np
import pytest
from PIL import Image, ImageDraw

from tests.package.campaign_outcomes import ALICE, CAROL, DAVE, drawings, played
from veriset.campaigns.outcome import Annotation
from veriset.campaigns.players import (
    ABSENT,
    CARELESS,
    COPYING,
    HONEST,
    RANDOM,
    SILENT,
    SKILLS,
    Scene,
    Skill,
    play,
)
from veriset.campaigns.truth import find_objects, place_objects
from veriset.datasets.drawings import draw_flower
from veriset.errors import InputError

THING = Annotation(120, 100, 200, 150, 1)
SCENE = Scene(640, 480, (THING,), classes=3)


def edges(box):
    return box.x, box.x + box.width, box.y, box.y + box.height


def inside(box, scene) -> bool:
    left, right, top, bottom = edges(box)
    return 0 <= left < right <= scene.width and 0 <= top < bottom <= scene.height


@pytest.mark.parametrize("skill", SKILLS.values(), ids=SKILLS)
def test_a_play_is_the_same_for_the_same_arguments_and_no_other(skill):
    plays = [play(SCENE, skill, seed) for seed in range(20)]
    assert plays == [play(SCENE, skill, seed) for seed in range(20)]
    if skill.hands_in:
        assert len(set(plays)) > 10


def test_an_honest_player_is_off_by_its_sigma():
    errors = [
        mine - true
        for seed in range(300)
        for box in play(SCENE, HONEST, seed)
        for mine, true in zip(edges(box), edges(THING), strict=True)
    ]
    assert abs(statistics.fmean(errors)) < 0.3
    assert 0.9 * HONEST.sigma < statistics.pstdev(errors) < 1.1 * HONEST.sigma


def test_a_careless_player_leaves_out_invents_and_confuses_as_stated():
    plays = [play(SCENE, Skill("x", misses=0.3, confuses=0.2), seed) for seed in range(1000)]
    marks = [box for boxes in plays for box in boxes]
    assert 0.66 < len(marks) / 1000 < 0.74
    assert 0.15 < sum(box.label != THING.label for box in marks) / len(marks) < 0.25
    assert {box.label for box in marks} == {0, 1, 2}
    invented = [len(play(SCENE, Skill("x", invents=0.3), seed)) for seed in range(1000)]
    assert 0.26 < statistics.fmean(invented) - 1 < 0.34


def test_random_boxes_do_not_depend_on_what_is_there():
    elsewhere = Scene(640, 480, (Annotation(1, 1, 5, 5),), classes=3)
    for seed in range(20):
        assert play(SCENE, RANDOM, seed) == play(elsewhere, RANDOM, seed)


def test_a_copy_is_the_other_play_where_it_can_be_seen_and_a_guess_where_not():
    other = play(SCENE, HONEST, 1)
    assert play(SCENE, COPYING, 2, seen=other) == other
    assert play(SCENE, COPYING, 2, seen=()) == ()
    (guess,) = play(SCENE, COPYING, 2)
    assert (guess,) != other
    assert inside(guess, SCENE)


def test_the_absent_hand_nothing_in_and_the_silent_hand_in_and_never_reveal():
    assert play(SCENE, ABSENT, 1) is None
    assert play(SCENE, SILENT, 1)
    assert SILENT.hands_in
    assert not SILENT.reveals
    assert all(skill.reveals for skill in (HONEST, CARELESS, RANDOM, COPYING))


@pytest.mark.parametrize("size", [(1, 1), (3, 200), (65_535, 65_535), (640, 480)])
def test_every_box_lies_in_the_picture_and_has_a_size(size):
    wild = Skill("wild", sigma=500, invents=1)
    scene = Scene(*size, place_objects(*size, 1), classes=2)
    for skill in (wild, CARELESS, RANDOM, COPYING):
        for seed in range(30):
            for box in play(scene, skill, seed):
                assert inside(box, scene)
                assert all(type(value) is int for value in box)


def test_what_is_no_skill_and_no_picture_is_refused():
    for wrong in ({"sigma": -1}, {"misses": 1.1}, {"confuses": -0.1}, {"invents": float("nan")}):
        with pytest.raises(InputError, match="skill x"):
            Skill("x", **wrong)
    with pytest.raises(InputError, match="0 x 5"):
        Scene(0, 5, ())
    with pytest.raises(InputError, match="cannot be annotated"):
        Scene(70_000, 5, ())


def test_a_thing_before_a_calm_background_is_found():
    picture = Image.new("RGB", (320, 240), (60, 120, 50))
    ImageDraw.Draw(picture).ellipse((100, 60, 219, 179), fill=(220, 30, 60))
    (box,) = find_objects(picture, 1, label=4)
    assert box.label == 4
    for mine, true in zip(edges(box), (100, 220, 60, 180), strict=True):
        assert abs(mine - true) <= 5


def test_two_things_are_two_objects():
    picture = Image.new("RGB", (320, 240), (60, 120, 50))
    draw = ImageDraw.Draw(picture)
    draw.ellipse((60, 70, 139, 169), fill=(220, 30, 60))
    draw.ellipse((190, 80, 259, 159), fill=(220, 30, 60))
    assert sorted(round(box.x, -1) for box in find_objects(picture, 1)) == [60, 190]


def test_drawn_flowers_are_found_where_they_are():
    found = 0
    for kind in range(5):
        for number in range(4):
            (first, *_) = find_objects(draw_flower(kind, number, 2024), 1)
            left, right, top, bottom = edges(first)
            found += left <= 48 <= right and top <= 44 <= bottom
    assert found >= 16


@pytest.mark.parametrize("mode", ["L", "RGB", "RGBA", "P", "1", "CMYK"])
def test_where_nothing_stands_out_boxes_are_placed_by_the_seed(mode):
    for size in ((200, 150), (1, 1), (5, 300)):
        plain = Image.new(mode, size)
        counts = set()
        for seed in range(25):
            boxes = find_objects(plain, seed)
            assert boxes == find_objects(plain, seed)
            assert all(inside(box, Scene(*size, ())) for box in boxes)
            counts.add(len(boxes))
        assert counts == {1, 2, 3, 4}


def test_noise_gives_boxes_too():
    noise = np.random.default_rng(3).integers(0, 256, (90, 120, 3), dtype=np.uint8)
    boxes = find_objects(Image.fromarray(noise), 1)
    assert 1 <= len(boxes) <= 4
    assert all(inside(box, Scene(120, 90, ())) for box in boxes)


def test_in_a_campaign_the_honest_are_nearer_than_the_careless_and_the_random(tmp_path):
    outcome = played(drawings(tmp_path / "images", 15), distance=25)
    scores = {player: [] for player in outcome.players}
    for image in outcome.images:
        for one, score in zip(image.played.plays, image.scores, strict=True):
            scores[one.player].append(score)
    mean = {
        player: statistics.fmean([one for one in all_ if one is not None] or [10**12])
        for player, all_ in scores.items()
    }
    assert mean[ALICE] < mean[CAROL]
    assert sum(one is None for one in scores[DAVE]) > 10 > sum(one is None for one in scores[ALICE])
