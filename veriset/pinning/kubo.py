"""Any Kubo node, through its RPC API.

Source: https://docs.ipfs.tech/reference/kubo/rpc/.
"""

from __future__ import annotations

import contextlib
import io
import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import requests

from veriset.cid import Cid
from veriset.cid.dag_pb import MAX_BLOCK
from veriset.cid.folders import Folder, FolderNode
from veriset.errors import InputError, PinningError
from veriset.pinning import DEFAULT_TIMEOUT
from veriset.pinning.backend import Backend
from veriset.pinning.failures import Party, ServiceFailure
from veriset.pinning.form_body import FormBody, Part
from veriset.pinning.gateway import ResponseStream, Source, Stream
from veriset.pinning.retrying import RetryPolicy
from veriset.pinning.transport import open_session, timeouts
from veriset.progress import Progress


class Kubo(Backend):
    """A `PinningService`, and a `Source` of blocks and files, at the address of an RPC API.

    Args:
        address: as `http://127.0.0.1:5001`.
        timeout: how long it may stay silent, in seconds.
        retries: how often what fails for a passing reason is tried again.

    Raises:
        InputError: the address is none of HTTP.
    """

    def __init__(
        self,
        address: str,
        *,
        timeout: float = DEFAULT_TIMEOUT,
        retries: RetryPolicy | None = None,
    ) -> None:
        parts = urlsplit(address)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise InputError(f"{address!r} is no Kubo node; give its address as http://HOST:5001")
        self._address = address.rstrip("/").removesuffix("/api/v0")
        self._timeout = timeout
        self._session = open_session(is_local=parts.hostname in ("127.0.0.1", "localhost"))
        self.name = f"Kubo at {parts.netloc.rpartition('@')[2]}"
        self._party = Party("Kubo", address, "a Kubo node", timeout)
        self.retries = retries or RetryPolicy()

    def __repr__(self) -> str:
        return f"Kubo({self.name!r})"

    @property
    def address(self) -> str:
        """Where its RPC API is."""
        return self._address

    def upload(self, path: Path, progress: Progress | None = None) -> Cid:
        """Add and pin a file; see `Backend.upload`."""
        query = {"cid-version": "1", "raw-leaves": "true", "pin": "true", "progress": "false"}
        try:
            with path.open("rb") as file:
                answer = self._send("add", query, Part("file", path.name, file), path, progress)
        except OSError as error:
            raise InputError(f"cannot read {path}: {error.strerror or error}") from error
        return self._cid_in(answer, "Hash", f"pin {path}")

    def upload_node(self, node: FolderNode) -> None:
        """Put a folder's block; see `Backend.upload_node`."""
        part = Part("data", "block", io.BytesIO(node.block))
        query = {"cid-codec": "dag-pb", "mhtype": "sha2-256"}
        answer = self._send("block/put", query, part, node.name)
        named = self._cid_in(answer, "Key", f"pin {node.name}")
        if not named.same_block(node.cid):
            raise PinningError(f"{self.name} stored {node.name} as {named} and not as {node.cid}")

    def keep(self, folder: Folder) -> None:
        """Pin the folder with all that is in it."""
        query = {"arg": str(folder.root), "recursive": "true"}
        self.retries.run(self._ask, "pin/add", query, f"pin {folder.root}")

    def holds(self, cid: str) -> bool:
        """Tell whether the node has pinned it; see `PinningService.holds`."""
        query = {"arg": str(Cid.parse(cid)), "type": "recursive"}
        try:
            self.retries.run(self._ask, "pin/ls", query, f"ask for {cid}")
        except ServiceFailure as error:
            if "is not pinned" in str(error):
                return False
            raise
        return True

    def sources(self) -> Sequence[Source]:
        """Return the node."""
        return [self]

    def block(self, cid: Cid) -> bytes:
        """Return a block; see `Source.block`."""
        with self._open("block/get", {"arg": str(cid)}, f"fetch {cid}") as stream:
            block = bytearray()
            while len(block) <= MAX_BLOCK and (data := stream.read()):
                block += data
            return bytes(block)

    def stream(self, cid: Cid, start: int) -> contextlib.AbstractContextManager[Stream]:
        """Open a file; see `Source.stream`."""
        return self._open("cat", {"arg": str(cid), "offset": str(start)}, f"fetch {cid}")

    @contextlib.contextmanager
    def _open(self, command: str, query: dict[str, str], task: str) -> Iterator[Stream]:
        with self._post(command, query, task, stream=True) as response:
            yield ResponseStream(response, self._party, task)

    def _ask(self, command: str, query: dict[str, str], task: str) -> None:
        self._post(command, query, task).close()

    def _send(
        self,
        command: str,
        query: dict[str, str],
        part: Part,
        what: object,
        progress: Progress | None = None,
    ) -> Any:
        """Send a file and return the last line of the answer."""
        body = FormBody([part], progress)
        headers = {"Content-Type": body.content_type}
        response = self._post(command, query, f"pin {what}", data=body, headers=headers)
        try:
            return json.loads(response.text.strip().splitlines()[-1])
        except (ValueError, IndexError) as error:
            raise self._party.explain(error, f"pin {what}") from error

    def _post(
        self, command: str, query: dict[str, str], task: str, **options: Any
    ) -> requests.Response:
        try:
            response = self._session.post(
                f"{self._address}/api/v0/{command}",
                params=query,
                timeout=timeouts(self._timeout),
                allow_redirects=False,
                **options,
            )
            response.raise_for_status()
        except Exception as error:
            raise self._explained(error, task) from error
        return response

    def _explained(self, error: Exception, task: str) -> Exception:
        """Return the error in one line; a command's own refusal will not pass."""
        explained = self._party.explain(error, task)
        if isinstance(error, requests.HTTPError) and isinstance(explained, ServiceFailure):
            with contextlib.suppress(Exception):
                if error.response.json()["Type"] == "error":
                    explained.is_passing = False
        return explained

    def _cid_in(self, answer: Any, field: str, task: str) -> Cid:
        try:
            return Cid.parse(answer[field])
        except (KeyError, TypeError, InputError) as error:
            raise PinningError(
                f"cannot {task}: {self.name} answered without a CID; is it a Kubo node?"
            ) from error
