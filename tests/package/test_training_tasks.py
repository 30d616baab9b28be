"""From a folder of data to weights: digits in IDX files, flowers in class folders."""

import gzip
import json
import shutil
import struct

import numpy as np
import pytest
from PIL import Image

from veriset.datasets.drawings import draw_flowers
from veriset.errors import InputError
from veriset.training import tasks
from veriset.training.features import LEVELS, THUMBNAIL_SIDE, file_features, picture_features
from veriset.training.network import TrainingConfig
from veriset.training.tasks import TASKS, default_config, load_flowers, load_mnist, run_task

SHORT = TrainingConfig(hidden=16, epochs=20, batch_size=16, learning_rate=0.02)


def write_digits(folder, train=200, test=50):
    """Write IDX files whose digits are rows of light at a height that tells the class."""
    folder.mkdir()
    for prefix, count in (("train", train), ("t10k", test)):
        labels = (np.random.PCG64(count).random_raw(count) % np.uint64(10)).astype(np.uint8)
        images = np.zeros((count, 28, 28), np.uint8)
        images[np.arange(count), labels * 2 + 4] = 200
        header = struct.pack(">IIII", 0x803, count, 28, 28)
        (folder / f"{prefix}-images-idx3-ubyte").write_bytes(header + images.tobytes())
        header = struct.pack(">II", 0x801, count)
        (folder / f"{prefix}-labels-idx1-ubyte").write_bytes(header + labels.tobytes())
    return folder


@pytest.fixture
def digits(tmp_path):
    return write_digits(tmp_path / "mnist")


@pytest.fixture(scope="module")
def flowers(tmp_path_factory):
    return draw_flowers(tmp_path_factory.mktemp("data") / "flowers", 20).folder


class TestMnist:
    def test_result_says_what_was_done(self, tmp_path, digits):
        told = []
        result = run_task(
            "mnist",
            digits,
            tmp_path / "out" / "w.safetensors",
            config=SHORT,
            progress=lambda done, total: told.append((done, total)),
        )
        assert result.metrics["test_accuracy"] > 0.95
        assert 0 < result.metrics["baseline_accuracy"] < 0.3
        assert (result.metrics["train_images"], result.metrics["test_images"]) == (200, 50)
        assert result.classes == tuple("0123456789")
        assert result.weights_path.is_file()
        assert {"numpy", "python", "pillow"} <= set(result.versions)
        assert told == [(epoch, 20) for epoch in range(1, 21)]
        json.dumps([dict(result.metrics), dict(result.versions), result.config.to_dict()])

    def test_gzipped_files_train_to_the_same_weights(self, tmp_path, digits):
        plain = run_task("mnist", digits, tmp_path / "a", config=SHORT)
        for path in list(digits.iterdir()):
            (digits / f"{path.name}.gz").write_bytes(gzip.compress(path.read_bytes()))
            path.unlink()
        packed = run_task("mnist", digits, tmp_path / "b", config=SHORT)
        assert packed.digest == plain.digest

    def test_missing_file(self, digits):
        (digits / "t10k-labels-idx1-ubyte").unlink()
        with pytest.raises(InputError, match="both images and labels of t10k"):
            load_mnist(digits)

    def test_counts_that_differ(self, tmp_path, digits):
        other = write_digits(tmp_path / "other", train=20)
        shutil.copy(other / "train-labels-idx1-ubyte", digits / "train-labels-idx1-ubyte")
        with pytest.raises(InputError, match="not images and their labels"):
            load_mnist(digits)


class TestFlowers:
    def test_names_and_order_of_files_play_no_part(self, tmp_path, flowers):
        shutil.copytree(flowers, tmp_path / "copy")
        for number, path in enumerate(sorted(tmp_path.glob("copy/*/*.jpg"), reverse=True)):
            path.rename(path.with_name(f"{number}.jpeg"))
        first = run_task("flowers", flowers, tmp_path / "a", config=SHORT)
        second = run_task("flowers", tmp_path / "copy", tmp_path / "b", config=SHORT)
        assert first.digest == second.digest
        assert first.metrics == second.metrics

    def test_drawings_are_told_apart(self, tmp_path, flowers):
        result = run_task("flowers", flowers, tmp_path / "a")
        assert result.metrics["test_accuracy"] > 0.8 > result.metrics["baseline_accuracy"]
        assert result.metrics["train_images"] + result.metrics["test_images"] == 100

    def test_split_is_by_content(self, flowers):
        data = load_flowers(flowers)
        digests = [file_features(path)[0] for path in flowers.glob("*/*.jpg")]
        assert len(data.test_labels) == sum(int(digest, 16) % 5 == 0 for digest in digests)

    def test_missing_class(self, tmp_path, flowers):
        shutil.copytree(flowers, tmp_path / "copy")
        shutil.rmtree(tmp_path / "copy" / "tulips")
        with pytest.raises(InputError, match="no pictures in the folder tulips"):
            load_flowers(tmp_path / "copy")

    def test_damaged_picture_is_named(self, tmp_path, flowers):
        shutil.copytree(flowers, tmp_path / "copy")
        path = tmp_path / "copy" / "tulips" / "tulips-0003.jpg"
        path.write_bytes(path.read_bytes()[:500])
        with pytest.raises(InputError, match=r"tulips-0003\.jpg is not a readable picture"):
            load_flowers(tmp_path / "copy")

    def test_too_few_to_split(self, monkeypatch, flowers):
        monkeypatch.setattr(tasks, "_TEST_EVERY", 2**300)
        with pytest.raises(InputError, match="100 pictures are too few"):
            load_flowers(flowers)


class TestFeatures:
    def test_plain_colour(self):
        pixels = np.full((50, 80, 3), (200, 100, 0), np.uint8)
        features = picture_features(pixels)
        means = features[: THUMBNAIL_SIDE**2 * 3].reshape(-1, 3)
        assert (means == (200, 100, 0)).all()
        histogram = features[THUMBNAIL_SIDE**2 * 3 :].reshape((LEVELS,) * 3)
        assert histogram[3, 1, 0] == 255
        assert histogram.sum() == 255

    def test_thumbnail_is_of_the_central_square(self):
        pixels = np.zeros((12, 36, 3), np.uint8)
        pixels[:, 12:24] = np.repeat(np.arange(12, dtype=np.uint8) * 20, 3).reshape(1, 12, 3)
        means = picture_features(pixels)[: THUMBNAIL_SIDE**2 * 3].reshape(6, 6, 3)
        assert means[0, :, 0].tolist() == [10, 50, 90, 130, 170, 210]

    @pytest.mark.parametrize("shape", [(1, 1, 3), (5, 2, 3), (7, 6, 3), (333, 500, 3)])
    def test_any_size(self, shape):
        features = picture_features(np.full(shape, 7, np.uint8))
        assert features.shape == (THUMBNAIL_SIDE**2 * 3 + LEVELS**3,)
        assert (features[: THUMBNAIL_SIDE**2 * 3] == 7).all()

    def test_grey_and_palette_pictures_are_read_as_colour(self, tmp_path):
        Image.new("L", (20, 20), 90).save(tmp_path / "grey.png")
        Image.new("P", (20, 20)).save(tmp_path / "palette.png")
        assert file_features(tmp_path / "grey.png")[1][0] == 90
        assert len(file_features(tmp_path / "palette.png")[1]) == 172


@pytest.mark.parametrize("task", TASKS)
def test_published_settings_are_valid(task):
    config = default_config(task)
    assert TrainingConfig.from_dict(config.to_dict()) == config
