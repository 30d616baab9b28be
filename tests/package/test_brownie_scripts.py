"""The `brownie run` scripts as a user runs them, twice each, on a chain of this machine."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from PIL import Image
from web3 import HTTPProvider, Web3

from tests.package.local_commands import fails, succeeds
from tests.package.scripted import always, http, scripted
from veriset.chain.networks import LOCAL_NETWORK
from veriset.chain.node import free_port, local_chain
from veriset.datasets.drawings import draw_flowers
from veriset.paths import PROJECT
from veriset.pinning.embedded import running_service

Run = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture(scope="module")
def work(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("work")


@pytest.fixture(scope="module")
def flowers(work: Path) -> Path:
    return draw_flowers(work / "flowers", count_per_class=6).folder


@pytest.fixture(scope="module")
def port(work: Path) -> Iterator[int]:
    with local_chain(work / "chain" / "state.json") as port:
        yield port


@pytest.fixture(scope="module")
def run(work: Path, port: int) -> Run:
    def run(*command: str, **environment: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            command,
            cwd=PROJECT,
            env={
                **os.environ,
                "HOME": str(PROJECT / "build" / "home"),
                "VERISET_HOME": str(work),
                **environment,
            },
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=300,
            check=False,
        )

    return run


def brownie(run: Run, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    executable = str(Path(sys.executable).with_name("brownie"))
    return run(executable, "run", *arguments, "--network", LOCAL_NETWORK, **environment)


def test_from_images_to_verifications(run: Run, work: Path, flowers: Path) -> None:
    dataset = f"flowers={flowers}"

    assert "deployed at 0x" in succeeds(brownie(run, "deploy"))
    assert "already stands at 0x" in succeeds(brownie(run, "deploy"))
    [deployments] = (work / "chain" / "deployments").iterdir()
    assert deployments.name == "837471.json"
    record = json.loads(deployments.read_bytes())["ProvenanceRegistry"]
    assert record["compiler"]["evm_version"] == "shanghai"
    assert re.fullmatch("0x[0-9a-f]{64}", record["transaction"])
    # A record of Brownie's own would stop its next session, once this chain is gone.
    assert not list((PROJECT / "build" / "deployments").glob("*/*.json"))

    first = succeeds(brownie(run, "fill_manifests", "main", dataset))
    assert "30 images" in first
    assert "  registered\n" in first
    again = succeeds(brownie(run, "fill_manifests", "main", dataset))
    assert "was registered before" in again
    ids = [re.search(r"id +(0x[0-9a-f]{64})", output) for output in (first, again)]
    assert ids[0] is not None
    assert ids[1] is not None
    assert ids[0][1] == ids[1][1]

    first = succeeds(brownie(run, "register_model", "main", dataset))
    assert "-classifier: trained\n" in first
    again = succeeds(brownie(run, "register_model", "main", dataset))
    assert "was trained before" in again
    assert "was registered before" in again

    picture = min(flowers.glob("roses/*.jpg"))
    shown = succeeds(brownie(run, "verify_image", "main", str(picture), "record"))
    assert "the chain confirms" in shown
    assert "used by flowers-subset-classifier" in shown
    assert "verification  recorded in 0x" in shown
    shown = succeeds(brownie(run, "verify_image", "main", str(picture), ids[0][1], "record"))
    assert "verification  was recorded before" in shown

    # The same by eth_call alone, and an image that is not in the dataset.
    veriset = (sys.executable, "-m", "veriset")
    result = json.loads(succeeds(run(*veriset, "verify", str(picture), "--json")))
    assert result["found"] is True
    assert result["datasets"][0]["models"][0]["name"] == "flowers-subset-classifier"
    other = work / "other.png"
    Image.new("RGB", (8, 8), "red").save(other)
    result = run(*veriset, "verify", str(other))
    assert (result.returncode, result.stderr) == (1, "")
    assert "is not in flowers-subset" in result.stdout
    held = json.loads(succeeds(run(*veriset, "registry", "show", "--json")))
    assert [len(held["datasets"]), len(held["models"])] == [1, 1]
    assert held["models"][0]["dataset_ids"] == [ids[0][1]]

    # A manifest that is gone is fetched by its CID; one that nobody has is not taken for "not in".
    for copy in (work / "manifests" / "by-cid").iterdir():
        copy.unlink()
    succeeds(run(*veriset, "verify", str(picture)))
    for copy in (work / "manifests" / "by-cid").iterdir():
        copy.unlink()
    (work / "pins").rename(work / "elsewhere")
    result = run(*veriset, "verify", str(picture))
    assert result.returncode == 1
    assert "not looked up in" in result.stdout
    assert "is not in" not in result.stdout

    # Of several gateways that nobody trusts, one lies, one has nothing and one is honest.
    def lie(request: BaseHTTPRequestHandler, _: bytes) -> bytes:
        cid = urlsplit(request.path).path.removeprefix("/ipfs/")
        content = (work / "elsewhere" / "content" / cid).read_bytes()
        return http(200, content.replace(b"roses", b"tulip", 1))

    with (
        scripted(lie) as liar,
        scripted(always(http(404, b""))) as lost,
        running_service(work / "elsewhere") as honest,
    ):
        result = run(*veriset, "verify", str(picture), "--gateway", liar)
        assert result.returncode == 1
        assert "with the CID" in result.stdout
        gateways = [part for one in (liar, lost, honest.address) for part in ("--gateway", one)]
        shown = succeeds(run(*veriset, "verify", str(picture), *gateways))
        assert "used by flowers-subset-classifier" in shown


def test_arguments_that_do_not_fit(run: Run) -> None:
    assert fails(brownie(run, "verify_image")) == (
        "error: the arguments do not fit; usage: "
        "brownie run verify_image main IMAGE [DATASET_ID] [record] --network NAME"
    )
    assert "no dataset 'roses'; choose one of mnist, flowers" in fails(
        brownie(run, "fill_manifests", "main", "roses")
    )
    assert "cannot read nowhere.png" in fails(brownie(run, "verify_image", "main", "nowhere.png"))


def test_an_account_that_is_not_there(run: Run, flowers: Path) -> None:
    arguments = ("fill_manifests", "main", f"flowers={flowers}")
    message = fails(brownie(run, *arguments, VERISET_ACCOUNT="nobody"))
    assert message.startswith("error: there is no Brownie keystore 'nobody'; there are: ")
    stranger = "0x" + "12" * 20
    message = fails(brownie(run, *arguments, VERISET_ACCOUNT=stranger))
    assert message == f"error: the node holds no unlocked account {stranger}"
    key = "0x" + "ab" * 32
    message = fails(brownie(run, *arguments, VERISET_ACCOUNT=key))
    assert "neither a keystore's name nor an address" in message
    assert key not in message


def test_an_account_without_funds(run: Run, port: int, tmp_path: Path) -> None:
    web3 = Web3(HTTPProvider(f"http://127.0.0.1:{port}"))
    poor = web3.eth.accounts[9]
    web3.provider.make_request("anvil_setBalance", [poor, "0x0"])  # type: ignore[arg-type]
    folder = draw_flowers(tmp_path / "flowers", count_per_class=1, seed=9).folder
    message = fails(
        brownie(run, "fill_manifests", "main", f"flowers={folder}", VERISET_ACCOUNT=poor)
    )
    assert (
        message == f"error: registerDataset: account {poor} cannot pay for it; send it funds first"
    )


def test_a_chain_that_is_not_there(run: Run, flowers: Path) -> None:
    gone = str(free_port())
    result = run(sys.executable, "-m", "veriset", "registry", "show", VERISET_LOCAL_PORT=gone)
    assert fails(result).startswith("error: no node of veriset-local answers")


def test_the_wrong_chain_is_refused_before_anything_is_sent(run: Run, tmp_path: Path) -> None:
    anvil = subprocess.Popen(
        ["anvil", "--port", str(port := free_port()), "--chain-id", "5", "--silent"],
        stdout=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        web3 = Web3(HTTPProvider(f"http://127.0.0.1:{port}"))
        for _ in range(200):
            if web3.is_connected():
                break
        message = fails(brownie(run, "deploy", VERISET_LOCAL_PORT=str(port)))
        assert message == (
            "error: the node of veriset-local has chain id 5 and not 837471; "
            "nothing was sent; correct its host"
        )
        assert web3.eth.block_number == 0
    finally:
        os.killpg(anvil.pid, 15)
        anvil.wait(30)
