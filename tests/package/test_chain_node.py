"""The local chain, and what is said of nodes that are not there or not the right ones."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from veriset.chain.connection import connect
from veriset.chain.networks import LOCAL_NETWORK, LOCAL_PORT_VARIABLE, Network, load_network
from veriset.chain.node import free_port, local_chain
from veriset.errors import ChainError


def test_a_chain_keeps_its_state_from_run_to_run(tmp_path: Path) -> None:
    state = tmp_path / "chain" / "state.json"
    with local_chain(state):
        web3 = connect(load_network(LOCAL_NETWORK))
        alice, bob, *_ = web3.eth.accounts
        transaction = web3.eth.send_transaction({"from": alice, "to": bob, "value": 7})
        assert web3.eth.wait_for_transaction_receipt(transaction)["status"] == 1
        balance = web3.eth.get_balance(bob)
    with local_chain(state):
        web3 = connect(load_network(LOCAL_NETWORK))
        assert web3.eth.block_number == 1
        assert web3.eth.get_balance(bob) == balance


def test_the_node_is_stopped_with_the_block_even_after_an_error(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    nodes: list[subprocess.Popen[bytes]] = []
    start_process = subprocess.Popen

    def start(*arguments: Any, **options: Any) -> subprocess.Popen[bytes]:
        nodes.append(start_process(*arguments, **options))
        return nodes[-1]

    # The process is asked, not its port, which another program may have taken since.
    monkeypatch.setattr(subprocess, "Popen", start)
    with pytest.raises(ZeroDivisionError), local_chain(tmp_path / "state.json"):
        raise ZeroDivisionError
    assert [node.poll() is not None for node in nodes] == [True]
    assert LOCAL_PORT_VARIABLE not in os.environ
    assert (tmp_path / "state.json").exists()


def test_two_chains_at_once_do_not_meet(tmp_path: Path) -> None:
    with local_chain(tmp_path / "a" / "state.json") as first:
        outer = os.environ[LOCAL_PORT_VARIABLE]
        with local_chain(tmp_path / "b" / "state.json") as second:
            assert first != second
            assert os.environ[LOCAL_PORT_VARIABLE] == str(second)
        assert os.environ[LOCAL_PORT_VARIABLE] == outer == str(first)


@pytest.mark.parametrize(
    ("ask", "code", "said"),
    [(signal.SIGINT, 0, "stopped; the state is kept"), (signal.SIGTERM, 143, "")],
)
def test_a_started_chain_is_stopped_and_keeps_its_state(
    tmp_path: Path, ask: signal.Signals, code: int, said: str
) -> None:
    port = free_port()
    process = subprocess.Popen(
        [sys.executable, "-m", "veriset", "chain", "start", "--port", str(port)],
        env={**os.environ, "VERISET_HOME": str(tmp_path)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    assert f"http://127.0.0.1:{port}" in process.stdout.readline()
    process.stdout.readline()
    process.send_signal(ask)
    output, errors = process.communicate(timeout=60)
    assert (process.returncode, output.strip(), errors) == (code, said, "")
    with socket.socket() as probe:
        assert probe.connect_ex(("127.0.0.1", port)) != 0
    assert (tmp_path / "chain" / "state.json").exists()


def test_a_state_file_that_is_damaged_is_said_to_be(tmp_path: Path) -> None:
    (tmp_path / "state.json").write_text("no state")
    with (
        pytest.raises(ChainError, match=r"^anvil ended at its start: "),
        local_chain(tmp_path / "state.json"),
    ):
        pass


def test_an_unknown_network_lists_the_known_ones() -> None:
    with pytest.raises(ChainError, match=r"no network 'nowhere'; choose one of .*filecoin-main"):
        load_network("nowhere")


def test_a_host_that_needs_a_variable_says_which(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(LOCAL_PORT_VARIABLE, raising=False)
    with pytest.raises(ChainError, match=f"needs the environment variable {LOCAL_PORT_VARIABLE}"):
        load_network(LOCAL_NETWORK)


def test_a_chain_that_is_not_there() -> None:
    network = Network("here", 1, f"http://127.0.0.1:{free_port()}", 2)
    with pytest.raises(ChainError, match=r"^no node of here answers \(ConnectionError\); check"):
        connect(network)


def test_another_chain_than_the_name_says(tmp_path: Path) -> None:
    with local_chain(tmp_path / "state.json") as port:
        network = Network("filecoin-main", 314, f"http://127.0.0.1:{port}", 5)
        with pytest.raises(ChainError, match="chain id 837471 and not 314; nothing was sent"):
            connect(network)
