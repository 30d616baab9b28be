"""Requests to the local service, as any HTTP client makes them."""

from __future__ import annotations

from veriset.cid import cids

DATA = bytes(range(256)) * 1500
V0, V1, _ = cids(DATA)


def add(service, session, data=DATA, name="file.bin", **options):
    return session.post(
        f"{service.address}/api/v0/add", files=[("file", (name, data))], timeout=20, **options
    )


def get(service, session, target, **options):
    return session.get(f"{service.address}{target}", timeout=20, **options)
