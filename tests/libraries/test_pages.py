from itertools import product

import pytest

LENGTH = 5
NO_LIMIT = 2**256 - 1


@pytest.fixture(scope="module")
def book(project, alice, module_isolation):
    """The ids 1 to 5, as a list and as a chain."""
    return project.PagesHarness.deploy(LENGTH, {"from": alice})


def id_of(number: int) -> str:
    return f"0x{number:064x}"


def ids(numbers) -> list[str]:
    return [id_of(number) for number in numbers]


@pytest.mark.parametrize("limit", [0, 1, 3, 5, 6, NO_LIMIT])
@pytest.mark.parametrize("start", [0, 1, 4, 5, 6, NO_LIMIT])
def test_slice(book, start, limit):
    expected = ids(range(1, LENGTH + 1)[start : start + limit])
    assert book.slice(start, limit) == expected
    assert book.addresses(start, limit) == ["0x" + word[-40:] for word in expected]


def test_bounds(book):
    for start, limit, length in product([0, 1, 5, NO_LIMIT], [0, 1, 5, NO_LIMIT], [0, 5, NO_LIMIT]):
        first = min(start, length)
        assert book.bounds(start, limit, length) == (first, min(first + limit, length))


@pytest.mark.parametrize("limit", [0, 1, 4, 5, 6, NO_LIMIT])
@pytest.mark.parametrize("origin", [0, 1, 4, 5])
def test_chain(book, origin, limit):
    assert book.chain(id_of(origin), limit) == ids(range(origin + 1, LENGTH + 1)[:limit])
