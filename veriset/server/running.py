"""Everything that a visitor needs, for as long as a block lasts: chain, pinning, index, server."""

from __future__ import annotations

import contextlib
import dataclasses
import json
import os
import socket
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from veriset.chain.networks import LOCAL_NETWORK, LOCAL_PORT_VARIABLE, Network, load_network
from veriset.chain.node import local_chain
from veriset.chain.session import chain_state
from veriset.errors import ChainError, InputError
from veriset.paths import PROJECT, work_folder
from veriset.server.settings import Rates, Settings

if TYPE_CHECKING:
    import uvicorn

HOST = "127.0.0.1"
PORT = 8000
_HOSTS = ("127.0.0.1", "localhost", "[::1]", "testserver")
_STOP_SECONDS = 10.0


@contextlib.contextmanager
def served_network(name: str) -> Iterator[Network]:
    """Yield a network; the local chain runs in the block, with the contracts on it.

    Raises:
        ChainError: there is no such network, or the local chain does not start.
    """
    with contextlib.ExitStack() as stack:
        if name == LOCAL_NETWORK:
            if LOCAL_PORT_VARIABLE not in os.environ:
                stack.enter_context(local_chain(chain_state()))
            _deploy_what_is_missing()
        yield load_network(name)


@contextlib.contextmanager
def index_process(settings: Settings, gateways: Sequence[str] = ()) -> Iterator[None]:
    """Keep the index up to date in a process of its own until the block ends."""
    values = {
        "network": dataclasses.asdict(settings.network),
        "database": settings.database,
        "trees": str(settings.trees),
        "manifests": str(settings.manifests),
        "pins": str(work_folder() / "pins"),
        "gateways": list(gateways),
    }
    process = subprocess.Popen(
        [sys.executable, "-m", "veriset.index"],
        stdin=subprocess.PIPE,
        cwd=os.curdir,
        start_new_session=True,  # Ctrl-C is for this process, which then ends that one
    )
    assert process.stdin is not None
    try:
        process.stdin.write(json.dumps(values).encode() + b"\n")
        process.stdin.flush()
        yield
    finally:
        # The process ends when its input does, as it would if this one were killed.
        with contextlib.suppress(OSError):
            process.stdin.close()
        try:
            process.wait(_STOP_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def settings_for(
    network: Network,
    *,
    database: str | None = None,
    images: Sequence[Path] = (),
    rates: Rates | None = None,
) -> Settings:
    """Return the settings of a server on loopback.

    Raises:
        InputError: a folder of images is not there.
    """
    check_folders(images)
    work = work_folder()
    page = PROJECT / "dapp" / "dist"
    return Settings(
        network=network,
        database=database or f"sqlite:///{work / 'index' / f'{network.chain_id}.sqlite'}",
        trees=work / "index" / "trees",
        manifests=work / "manifests" / "by-cid",
        image_folders=tuple(folder.resolve() for folder in images),
        pins=work / "pins",
        page=page if (page / "index.html").is_file() else None,
        has_rpc_proxy=network.is_local,
        hosts=_HOSTS,
        rates=rates or Rates(),
    )


def check_folders(images: Sequence[Path]) -> None:
    """Refuse what is no folder.

    Raises:
        InputError: one is none.
    """
    for folder in images:
        if not folder.is_dir():
            raise InputError(f"{folder} is no folder; give the folder of the images")


def listen(port: int | None) -> socket.socket:
    """Return a socket on loopback: on this port, or on `PORT` if it is free, else any.

    Raises:
        InputError: the port that was asked for is taken.
    """
    # Named as TCP's, without which asyncio leaves small packets waiting for each other.
    for wanted in (PORT, 0) if port is None else (port,):
        listener = socket.socket(proto=socket.IPPROTO_TCP)
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind((HOST, wanted))
        except (OSError, OverflowError) as error:
            listener.close()
            if port is not None:
                raise InputError(
                    f"cannot listen on port {port}: {error}; choose another with --port"
                ) from error
            continue
        return listener
    raise InputError("no port of 127.0.0.1 is free")


def make_server(settings: Settings) -> uvicorn.Server:
    """Return the server of an application, not yet running."""
    import uvicorn

    from veriset.server.app import create_app

    config = uvicorn.Config(
        create_app(settings),
        http="httptools",
        loop="uvloop" if sys.platform != "win32" else "asyncio",
        ws="none",
        log_level="warning",
        access_log=False,
        server_header=False,
        proxy_headers=False,
        timeout_graceful_shutdown=3,
        h11_max_incomplete_event_size=64 << 10,
        limit_concurrency=1_000,
    )
    return uvicorn.Server(config)


def _deploy_what_is_missing() -> None:
    """Deploy the contracts on the local chain, in a process that alone loads Brownie."""
    from veriset.chain.connection import connect
    from veriset.index.contracts import find_contracts

    network = load_network(LOCAL_NETWORK)
    if find_contracts(connect(network), network.chain_id).is_whole:
        return
    done = subprocess.run(
        [sys.executable, "-m", "veriset.server.local_contracts"],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    if done.returncode:
        last = done.stdout.strip().splitlines()[-1:] or ["it said nothing"]
        raise ChainError(f"the contracts cannot be deployed: {last[0].removeprefix('error: ')}")
