"""A network with one hidden layer, trained to the same weights on every machine.

Rectified hidden units, one output a class, squared hinge loss against all other classes,
stochastic gradient descent with momentum and a step that falls linearly to 0. All of it runs
on the arithmetic of `fixed_point`, which says why no bit can differ. Inputs are bytes, taken
as byte / 256.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Annotated, Any, Literal

import numpy as np
import numpy.typing as npt
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from veriset.errors import InputError
from veriset.progress import Progress, silent
from veriset.training.fixed_point import Fixed, Floats, permutation, uniform

Bytes = npt.NDArray[np.uint8]
Labels = npt.NDArray[np.intp]

# With these grids 32,896 inputs, 512 hidden units and batches of 512 stay within 2^53.
_INPUT_WEIGHTS = {"fraction_bits": 26, "whole_bits": 4}
_HIDDEN = {"fraction_bits": 14, "whole_bits": 6}
_OUTPUT_WEIGHTS = {"fraction_bits": 20, "whole_bits": 4}
_ERRORS = {"fraction_bits": 18, "whole_bits": 6}
_HIDDEN_ERRORS = {"fraction_bits": 20, "whole_bits": 8}
_WEIGHT_LIMIT = 16.0
_EVALUATION_BATCH = 4096


class TrainingConfig(BaseModel):
    """Everything that, with the data, decides the weights.

    Attributes:
        method: the algorithm; a change of it that changes weights gets another name.
        hidden: hidden units, 1 to 512.
        epochs: passes over the training images.
        batch_size: images in a step, 1 to 512.
        learning_rate: size of the first step; it falls linearly to 0.
        momentum: part of the last step that is taken again, 0 to below 1.
        seed: fixes the weights at the start.
        order_seed: fixes the order in which images are shown, anew in each epoch.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    method: Literal["fixed-point-network/1"] = "fixed-point-network/1"
    hidden: Annotated[int, Field(ge=1, le=512)] = 128
    epochs: Annotated[int, Field(ge=1, le=10_000)] = 5
    batch_size: Annotated[int, Field(ge=1, le=512)] = 100
    learning_rate: Annotated[float, Field(gt=0, le=10)] = 0.05
    momentum: Annotated[float, Field(ge=0, lt=1)] = 0.9
    seed: Annotated[int, Field(ge=0, lt=2**53)] = 1
    order_seed: Annotated[int, Field(ge=0, lt=2**53)] = 2

    def to_dict(self) -> dict[str, Any]:
        """Return plain values for JSON; `from_dict` gives an equal configuration back."""
        return self.model_dump(mode="json")

    @classmethod
    def from_dict(cls, values: object) -> TrainingConfig:
        """Read what `to_dict` wrote.

        Raises:
            InputError: a field is unknown, of the wrong type or out of range.
        """
        try:
            return cls.model_validate(values)
        except ValidationError as error:
            first = error.errors()[0]
            field = ".".join(str(part) for part in first["loc"]) or "value"
            raise InputError(f"hyper-parameters: {field}: {first['msg']}") from error


@dataclass(frozen=True)
class Weights:
    """A trained network: float32, as it is stored.

    Attributes:
        hidden_weights: (features, hidden).
        hidden_bias: (hidden,).
        output_weights: (hidden, classes).
        output_bias: (classes,).
    """

    hidden_weights: npt.NDArray[np.float32]
    hidden_bias: npt.NDArray[np.float32]
    output_weights: npt.NDArray[np.float32]
    output_bias: npt.NDArray[np.float32]


