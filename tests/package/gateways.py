"""Gateways over a store, as honest as a test wants them."""

from __future__ import annotations

import random
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

from tests.package.scripted import http
from veriset.cid import CHUNK_SIZE, Cid, cids
from veriset.cid.folders import read_folder
from veriset.pinning.fetching import Fetcher
from veriset.pinning.gateway import Gateway
from veriset.pinning.retrying import RetryPolicy

ONCE = RetryPolicy(attempts=1)
DATA = random.Random(1).randbytes(3 * CHUNK_SIZE + 1000)
V0, V1, _ = cids(DATA)
RAW = "Content-Type: application/vnd.ipld.raw"


def keep(store, data: bytes) -> str:
    with store.begin() as upload:
        upload.write(data)
        return store.commit([upload])[0].cid


class Script:
    """A gateway over a store, of which a test changes what it likes, and which tells what it saw.

    Args:
        store: what it serves.
        has_blocks: whether it knows of ?format=raw.
        change: makes of the bytes of a file from `start` on what is sent instead.
        change_block: the same for a block.
    """

    def __init__(self, store, has_blocks=True, change=None, change_block=None):
        self.store, self.has_blocks = store, has_blocks
        self.change, self.change_block = change, change_block
        self.starts: list[int] = []
        self.blocks = 0

    def __call__(self, request, body) -> bytes:
        parts = urlsplit(request.path)
        cid = Cid.parse(parts.path.removeprefix("/ipfs/"))
        if "format" in parse_qs(parts.query) and self.has_blocks:
            self.blocks += 1
            block = self.store.block(cid)
            if block is None:
                return http(404, b"")
            return http(200, self.change_block(block) if self.change_block else block, RAW)
        path = self.store.path(cid)
        if path is None:
            return http(404, b"")
        data = path.read_bytes()
        asked = request.headers.get("Range")
        start = int(asked.removeprefix("bytes=").rstrip("-")) if asked else 0
        self.starts.append(start)
        sent = data[start:]
        head = http(206 if asked else 200, b"", length=len(sent))
        if asked:
            span = f"Content-Range: bytes {start}-{len(data) - 1}/{len(data)}\r\n\r\n"
            head = head[:-2] + span.encode()
        return head + (self.change(sent, start) if self.change else sent)


def flipped(data: bytes, at: int) -> bytes:
    return data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :] if at < len(data) else data


def fetch(cid: str, out: Path, *addresses: str, retries=ONCE, timeout: float = 20) -> None:
    gateways = [Gateway(one, f"gateway {i}", timeout) for i, one in enumerate(addresses)]
    Fetcher(gateways, retries).fetch(cid, out)


def pin_folder(store, path: Path) -> str:
    folder = read_folder(path)
    for file in folder.files:
        keep(store, file.path.read_bytes())
    for node in folder.nodes:
        keep(store, node.block)
    return str(folder.root)
