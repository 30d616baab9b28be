"""The ProvenanceRegistry as it is read: by eth_call alone, without a key."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from veriset.chain.artifacts import load_abi
from veriset.chain.reverts import explain_revert
from veriset.chain.sender import Receipt
from veriset.errors import ChainError
from veriset.images import HashKind

if TYPE_CHECKING:
    from web3 import Web3

CONTRACT = "ProvenanceRegistry"
_PAGE = 500
_HASH_KINDS = tuple(HashKind)
_NONE = bytes(32)


@dataclass(frozen=True)
class DatasetRecord:
    """A dataset as the chain holds it; ids and roots are 32 bytes, times in Unix seconds.

    Attributes:
        id: keccak256(abi.encode(publisher, root)).
        publisher: address.
        registered_at: when it was registered.
        revoked_at: when it was revoked, 0 if it was not.
        count: number of images.
        hash_kind: what the content hashes are taken of.
        root: Merkle root.
        supersedes: id of the version before it, None if it is the first.
        superseded_by: id of the version after it, None if it is the last.
        cid: where the manifest is pinned.
        metadata: JSON with name and version, or whatever the publisher wrote.
    """

    id: bytes
    publisher: str
    registered_at: int
    revoked_at: int
    count: int
    hash_kind: HashKind
    root: bytes
    supersedes: bytes | None
    superseded_by: bytes | None
    cid: str
    metadata: str


@dataclass(frozen=True)
class ModelRecord:
    """A model as the chain holds it; ids and digests are 32 bytes, times in Unix seconds.

    Attributes:
        id: keccak256(abi.encode(publisher, digest)).
        publisher: address.
        registered_at: when it was registered.
        revoked_at: when it was revoked, 0 if it was not.
        digest: SHA-256 of the model manifest.
        parent: id of the model that it was derived from, None if of none.
        dataset_ids: what it was trained on.
        cid: where the model manifest is pinned.
        metadata: JSON with name and version, or whatever the publisher wrote.
    """

    id: bytes
    publisher: str
    registered_at: int
    revoked_at: int
    digest: bytes
    parent: bytes | None
    dataset_ids: tuple[bytes, ...]
    cid: str
    metadata: str


class ProvenanceRegistry:
    """The registry at an address; every method but `functions` is an eth_call."""

    def __init__(self, web3: Web3, address: str) -> None:
        """Read the registry at this address through this connection."""
        self.abi = load_abi(CONTRACT)
        self.address = web3.to_checksum_address(address)
        self._web3 = web3
        self._contract = web3.eth.contract(address=self.address, abi=self.abi)

    @property
    def functions(self) -> Any:
        """The contract's functions as web3 offers them, for building transactions."""
        return self._contract.functions

    def dataset_id(self, publisher: str, root: bytes) -> bytes:
        """Return the id that a publisher's dataset with this root has on every chain."""
        return bytes(self._call("datasetIdOf", publisher, root))

    def model_id(self, publisher: str, digest: bytes) -> bytes:
        """Return the id that a publisher's model with this digest has on every chain."""
        return bytes(self._call("modelIdOf", publisher, digest))

    def dataset_exists(self, dataset_id: bytes) -> bool:
        """Tell whether the dataset is registered."""
        return bool(self._call("datasetExists", dataset_id))

    def model_exists(self, model_id: bytes) -> bool:
        """Tell whether the model is registered."""
        return bool(self._call("modelExists", model_id))

    def dataset(self, dataset_id: bytes) -> DatasetRecord:
        """Return a dataset's record.

        Raises:
            ChainError: the dataset is unknown.
        """
        record = _fields(self._call("dataset", dataset_id), self.abi, "dataset")
        return DatasetRecord(
            id=dataset_id,
            publisher=record["publisher"],
            registered_at=record["registeredAt"],
            revoked_at=record["revokedAt"],
            count=record["count"],
            hash_kind=_HASH_KINDS[record["hashKind"]],
            root=bytes(record["root"]),
            supersedes=_optional(record["supersedes"]),
            superseded_by=_optional(record["supersededBy"]),
            cid=record["cid"],
            metadata=record["metadata"],
        )

    def model(self, model_id: bytes) -> ModelRecord:
        """Return a model's record.

        Raises:
            ChainError: the model is unknown.
        """
        record = _fields(self._call("model", model_id), self.abi, "model")
        return ModelRecord(
            id=model_id,
            publisher=record["publisher"],
            registered_at=record["registeredAt"],
            revoked_at=record["revokedAt"],
            digest=bytes(record["digest"]),
            parent=_optional(record["parent"]),
            dataset_ids=tuple(bytes(dataset_id) for dataset_id in record["datasetIds"]),
            cid=record["cid"],
            metadata=record["metadata"],
        )

    def dataset_ids(self) -> Iterator[bytes]:
        """Yield the ids of all datasets, in the order of their registration."""
        return self._pages("datasetIds")

    def model_ids(self) -> Iterator[bytes]:
        """Yield the ids of all models, in the order of their registration."""
        return self._pages("modelIds")

    def models_of(self, dataset_id: bytes) -> Iterator[bytes]:
        """Yield the ids of the models that were trained on a dataset."""
        return self._pages("modelsOf", dataset_id)

    def ancestors(self, model_id: bytes) -> Iterator[bytes]:
        """Yield the ids of the models that a model was derived from, the nearest first."""
        while page := self._call("ancestors", model_id, _PAGE):
            yield from map(bytes, page)
            model_id = bytes(page[-1])

    def older_versions(self, dataset_id: bytes) -> Iterator[bytes]:
        """Yield the ids of the versions that a dataset superseded, the nearest first."""
        while page := self._call("olderVersions", dataset_id, _PAGE):
            yield from map(bytes, page)
            dataset_id = bytes(page[-1])

    def verify(self, dataset_id: bytes, content_hash: bytes, proof: tuple[bytes, ...]) -> bool:
        """Ask the chain whether the proof shows the image to be in the dataset.

        Raises:
            ChainError: the dataset is unknown.
        """
        return bool(self._call("verify", dataset_id, content_hash, list(proof)))

    def verification_count(self, dataset_id: bytes, content_hash: bytes) -> int:
        """Return how many accounts have recorded that the image is in the dataset."""
        return int(self._call("verificationCount", dataset_id, content_hash))

    def verified_at(self, dataset_id: bytes, content_hash: bytes, verifier: str) -> int:
        """Return when an account recorded it, in Unix seconds, 0 if it did not."""
        return int(self._call("verifiedAt", dataset_id, content_hash, verifier))

    def registration_receipt(self, event: str, id_: bytes) -> Receipt | None:
        """Return the receipt of the registration of a dataset or model.

        None if the node keeps no logs from then, as Filecoin's do after a day.

        Args:
            event: `DatasetRegistered` or `ModelRegistered`.
            id_: of the dataset or model.
        """
        from web3.exceptions import Web3Exception

        topic = getattr(self._contract.events, event)().topic
        try:
            logs = self._web3.eth.get_logs(
                {
                    "address": self._contract.address,
                    "fromBlock": 0,
                    "topics": [topic, "0x" + id_.hex()],
                }
            )
            if not logs:
                return None
            receipt = self._web3.eth.get_transaction_receipt(logs[0]["transactionHash"])
        except (Web3Exception, OSError, ValueError):
            return None
        transaction = "0x" + bytes(receipt["transactionHash"]).hex()
        return Receipt(transaction, int(receipt["blockNumber"]), int(receipt["gasUsed"]))

    def _pages(self, function: str, *arguments: Any) -> Iterator[bytes]:
        start = 0
        while page := self._call(function, *arguments, start, _PAGE):
            yield from map(bytes, page)
            start += len(page)

    def _call(self, function: str, *arguments: Any) -> Any:
        from web3.exceptions import ContractLogicError, Web3Exception

        try:
            return getattr(self._contract.functions, function)(*arguments).call()
        except ContractLogicError as error:
            reason = explain_revert(self.abi, error.data if isinstance(error.data, str) else None)
            raise ChainError(f"{CONTRACT}.{function}: {reason}") from error
        except (Web3Exception, OSError) as error:
            raise ChainError(
                f"{CONTRACT} at {self.address} does not answer {function}: {error}"
            ) from error


def _fields(record: Any, abi: list[dict[str, Any]], function: str) -> dict[str, Any]:
    """Name a returned struct's values by the ABI's words, so that its order is not repeated."""
    entry = next(
        item for item in abi if item.get("name") == function and item["type"] == "function"
    )
    names = [component["name"] for component in entry["outputs"][0]["components"]]
    return dict(zip(names, record, strict=True))


def _optional(id_: bytes) -> bytes | None:
    return None if bytes(id_) == _NONE else bytes(id_)
