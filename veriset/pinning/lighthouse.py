"""Lighthouse, and whatever speaks its protocol, through the lighthouseweb3 SDK."""

from __future__ import annotations

import contextlib
import io
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import lighthouseweb3

from veriset.cid import CHUNK_SIZE, RAW, Cid
from veriset.cid.folders import FolderFile, FolderNode
from veriset.errors import InputError, PinningError
from veriset.pinning import DEFAULT_TIMEOUT
from veriset.pinning.backend import Backend
from veriset.pinning.failures import Party, ServiceFailure
from veriset.pinning.fetching import Fetcher
from veriset.pinning.form_body import Part
from veriset.pinning.gateway import Gateway, Source
from veriset.pinning.groups import groups, send_form
from veriset.pinning.retrying import RetryPolicy
from veriset.pinning.sdk import Endpoints, sdk_call
from veriset.pinning.side_by_side import at_once
from veriset.pinning.transport import open_session, timeouts
from veriset.progress import Progress

# Where a service takes many files at once.
_GROUPS_AT_ONCE = 3
_GROUP_NODES = 100


class Lighthouse(Backend):
    """A `PinningService` that drives the SDK.

    Files stream, so that their size does not matter to memory. One file a request: the SDK's
    upload of folders is not used, since it corrupts nested names. A folder's own blocks are sent
    as files too: the service then has their bytes under their hashes, which is what a folder's
    CID names.

    Args:
        token: the API key; it appears in no message, repr or log.
        endpoints: where the service is; Lighthouse's own addresses if left out.
        name: what users see it called.
        identity: what tells it from others of that name; the address if left out.
        timeout: how long the service may stay silent, in seconds.
        retries: how often what fails for a passing reason is tried again.
        takes_many: whether it takes many files in one request, as Kubo and Veriset's own do.

    Raises:
        InputError: the key has characters that no key has.
    """

    def __init__(
        self,
        token: str,
        endpoints: Endpoints | None = None,
        *,
        name: str = "Lighthouse",
        identity: str | None = None,
        timeout: float = DEFAULT_TIMEOUT,
        retries: RetryPolicy | None = None,
        takes_many: bool = False,
    ) -> None:
        # Checked here, because `requests` would quote a bad header, key and all.
        if not token or not all("!" <= character <= "~" for character in token):
            raise InputError(
                "the Lighthouse API key is empty or has spaces or characters outside ASCII; "
                "copy it again"
            )
        self._token = token
        self._endpoints = endpoints or Endpoints.of_lighthouse()
        self._timeout = timeout
        self._session = open_session(is_local=self._endpoints.is_local)
        self._takes_many = takes_many
        self._identity = identity or self._endpoints.lighthouse_node
        self.name = name
        self.retries = retries or RetryPolicy()

    def __repr__(self) -> str:
        return f"Lighthouse(name={self.name!r}, endpoints={self._endpoints!r})"

    @property
    def address(self) -> str:
        """What tells the service from others."""
        return self._identity

    def upload(self, path: Path, progress: Progress | None = None) -> Cid:
        """Send a file; see `Backend.upload`."""
        return self._upload(lambda sdk: sdk.upload(str(path)), f"pin {path}", progress)

    def upload_node(self, node: FolderNode) -> None:
        """Send a folder's block as a file; see `Backend.upload_node`."""
        if len(node.block) > CHUNK_SIZE:
            raise InputError(
                f"the list of the files in {node.name} has {len(node.block)} bytes, of which "
                f"{self.name} takes {CHUNK_SIZE}; move some of them to a folder within it"
            )
        named = self._upload(
            lambda sdk: sdk.uploadBlob(io.BytesIO(node.block), node.name), f"pin {node.name}"
        )
        if not named.same_block(Cid(1, RAW, node.cid.digest)):
            raise PinningError(
                f"{self.name} stores the list of the files in {node.name} as {named}, not by the "
                f"hash of its bytes; it cannot pin folders"
            )

    def upload_nodes(self, nodes: Sequence[FolderNode]) -> None:
        """Send a folder's blocks, many at once if the service takes them so."""
        if not self._takes_many or any(len(node.block) > CHUNK_SIZE for node in nodes):
            super().upload_nodes(nodes)
            return
        for start in range(0, len(nodes), _GROUP_NODES):
            group = nodes[start : start + _GROUP_NODES]
            parts = [Part("file", node.name, io.BytesIO(node.block)) for node in group]
            named = [Cid(1, RAW, node.cid.digest) for node in group]
            self.retries.run(self._upload_parts, parts, named, f"pin {group[-1].name}")

    def upload_many(
        self, files: Sequence[FolderFile], is_there: Callable[[Sequence[FolderFile]], None]
    ) -> None:
        """Send files, small ones many at once if the service takes them so."""
        if not self._takes_many:
            super().upload_many(files, is_there)
            return
        small = [file for file in files if file.size <= CHUNK_SIZE]

        def send(group: list[FolderFile]) -> None:
            self.retries.run(self._upload_group, group)
            is_there(group)

        # While the disk of one group is waited for, the next is on its way.
        at_once(send, list(groups(small)), _GROUPS_AT_ONCE)
        super().upload_many([file for file in files if file.size > CHUNK_SIZE], is_there)

    def holds(self, cid: str) -> bool:
        """Tell whether the service has it; see `PinningService.holds`."""
        return self.retries.run(self._holds, cid)

    def sources(self) -> Sequence[Source]:
        """Return the service's gateway."""
        return [Gateway(self._endpoints.lighthouse_gateway, self.name, self._timeout)]

    def deals(self, cid: str) -> Any:
        """Return what the service tells of Filecoin deals with this CID, as it tells it.

        Raises:
            PinningError: the service failed, or knows nothing of the CID.
        """
        return self.retries.run(self._info, "deal_status", cid)

    def proof(self, cid: str) -> Any:
        """Return the service's proof that a CID is in a Filecoin deal (PoDSI), unchecked.

        Raises:
            PinningError: the service failed, or has no proof.
        """
        return self.retries.run(self._info, "get_proof", cid)

    def _holds(self, cid: str) -> bool:
        try:
            self._info("file_info", cid)
            return True
        except ServiceFailure as error:
            if error.status not in (400, 404):
                raise
        if self._endpoints.is_local:
            return False
        # Lighthouse knows files by the CIDs it gave them, not folders by ours; its gateway does.
        try:
            Fetcher(self.sources(), RetryPolicy(attempts=1)).block(cid)
            return True
        except ServiceFailure as error:
            if error.is_passing:
                raise
            return False

    def _info(self, name: str, cid: str) -> Any:
        party, url = self._party(), f"{self._endpoints.lighthouse_api}/api/lighthouse/{name}"
        try:
            response = self._session.get(
                url, params={"cid": str(Cid.parse(cid))}, timeout=timeouts(self._timeout)
            )
            response.raise_for_status()
            return response.json()
        except Exception as error:
            raise party.explain(error, f"ask for {cid}") from error

    def _upload(
        self,
        call: Callable[[lighthouseweb3.Lighthouse], Any],
        task: str,
        progress: Progress | None = None,
    ) -> Cid:
        try:
            with sdk_call(self._endpoints, self._session, self._timeout, progress):
                answer = call(lighthouseweb3.Lighthouse(self._token))
        except Exception as error:
            raise self._party().explain(error, task) from error
        return self._cid_in(answer, task)

    def _upload_group(self, files: Sequence[FolderFile]) -> None:
        with contextlib.ExitStack() as stack:
            try:
                parts = [
                    Part("file", file.name, stack.enter_context(file.path.open("rb")))
                    for file in files
                ]
            except OSError as error:
                raise InputError(f"cannot read {error.filename}: {error.strerror}") from error
            task = f"pin {files[0].path} and {len(files) - 1} more"
            self._upload_parts(parts, [file.cid for file in files], task)

    def _upload_parts(self, parts: Sequence[Part], expected: Sequence[Cid], task: str) -> None:
        """Send files in one form, whose answer has a line of JSON for each."""
        url = f"{self._endpoints.lighthouse_node}/api/v0/add"
        try:
            answers = send_form(self._session, url, self._token, parts, self._timeout)
        except Exception as error:
            raise self._party().explain(error, task) from error
        if len(answers) != len(parts):
            raise PinningError(f"cannot {task}: {self.name} answered for {len(answers)} of them")
        for part, cid, answer in zip(parts, expected, answers, strict=True):
            named = self._cid_in({"data": answer}, f"pin {part.filename}")
            if named != cid:
                raise PinningError(
                    f"{self.name} stored {part.filename} as {named}, but its bytes had the CID "
                    f"{cid}; do not rely on this pin"
                )

    def _party(self) -> Party:
        where = self._endpoints.lighthouse_node
        if self._endpoints.is_local:
            # A service of this machine has a key of its own, which nobody sets.
            return Party(self.name, where, "Lighthouse", self._timeout, self._token, "run it again")
        return Party(self.name, where, "Lighthouse", self._timeout, self._token)

    def _cid_in(self, answer: Any, task: str) -> Cid:
        """Return the CID in the SDK's `{"data": {"Hash": ...}}`."""
        try:
            text = answer["data"]["Hash"]
            return Cid.parse(text)
        except (KeyError, TypeError):
            problem = "answered without the field Hash"
        except InputError:
            problem = f"answered with {self._party().shown(text)!r} instead of a CID"
        raise PinningError(f"cannot {task}: {self.name} {problem}; is it Lighthouse?")
