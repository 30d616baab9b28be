"""veriset simulate: does honest play pay best?"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from veriset.cli.options import Json
from veriset.cli.output import print_json, print_record, print_table, progress_bar

if TYPE_CHECKING:
    from veriset.simulation.study import Outcome


def simulate(
    campaigns: Annotated[
        int, typer.Option(min=2, max=100_000, help="Campaigns of each strategy.")
    ] = 1000,
    seed: Annotated[int, typer.Option(min=0, help="Of the first campaign.")] = 1,
    plot: Annotated[
        Path | None, typer.Option(help="Also draw what wallets and rings earn, as a PNG file.")
    ] = None,
    json_: Json = False,
) -> None:
    """Play strategies against the campaigns' own rules, and compare them with honest play."""
    from veriset.progress import announce
    from veriset.simulation import plots, study
    from veriset.simulation.world import Setting

    setting = Setting()
    with progress_bar("simulated campaigns") as progress:
        outcomes = study.run(setting, campaigns, seed, progress=progress)
    exact = _exact()
    if plot is not None:
        announce("playing what the picture shows ...")
        with progress_bar("simulated campaigns") as progress:
            plots.draw(setting, max(2, campaigns // 5), seed, plot, progress)
    if json_:
        print_json({"seed": seed, **_plain(outcomes), "exact": exact})
        return
    _show(outcomes, campaigns)
    names = study.unbeaten(outcomes)
    print(f"No strategy beats honest play under: {'; '.join(names) or 'none of these rules'}")
    print_record("Exact, without chance:", {name: f"{share:.1%}" for name, share in exact.items()})


def _show(outcomes: list[Outcome], campaigns: int) -> None:
    """Print a row for each strategy and a column for each set of rules."""
    rules = list(dict.fromkeys(outcome.rules for outcome in outcomes))
    honest = {outcome.rules: f"{outcome.honest:.2f}" for outcome in outcomes}
    rows = {"honest": [honest[name] for name in rules]}
    for outcome in outcomes:
        mark = " *" if outcome.beats_honest else ""
        rows.setdefault(outcome.strategy, []).append(
            f"{outcome.gain:+.2f} ± {2 * outcome.error:.2f}{mark}"
        )
    print_table(
        f"{campaigns:,} campaigns: what a person earns by honest play, in sponsored bets, and "
        "what each strategy earns more or less (* beats honest play)",
        ("strategy", *rules),
        [(name, *cells) for name, cells in rows.items()],
    )


def _exact() -> dict[str, float]:
    from veriset.campaigns.payout import DistanceCurve, RankCurve
    from veriset.simulation.splitting import share_of_best
    from veriset.simulation.validators import Validation

    rank, distance = RankCurve(), DistanceCurve(40, 10)
    seen = Validation()
    return {
        "best of five equal bets, by rank": float(share_of_best(rank, 5, 1, same_boxes=False)),
        "its bet split over four wallets": float(share_of_best(rank, 5, 4, same_boxes=False)),
        "and all four with the same boxes": float(share_of_best(rank, 5, 4, same_boxes=True)),
        "by distance, not split": float(share_of_best(distance, 5, 1, same_boxes=False)),
        "by distance, split over four": float(share_of_best(distance, 5, 4, same_boxes=False)),
        "fees of a validator who looks": seen.honest(),
        "fees of one who approves everything": seen.lazy(),
    }


def _plain(outcomes: list[Outcome]) -> dict[str, Any]:
    from dataclasses import asdict

    from veriset.simulation.study import unbeaten

    return {
        "unbeaten": unbeaten(outcomes),
        "outcomes": [
            asdict(outcome) | {"gain": outcome.gain, "beats_honest": outcome.beats_honest}
            for outcome in outcomes
        ],
    }
