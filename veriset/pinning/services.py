"""The services that a user has named, opened for as long as a block lasts."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator
from pathlib import Path

from veriset.errors import InputError
from veriset.pinning import DEFAULT_TIMEOUT
from veriset.pinning.backend import Backend
from veriset.pinning.credentials import lighthouse_key
from veriset.pinning.kubo import Kubo
from veriset.pinning.lighthouse import Lighthouse
from veriset.pinning.sdk import Endpoints

SERVICES_VARIABLE = "VERISET_PINNING"


@contextlib.contextmanager
def open_services(
    store: Path, names: str | None = None, *, timeout: float = DEFAULT_TIMEOUT
) -> Iterator[list[Backend]]:
    """Yield the services named, in order; those that must run for it do so until the block ends.

    Args:
        store: the folder of the local service.
        names: `lighthouse`, `kubo=ADDRESS` and `local`, separated by commas. If left out,
            VERISET_PINNING; if that is not set, Lighthouse if there is a key, else local.
        timeout: how long a service may stay silent, in seconds.

    Raises:
        InputError: a name is none of these, comes twice, or Lighthouse has no key.
        PinningError: the local service does not start.
    """
    text = names or os.environ.get(SERVICES_VARIABLE, "")
    wanted = [name.strip() for name in text.split(",") if name.strip()]
    if not wanted:
        wanted = ["lighthouse" if lighthouse_key() else "local"]
    if len(set(wanted)) < len(wanted):
        raise InputError(f"{text!r} names a service twice; a copy there is one copy")
    with contextlib.ExitStack() as stack:
        yield [_open(name, store, timeout, stack) for name in wanted]


def _open(name: str, store: Path, timeout: float, stack: contextlib.ExitStack) -> Backend:
    kind, _, address = name.partition("=")
    if kind == "kubo" and address:
        return Kubo(address, timeout=timeout)
    if name == "lighthouse":
        key = lighthouse_key()
        if key is None:
            raise InputError(
                "Lighthouse needs a key; set LIGHTHOUSE_TOKEN, or run veriset pin login"
            )
        return Lighthouse(key, timeout=timeout)
    if name == "local":
        from veriset.pinning.embedded import local_service

        running = stack.enter_context(local_service(store))
        return Lighthouse(
            running.token,
            Endpoints.at(running.address),
            name="local service",
            identity=str(store.resolve()),
            timeout=timeout,
            takes_many=True,
        )
    raise InputError(f"{name!r} is no pinning service; give lighthouse, kubo=ADDRESS or local")
