"""veriset pin PATH, veriset pin serve, veriset pin login."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from veriset.cli.options import Json
from veriset.cli.output import print_json, print_record, progress_bar
from veriset.errors import InputError


class _PinGroup(TyperGroup):
    """A group of commands of which `add` need not be named: `veriset pin PATH` is enough."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        if args and args[0] not in self.commands and args[0] != "--help":
            args = ["add", *args]
        return super().parse_args(ctx, args)


app = typer.Typer(
    cls=_PinGroup,
    help="Pin files and folders under their CIDs: veriset pin PATH.",
    no_args_is_help=True,
)

Services = Annotated[
    str | None,
    typer.Option(
        "--to",
        envvar="VERISET_PINNING",
        help="Services, separated by commas: lighthouse, kubo=ADDRESS, local.",
    ),
]


@app.command("add")
def add(
    path: Annotated[Path, typer.Argument(help="A file, or a folder with all that is in it.")],
    to: Services = None,
    require: Annotated[
        int | None, typer.Option(help="How many services must hold it. Default: all.")
    ] = None,
    json_: Json = False,
) -> None:
    """Pin PATH and show its CID. A folder upload that was cut off goes on where it was."""
    from veriset.paths import work_folder
    from veriset.pinning.ledger import Ledger, LedgerEntry
    from veriset.pinning.replicated import ReplicatedPinning
    from veriset.pinning.services import open_services

    work = work_folder()
    if not path.exists():
        raise InputError(f"{path} is not there; give a file or a folder")
    with open_services(work / "pins", to) as services:
        pinning = ReplicatedPinning(services, require)
        with progress_bar(f"Pinning {path}") as progress:
            outcomes = pinning.pin_each(path, progress, work / "uploads", progress)
        ledger = Ledger(work / "pins.sqlite")
        for outcome in outcomes:
            if pin := outcome.pin:
                ledger.record(
                    LedgerEntry(
                        pin.cid,
                        pin.service,
                        outcome.service.address,
                        str(path.resolve()),
                        pin.size,
                        pin.pinned_at,
                        pin.pinned_at,
                        True,
                    )
                )
        counted = pinning.counted(path, outcomes)
    if json_:
        print_json(
            {
                "path": str(path),
                "cid": counted.cid,
                "size": counted.size,
                "services": {
                    outcome.service.name: {
                        "held": outcome.pin is not None,
                        "trouble": outcome.trouble and str(outcome.trouble),
                    }
                    for outcome in outcomes
                },
            }
        )
        return
    fields: dict[str, object] = {"cid": counted.cid, "bytes": counted.size}
    for outcome in outcomes:
        fields[outcome.service.name] = (
            f"failed: {outcome.trouble}" if outcome.trouble else "holds it"
        )
    print_record(f"{path} is pinned", fields)


@app.command()
def serve(
    port: Annotated[int, typer.Option(help="TCP port on 127.0.0.1; 0 takes a free one.")] = 5080,
    store: Annotated[
        Path | None, typer.Option(help="Folder with the content. Default: that of the commands.")
    ] = None,
) -> None:
    """Run the local pinning service until Ctrl-C; commands that use its folder find it."""
    import signal

    from veriset.paths import work_folder
    from veriset.pinning.embedded import RunningService
    from veriset.pinning.embedded import serve as serve_until

    def run(running: RunningService) -> None:
        print(f"the pinning service listens on {running.address}", flush=True)
        signal.pause()

    try:
        serve_until(store or work_folder() / "pins", port, run)
    except KeyboardInterrupt:
        print("stopped; the content is kept")


@app.command()
def login(
    account: Annotated[
        str | None, typer.Argument(help="Name of a Brownie keystore, whose wallet signs.")
    ] = None,
    key: Annotated[
        bool, typer.Option("--key", help="Ask for an API key instead of a signature.")
    ] = False,
    yes: Annotated[bool, typer.Option("--yes", help="Sign without asking.")] = False,
) -> None:
    """Log in to Lighthouse, by the signature of a wallet or by an API key.

    The key is kept in your own configuration folder, where only you can read it.
    """
    from veriset.pinning.credentials import keep_lighthouse_key

    if key == (account is not None):
        raise InputError("name a Brownie keystore (brownie accounts list), or give --key")
    if account is None:
        given = typer.prompt("API key", hide_input=True).strip()
        if not given or not all("!" <= character <= "~" for character in given):
            raise InputError("the API key is empty or has spaces or characters outside ASCII")
        where = keep_lighthouse_key(given, "")
    else:
        from veriset.chain.wallet import load_wallet, sign_text
        from veriset.pinning.login import key_for_wallet

        wallet = load_wallet(account)

        def sign(message: str) -> str:
            shown = "".join(one if one.isprintable() else " " for one in message)
            typer.echo(f"Lighthouse asks {wallet.address} to sign: {shown}", err=True)
            if not yes and not typer.confirm("Sign it?", err=True):
                raise InputError("not signed, not logged in")
            return sign_text(wallet, message)

        where = keep_lighthouse_key(key_for_wallet(str(wallet.address), sign), str(wallet.address))
    print(f"logged in; the key is in {where}")
