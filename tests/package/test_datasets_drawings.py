"""Drawn flowers: the same every time, and never mistaken for the dataset."""

import hashlib

import numpy as np
import pytest
from PIL import Image

from veriset.datasets.drawings import NOTICE, draw_flower, draw_flowers
from veriset.datasets.flowers import CLASSES
from veriset.errors import InputError


def contents(folder):
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


def test_same_numbers_give_the_same_bytes(tmp_path):
    draw_flowers(tmp_path / "a", 3)
    draw_flowers(tmp_path / "b", 3)
    assert contents(tmp_path / "a") == contents(tmp_path / "b")
    assert len(contents(tmp_path / "a")) == 3 * len(CLASSES) + 1


def test_pictures_differ_by_seed_kind_and_number():
    keys = [(kind, number, seed) for kind in range(5) for number in range(3) for seed in (1, 2)]
    assert len({draw_flower(*key).tobytes() for key in keys}) == len(keys)


def test_pixels_are_the_same_on_every_machine():
    """Drawn pixels must not depend on the machine; JPEG's bytes are the library's matter."""
    digest = hashlib.sha256()
    for kind in range(len(CLASSES)):
        digest.update(draw_flower(kind, 0, 2024).tobytes())
    expected = "18f275a77038d93fd85e402eed310849ada06e30680e9ac3bea5a94bfd525ded"
    assert digest.hexdigest() == expected


def test_files_are_whole_pictures(tmp_path):
    draw_flowers(tmp_path / "a", 1)
    for name in CLASSES:
        with Image.open(tmp_path / "a" / name / f"{name}-0000.jpg") as picture:
            assert (picture.format, picture.size, picture.mode) == ("JPEG", (96, 96), "RGB")
            assert np.asarray(picture).std() > 20


def test_says_that_they_are_drawings(tmp_path):
    got = draw_flowers(tmp_path / "a", 2)
    assert (got.source, got.images, got.complete) == ("drawings", 10, False)
    assert "not the flowers dataset" in got.detail
    assert "not the flowers dataset" in (tmp_path / "a" / NOTICE).read_text()


def test_second_run_keeps_them(tmp_path):
    draw_flowers(tmp_path / "a", 2)
    first = (tmp_path / "a" / "daisy" / "daisy-0000.jpg").stat().st_ino
    draw_flowers(tmp_path / "a", 2)
    assert (tmp_path / "a" / "daisy" / "daisy-0000.jpg").stat().st_ino == first


def test_missing_pictures_are_drawn_again(tmp_path):
    draw_flowers(tmp_path / "a", 2)
    whole = contents(tmp_path / "a")
    (tmp_path / "a" / "roses" / "roses-0001.jpg").unlink()
    draw_flowers(tmp_path / "a", 2)
    assert contents(tmp_path / "a") == whole


def test_other_numbers_replace_them(tmp_path):
    draw_flowers(tmp_path / "a", 2)
    assert draw_flowers(tmp_path / "a", 1, seed=5).images == 5
    assert len(contents(tmp_path / "a")) == 6
    assert [path.name for path in tmp_path.iterdir()] == ["a"]


def test_photographs_are_never_replaced(tmp_path):
    (tmp_path / "a" / "roses").mkdir(parents=True)
    with pytest.raises(InputError, match="something else than drawings"):
        draw_flowers(tmp_path / "a", 1)


@pytest.mark.parametrize(("count", "seed"), [(0, 1), (10_001, 1), (1, -1)])
def test_numbers_out_of_range(tmp_path, count, seed):
    with pytest.raises(InputError, match="1 to 10,000"):
        draw_flowers(tmp_path / "a", count, seed)
