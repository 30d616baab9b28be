"""What the index holds of each event, and of the records that events announce."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, select

from veriset.campaigns.description import parse_description
from veriset.chain.annotation_campaign import AnnotationCampaign
from veriset.chain.campaign_factory import CampaignFactory
from veriset.chain.collaborative_dataset import CollaborativeDataset
from veriset.chain.dataset_factory import DatasetFactory
from veriset.chain.registry import CONTRACT as REGISTRY
from veriset.chain.registry import ProvenanceRegistry
from veriset.errors import InputError
from veriset.index.contracts import Contracts, Event
from veriset.index.database import add_once
from veriset.index.tables import (
    campaigns,
    collaborations,
    datasets,
    events,
    manifests,
    models,
    uses,
)

if TYPE_CHECKING:
    from web3 import Web3

    from veriset.chain.registry import DatasetRecord, ModelRecord

Rows = list[tuple[Any, dict[str, Any]]]
"""Rows to add, each with its table; a row of `manifests` stands in place of its number."""


class Recorder:
    """Turns events into rows; what an event leaves out is read from the contract's state."""

    def __init__(self, web3: Web3, contracts: Contracts) -> None:
        """Read state through this connection."""
        self._web3 = web3
        self._registry = contracts.registry and ProvenanceRegistry(web3, contracts.registry)

    def rows_of(self, event: Event) -> Rows:
        """Return the rows of an event.

        Raises:
            ChainError: the contract does not know what the event announces, as after a
                re-organisation, or the node fails.
        """
        rows: Rows = [(events, vars(event))]
        place = {"block": event.block, "log_index": event.log_index}
        arguments = event.arguments
        if event.contract == REGISTRY and event.name == "DatasetRegistered":
            assert self._registry
            rows += dataset_rows(self._registry.dataset(_bytes(arguments["datasetId"])), place)
        elif event.contract == REGISTRY and event.name == "ModelRegistered":
            assert self._registry
            rows += model_rows(self._registry.model(_bytes(arguments["modelId"])), place)
        elif event.contract == CampaignFactory.CONTRACT and event.name == "CampaignOpened":
            campaign = AnnotationCampaign(self._web3, arguments["campaign"])
            rows += campaign_rows(campaign, place)
        elif event.contract == DatasetFactory.CONTRACT and event.name == "DatasetOpened":
            dataset = CollaborativeDataset(self._web3, arguments["dataset"])
            rows += collaboration_rows(dataset, place)
        return rows

    def rows_of_state(self, contracts: Contracts, block: int) -> Iterator[Rows]:
        """Yield the rows of all that there is, read from state: for a node without old logs."""
        number = 0

        def place() -> dict[str, int]:
            nonlocal number
            number += 1
            return {"block": block, "log_index": number}

        def event(name: str, **arguments: Any) -> tuple[Any, dict[str, Any]]:
            made = Event(
                **place(),
                address=contracts.registry or "",
                contract=REGISTRY,
                name=name,
                arguments=arguments,
                transaction_hash=None,
                subject=next(iter(arguments.values())),
            )
            return events, vars(made)

        if isinstance(self._registry, ProvenanceRegistry):
            for id_ in self._registry.dataset_ids():
                dataset = self._registry.dataset(id_)
                rows = dataset_rows(dataset, place())
                if dataset.superseded_by is not None:
                    after = _hex(dataset.superseded_by)
                    rows.append(event("DatasetSuperseded", datasetId=_hex(id_), supersededBy=after))
                if dataset.revoked_at:
                    rows.append(event("DatasetRevoked", datasetId=_hex(id_)))
                yield rows
            for id_ in self._registry.model_ids():
                model = self._registry.model(id_)
                rows = model_rows(model, place())
                if model.revoked_at:
                    rows.append(event("ModelRevoked", modelId=_hex(id_)))
                yield rows
        if contracts.campaign_factory is not None:
            for address in CampaignFactory(self._web3, contracts.campaign_factory).addresses():
                yield campaign_rows(AnnotationCampaign(self._web3, address), place())
        if contracts.dataset_factory is not None:
            for address in DatasetFactory(self._web3, contracts.dataset_factory).addresses():
                yield collaboration_rows(CollaborativeDataset(self._web3, address), place())


