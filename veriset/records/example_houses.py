"""House prices from a stated model, with stated faults: data for demonstrations and tests.

ln(price) = ln 250,000 + 0.8 ln(size / 100 m2) + 0.06 (bathrooms - 1) + 0.04 schools
            - 0.008 crime rate + 0.002 (year - 1970) + e,   e normal with deviation 0.2

Size is log-normal around 110 m2 (deviation of ln: 0.3); schools and crime are those of one of 40
ZIP codes; years are uniform from 1900 to 2020. All is drawn from NumPy's PCG64, so that a seed
gives the same houses everywhere.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from veriset.records.schema import load_schema

if TYPE_CHECKING:
    from numpy.typing import NDArray

ZIP_CODES = 40

FAULTS = ("digit too many", "square feet", "sent twice", "other price")
"""What a careless contributor does: the price times ten, the size in square feet, the house before
it once more, the house before it at a price one fifth higher."""


def make_houses(count: int, seed: int) -> NDArray[np.void]:
    """Return houses from the model, as records of the schema house_price."""
    schema = load_schema("house_price")
    places = np.random.Generator(np.random.PCG64(0))  # the same ZIP codes whatever the seed
    schools_of = places.integers(0, 9, ZIP_CODES)
    crime_of = np.clip(places.gamma(4, 6, ZIP_CODES), 0, 100)
    generator = np.random.Generator(np.random.PCG64(seed))
    place = generator.integers(0, ZIP_CODES, count)
    size = np.clip(np.rint(generator.lognormal(np.log(110), 0.3, count)), 25, 400)
    bathrooms = np.clip(np.rint(size / 45 + generator.normal(0, 0.5, count)) / 2 + 0.5, 1, 6)
    year = generator.integers(1900, 2021, count)
    ln_price = (
        np.log(250_000)
        + 0.8 * np.log(size / 100)
        + 0.06 * (bathrooms - 1)
        + 0.04 * schools_of[place]
        - 0.008 * crime_of[place]
        + 0.002 * (year - 1970)
        + generator.normal(0, 0.2, count)
    )
    houses = np.zeros(count, schema.dtype)
    houses["house_size"] = size
    houses["bedrooms"] = np.clip(np.rint(size / 35 + generator.normal(0, 0.6, count)), 1, 9)
    houses["bathrooms"] = np.rint(bathrooms / 0.25)
    houses["location"] = 10_000 + 37 * place
    houses["year_built"] = year
    houses["school_count"] = schools_of[place]
    houses["crime_rate"] = np.rint(crime_of[place] / 0.5)
    houses["price"] = np.rint(np.exp(ln_price) / 100) * 100
    return houses


def spoil_houses(
    houses: NDArray[np.void], share: float, seed: int
) -> tuple[NDArray[np.void], dict[int, str]]:
    """Return a copy in which a share of the houses has one of `FAULTS`, and which has which.

    Args:
        houses: sound ones; the first always stays so.
        share: of the houses, 0 to 1.
        seed: of the choice.
    """
    generator = np.random.Generator(np.random.PCG64(seed))
    spoilt, faults = houses.copy(), {}
    rows = np.sort(generator.choice(np.arange(1, len(houses)), int(share * len(houses)), False))
    for turn, row in enumerate(rows.tolist()):
        fault = FAULTS[turn % len(FAULTS)]
        if fault == "digit too many":
            spoilt["price"][row] *= 10
        elif fault == "square feet":
            spoilt["house_size"][row] = round(int(spoilt["house_size"][row]) * 10.764)
        else:
            spoilt[row] = spoilt[row - 1]
            if fault == "other price":
                spoilt["price"][row] = int(spoilt["price"][row]) * 6 // 5
        faults[row] = fault
    return spoilt, faults


def make_noise(count: int, seed: int) -> NDArray[np.void]:
    """Return what a bot sends: random bytes of the size of records."""
    schema = load_schema("house_price")
    content = np.random.Generator(np.random.PCG64(seed)).bytes(count * schema.record_size)
    return schema.decode(content)
