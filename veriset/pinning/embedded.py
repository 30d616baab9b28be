"""The pinning service of `veriset.pinning.service`, run in a thread of this process."""

from __future__ import annotations

import contextlib
import secrets
import socket
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import uvicorn

from veriset.errors import PinningError
from veriset.pinning.service import create_app

_HOST = "127.0.0.1"
_START_SECONDS = 30.0


@dataclass(frozen=True)
class RunningService:
    """Where the service listens (`http://127.0.0.1:port`), and the key it accepts."""

    address: str
    token: str = field(repr=False)


class _Server(uvicorn.Server):
    """A server that tells when it listens, or that it never will."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.has_settled = threading.Event()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self.has_settled.set()

    def run(self, sockets: list[socket.socket] | None = None) -> None:
        try:
            super().run(sockets)
        finally:
            self.has_settled.set()


@contextlib.contextmanager
def running_service(store: Path) -> Iterator[RunningService]:
    """Serve the store on a free port of 127.0.0.1 until the block ends, with a key of its own.

    Raises:
        InputError: the store cannot be written.
        PinningError: the service does not start.
    """
    token = secrets.token_urlsafe(32)
    config = uvicorn.Config(
        create_app(store, token),
        http="h11",
        loop="asyncio",
        ws="none",
        lifespan="off",
        log_config=None,
        log_level="critical",
        access_log=False,
        timeout_graceful_shutdown=5,
    )
    server = _Server(config)
    with socket.socket() as listener:
        listener.bind((_HOST, 0))
        # A daemon, so that not even a second Ctrl-C leaves a process that never ends.
        thread = threading.Thread(
            target=server.run, args=([listener],), name="pinning-service", daemon=True
        )
        thread.start()
        try:
            server.has_settled.wait(_START_SECONDS)
            if not server.started:
                raise PinningError("the local pinning service does not start; try again")
            yield RunningService(f"http://{_HOST}:{listener.getsockname()[1]}", token)
        finally:
            server.should_exit = True
            thread.join()
