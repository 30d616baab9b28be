"""What all answers of the API have in common; hashes, ids and addresses are 0x-hexadecimal."""

from __future__ import annotations

from typing import Annotated, Generic, Literal, TypeVar

from pydantic import BaseModel, Field

_DIGEST = "0x" + "ab" * 32
_ADDRESS = "0x5FbDB2315678afecb367f032d93F642f64180aa3"

Hash = Annotated[str, Field(pattern="^0x[0-9a-f]{64}$", examples=[_DIGEST])]
Address = Annotated[str, Field(pattern="^0x[0-9a-fA-F]{40}$", examples=[_ADDRESS])]
Wei = Annotated[
    str, Field(pattern="^[0-9]+$", description="wei, in decimal digits", examples=["1000000000"])
]
HashKind = Literal["bytes", "pixels"]
Item = TypeVar("Item")


class Chain(BaseModel):
    """The block at which an answer holds."""

    id: int = Field(description="EIP-155 chain id.", examples=[31337])
    block: int = Field(description="Its number; -1 before the first block was read.")
    block_hash: Hash
    timestamp: int = Field(description="Its time, seconds since 1970.")


class Answer(BaseModel):
    """What every answer has."""

    chain: Chain


class Page(Answer, Generic[Item]):
    """A part of a list."""

    items: list[Item]
    next: str | None = Field(description="`cursor` of the next part; null at the end.")


class IndexState(BaseModel):
    """How far the index is."""

    block: int = Field(description="The last block that is indexed, -1 if none is.")
    behind: int = Field(description="Blocks that are on the chain and not in the index.")
    manifests: dict[str, int] = Field(
        description="Manifests that are ready, waiting to be fetched, or refused."
    )


class ContractAddresses(BaseModel):
    """Where the contracts are; null: not on this chain."""

    ProvenanceRegistry: Address | None
    CollaborativeDatasetFactory: Address | None
    AnnotationCampaignFactory: Address | None


class Status(Answer):
    """What this server is."""

    version: str
    network: str = Field(examples=["veriset-local"])
    rpc: str | None = Field(description="Where a page can read the chain; null: by its wallet.")
    contracts: ContractAddresses
    index: IndexState
