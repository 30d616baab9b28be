import pytest
from brownie.test import given
from hypothesis import settings
from hypothesis import strategies as st

NUMBERS = st.one_of(st.integers(1, 12), st.integers(1, 2**24 - 1))
SCORES = st.one_of(st.integers(0, 5), st.integers(0, 2**56 - 1))


@pytest.fixture(scope="module")
def rules(project, alice, module_isolation):
    return project.CampaignRulesHarness.deploy({"from": alice})


def expected(plays) -> dict:
    found = {}
    for number, score in plays:
        best, count = found.get(number, (0, 0))
        found[number] = (min(filter(None, (best, score)), default=0), count + 1)
    return found


def tally(rules, plays, players=None) -> dict:
    players = len({number for number, _ in plays}) if players is None else players
    entries = rules.tally(players, [n for n, _ in plays], [s for _, s in plays])
    return {number: (best, count) for number, best, count in entries if number}


@given(plays=st.lists(st.tuples(NUMBERS, SCORES), max_size=60))
@settings(max_examples=40)
def test_best_scores_and_plays(rules, plays):
    assert tally(rules, plays) == expected(plays)


@pytest.mark.parametrize("step", [1, 4, 64, 128])
def test_numbers_that_fall_on_one_place(rules, step):
    plays = [(1 + step * i, i) for i in range(30)] * 2
    assert tally(rules, plays) == expected(plays)


def test_no_score_is_the_worst(rules):
    assert tally(rules, [(1, 0), (1, 9), (1, 0), (2, 0)]) == {1: (9, 3), 2: (0, 1)}


def test_the_least_score_is_one_too(rules):
    assert tally(rules, [(1, 7), (1, 1)]) == {1: (1, 2)}