def train(
    images: Bytes,
    labels: Labels,
    classes: int,
    config: TrainingConfig,
    progress: Progress = silent,
) -> Weights:
    """Train on `images`, in the order in which they are given and then shuffled.

    Args:
        images: shape (n, features), bytes.
        labels: shape (n,), the class of each image, 0 to classes-1.
        classes: number of classes, at least 2.
        config: all that decides the result.
        progress: told of the epochs.

    Raises:
        InputError: there are no images, or the labels do not go with them.
        ExactnessError: there are more features than the grids allow (32,896).
    """
    if len(images) == 0 or len(images) != len(labels):
        raise InputError(f"cannot train on {len(images)} images with {len(labels)} labels")
    if classes < 2 or labels.min() < 0 or labels.max() >= classes:
        raise InputError(f"labels must be 0 to {classes - 1}, for at least two classes")
    parameters = _initial(images.shape[1], classes, config)
    velocities = [np.zeros_like(parameter) for parameter in parameters]
    targets = np.where(np.arange(classes) == np.asarray(labels)[:, None], 1.0, -1.0)
    order = np.random.PCG64(config.order_seed)
    steps = math.ceil(len(images) / config.batch_size)
    for epoch in range(config.epochs):
        shuffled = permutation(order, len(images))
        for step in range(steps):
            chosen = shuffled[step * config.batch_size : (step + 1) * config.batch_size]
            gradients = _gradients(parameters, Fixed.of_bytes(images[chosen]), targets[chosen])
            remaining = 1.0 - (epoch * steps + step) / (config.epochs * steps)
            rate = config.learning_rate * remaining / len(chosen)
            for parameter, velocity, gradient in zip(
                parameters, velocities, gradients, strict=True
            ):
                velocity *= config.momentum
                gradient *= rate
                velocity -= gradient
                parameter += velocity
                np.clip(parameter, -_WEIGHT_LIMIT, _WEIGHT_LIMIT, out=parameter)
        progress(epoch + 1, config.epochs)
    return Weights(*(parameter.astype(np.float32) for parameter in parameters))


def predict(weights: Weights, images: Bytes) -> Labels:
    """Return the class of each image, shape (n,); of equal scores the lowest class wins."""
    parameters = [
        weights.hidden_weights.astype(np.float64),
        weights.hidden_bias.astype(np.float64),
        weights.output_weights.astype(np.float64),
        weights.output_bias.astype(np.float64),
    ]
    answers = [
        _forward(parameters, Fixed.of_bytes(images[start : start + _EVALUATION_BATCH]))[1]
        for start in range(0, len(images), _EVALUATION_BATCH)
    ]
    if not answers:
        return np.zeros(0, dtype=np.intp)
    return np.concatenate([scores.argmax(axis=1) for scores in answers])


def evaluate(weights: Weights, images: Bytes, labels: Labels) -> float:
    """Return the part of the images, 0 to 1, whose class is found (0 if there are none)."""
    if len(images) == 0:
        return 0.0
    return int((predict(weights, images) == labels).sum()) / len(images)


def _initial(features: int, classes: int, config: TrainingConfig) -> list[Floats]:
    words = np.random.PCG64(config.seed)
    return [
        uniform(words, (features, config.hidden), math.sqrt(6 / features)),
        np.zeros(config.hidden),
        uniform(words, (config.hidden, classes), math.sqrt(6 / config.hidden)),
        np.zeros(classes),
    ]


def _forward(parameters: list[Floats], inputs: Fixed) -> tuple[Fixed, Floats]:
    """Return the hidden units and the scores of the classes."""
    hidden_weights, hidden_bias, output_weights, output_bias = parameters
    hidden = inputs @ Fixed.rounded(hidden_weights, **_INPUT_WEIGHTS)
    hidden += hidden_bias
    np.maximum(hidden, 0.0, out=hidden)
    active = Fixed.rounded(hidden, **_HIDDEN)
    scores = active @ Fixed.rounded(output_weights, **_OUTPUT_WEIGHTS)
    scores += output_bias
    return active, scores


def _gradients(parameters: list[Floats], inputs: Fixed, targets: Floats) -> list[Floats]:
    """Return the gradients of the loss, summed over the batch, in the parameters' order."""
    active, scores = _forward(parameters, inputs)
    # Squared hinge: max(0, 1 - target * score)^2 / 2.
    errors = Fixed.rounded(-targets * np.maximum(0.0, 1.0 - targets * scores), **_ERRORS)
    back = errors @ Fixed.rounded(parameters[2], **_OUTPUT_WEIGHTS).transposed
    back *= active.integers > 0
    hidden_errors = Fixed.rounded(back, **_HIDDEN_ERRORS)
    return [
        inputs.transposed @ hidden_errors,
        hidden_errors.column_sums(),
        active.transposed @ errors,
        errors.column_sums(),
    ]
