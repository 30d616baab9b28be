"""What a validator is shown: statistics, flags, a picture, and the votes made from a table."""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from veriset.errors import InputError
from veriset.records.example_houses import FAULTS, make_houses, make_noise, spoil_houses
from veriset.records.field import Field
from veriset.records.field_statistics import field_statistics
from veriset.records.flags import FlagKind
from veriset.records.picture import draw_histograms
from veriset.records.review import (
    Review,
    ReviewBatch,
    bitmap_of,
    review_records,
)
from veriset.records.schema import Schema, load_schema
from veriset.records.votes import read_votes, write_ballot

HOUSE = load_schema("house_price")
VALIDATED = make_houses(500, seed=1)


def review(*parts: np.ndarray, validated: np.ndarray = VALIDATED, **options: float) -> Review:
    batches = [ReviewBatch(id_, f"0x{id_}", part) for id_, part in enumerate(parts, 3)]
    return review_records(HOUSE, validated, batches, **options)


def kinds(result: Review) -> dict[tuple[int, int], list[FlagKind]]:
    return {place: [flag.kind for flag in flags] for place, flags in result.flags.items()}


def test_sound_houses_have_no_flags() -> None:
    result = review(make_houses(200, seed=2))
    assert result.flags == {}
    assert result.reference == "500 validated records"
    assert result.suggestion(result.batches[0]) == (1 << 200) - 1


def test_statistics_by_hand() -> None:
    schema = Schema("S", (Field("a", "int32", scale=0.5), Field("b", "uint8", nominal=True)))
    records = np.zeros(7, schema.dtype)
    records["a"] = [2, 4, 6, 8, 10, 12, 2000]
    values = field_statistics(schema, records)
    assert list(values) == ["a"]
    assert (values["a"].median, values["a"].mad, values["a"].count) == (4.0, 2.0, 7)
    assert values["a"].spread == pytest.approx(1.4826 * 2)
    assert (values["a"].minimum, values["a"].maximum) == (1.0, 1000.0)
    assert values["a"].quantiles[2] == 4.0


def test_where_most_values_are_equal_the_mean_deviation_takes_over() -> None:
    schema = Schema("S", (Field("a", "float32", nan=True),))
    records = np.zeros(10, schema.dtype)
    records["a"][0], records["a"][1] = 4, np.nan
    values = field_statistics(schema, records)["a"]
    assert (values.count, values.mad) == (9, 0.0)
    assert values.spread == pytest.approx(1.2533 * 4 / 9)
    records["a"] = 1
    assert field_statistics(schema, records)["a"].spread == 0
    assert field_statistics(schema, records[:0]) == {}


def test_an_outlier_is_named_with_its_distance() -> None:
    houses = make_houses(3, seed=3)
    houses["price"][1] = 90_000_000
    result = review(houses)
    [flag] = result.flags[3, 1]
    assert flag.kind is FlagKind.OUTLIER
    assert flag.detail.startswith("price 90000000 is ")
    assert "spreads from the median" in flag.detail
    assert review(houses, outlier_limit=1e9).flags == {}


def test_names_are_no_outliers() -> None:
    houses = make_houses(2, seed=3)
    houses["location"] = 99_999
    assert review(houses).flags == {}


def test_what_is_out_of_range_is_not_measured() -> None:
    noise = make_noise(60, seed=4)
    result = review(noise)
    assert set(kinds(result)) == {(3, record) for record in range(60)}
    assert {kind for found in kinds(result).values() for kind in found} == {FlagKind.OUT_OF_RANGE}
    assert any("year_built" in flag.detail for flags in result.flags.values() for flag in flags)


def test_repeats_are_flagged_and_the_first_is_not() -> None:
    houses = make_houses(4, seed=5)
    again = houses.copy()
    again[2] = VALIDATED[17]
    result = review(houses, again)
    assert kinds(result) == {(4, record): [FlagKind.DUPLICATE] for record in range(4)}
    assert result.flags[4, 0][0].detail == "same as batch 3 record 0"
    assert result.flags[4, 2][0].detail == "same as a validated record"


def test_other_labels_for_the_same_features_are_flagged_on_both_sides() -> None:
    houses = make_houses(3, seed=6)
    houses[1] = houses[0]
    houses["price"][1] += 1
    houses[2] = VALIDATED[3]
    houses["price"][2] += 1
    result = review(houses)
    assert kinds(result) == {(3, record): [FlagKind.CONFLICT] for record in range(3)}
    assert result.flags[3, 0][0].detail == "same features as batch 3 record 1, other price"
    assert result.flags[3, 2][0].detail == "same features as a validated record, other price"


def test_without_a_label_there_are_no_conflicts() -> None:
    schema = Schema("S", (Field("a", "uint8"),))
    records = np.array([(1,), (2,), (1,)], schema.dtype)
    result = review_records(schema, records[:0], [ReviewBatch(0, "0x", records)])
    assert {place: flags[0].kind for place, flags in result.flags.items()} == {
        (0, 2): FlagKind.DUPLICATE
    }


