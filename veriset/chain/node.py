"""A chain on this machine: an anvil that keeps its state in a file."""

from __future__ import annotations

import contextlib
import http.client
import json
import os
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from veriset._environment import use_checkout_tools
from veriset.chain.networks import LOCAL_NETWORK, LOCAL_PORT_VARIABLE, known_networks
from veriset.errors import ChainError

_START_TIMEOUT = 30.0
_STOP_TIMEOUT = 15.0


@contextlib.contextmanager
def local_chain(state: Path, port: int | None = None) -> Iterator[int]:
    """Run a node of `LOCAL_NETWORK` during the block and yield its port on 127.0.0.1.

    `VERISET_LOCAL_PORT` names the port for this process and those it starts. The chain's state
    is read from the file and written back when the block ends, however it ends.

    Args:
        state: file of the chain's state; made if there is none.
        port: None takes a free one.

    Raises:
        ChainError: anvil is not installed, or does not start.
    """
    use_checkout_tools()
    anvil = shutil.which("anvil")
    if anvil is None:
        raise ChainError("anvil is not installed; run: make setup")
    port = port or free_port()
    state.parent.mkdir(parents=True, exist_ok=True)
    chain_id = known_networks()[LOCAL_NETWORK]["chainid"]
    with (state.parent / "anvil.log").open("wb") as log:
        # A group of its own: Ctrl-C reaches it from here, after the work that uses it has ended.
        options = {"--host": "127.0.0.1", "--port": port, "--chain-id": chain_id, "--state": state}
        process = subprocess.Popen(
            [anvil, *(str(part) for option in options.items() for part in option), "--silent"],
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    before = os.environ.get(LOCAL_PORT_VARIABLE)
    os.environ[LOCAL_PORT_VARIABLE] = str(port)
    try:
        _wait_until_ready(process, port, state.parent / "anvil.log")
        _keep_time(port)
        yield port
    finally:
        if before is None:
            del os.environ[LOCAL_PORT_VARIABLE]
        else:
            os.environ[LOCAL_PORT_VARIABLE] = before
        _stop(process)


def free_port() -> int:
    """Return a TCP port of 127.0.0.1 that nothing listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait_until_ready(process: subprocess.Popen[bytes], port: int, log: Path) -> None:
    deadline = time.monotonic() + _START_TIMEOUT
    while time.monotonic() < deadline:
        if process.poll() is not None:
            last = log.read_text(errors="replace").strip().splitlines()[-1:] or ["no message"]
            raise ChainError(f"anvil ended at its start: {last[0]}")
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
            return
        time.sleep(0.05)
    raise ChainError(f"anvil did not listen on port {port} within {_START_TIMEOUT:.0f} s")


def _keep_time(port: int) -> None:
    """Let a chain whose time was moved on go on from there: anvil would start at the clock's.

    Deadlines that were over must stay over.
    """
    ahead = int(_ask(port, "eth_getBlockByNumber", "latest", False)["timestamp"], 16) - time.time()
    if ahead > 0:
        _ask(port, "evm_increaseTime", int(ahead) + 1)


def _ask(port: int, method: str, *parameters: object) -> Any:
    call = {"jsonrpc": "2.0", "id": 1, "method": method, "params": parameters}
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=_START_TIMEOUT)
    try:
        connection.request("POST", "/", json.dumps(call), {"Content-Type": "application/json"})
        return json.loads(connection.getresponse().read())["result"]
    except (OSError, http.client.HTTPException, ValueError, KeyError) as error:
        raise ChainError(f"anvil does not answer {method} on port {port}: {error}") from error
    finally:
        connection.close()


def _stop(process: subprocess.Popen[bytes]) -> None:
    """Ask the node's group to end, which makes anvil write its state; insist if it does not."""
    for ask, patience in ((signal.SIGINT, _STOP_TIMEOUT), (signal.SIGKILL, _STOP_TIMEOUT)):
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, ask)
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(patience)
            return
