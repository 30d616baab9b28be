"""Sums that no order can change, and the bound that guarantees it."""

from fractions import Fraction

import numpy as np
import pytest

from veriset.training.fixed_point import (
    EXACT_LIMIT,
    ExactnessError,
    Fixed,
    permutation,
    uniform,
)

RAW = [9441442522235856127, 17532960557476522086, 2659275481604167885]


def exact_product(left, right):
    """Multiply two `Fixed` matrices with Python's fractions."""
    unit = Fraction(1, 2 ** (left.fraction_bits + right.fraction_bits))
    return [
        [
            float(unit * sum(int(a) * int(b) for a, b in zip(row, column, strict=True)))
            for column in right.integers.T
        ]
        for row in left.integers
    ]


def random_fixed(shape, fraction_bits, whole_bits, seed=0):
    values = np.random.default_rng(seed).normal(size=shape) * 2**whole_bits
    return Fixed.rounded(values, fraction_bits=fraction_bits, whole_bits=whole_bits)


def test_rounding_is_to_the_grid_ties_to_even_and_clipped():
    fixed = Fixed.rounded(
        np.array([0.25, 0.75, -0.3, 100.0, -100.0]), fraction_bits=1, whole_bits=2
    )
    assert fixed.integers.tolist() == [0.0, 2.0, -1.0, 8.0, -8.0]
    assert fixed.bound == 8


def test_bytes_are_parts_of_256():
    product = Fixed.of_bytes(np.array([[255, 1]], np.uint8)) @ Fixed.rounded(
        np.eye(2), fraction_bits=0, whole_bits=0
    )
    assert product.tolist() == [[255 / 256, 1 / 256]]


def test_product_is_exact_up_to_the_bound():
    # 2^24 x 2^24 x 32 terms is 2^53: the last that is allowed.
    left = random_fixed((3, 32), 20, 4)
    right = random_fixed((32, 5), 20, 4, seed=1)
    assert left.bound * right.bound * 32 == EXACT_LIMIT
    assert (left @ right).tolist() == exact_product(left, right)


def test_product_does_not_depend_on_the_order_of_terms():
    left, right = random_fixed((4, 500), 14, 6), random_fixed((500, 6), 20, 4, seed=1)
    order = np.random.default_rng(2).permutation(500)
    shuffled = Fixed(left.integers[:, order], 14, left.bound) @ Fixed(
        right.integers[order], 20, right.bound
    )
    assert shuffled.tobytes() == (left @ right).tobytes()


def test_one_term_more_than_the_bound_is_refused():
    left, right = random_fixed((3, 33), 20, 4), random_fixed((33, 5), 20, 4)
    with pytest.raises(ExactnessError, match="exceeds 2\\^53"):
        left @ right


def test_transposed():
    fixed = random_fixed((3, 4), 10, 2)
    assert np.array_equal(fixed.transposed.integers, fixed.integers.T)
    assert (fixed.transposed @ fixed).tolist() == exact_product(fixed.transposed, fixed)


def test_column_sums_are_exact_and_bounded():
    fixed = random_fixed((1000, 3), 30, 4)
    expected = [
        float(Fraction(sum(int(value) for value in column), 2**30)) for column in fixed.integers.T
    ]
    assert fixed.column_sums().tolist() == expected
    with pytest.raises(ExactnessError):
        Fixed(np.zeros((2, 1)), 0, EXACT_LIMIT).column_sums()


def test_random_numbers_are_those_of_the_raw_stream():
    """The first words of PCG64 for seed 1: a change of NumPy's stream must be noticed."""
    assert np.random.PCG64(1).random_raw(3).tolist() == RAW
    first = uniform(np.random.PCG64(1), (1,), 2.0)[0]
    assert first == ((RAW[0] >> 11) / 2**53 * 2 - 1) * 2


def test_uniform_stays_in_its_limits():
    values = uniform(np.random.PCG64(7), (100, 50), 0.25)
    assert values.shape == (100, 50)
    assert values.min() >= -0.25
    assert values.max() < 0.25
    assert abs(values.mean()) < 0.01


def test_permutation_has_every_number_once():
    drawn = permutation(np.random.PCG64(3), 1000)
    assert sorted(drawn) == list(range(1000))
    assert drawn.tolist() != list(range(1000))