def write_rows(connection: Connection, rows: Rows) -> None:
    """Add rows that are not there yet."""
    for table, values in rows:
        manifest = values.get("manifest")
        if isinstance(manifest, dict):
            add_once(connection, manifests, [manifest])
            key = (manifests.c.cid == manifest["cid"]) & (manifests.c.root == manifest["root"])
            number = connection.execute(select(manifests.c.id).where(key)).scalar_one()
            values = {**values, "manifest": number}
        add_once(connection, table, [values])


def dataset_rows(record: DatasetRecord, place: dict[str, int]) -> Rows:
    """Return the row of a dataset of the registry."""
    values = {
        **place,
        "id": record.id,
        "publisher": record.publisher,
        "root": record.root,
        "count": record.count,
        "hash_kind": record.hash_kind.value,
        "cid": _text(record.cid),
        "metadata": _text(record.metadata),
        "name": name_of(record.metadata, record.id),
        "supersedes": record.supersedes,
        "registered_at": record.registered_at,
        "manifest": _manifest(record.cid, record.root),
    }
    return [(datasets, values)]


def model_rows(record: ModelRecord, place: dict[str, int]) -> Rows:
    """Return the rows of a model and of the datasets that it was trained on."""
    values = {
        **place,
        "id": record.id,
        "publisher": record.publisher,
        "digest": record.digest,
        "parent": record.parent,
        "cid": _text(record.cid),
        "metadata": _text(record.metadata),
        "name": name_of(record.metadata, record.id),
        "registered_at": record.registered_at,
    }
    rows: Rows = [(models, values)]
    for dataset in record.dataset_ids:
        use = {"model": record.id, "dataset": dataset, "block": place["block"]}
        rows.append((uses, use))
    return rows


def campaign_rows(campaign: AnnotationCampaign, place: dict[str, int]) -> Rows:
    """Return the row of an annotation campaign."""
    description = campaign.description_bytes()
    root = campaign.terms.images_root
    try:
        cid = parse_description(description, "the description").manifest
    except InputError:  # a sponsor may write anything there
        cid = ""
    values = {
        **place,
        "address": campaign.address,
        "sponsor": campaign.sponsor(),
        "images_root": root,
        "description": description,
        "manifest": _manifest(cid, root) if cid else None,
    }
    return [(campaigns, values)]


def collaboration_rows(dataset: CollaborativeDataset, place: dict[str, int]) -> Rows:
    """Return the row of a collaborative dataset."""
    from tiny_keccak import keccak256

    values = {
        **place,
        "address": dataset.address,
        "creator": dataset.creator(),
        "schema_hash": keccak256(bytes(dataset.call("schema"))),
        "name": _text(dataset.rules.name),
    }
    return [(collaborations, values)]


def name_of(metadata: str, id_: bytes) -> str:
    """Return the name in a record's metadata, in which a publisher may write anything."""
    try:
        name = json.loads(metadata)["name"]
    except (ValueError, TypeError, KeyError, RecursionError):
        name = ""
    return _text(name)[:200] if isinstance(name, str) and name else f"0x{id_.hex()[:8]}…"


def _manifest(cid: str, root: bytes) -> dict[str, Any]:
    return {"cid": _text(cid), "root": root, "state": "waiting", "attempts": 0, "retry_at": 0.0}


def _text(text: str) -> str:
    """Return what databases and JSON can hold; PostgreSQL refuses the character 0."""
    return text.replace("\0", "\ufffd").encode("utf-8", "replace").decode()


def _bytes(text: str) -> bytes:
    return bytes.fromhex(text.removeprefix("0x"))


def _hex(value: bytes) -> str:
    return "0x" + value.hex()