def test_with_few_validated_records_those_under_review_are_compared_too() -> None:
    houses = make_houses(150, seed=7)
    houses["price"][9] *= 50
    result = review(houses, make_noise(20, seed=8), validated=VALIDATED[:10])
    assert result.reference == "10 validated records and 150 under review"
    assert (3, 9) in result.flags


def test_a_flood_is_one_of_several_who_gave_most() -> None:
    assert review(make_houses(50, seed=1)).floods == ()
    [flood] = review(make_houses(20, seed=2), make_noise(50, seed=3)).floods
    assert (flood.contributor, flood.count) == ("0x4", 50)
    assert flood.share == pytest.approx(5 / 7)


def test_nothing_under_review() -> None:
    result = review()
    assert (result.flags, result.floods, result.batches) == ({}, (), ())


def test_every_injected_fault_is_found() -> None:
    spoilt, faults = spoil_houses(make_houses(200, seed=9), 0.2, seed=1)
    assert len(faults) == 40
    assert set(faults.values()) == set(FAULTS)
    found = {record for _, record in review(spoilt).flags}
    assert set(faults) <= found
    # Of a pair that contradicts itself, the sound one cannot be told from the other.
    pairs = sum(fault == "other price" for fault in faults.values())
    assert len(found) <= len(faults) + pairs


def test_the_picture_is_whole_and_the_same_each_time(tmp_path: Path) -> None:
    path, again = tmp_path / "a.png", tmp_path / "b.png"
    for place in (path, again):
        draw_histograms(HOUSE, VALIDATED, make_noise(40, seed=1), place)
    assert path.read_bytes() == again.read_bytes()
    with Image.open(path) as picture:
        assert picture.format == "PNG"
        assert picture.width > 1000
        assert len(picture.convert("RGB").getcolors(1 << 24) or []) > 50
    draw_histograms(HOUSE, VALIDATED[:0], make_houses(1, seed=1), again)
    with pytest.raises(InputError, match="no numbers to draw"):
        draw_histograms(HOUSE, VALIDATED[:0], VALIDATED[:0], again)


def test_a_ballot_reads_back_to_the_suggestion(tmp_path: Path) -> None:
    spoilt, _ = spoil_houses(make_houses(256, seed=9), 0.1, seed=1)
    result = review(spoilt, make_houses(2, seed=10))
    write_ballot(result, tmp_path / "ballot.csv")
    votes = read_votes(tmp_path / "ballot.csv", {1: 9, 3: 256, 4: 2})
    assert votes == {batch.id: result.suggestion(batch) for batch in result.batches}
    assert votes[4] == 3
    with (tmp_path / "ballot.csv").open(newline="") as file:
        rows = list(csv.DictReader(file))
    assert rows[0]["house_size"] == str(spoilt["house_size"][0])
    assert {row["flags"] != "" for row in rows if row["valid"] == "0"} == {True}


def test_bit_i_is_record_i(tmp_path: Path) -> None:
    path = tmp_path / "votes.csv"
    path.write_text("record,batch,valid\n2,7,yes\n0,7,1\n1,7,FALSE\n")
    assert read_votes(path, {7: 3}) == {7: 0b101}
    assert bitmap_of([True, False, True]) == 0b101


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        ("7,0,1\n7,1,2\n", "row 2: valid '2' is not 1 or 0"),
        ("7,0,\n", "row 1: valid '' is not 1 or 0"),
        ("7,0,1\n7,0,1\n", "row 2: batch 7 record 0 is there twice"),
        ("7,0,1\n", "batch 7 record 1 is missing; a vote is on a whole batch"),
        ("7,2,1\n", "row 1: record 2 is not in batch 7, which has records 0 to 1"),
        ("8,0,1\n", "row 1: there is no batch 8"),
        ("7,-1,1\n", "row 1: record '-1' is not a whole number"),
        ("7\n", "row 1: record '' is not a whole number"),
        ("", "holds no votes"),
    ],
)
def test_votes_that_are_none(tmp_path: Path, rows: str, message: str) -> None:
    path = tmp_path / "votes.csv"
    path.write_text("batch,record,valid\n" + rows)
    with pytest.raises(InputError, match=message):
        read_votes(path, {7: 2})


def test_a_file_that_holds_no_votes(tmp_path: Path) -> None:
    path = tmp_path / "votes.csv"
    path.write_text("batch,record\n1,1\n")
    with pytest.raises(InputError, match="has no column valid; it needs batch, record, valid"):
        read_votes(path, {})
    path.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(InputError, match="cannot read"):
        read_votes(path, {})
    with pytest.raises(InputError, match="cannot read"):
        read_votes(tmp_path / "nowhere.csv", {})
