"""Types that the compiled functions share."""

from __future__ import annotations

from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

Integer: TypeAlias = int | np.signedinteger[Any]

Integers: TypeAlias = NDArray[np.signedinteger[Any]]
"""An array of int32 or int64."""
