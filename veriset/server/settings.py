"""What a server is told when it is made."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from veriset.chain.networks import Network

API = "/api/v1"
"""Where the API begins."""


@dataclass(frozen=True)
class Rates:
    """How often one visitor may ask, as `limits` writes it.

    Attributes:
        reading: requests of an address.
        known: requests of a visitor who has logged in with a wallet.
        uploads: images of a visitor to be hashed.
        posting: signatures, logins and nonces of an address.
    """

    reading: str = "1200/minute"
    known: str = "6000/minute"
    uploads: str = "60/minute"
    posting: str = "120/minute"


@dataclass(frozen=True)
class Settings:
    """A server's settings.

    Attributes:
        network: the chain.
        database: URL of the index.
        trees: folder of the Merkle trees.
        manifests: folder of the manifests that were fetched.
        image_folders: where the images may be; each file is checked before it is sent.
        pins: folder of the local pinning service, whose images are shown too; its ledger lies
            beside it. None: they are not.
        page: folder of the built page; None: there is none.
        has_rpc_proxy: whether `/rpc` passes readers' calls on to the node.
        hosts: names by which the server is called; None allows any. On loopback they keep pages
            out whose name was made to lead to 127.0.0.1.
        upload_bytes: largest image that may be sent to be hashed.
        upload_pixels: most pixels of such an image.
        rates: how often a visitor may ask.
        is_behind_proxy: whether the visitor's address is what the proxy before it says.
        has_tls: whether visitors come by HTTPS.
    """

    network: Network
    database: str
    trees: Path
    manifests: Path
    image_folders: tuple[Path, ...] = ()
    pins: Path | None = None
    page: Path | None = None
    has_rpc_proxy: bool = False
    hosts: tuple[str, ...] | None = None
    upload_bytes: int = 32 << 20
    upload_pixels: int = 40_000_000
    rates: Rates = field(default_factory=Rates)
    is_behind_proxy: bool = False
    has_tls: bool = False
