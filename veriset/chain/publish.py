"""Publishing: a manifest is pinned, checked, and registered, once."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from veriset.chain.lookup import Lookup
from veriset.chain.registry import ProvenanceRegistry
from veriset.chain.sender import Receipt, Sender
from veriset.images import HashKind
from veriset.manifest import Manifest, load_manifest
from veriset.model_manifest import load_model_manifest, model_digest

if TYPE_CHECKING:
    from veriset.pinning import PinningService


@dataclass(frozen=True)
class Publication:
    """A dataset or model that stands on the chain.

    Attributes:
        name: from its manifest.
        id: its id in the registry, 32 bytes.
        digest: Merkle root of a dataset, SHA-256 of a model manifest; 32 bytes.
        cid: where its manifest is pinned.
        is_new: whether this call registered it; False if it was there already.
        receipt: of its registration; None if the node no longer tells.
    """

    name: str
    id: bytes
    digest: bytes
    cid: str
    is_new: bool
    receipt: Receipt | None


def publish_dataset(
    manifest_path: Path,
    registry: ProvenanceRegistry,
    sender: Sender,
    pinning: PinningService,
    *,
    supersedes: bytes | None = None,
) -> Publication:
    """Pin a manifest and register its dataset, unless the sender has registered it before.

    Raises:
        InputError, ManifestError: the manifest cannot be read or does not agree with itself.
        PinningError: it could not be pinned under its own CID.
        ChainError: the contract refused the registration, or the node failed.
    """
    manifest = load_manifest(manifest_path)
    root = bytes.fromhex(manifest.root[2:])
    dataset_id = registry.dataset_id(sender.address, root)
    if registry.dataset_exists(dataset_id):
        cid = registry.dataset(dataset_id).cid
        receipt = registry.registration_receipt("DatasetRegistered", dataset_id)
        return Publication(manifest.dataset.name, dataset_id, root, cid, False, receipt)
    pin = pinning.pin(manifest_path)
    receipt = sender.send(
        registry.functions.registerDataset(
            {
                "root": root,
                "count": manifest.count,
                "hashKind": tuple(HashKind).index(manifest.hash_kind),
                "supersedes": supersedes or bytes(32),
                "cid": pin.cid,
                "metadata": _metadata(manifest),
            }
        )
    )
    return Publication(manifest.dataset.name, dataset_id, root, pin.cid, True, receipt)


def publish_model(
    manifest_path: Path, registry: ProvenanceRegistry, sender: Sender, pinning: PinningService
) -> Publication:
    """Pin a model manifest and register the model on its datasets, as `publish_dataset` does."""
    manifest = load_model_manifest(manifest_path)
    digest = model_digest(manifest_path.read_bytes())
    model_id = registry.model_id(sender.address, digest)
    if registry.model_exists(model_id):
        cid = registry.model(model_id).cid
        receipt = registry.registration_receipt("ModelRegistered", model_id)
        return Publication(manifest.name, model_id, digest, cid, False, receipt)
    pin = pinning.pin(manifest_path)
    parent = manifest.derived_from
    receipt = sender.send(
        registry.functions.registerModel(
            {
                "digest": digest,
                "parent": bytes.fromhex(parent[2:]) if parent else bytes(32),
                "datasetIds": sorted(bytes.fromhex(used.id[2:]) for used in manifest.datasets),
                "cid": pin.cid,
                "metadata": _compact({"name": manifest.name}),
            }
        )
    )
    return Publication(manifest.name, model_id, digest, pin.cid, True, receipt)


def record_verification(
    registry: ProvenanceRegistry, sender: Sender, lookup: Lookup
) -> Receipt | None:
    """Write to the chain that the sender verified an image, unless it did so before.

    Args:
        registry: the chain's registry.
        sender: the account that verifies.
        lookup: a result of `look_up` with a proof that the chain confirmed.

    Returns:
        The receipt, None if the chain holds the verification already.

    Raises:
        ChainError: the contract refused it, or the node failed.
    """
    assert lookup.proof is not None
    content_hash, dataset_id = lookup.proof.content_hash, lookup.dataset.id
    if registry.verified_at(dataset_id, content_hash, sender.address):
        return None
    return sender.send(
        registry.functions.recordVerification(dataset_id, content_hash, list(lookup.proof.proof))
    )


def _metadata(manifest: Manifest) -> str:
    return _compact({"name": manifest.dataset.name, "version": manifest.dataset.version})


def _compact(values: dict[str, Any]) -> str:
    return json.dumps(values, separators=(",", ":"), sort_keys=True, ensure_ascii=False)
