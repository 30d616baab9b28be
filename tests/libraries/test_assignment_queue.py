from itertools import pairwise

import pytest

NUMBERS = [1, 2**24 - 1, 0x123456, *range(2, 32)]


@pytest.fixture(scope="module")
def queue(project, alice, module_isolation):
    return project.AssignmentQueueHarness.deploy({"from": alice})


@pytest.mark.parametrize("cuts", [(0, 33), (0, 9, 10, 11, 20, 33), range(34)], ids=str)
def test_numbers_stand_where_they_were_put(queue, alice, cuts):
    for start, end in pairwise(cuts):
        queue.putAll(start, NUMBERS[start:end], {"from": alice})
    assert queue.numbers(0, 40) == [*NUMBERS, *[0] * 7]


def test_far_along(queue, alice):
    queue.putAll(2**32 - 3, [7, 8], {"from": alice})
    assert queue.numbers(2**32 - 4, 4) == [0, 7, 8, 0]
