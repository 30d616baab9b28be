"""Pictures of what strategies earn above honest play."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from veriset.files import atomic_writer
from veriset.progress import Progress, silent
from veriset.simulation.strategies import Strategy
from veriset.simulation.study import Outcome, Rules, run
from veriset.simulation.world import Setting

if TYPE_CHECKING:
    from matplotlib.axes import Axes


@dataclass(frozen=True)
class Sweep:
    """One strategy at several sizes.

    Attributes:
        title: of the picture.
        label: of its horizontal axis.
        sizes: on that axis.
        strategies: one for each size.
        rules: one line for each.
    """

    title: str
    label: str
    sizes: tuple[int, ...]
    strategies: tuple[Strategy, ...]
    rules: tuple[Rules, ...]


_WALLETS, _MEMBERS = (1, 2, 3, 4, 6, 8), (1, 2, 3, 4, 5)
_OPEN = (Rules("rank", False, False), Rules("distance", False, True))
_ADMITTED = (Rules("rank", True, False), Rules("distance", True, True))

SWEEPS = (
    Sweep(
        "One person, several wallets, honest boxes",
        "wallets",
        _WALLETS,
        tuple(Strategy(f"{n} wallets", wallets=n, shares=True) for n in _WALLETS),
        (*_OPEN, Rules("distance, admitted", True, True)),
    ),
    Sweep(
        "A ring that shares honest boxes",
        "persons in the ring, of ten",
        _MEMBERS,
        tuple(Strategy(f"{n} persons", members=n, shares=True) for n in _MEMBERS),
        _ADMITTED,
    ),
    Sweep(
        "A ring that makes boxes up",
        "persons in the ring, of ten",
        _MEMBERS,
        tuple(Strategy(f"{n} liars", members=n, shares=True, source="chance") for n in _MEMBERS),
        _ADMITTED,
    ),
)


def draw(
    setting: Setting, campaigns: int, seed: int, path: Path, progress: Progress = silent
) -> None:
    """Run the sweeps and write one picture of them, a PNG.

    Args:
        setting: of all campaigns.
        campaigns: of each point.
        seed: of the first campaign.
        path: of the picture.
        progress: told of the campaigns played.

    Raises:
        InputError: the file cannot be written.
    """
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    figure = Figure(figsize=(12, 3.6), layout="constrained")
    FigureCanvasAgg(figure)
    axes = figure.subplots(1, len(SWEEPS), sharey=True)
    for number, (axis, sweep) in enumerate(zip(axes, SWEEPS, strict=True)):
        advance = _part_of(progress, number * campaigns, len(SWEEPS) * campaigns)
        outcomes = run(setting, campaigns, seed, sweep.strategies, sweep.rules, advance)
        for rules in sweep.rules:
            gains = [outcome for outcome in outcomes if outcome.rules == rules.name]
            _line(axis, sweep, rules, gains)
        axis.axhline(0, color="grey", linewidth=0.8)
        axis.set_title(sweep.title, fontsize=10)
        axis.set_xlabel(sweep.label)
        axis.legend(fontsize=8, title="payout curve", title_fontsize=8)
    axes[0].set_ylabel("above honest play, in sponsored bets")
    with atomic_writer(path) as file:
        figure.savefig(file, format="png", dpi=120, metadata={"Software": None})


def _part_of(progress: Progress, before: int, all_: int) -> Progress:
    def advance(done: int, total: int | None) -> None:  # noqa: ARG001
        progress(before + done, all_)

    return advance


def _line(axis: Axes, sweep: Sweep, rules: Rules, gains: Sequence[Outcome]) -> None:
    axis.errorbar(
        sweep.sizes,
        [outcome.gain for outcome in gains],
        yerr=[2 * outcome.error for outcome in gains],
        marker="o",
        markersize=3,
        capsize=2,
        label=rules.name,
    )
