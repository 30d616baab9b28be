"""python -m veriset.index: the process that keeps an index up to date.

It reads one line of JSON, the settings, and ends when its standard input does: when whoever started
it asks, or is gone.
"""

from __future__ import annotations

import contextlib
import json
import os
import sys
import threading
from pathlib import Path
from typing import Any

from veriset.chain.connection import connect
from veriset.chain.log_limits import log_limits
from veriset.chain.networks import Network
from veriset.errors import VerisetError
from veriset.index.contracts import Deployed
from veriset.index.database import open_database
from veriset.index.follower import Follower
from veriset.index.loading import ManifestLoader
from veriset.index.trees import TreeStore

_RETRY_SECONDS = 2.0
_LOOK_SECONDS = 0.5


def main() -> None:
    """Follow the chain until standard input ends."""
    settings: dict[str, Any] = json.loads(sys.stdin.readline())
    end = threading.Event()
    for work in (_follow, _load):
        threading.Thread(target=_repeat, args=(work, settings, end), daemon=True).start()
    sys.stdin.read()
    end.set()
    os._exit(0)  # what is in hand is a transaction, which the next run does again


def _repeat(work: Any, settings: dict[str, Any], end: threading.Event) -> None:
    """Run work again after it failed, and say once why."""
    said = ""
    while not end.is_set():
        try:
            work(settings, end)
        except VerisetError as error:
            if str(error) != said:
                said = str(error)
                print(f"index: {said}", file=sys.stderr, flush=True)
        except Exception as error:  # a database that is busy or away; nothing is lost
            line = " ".join(f"{type(error).__name__}: {error}".split())[:300]
            if line != said:
                said = line
                print(f"index: {said}", file=sys.stderr, flush=True)
        end.wait(_RETRY_SECONDS)


def _follow(settings: dict[str, Any], end: threading.Event) -> None:
    network = Network(**settings["network"])
    web3 = connect(network)
    limits = log_limits(network.chain_id)
    engine = open_database(settings["database"])
    with contextlib.ExitStack() as stack:
        stack.callback(engine.dispose)
        deployed = Deployed(web3, network.chain_id)
        while not end.is_set():
            contracts = deployed.now()
            follower = Follower(engine, web3, contracts, limits)
            while not end.is_set() and contracts == deployed.now():
                if not follower.step():
                    end.wait(limits.pause)


def _load(settings: dict[str, Any], end: threading.Event) -> None:
    from veriset.pinning.manifests import ManifestStore

    engine = open_database(settings["database"])
    trees = TreeStore(Path(settings["trees"]))
    folders = Path(settings["manifests"]), Path(settings["pins"])
    with contextlib.ExitStack() as stack:
        stack.callback(engine.dispose)
        store = stack.enter_context(ManifestStore(*folders, settings["gateways"]))
        loader = ManifestLoader(engine, trees, store.get)
        loader.restore_trees()
        while not end.is_set():
            if not loader.step():
                end.wait(_LOOK_SECONDS)


if __name__ == "__main__":
    main()
