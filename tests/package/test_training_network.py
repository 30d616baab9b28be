"""Training that repeats to the byte, and that learns."""

import hashlib
import json
import os
import subprocess
import sys

import numpy as np
import pytest
from safetensors.numpy import load_file

from veriset.errors import InputError
from veriset.training.fixed_point import ExactnessError
from veriset.training.network import TrainingConfig, Weights, evaluate, predict, train
from veriset.training.weights import load_weights, save_weights, weights_bytes, weights_digest

TINY = TrainingConfig(hidden=16, epochs=8, batch_size=20)
# Of `digest_of_toy()`. If it changes, every registered model fails to verify: a change that is
# meant needs a new name in TrainingConfig.method.
GOLDEN = "d6aad238bd686d32cdf6d29fa52c90052cd21c73f67495832b0c36d6da884bbf"


def toy(count=600, classes=3, features=40):
    """Return images whose class is the third of the features that is brightest."""
    words = np.random.PCG64(11).random_raw(count * (features + 1)).reshape(count, features + 1)
    labels = (words[:, 0] % np.uint64(classes)).astype(np.intp)
    images = (words[:, 1:] % np.uint64(160)).astype(np.uint8)
    for label in range(classes):
        columns = slice(label * features // classes, (label + 1) * features // classes)
        images[labels == label, columns] += np.uint8(60)
    return images, labels


def digest_of_toy(**changes):
    config = TINY.model_copy(update=changes)
    return hashlib.sha256(weights_bytes(train(*toy(), 3, config))).hexdigest()


@pytest.fixture(scope="module")
def weights():
    return train(*toy(), 3, TINY)


class TestDeterminism:
    def test_same_seed_same_weights(self):
        assert digest_of_toy() == digest_of_toy()

    @pytest.mark.parametrize(
        "changes",
        [
            {"seed": 3},
            {"order_seed": 3},
            {"hidden": 17},
            {"epochs": 9},
            {"batch_size": 21},
            {"learning_rate": 0.051},
            {"momentum": 0.8},
        ],
        ids=lambda changes: next(iter(changes)),
    )
    def test_each_setting_changes_the_weights(self, changes):
        assert digest_of_toy(**changes) != digest_of_toy()

    def test_golden_digest(self):
        assert digest_of_toy() == GOLDEN

    @pytest.mark.parametrize(
        "environment",
        [
            {"OPENBLAS_NUM_THREADS": "1"},
            {"OPENBLAS_NUM_THREADS": "2"},
            {"OPENBLAS_CORETYPE": "Haswell"},
            {"OPENBLAS_CORETYPE": "Prescott"},
            {"OPENBLAS_CORETYPE": "Nehalem", "OPENBLAS_NUM_THREADS": "2"},
        ],
        ids=lambda environment: "-".join(environment.values()),
    )
    def test_same_weights_for_any_kernel_and_any_number_of_threads(self, environment):
        program = (
            "from tests.package.test_training_network import digest_of_toy;"
            "print(digest_of_toy(hidden=200, batch_size=200, epochs=2))"
        )
        finished = subprocess.run(
            [sys.executable, "-c", program],
            env={**os.environ, **environment},
            capture_output=True,
            text=True,
            check=True,
        )
        assert finished.stdout.strip() == digest_of_toy(hidden=200, batch_size=200, epochs=2)


class TestLearning:
    def test_learns_what_can_be_learnt(self):
        images, labels = toy()
        weights = train(images[:400], labels[:400], 3, TINY)
        assert evaluate(weights, images[400:], labels[400:]) > 0.95

    def test_answers_are_classes(self):
        images, labels = toy()
        answers = predict(train(images, labels, 3, TINY), images)
        assert set(answers) == {0, 1, 2}

    def test_a_step_too_large_stays_finite_and_the_same(self):
        images, labels = toy()
        wild = TINY.model_copy(update={"learning_rate": 10.0})
        first, second = train(images, labels, 3, wild), train(images, labels, 3, wild)
        assert np.isfinite(first.hidden_weights).all()
        assert weights_bytes(first) == weights_bytes(second)

    def test_equal_scores_give_the_lowest_class(self):
        zero = np.zeros((4, 2), np.float32), np.zeros(2, np.float32)
        weights = Weights(*zero, np.zeros((2, 3), np.float32), np.zeros(3, np.float32))
        assert predict(weights, np.ones((5, 4), np.uint8)).tolist() == [0] * 5

    def test_nothing_to_evaluate(self):
        images, labels = toy()
        assert evaluate(train(images, labels, 3, TINY), images[:0], labels[:0]) == 0.0

    def test_progress_is_told_of_each_epoch(self):
        told = []
        train(*toy(), 3, TINY, lambda done, total: told.append((done, total)))
        assert told == [(epoch, 8) for epoch in range(1, 9)]

    @pytest.mark.parametrize("labels", [[0, 1], [0, 1, 3], [-1, 0, 1]])
    def test_labels_that_do_not_fit(self, labels):
        with pytest.raises(InputError):
            train(np.zeros((3, 4), np.uint8), np.array(labels), 3, TINY)

    def test_no_images(self):
        with pytest.raises(InputError, match="cannot train on 0 images"):
            train(np.zeros((0, 4), np.uint8), np.zeros(0, np.intp), 3, TINY)

    def test_the_grid_bounds_the_features(self):
        most = 32_896
        train(np.zeros((1, most), np.uint8), np.array([0]), 2, TINY)
        with pytest.raises(ExactnessError):
            train(np.zeros((1, most + 1), np.uint8), np.array([0]), 2, TINY)

    def test_largest_layer_and_batch_fit_the_grid(self):
        images = np.full((512, 784), 255, np.uint8)
        config = TrainingConfig(hidden=512, epochs=1, batch_size=512)
        weights = train(images, np.arange(512) % 2, 2, config)
        assert np.isfinite(weights.hidden_weights).all()


class TestConfig:
    def test_plain_values_give_it_back(self):
        config = TrainingConfig(learning_rate=0.1 + 0.2, seed=2**53 - 1)
        assert TrainingConfig.from_dict(json.loads(json.dumps(config.to_dict()))) == config

    def test_whole_number_stands_for_a_float(self):
        values = {**TINY.to_dict(), "learning_rate": 1}
        assert TrainingConfig.from_dict(values) == TINY.model_copy(update={"learning_rate": 1.0})

    @pytest.mark.parametrize(
        ("field", "value"),
        [
            ("hidden", 513),
            ("epochs", 0),
            ("batch_size", "20"),
            ("learning_rate", float("nan")),
            ("momentum", 1.0),
            ("seed", -1),
            ("method", "other"),
            ("surprise", 1),
        ],
    )
    def test_bad_values_are_named(self, field, value):
        with pytest.raises(InputError, match=f"hyper-parameters: {field}: ") as caught:
            TrainingConfig.from_dict({**TINY.to_dict(), field: value})
        assert "\n" not in str(caught.value)

    @pytest.mark.parametrize("values", [None, [], "x"])
    def test_not_a_configuration(self, values):
        with pytest.raises(InputError, match="hyper-parameters"):
            TrainingConfig.from_dict(values)


class TestWeightsFile:
    def test_the_library_reads_it(self, tmp_path, weights):
        save_weights(tmp_path / "w.safetensors", weights)
        tensors = load_file(tmp_path / "w.safetensors")
        assert {name: tensor.shape for name, tensor in tensors.items()} == {
            "hidden_bias": (16,),
            "hidden_weights": (40, 16),
            "output_bias": (3,),
            "output_weights": (16, 3),
        }
        assert all(np.array_equal(tensors[name], getattr(weights, name)) for name in tensors)

    def test_round_trip(self, tmp_path, weights):
        save_weights(tmp_path / "w.safetensors", weights)
        assert weights_bytes(load_weights(tmp_path / "w.safetensors")) == weights_bytes(weights)

    def test_digest_is_that_of_the_file(self, tmp_path, weights):
        digest = save_weights(tmp_path / "w.safetensors", weights)
        content = (tmp_path / "w.safetensors").read_bytes()
        assert digest == weights_digest(tmp_path / "w.safetensors")
        assert digest == hashlib.sha256(content).hexdigest()

    @pytest.mark.parametrize("damage", [slice(-1), slice(0), None])
    def test_file_that_is_none(self, tmp_path, weights, damage):
        path = tmp_path / "w.safetensors"
        if damage:
            path.write_bytes(weights_bytes(weights)[damage])
        with pytest.raises(InputError, match=r"w\.safetensors"):
            load_weights(path)

    def test_tensors_of_another_model(self, tmp_path):
        from safetensors.numpy import save_file

        save_file({"layer": np.zeros(2, np.float32)}, tmp_path / "w.safetensors")
        with pytest.raises(InputError, match="does not hold weights of this classifier"):
            load_weights(tmp_path / "w.safetensors")

    def test_digest_of_no_file(self, tmp_path):
        with pytest.raises(InputError, match="cannot read"):
            weights_digest(tmp_path / "none")
