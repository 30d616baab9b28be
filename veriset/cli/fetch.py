"""veriset fetch: a file or folder by its CID; veriset pins: what is pinned where."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from veriset.cli.options import Json
from veriset.cli.output import print_json, print_record, progress_bar

if TYPE_CHECKING:
    from veriset.pinning.ledger import Ledger


def fetch(
    cid: Annotated[str, typer.Argument(help="Of a file or a folder.")],
    out: Annotated[Path, typer.Option(help="Where to write it; a folder must not be there.")],
    gateway: Annotated[
        list[str] | None,
        typer.Option(
            help="Address of an IPFS gateway; may be given again. Default: the services of "
            "VERISET_PINNING, then VERISET_GATEWAYS."
        ),
    ] = None,
) -> None:
    """Fetch CID, and check every block before it is written."""
    from veriset.paths import work_folder
    from veriset.pinning import open_pinning
    from veriset.pinning.fetching import Fetcher
    from veriset.pinning.gateway import configured_gateways

    with progress_bar(f"Fetching {cid}") as progress:
        if gateway:
            Fetcher(configured_gateways(gateway)).fetch(cid, out, progress)
        else:
            with open_pinning(work_folder() / "pins") as pinning:
                pinning.fetch(cid, out, progress)
    print(f"{out} has the CID {cid}")


def pins(
    check: Annotated[
        bool, typer.Option("--check", help="Ask the services of VERISET_PINNING again.")
    ] = False,
    json_: Json = False,
) -> None:
    """Show what is pinned where. With --check, exits with 1 if anything is held no more."""
    from veriset.paths import work_folder
    from veriset.pinning.ledger import Ledger

    work = work_folder()
    ledger = Ledger(work / "pins.sqlite")
    troubles = _check(ledger, work) if check else {}
    entries = ledger.entries()
    if json_:
        print_json(
            {
                "pins": [
                    {
                        "cid": entry.cid,
                        "service": entry.service,
                        "path": entry.path,
                        "size": entry.size,
                        "pinnedAt": entry.pinned_at.isoformat(),
                        "checkedAt": entry.checked_at.isoformat(),
                        "held": entry.is_held,
                        "trouble": troubles.get((entry.cid, entry.address)),
                    }
                    for entry in entries
                ]
            }
        )
    elif entries:
        for cid in dict.fromkeys(entry.cid for entry in entries):
            same = [entry for entry in entries if entry.cid == cid]
            fields: dict[str, object] = {"path": same[-1].path, "bytes": same[-1].size}
            for entry in same:
                held = "held" if entry.is_held else "NOT HELD"
                fields[entry.service] = f"{held}, checked {_minute(entry.checked_at)} UTC"
            print_record(cid, fields)
        for trouble in dict.fromkeys(troubles.values()):
            print(f"not checked: {trouble}")
    else:
        print("nothing is pinned; veriset pin PATH")
    if check and (troubles or not all(entry.is_held for entry in entries)):
        raise typer.Exit(1)


def _check(ledger: Ledger, work: Path) -> dict[tuple[str, str], str]:
    """Ask the services about every pin; return why some could not be asked."""
    from veriset.errors import VerisetError
    from veriset.pinning.services import open_services

    troubles: dict[tuple[str, str], str] = {}
    entries = ledger.entries()
    with open_services(work / "pins") as services, progress_bar("Checking") as progress:
        by_address = {service.address: service for service in services}
        for number, entry in enumerate(entries):
            progress(number, len(entries))
            service = by_address.get(entry.address)
            if service is None:
                troubles[entry.cid, entry.address] = f"{entry.service} is not in VERISET_PINNING"
                continue
            try:
                ledger.check(entry.cid, entry.address, service.holds(entry.cid))
            except VerisetError as error:
                troubles[entry.cid, entry.address] = str(error)
    return troubles


def _minute(time: datetime) -> str:
    return time.strftime("%Y-%m-%d %H:%M")
