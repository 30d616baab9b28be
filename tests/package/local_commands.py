"""Commands and scripts on a chain of this machine, for their tests.

A test file imports the fixtures that it uses, and those that they use.
"""

from __future__ import annotations

import contextlib
import io
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from web3 import HTTPProvider, Web3

from veriset.chain.brownie_session import brownie_session, load_project
from veriset.chain.networks import LOCAL_NETWORK
from veriset.chain.node import local_chain
from veriset.cli.app import main
from veriset.paths import PROJECT

Result = subprocess.CompletedProcess
Run = Callable[..., Result]


@pytest.fixture(scope="module")
def environment(tmp_path_factory: pytest.TempPathFactory) -> Iterator[pytest.MonkeyPatch]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("HOME", str(PROJECT / "build" / "home"))  # before Brownie is imported
        patch.setenv("VERISET_HOME", str(tmp_path_factory.mktemp("work")))
        patch.setenv("COLUMNS", "200")
        for name in ("VERISET_CAMPAIGN", "VERISET_DATASET", "LIGHTHOUSE_TOKEN"):
            patch.delenv(name, raising=False)
        yield patch


@pytest.fixture(scope="module")
def work(environment: pytest.MonkeyPatch) -> Path:
    return Path(os.environ["VERISET_HOME"])


@pytest.fixture(scope="module")
def web3(work: Path) -> Iterator[Web3]:
    with local_chain(work / "chain" / "state.json") as port:
        yield Web3(HTTPProvider(f"http://127.0.0.1:{port}"))


@pytest.fixture(scope="module")
def accounts(web3: Web3) -> list[str]:
    return [str(account) for account in web3.eth.accounts]


def commands_of(group: str) -> Callable[[Web3], Run]:
    """Return the fixture `veriset`, which runs this group of commands."""

    @pytest.fixture(scope="module")
    def veriset(web3: Web3) -> Run:
        """Run a command in this process, as the account `by` if one is given."""

        def veriset(*arguments: Any, by: str = "", **variables: str) -> Result:
            command = ["veriset", group, *map(str, arguments)]
            with pytest.MonkeyPatch.context() as patch:
                patch.setattr(sys, "argv", command)
                for name, value in {"VERISET_ACCOUNT": by, **variables}.items():
                    patch.setenv(name, value)
                return captured(command, main)

        return veriset

    return veriset


@pytest.fixture(scope="module")
def script(web3: Web3) -> Run:
    """Run a script as `brownie run` does, in this process, as the account `by`."""

    def script(name: str, *arguments: Any, by: str = "") -> Result:
        with pytest.MonkeyPatch.context() as patch, brownie_session(LOCAL_NETWORK) as brownie:
            patch.setenv("VERISET_ACCOUNT", by)
            patch.chdir(PROJECT)
            load_project()
            return captured(
                ["brownie", "run", name],
                lambda: brownie.project.scripts.run(
                    f"scripts/{name}.py", args=tuple(map(str, arguments))
                ),
            )

    return script


def pass_time(web3: Web3, seconds: int) -> None:
    web3.provider.make_request("evm_increaseTime", [seconds])  # type: ignore[arg-type]
    web3.provider.make_request("evm_mine", [])  # type: ignore[arg-type]


def make_slow(web3: Web3) -> None:
    """Give the chain 51 blocks, 30 s apart: then Brownie's own connection answers otherwise."""
    web3.provider.make_request("anvil_mine", ["0x33", "0x1e"])  # type: ignore[arg-type]


def captured(command: list[str], function: Callable[[], Any]) -> Result:
    """Call a function and return what it printed, with the code that it exited with."""
    out, err = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        try:
            function()
            code = 0
        except SystemExit as end:
            code = int(end.code or 0)
    return Result(command, code, out.getvalue(), err.getvalue())


def succeeds(result: Result) -> str:
    assert result.returncode == 0, result.stdout + result.stderr
    return result.stdout


def fails(result: Result) -> str:
    """Return the one line that a mistake gets."""
    assert result.returncode == 1, result.stdout + result.stderr
    assert "Traceback" not in result.stdout + result.stderr
    lines = [line for line in result.stderr.splitlines() if line.startswith("error: ")]
    assert len(lines) == 1, result.stderr
    return lines[0]
