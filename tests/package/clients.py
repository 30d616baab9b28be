"""Clients of services that a test scripts, and what they are told."""

from __future__ import annotations

import json
import random

from tests.package.scripted import http
from veriset.cid import CHUNK_SIZE, cids
from veriset.pinning.lighthouse import Lighthouse
from veriset.pinning.retrying import RetryPolicy
from veriset.pinning.sdk import Endpoints

DATA = random.Random(5).randbytes(2 * CHUNK_SIZE + 77)
V0, V1, _ = cids(DATA)
ONCE = RetryPolicy(attempts=1)


def patient(waits: list[float], **options) -> RetryPolicy:
    """Return a policy that notes how long it would wait."""
    return RetryPolicy(sleep=waits.append, **options)


def added(cid: str) -> bytes:
    return http(200, json.dumps({"Name": "file", "Hash": cid, "Size": "9"}).encode())


def client(address: str, retries: RetryPolicy = ONCE, **options) -> Lighthouse:
    return Lighthouse("key", Endpoints.at(address), retries=retries, **options)


def serving(answers: list[bytes]):
    """Return a script that gives these answers in turn, and the last one from then on."""
    left = list(answers)
    return lambda *_: left.pop(0) if len(left) > 1 else left[0]
