"""python -m tests.bench [NAME ...]: measure all figures, or those of these names.

All figures go to build/bench.json; some of them are only shown. The exit code is 1 for a wrong
result, and never for a slow one.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable

from rich.console import Console
from rich.table import Table

from tests.bench import clustering, command, files, gas, idx, memory, merkle, pinning, serving
from tests.bench.figures import Figure, WrongResultError, write_figures
from tests.bench.sources import BENCH
from veriset.errors import VerisetError
from veriset.paths import work_folder

SUBJECTS: dict[tuple[str, ...], Callable[[], list[Figure]]] = {
    ("hash.mnist_files", "manifest.mnist_files"): files.measure_mnist,
    ("hash.flowers", "manifest.flowers"): files.measure_flowers,
    ("manifest.mnist_idx",): idx.measure,
    ("merkle.build_70k", "merkle.all_proofs_70k"): merkle.measure,
    ("manifest.peak_memory", "manifest.peak_memory_idx"): memory.measure,
    ("clustering.images_scipy", "clustering.images_fastcluster"): clustering.measure,
    ("clustering.one_image_50k",): clustering.measure_one_image,
    ("cli.help",): command.measure,
    ("cid.gibibyte",): pinning.measure_cid,
    ("pin.peak_memory",): pinning.measure_large,
    ("pin.small_files",): pinning.measure_small,
    ("serve.lookup",): serving.measure,
    ("registry.verify_17",): gas.measure,
    gas.RECORDS: gas.measure_records,
}


def main() -> int:
    names = [name for subject in SUBJECTS for name in subject]
    parser = argparse.ArgumentParser(prog="python -m tests.bench")
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"of {', '.join(names)}")
    wanted = parser.parse_args().names
    if unknown := sorted(set(wanted) - set(names)):
        parser.error(f"there is no figure {', '.join(unknown)}; known are {', '.join(names)}")
    BENCH.mkdir(parents=True, exist_ok=True)
    figures: list[Figure] = []
    for subject, measure in SUBJECTS.items():
        if wanted and not set(wanted) & set(subject):
            continue
        print(f"Measuring {', '.join(subject)} ...", file=sys.stderr, flush=True)
        try:
            figures += measure()
        except (WrongResultError, VerisetError) as error:
            print(f"error: {error}", file=sys.stderr)
            return 1
    show(figures)
    if not wanted:
        write_figures(figures, work_folder() / "bench.json")
        print(f"Written to {work_folder() / 'bench.json'}")
    return 0


def show(figures: list[Figure]) -> None:
    table = Table(title="Medians; a ratio above 1 is better than the peer", title_justify="left")
    for column in ("figure", "value", "unit", "peer's", "ratio", "target"):
        table.add_column(column, justify="left" if column == "figure" else "right", no_wrap=True)
    for figure in figures:
        table.add_row(
            figure.name,
            _number(figure.value),
            figure.unit,
            _number(figure.peer_value),
            "" if figure.ratio is None else f"{figure.ratio:.1f} x",
            f"{figure.target} {'ok' if figure.target.is_reached(figure) else 'MISSED'}",
        )
    Console(highlight=False).print(table)
    for peer in dict.fromkeys(figure.peer for figure in figures if figure.peer):
        print(f"Peer of {', '.join(f.name for f in figures if f.peer == peer)}: {peer}")


def _number(value: float | None) -> str:
    if value is None:
        return ""
    return f"{value:,.0f}" if value >= 100 else f"{value:.3f}"


if __name__ == "__main__":
    sys.exit(main())
