"""Manifests by CID: from the work folder if they were fetched before, else from a service."""

from __future__ import annotations

import contextlib
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from veriset.cid import Cid
from veriset.errors import ManifestError
from veriset.manifest import Manifest, load_manifest

if TYPE_CHECKING:
    from veriset.pinning import PinningService


class ManifestStore(contextlib.AbstractContextManager["ManifestStore"]):
    """Fetches manifests; the service is opened only when one is not in the folder."""

    def __init__(self, folder: Path, pins: Path, gateways: Sequence[str] = ()) -> None:
        """Keep fetched manifests in `folder`.

        Args:
            folder: for the manifests.
            pins: where a local service keeps its content.
            gateways: addresses to fetch from, after the services; see `open_pinning`.
        """
        self._folder = folder
        self._pins = pins
        self._gateways = tuple(gateways)
        self._stack = contextlib.ExitStack()
        self._service: PinningService | None = None

    def __exit__(self, *_: object) -> None:
        """Close the service if one was opened."""
        self._stack.close()

    def get(self, cid: str, root: bytes) -> Manifest:
        """Return the manifest with this CID, whose root must be the one on the chain.

        Raises:
            InputError: the CID is malformed.
            PinningError: no service has it.
            ManifestError: it is no manifest, or has another root.
        """
        path = self._folder / f"{Cid.parse(cid).as_version_1()}.json"
        if not path.exists():
            self._open().fetch(cid, path)
        manifest = load_manifest(path)
        if manifest.root != "0x" + root.hex():
            raise ManifestError(
                f"the manifest {cid} has the root {manifest.root} and not the registered one, "
                f"0x{root.hex()}; its publisher registered the wrong CID"
            )
        return manifest

    def _open(self) -> PinningService:
        from veriset.pinning import open_pinning

        if self._service is None:
            self._service = self._stack.enter_context(
                open_pinning(self._pins, gateways=self._gateways)
            )
        return self._service
