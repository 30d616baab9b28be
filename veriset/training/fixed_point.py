"""Arithmetic that gives the same bits whatever adds it up, and in whatever order.

IEEE 754 fixes the result of a single float64 operation, so elementwise arithmetic is the same
on every machine. What differs is a sum of many terms: the linear-algebra library, its kernel
for the CPU and its number of threads choose the order and fuse products with additions, and
each choice rounds differently. `exp` and the like differ between C libraries.

So here every operand of a product of matrices is first rounded to a grid: integers times a
power of two, clipped to a known bound. While (largest left) x (largest right) x (terms) is at
most 2^53, every partial sum in any order is an integer that float64 holds exactly: nothing is
rounded, so nothing can differ. The bound is checked for every product. Functions other than
+ - * / and square root are not used at all.

Random numbers are the raw words of PCG64, whose stream NumPy keeps fixed for a seed (NEP 19);
that of Generator's methods may change between versions.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]

# Up to here float64 holds every integer.
EXACT_LIMIT = 2**53


class ExactnessError(ArithmeticError):
    """A product could leave the integers that float64 holds: the grid is chosen too fine."""

    def __init__(self, left: int, right: int, terms: int) -> None:
        super().__init__(f"{left} x {right} x {terms} terms exceeds 2^53; use a coarser grid")


@dataclass(frozen=True)
class Fixed:
    """Numbers on a grid: `integers * 2**-fraction_bits`.

    Attributes:
        integers: whole numbers, held as float64, any shape.
        fraction_bits: binary digits after the point.
        bound: no integer is larger than this, or smaller than its negative.
    """

    integers: Floats
    fraction_bits: int
    bound: int

    @classmethod
    def rounded(cls, values: Floats, *, fraction_bits: int, whole_bits: int) -> Fixed:
        """Round to multiples of 2^-fraction_bits (ties to even), clip to +-2^whole_bits."""
        bound = 2 ** (whole_bits + fraction_bits)
        integers = np.rint(values * 2.0**fraction_bits)
        np.clip(integers, -float(bound), float(bound), out=integers)
        return cls(integers, fraction_bits, bound)

    @classmethod
    def of_bytes(cls, values: npt.NDArray[np.uint8]) -> Fixed:
        """Take bytes 0 to 255 as the numbers byte / 256."""
        return cls(values.astype(np.float64), fraction_bits=8, bound=255)

    @property
    def transposed(self) -> Fixed:
        """The transposed matrix."""
        return Fixed(self.integers.T, self.fraction_bits, self.bound)

    def __matmul__(self, other: Fixed) -> Floats:
        """Return the product of two matrices, exact.

        Raises:
            ExactnessError: the bounds do not guarantee exactness.
        """
        terms = self.integers.shape[-1]
        if self.bound * other.bound * terms > EXACT_LIMIT:
            raise ExactnessError(self.bound, other.bound, terms)
        product: Floats = self.integers @ other.integers
        product *= 2.0 ** -(self.fraction_bits + other.fraction_bits)
        return product

    def column_sums(self) -> Floats:
        """Return the sum of each column of a matrix, exact.

        Raises:
            ExactnessError: the bound does not guarantee exactness.
        """
        terms = self.integers.shape[0]
        if self.bound * terms > EXACT_LIMIT:
            raise ExactnessError(self.bound, 1, terms)
        sums: Floats = self.integers.sum(axis=0)
        return sums * 2.0**-self.fraction_bits


def uniform(words: np.random.PCG64, shape: tuple[int, ...], limit: float) -> Floats:
    """Return numbers spread evenly over [-limit, limit), from one raw word each."""
    raw = words.random_raw(int(np.prod(shape))).reshape(shape)
    fractions = (raw >> np.uint64(11)).astype(np.float64) * 2.0**-53
    spread: Floats = (fractions * 2.0 - 1.0) * limit
    return spread


def permutation(words: np.random.PCG64, count: int) -> npt.NDArray[np.intp]:
    """Return 0 to count-1 in an order drawn from one raw word each."""
    return np.argsort(words.random_raw(count), kind="stable")
