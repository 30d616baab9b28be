"""MNIST from the pickle that teaching material has carried since 2010 (`mnist.pkl`).

A pickle is a program: this reader lets it name nothing but NumPy's array constructors.
"""

from __future__ import annotations

import pickle
from typing import Any, BinaryIO

import numpy as np
import numpy.typing as npt

from veriset.datasets.download import DownloadError

Bytes = npt.NDArray[np.uint8]

# What a pickle of plain arrays names, before and after NumPy 2 renamed its modules.
_ALLOWED = {
    ("numpy", "ndarray"),
    ("numpy", "dtype"),
    ("numpy.core.multiarray", "_reconstruct"),
    ("numpy._core.multiarray", "_reconstruct"),
}
_SIDE = 28


class _ArrayUnpickler(pickle.Unpickler):
    """An unpickler that builds NumPy arrays and plain containers, and calls nothing else."""

    def find_class(self, module: str, name: str) -> Any:
        if (module, name) not in _ALLOWED:
            raise DownloadError(f"the MNIST pickle asks for {module}.{name}, which is refused")
        if name == "_reconstruct":
            return np.zeros(0).__reduce__()[0]  # wherever this NumPy keeps it
        return getattr(np, name)


def read_mnist_pickle(file: BinaryIO) -> dict[str, Bytes]:
    """Return the arrays of MNIST's four files from a `mnist.pkl`.

    Args:
        file: the pickle, uncompressed: three pairs (images, labels) for training, validation
            and test; images float32 of shape (n, 784) holding byte / 256, labels int64 of
            shape (n,). Training and validation joined are MNIST's training files.

    Returns:
        By the name of the IDX file, images uint8 of shape (n, 28, 28), labels of shape (n,).

    Raises:
        DownloadError: the pickle is damaged, names a forbidden class, or holds other data.
    """
    try:
        parts = _ArrayUnpickler(file, encoding="latin1").load()
        (train, train_labels), (held_out, held_out_labels), (test, test_labels) = parts
        return {
            "train-images-idx3-ubyte": np.concatenate([_images(train), _images(held_out)]),
            "train-labels-idx1-ubyte": np.concatenate(
                [_to_bytes(train_labels, 1), _to_bytes(held_out_labels, 1)]
            ),
            "t10k-images-idx3-ubyte": _images(test),
            "t10k-labels-idx1-ubyte": _to_bytes(test_labels, 1),
        }
    except (pickle.UnpicklingError, EOFError, TypeError, ValueError, AttributeError) as error:
        raise DownloadError("the MNIST pickle is damaged or holds something else") from error


def _images(values: Any) -> Bytes:
    return _to_bytes(values, 256).reshape(-1, _SIDE, _SIDE)


def _to_bytes(values: Any, scale: int) -> Bytes:
    """Turn `byte / scale` back into bytes; anything that is not exactly a byte is an error."""
    if not isinstance(values, np.ndarray) or values.dtype.kind not in "fiu":
        raise TypeError("not an array of numbers")
    scaled = values * scale
    if not ((scaled >= 0) & (scaled <= 255)).all():
        raise ValueError("out of range")
    whole = scaled.astype(np.uint8)
    if not np.array_equal(whole, scaled):
        raise ValueError("not whole numbers")
    return whole
