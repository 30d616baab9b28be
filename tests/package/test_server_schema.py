"""Schemathesis over the OpenAPI document: what the API promises, it keeps, whatever it is sent.

Schemathesis needs a newer Hypothesis than Brownie does, so it has an environment of its own,
build/fuzz-venv, made of requirements/fuzz.txt; without it this is left out.
"""

# The fixtures that are imported are what arguments name.
# ruff: noqa: F811

from __future__ import annotations

import contextlib
import subprocess
import threading
import time
from pathlib import Path

import pytest

from tests.package.local_index import Chain, chain, work  # noqa: F401
from tests.package.local_server import API, World, world  # noqa: F401
from veriset.paths import PROJECT
from veriset.server import running

SCHEMATHESIS = PROJECT / "build" / "fuzz-venv" / "bin" / "schemathesis"


@pytest.mark.skipif(not SCHEMATHESIS.exists(), reason="build/fuzz-venv is not made")
def test_the_api_keeps_what_its_description_promises(world: World, tmp_path: Path) -> None:
    from dataclasses import replace

    settings = replace(world.settings, hosts=("127.0.0.1",))
    server = running.make_server(settings)
    with contextlib.closing(running.listen(0)) as listener:
        thread = threading.Thread(target=server.run, args=([listener],))
        thread.start()
        try:
            while not server.started:
                assert thread.is_alive()
                time.sleep(0.05)
            address = f"http://127.0.0.1:{listener.getsockname()[1]}"
            done = subprocess.run(
                [
                    SCHEMATHESIS,
                    "run",
                    f"{address}{API}/openapi.json",
                    "--checks=all",
                    # A schema cannot say that a form holds an image, or who signed a message.
                    "--exclude-checks=positive_data_acceptance",
                    "--phases=examples,coverage,fuzzing",
                    "--max-examples=4",
                    "--seed=1",
                    "--request-timeout=60",
                    "--max-response-time=60",  # on a busy machine
                    "--suppress-health-check=all",
                    "--no-color",
                ],
                cwd=tmp_path,
                capture_output=True,
                text=True,
                timeout=300,
                check=False,
            )
        finally:
            server.should_exit = True
            thread.join(30)
    assert done.returncode == 0, done.stdout[-6_000:] + done.stderr[-2_000:]
