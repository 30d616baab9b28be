"""Strategies against the rules: what is exact, and that chance is the same for all of them."""

from __future__ import annotations

import json
from itertools import product
from pathlib import Path

import numpy as np
import pytest

from tests.package.pictures import run
from veriset.campaigns.payout import DistanceCurve, RankCurve
from veriset.simulation import study
from veriset.simulation.campaign import play
from veriset.simulation.splitting import share_of_best
from veriset.simulation.strategies import CATALOGUE, HONEST, Strategy
from veriset.simulation.validators import Validation
from veriset.simulation.world import HEIGHT, WIDTH, Setting, World, draw_images

SMALL = Setting(images=6)


@pytest.fixture(scope="module")
def outcomes() -> list[study.Outcome]:
    return study.run(SMALL, 60, seed=3)


def test_splitting_a_bet_pays_by_rank() -> None:
    """Worked out by hand: 25 of 55 points; 43.5 of 73.5; 64 of 94."""
    rank = RankCurve()
    assert float(share_of_best(rank, 5, 1, same_boxes=False)) == pytest.approx(25 / 55)
    assert float(share_of_best(rank, 5, 4, same_boxes=False)) == pytest.approx(43.5 / 73.5)
    assert float(share_of_best(rank, 5, 4, same_boxes=True)) == pytest.approx(64 / 94)


@pytest.mark.parametrize("wallets", [1, 2, 3, 7])
def test_splitting_a_bet_is_worth_nothing_by_distance(wallets: int) -> None:
    share = share_of_best(DistanceCurve(40, 10), 5, wallets, same_boxes=True)
    assert float(share) == pytest.approx(1 / 5)


def test_only_admission_with_the_payout_by_distance_leaves_nothing_to_win(
    outcomes: list[study.Outcome],
) -> None:
    assert study.unbeaten(outcomes) == ["sealed, admitted, distance"]
    beaten = {(one.rules, one.strategy) for one in outcomes if one.beats_honest}
    assert ("sealed, rank", "four wallets, honest boxes") in beaten
    assert ("sealed, distance", "four wallets, honest boxes") in beaten


def test_strategies_are_compared_in_the_same_campaigns(outcomes: list[study.Outcome]) -> None:
    """Admitted once, four wallets are one, and what they earn is what honest play earns."""
    found = {(one.rules, one.strategy): one for one in outcomes}
    one = found["sealed, admitted, rank", "four wallets, honest boxes"]
    assert (one.gain, one.error) == (0, 0)
    assert study.run(SMALL, 5, seed=3) == study.run(SMALL, 5, seed=3)
    assert study.run(SMALL, 5, seed=3) != study.run(SMALL, 5, seed=4)


def test_who_does_not_reveal_loses_the_own_bet_whole(outcomes: list[study.Outcome]) -> None:
    silent = [one for one in outcomes if one.strategy == "silent"]
    assert {one.profit for one in silent} == {-SMALL.added / SMALL.sponsored}


def test_nobody_draws_an_image_twice_and_all_get_their_plays() -> None:
    for accounts in (5, 9):
        turns = draw_images(accounts, 20, 5, np.random.default_rng(1))
        assert all(len(turn) == len(set(turn)) == 5 for turn in turns)
        assert {account for turn in turns for account in turn} == set(range(accounts))
    short = draw_images(3, 4, 5, np.random.default_rng(1))
    assert all(sorted(turn) == [0, 1, 2] for turn in short)


def test_the_others_play_the_same_whatever_the_person_does() -> None:
    world = World(SMALL, 5)
    honest, random = play(world, HONEST, is_sealed=True), play(world, CATALOGUE[1], is_sealed=True)
    assert honest.players == random.players
    for players, left, right in zip(honest.players, honest.boxes, random.boxes, strict=True):
        for account, one, other in zip(players, left, right, strict=True):
            assert account == 0 or np.array_equal(one, other)
            for boxes in (one, other):
                x, y, height, width = boxes.T
                assert ((x >= 0) & (width > 0) & (x + width <= WIDTH)).all()
                assert ((y >= 0) & (height > 0) & (y + height <= HEIGHT)).all()


def test_a_copy_needs_open_plays() -> None:
    copying = Strategy("copying", source="others")
    for is_sealed in (True, False):
        copied = 0
        for seed in range(5):
            played = play(World(SMALL, seed), copying, is_sealed=is_sealed)
            for players, boxes in zip(played.players, played.boxes, strict=True):
                if 0 in players[1:]:
                    copied += np.array_equal(boxes[players.index(0)], boxes[0])
        assert bool(copied) is not is_sealed


@pytest.mark.parametrize("validators", [1, 3, 5])
def test_fees_of_validators_are_those_of_all_ways_to_vote(validators: int) -> None:
    seen = Validation(validators, bad=0.2, error=0.1)
    honest = lazy = 0.0
    for share, chance in ((0.2, 0.9), (0.8, 0.1)):
        for votes in product((0, 1), repeat=validators):
            weight = share * np.prod([chance if vote else 1 - chance for vote in votes])
            honest += weight * (votes[0] == (3 * sum(votes) >= 2 * validators))
            lazy += weight * (3 * sum(votes[1:]) < 2 * validators)
    assert (seen.honest(), seen.lazy()) == pytest.approx((honest, lazy))


def test_not_looking_pays_a_validator_only_where_next_to_nothing_is_rejected() -> None:
    assert Validation(bad=0.1, error=0.02).honest() > Validation(bad=0.1, error=0.02).lazy()
    assert Validation(bad=0.01, error=0.02).honest() < Validation(bad=0.01, error=0.02).lazy()


def test_the_command_prints_a_table_and_draws(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "160")
    picture = tmp_path / "incentives.png"
    shown = run("simulate", "--campaigns", "10", "--plot", str(picture))
    assert shown.code == 0, shown.err
    assert "ring of two, made-up boxes" in shown.out
    assert picture.read_bytes().startswith(b"\x89PNG")
    found = json.loads(run("simulate", "--campaigns", "3", "--seed", "8", "--json").out)
    assert len(found["outcomes"]) == len(CATALOGUE) * len(study.RULES)
    assert found["exact"]["its bet split over four wallets"] == pytest.approx(0.5918, abs=1e-4)


def test_one_campaign_tells_nothing() -> None:
    assert run("simulate", "--campaigns", "1").code == 2
