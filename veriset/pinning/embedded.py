"""The pinning service of `veriset.pinning.service`, in a thread of this process or as one.

A store is served by one `veriset pin serve` at most. Commands on the same machine that use the
store find it by a file that it leaves in the user's configuration, and start none of their own.
"""

from __future__ import annotations

import contextlib
import fcntl
import json
import secrets
import socket
import threading
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path

import uvicorn

from veriset.errors import InputError, PinningError
from veriset.files import write_privately
from veriset.pinning.credentials import service_key_file, service_note_file
from veriset.pinning.service import create_app
from veriset.pinning.store import ContentStore

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
def local_service(store: Path) -> Iterator[RunningService]:
    """Yield the service that runs over the store, or one of our own until the block ends.

    Raises:
        InputError: the store cannot be written.
        PinningError: the service does not start.
    """
    if running := _served_by_another(store):
        yield running
        return
    with running_service(store) as running:
        yield running


@contextlib.contextmanager
def running_service(
    store: Path, *, port: int = 0, token: str | None = None, has_login: bool = False
) -> Iterator[RunningService]:
    """Serve the store on 127.0.0.1 until the block ends.

    Args:
        store: the folder with the content.
        port: TCP; 0 takes a free one.
        token: the key that it accepts; a new one if left out.
        has_login: whether whoever has a wallet gets a key.

    Raises:
        InputError: the store cannot be written, or the port is taken.
        PinningError: the service does not start.
    """
    token = token or secrets.token_urlsafe(32)
    # Named as TCP's, without which asyncio leaves small packets waiting for each other.
    with (
        contextlib.closing(ContentStore(store)) as content,
        socket.socket(proto=socket.IPPROTO_TCP) as listener,
    ):
        config = uvicorn.Config(
            create_app(content, token, has_login=has_login),
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
        # A killed service's connections keep its port for a while.
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind((_HOST, port))
        except (OSError, OverflowError) as error:
            raise InputError(
                f"cannot listen on port {port}: {error}; choose another with --port"
            ) from error
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


def serve(store: Path, port: int, run: Callable[[RunningService], None]) -> None:
    """Serve the store for all of this user's commands for as long as `run` lasts.

    Raises:
        InputError: the store cannot be written, is served already, or the port is taken.
        PinningError: the service does not start.
    """
    note = service_note_file(store)
    with contextlib.ExitStack() as stack:
        try:
            store.mkdir(parents=True, exist_ok=True)
            lock = stack.enter_context((store / "service.lock").open("wb"))
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            note.unlink(missing_ok=True)  # of one that was killed
        except BlockingIOError as error:
            raise InputError(f"another veriset pin serve serves {store}; stop it first") from error
        except OSError as error:
            raise InputError(f"cannot use {store} as a store: {error.strerror}") from error
        token = _lasting_token(service_key_file(store))
        running = stack.enter_context(
            running_service(store, port=port, token=token, has_login=True)
        )
        write_privately(note, json.dumps(asdict(running)).encode())
        stack.callback(note.unlink, missing_ok=True)
        run(running)


def _lasting_token(path: Path) -> str:
    """Return the store's key, the same from run to run, so that a restart interrupts nobody."""
    with contextlib.suppress(OSError):
        if token := path.read_text("ascii").strip():
            return token
    token = secrets.token_urlsafe(32)
    write_privately(path, token.encode())
    return token


def _served_by_another(store: Path) -> RunningService | None:
    """Return the service of a `veriset pin serve` that lives, as its lock tells."""
    with contextlib.suppress(OSError), (store / "service.lock").open("rb") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            with contextlib.suppress(ValueError, TypeError):
                return RunningService(**json.loads(service_note_file(store).read_bytes()))
    return None
