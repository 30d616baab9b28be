"""What is measured, in the one form that figures have, and how rounds are run."""

from __future__ import annotations

import json
import statistics
import subprocess
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from veriset.files import write_atomically
from veriset.paths import PROJECT


class WrongResultError(Exception):
    """A measured program gave another result than its peer, or none."""


@dataclass(frozen=True)
class Target:
    """What a figure should reach: a ratio of at least, or a value of at most `bound`."""

    bound: float
    of_ratio: bool = False

    def is_reached(self, figure: Figure) -> bool:
        if self.of_ratio:
            return figure.ratio is not None and figure.ratio >= self.bound
        return figure.value <= self.bound

    def __str__(self) -> str:
        return f">= {self.bound:g} x" if self.of_ratio else f"<= {self.bound:,g}"


@dataclass(frozen=True)
class Figure:
    """A median, and its peer's from the same run; less is better for all of them."""

    name: str
    value: float
    unit: str
    target: Target
    peer: str | None = None
    peer_value: float | None = None

    @property
    def ratio(self) -> float | None:
        """How many times better than the peer; None without one."""
        return None if self.peer_value is None else self.peer_value / self.value

    def to_json(self) -> dict[str, Any]:
        ratio = self.ratio
        return {
            "name": self.name,
            "value": round(self.value, 5),
            "unit": self.unit,
            "peer": self.peer,
            "peer_value": None if self.peer_value is None else round(self.peer_value, 5),
            "ratio": None if ratio is None else round(ratio, 2),
        }


def write_figures(figures: Sequence[Figure], path: Path) -> None:
    """Write build/bench.json."""
    text = json.dumps([figure.to_json() for figure in figures], indent=2)
    write_atomically(path, (text + "\n").encode())


def alternate(
    rounds: int, *programs: Callable[[], dict[str, Any]], warm: bool = True
) -> list[list[dict[str, Any]]]:
    """Run the programs in turn, `rounds` times, and return each one's results.

    With `warm`, an untimed round of each goes first: whoever ran first would fill the cache of
    the file system for the others.
    """
    if warm:
        for program in programs:
            program()
    turns = [[program() for program in programs] for _ in range(rounds)]
    return [list(results) for results in zip(*turns, strict=True)]


def median(results: Sequence[dict[str, Any]], key: str = "seconds") -> float:
    """Return the median of one value of each result."""
    return statistics.median(result[key] for result in results)


def run_program(*command: str | Path) -> dict[str, Any]:
    """Run a program in the checkout and return the JSON object that it prints."""
    done = subprocess.run(
        [str(part) for part in command], cwd=PROJECT, capture_output=True, text=True, check=False
    )
    if done.returncode:
        words = " ".join(str(part) for part in command)
        last = done.stderr.strip().splitlines()[-1:] or ["it said nothing"]
        raise WrongResultError(f"{words} ended with {done.returncode}: {last[0]}")
    result: dict[str, Any] = json.loads(done.stdout)
    return result


def check_equal(what: str, ours: object, peer: object) -> None:
    """Refuse figures of a program that is fast and wrong."""
    if ours != peer:
        raise WrongResultError(f"{what}: ours is {str(ours)[:80]}, the peer's {str(peer)[:80]}")
