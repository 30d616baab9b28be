"""A picture of records under review beside the validated ones."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from veriset.errors import InputError
from veriset.files import atomic_writer
from veriset.records.schema import Schema

if TYPE_CHECKING:
    from numpy.typing import NDArray

_COLUMNS = 3
_BINS = 30


def draw_histograms(
    schema: Schema, validated: NDArray[np.void], under_review: NDArray[np.void], path: Path
) -> None:
    """Write a PNG with a histogram a field: shares of validated records and of those under review.

    Each bar is the share of its own group, so that groups of different sizes compare. The axis
    spans the middle 98% of both together; what lies beyond is counted in the outermost bars.

    Raises:
        InputError: there is nothing to draw, or the file cannot be written.
    """
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    fields = [field for field in schema.fields if not field.is_bytes]
    if not fields or not len(validated) + len(under_review):
        raise InputError("there are no numbers to draw a histogram of")
    rows = -(-len(fields) // _COLUMNS)
    figure = Figure(figsize=(4 * min(_COLUMNS, len(fields)), 2.8 * rows), layout="constrained")
    for position, field in enumerate(fields):
        axes = figure.add_subplot(rows, min(_COLUMNS, len(fields)), position + 1)
        groups = {}
        for name, records in (("validated", validated), ("under review", under_review)):
            values = field.values(records[field.name]).astype(np.float64)
            groups[name] = values[np.isfinite(values)]
        both = np.concatenate(list(groups.values()))
        if len(both):
            low, high = np.quantile(both, (0.01, 0.99))
            bins = np.linspace(low, high if high > low else low + 1, _BINS + 1)
            for (name, values), colour in zip(groups.items(), ("#3b6ea5", "#e07a2f"), strict=True):
                if len(values):
                    axes.hist(
                        np.clip(values, bins[0], bins[-1]),
                        bins=list(bins),
                        weights=np.full(len(values), 1 / len(values)),
                        alpha=0.6,
                        color=colour,
                        label=f"{name} ({len(values):,})",
                    )
        axes.set_title(field.name, fontsize=10)
        axes.set_xlabel(field.unit, fontsize=8)
        axes.tick_params(labelsize=7)
        if position == 0:
            axes.legend(fontsize=7)
            axes.set_ylabel("share", fontsize=8)
    FigureCanvasAgg(figure)
    with atomic_writer(path) as file:
        figure.savefig(file, format="png", dpi=110, metadata={"Software": None})
