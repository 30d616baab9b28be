"""What a Kubo node answers to the RPC commands that Veriset sends, over a store of our own."""

from __future__ import annotations

import json
from urllib.parse import parse_qs, urlsplit

from tests.package.scripted import http
from veriset.cid import DAG_PB, Cid
from veriset.pinning.form import FilesForm
from veriset.pinning.tree import size_of


class FakeKubo:
    """A script for `scripted`; `pins` are the CIDs pinned, `seen` the commands it got."""

    def __init__(self, store) -> None:
        self._store = store
        self.pins: set[str] = set()
        self.seen: list[tuple[str, dict[str, str]]] = []

    def __call__(self, request, body: bytes) -> bytes:
        parts = urlsplit(request.path)
        query = {name: values[0] for name, values in parse_qs(parts.query).items()}
        command = parts.path.removeprefix("/api/v0/")
        self.seen.append((command, query))
        if request.command != "POST":
            return http(405, b"")  # as the real one, against pages that make browsers send GET
        return getattr(self, command.replace("/", "_"))(request, query, body)

    def add(self, request, query, body) -> bytes:
        name, data = self._form(request, body)
        assert (query["cid-version"], query["raw-leaves"]) == ("1", "true")
        cid = self._keep(data)
        self.pins.add(str(cid))
        return answer({"Name": name, "Hash": str(cid), "Size": str(len(data))})

    def block_put(self, request, query, body) -> bytes:
        assert (query["cid-codec"], query["mhtype"]) == ("dag-pb", "sha2-256")
        _, data = self._form(request, body, "data")
        cid = Cid(1, DAG_PB, self._keep(data).digest)
        return answer({"Key": str(cid), "Size": len(data)})

    def pin_add(self, request, query, body) -> bytes:
        if size_of(self._store, Cid.parse(query["arg"])) is None:
            return refusal("block was not found locally (offline)")
        self.pins.add(query["arg"])
        return answer({"Pins": [query["arg"]]})

    def pin_ls(self, request, query, body) -> bytes:
        if query["arg"] not in self.pins:
            return refusal(f"path '{query['arg']}' is not pinned")
        return answer({"Keys": {query["arg"]: {"Type": "recursive"}}})

    def block_get(self, request, query, body) -> bytes:
        block = self._store.block(Cid.parse(query["arg"]))
        return refusal("merkledag: not found") if block is None else http(200, block)

    def cat(self, request, query, body) -> bytes:
        path = self._store.path(Cid.parse(query["arg"]))
        if path is None:
            return refusal("merkledag: not found")
        return http(200, path.read_bytes()[int(query["offset"]) :])

    def _form(self, request, body: bytes, field: str = "file") -> tuple[str, bytes]:
        data, names = bytearray(), []

        def begin(name: str):
            names.append(name)
            return data.extend

        body = body.replace(f'name="{field}"'.encode(), b'name="file"', 1)
        form = FilesForm(request.headers["Content-Type"], begin)
        form.feed(body)
        form.finish()
        return names[0], bytes(data)

    def _keep(self, data: bytes) -> Cid:
        with self._store.begin() as upload:
            upload.write(data)
            return Cid.parse(self._store.commit([upload])[0].cid)


def answer(values: object) -> bytes:
    return http(200, json.dumps(values).encode() + b"\n")


def refusal(message: str) -> bytes:
    return http(500, json.dumps({"Message": message, "Code": 0, "Type": "error"}).encode())
