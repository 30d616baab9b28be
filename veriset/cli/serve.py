"""veriset serve: the API and the page."""

from __future__ import annotations

import contextlib
from pathlib import Path
from typing import Annotated

import typer

from veriset.cli.options import NetworkName


def serve(
    network: NetworkName = "veriset-local",
    port: Annotated[
        int | None,
        typer.Option(help="TCP port on 127.0.0.1. Default: 8000, or a free one if it is taken."),
    ] = None,
    images: Annotated[
        list[Path] | None,
        typer.Option(help="Folder of images to show; may be given again."),
    ] = None,
    database: Annotated[
        str | None,
        typer.Option(
            envvar="VERISET_DATABASE",
            help="URL of the index: sqlite:///PATH or postgresql+psycopg://USER@HOST/NAME. "
            "Default: a file of its own for each chain.",
        ),
    ] = None,
    gateway: Annotated[
        list[str] | None,
        typer.Option(help="Address of an IPFS gateway for manifests; may be given again."),
    ] = None,
    rate: Annotated[
        str, typer.Option(help="Requests that one visitor may send, as 1200/minute.")
    ] = "1200/minute",
) -> None:
    """Serve the API and the page on 127.0.0.1 until Ctrl-C.

    On the local chain everything is started that is needed: the chain, the contracts, pinning.
    """
    from limits import parse

    from veriset.errors import InputError
    from veriset.server import running
    from veriset.server.settings import API, Rates

    try:
        parse(rate)
    except ValueError as error:
        raise InputError(f"{rate!r} is no rate; write such as 1200/minute") from error
    running.check_folders(images or ())
    with contextlib.ExitStack() as stack:
        listener = stack.enter_context(contextlib.closing(running.listen(port)))
        known = stack.enter_context(running.served_network(network))
        settings = running.settings_for(
            known, database=database, images=images or (), rates=Rates(reading=rate)
        )
        server = running.make_server(settings)
        stack.enter_context(running.index_process(settings, gateway or ()))
        listener.listen(2_048)  # whoever reads the address may ask at once
        address = f"http://{running.HOST}:{listener.getsockname()[1]}"
        print(f"{address}{API}/openapi.json describes the API over {known.name}")
        if settings.page is None:
            print("the page is not built; build it with: make setup")
        else:
            print(f"{address} is the page")
        print("Ctrl-C stops it all", flush=True)
        with contextlib.suppress(KeyboardInterrupt):
            server.run([listener])
        if not server.started:
            raise InputError("the server did not start; see the lines above")
    print("stopped; chain and index are kept")
