"""What the API answers of collaborative datasets, and the signed votes that it keeps."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from veriset.server.models.common import Address, Answer, Hash, Wei


class CollaborativeSummary(BaseModel):
    """A collaborative dataset."""

    address: Address
    creator: Address
    name: str
    schema_hash: Hash
    block: int


class Funds(BaseModel):
    """A dataset's money by what it is for."""

    pool: Wei
    reserved: Wei
    deposits: Wei
    stakes: Wei
    credited: Wei


class BatchState(BaseModel):
    """A batch of records; bit i of the outcome is record i."""

    id: int
    contributor: Address
    count: int
    closes_at: int
    votes: int
    status: Literal["under_review", "decided", "expired"]
    validated: int
    outcome: str = Field(pattern="^0x[0-9a-f]+$")


class OneCollaborative(Answer, CollaborativeSummary):
    """A collaborative dataset with its rules, its schema and how far it is."""

    rules: dict[str, object]
    record_schema: dict[str, object] | None = Field(description="null if it is malformed.")
    batch_count: int
    batches: dict[str, int] = Field(description="Batches by their state.")
    records: dict[str, int] = Field(description="Records validated and under review.")
    funds: Funds


class DatasetRecord(BaseModel):
    """A record, with its values in units; bytes in hexadecimal, NaN is null."""

    batch: int
    record: int
    values: dict[str, float | int | str | None]


class Flagged(BaseModel):
    """Why a record deserves a look."""

    batch: int
    record: int
    kind: str
    detail: str


class BatchReview(Answer):
    """What a voter needs to judge a batch."""

    batch: BatchState
    records: list[DatasetRecord]
    reference: str = Field(description="What the records are compared with.")
    statistics: dict[str, dict[str, object]]
    flags: list[Flagged]
    floods: list[dict[str, object]]
    suggestion: str = Field(description="Bitmap in which each record without a flag is valid.")


class Vote(BaseModel):
    """A signed vote, as `veriset dataset vote --sign` writes it."""

    model_config = ConfigDict(extra="forbid", strict=True)

    chainId: int = Field(ge=1, lt=2**53, examples=[837471])  # noqa: N815
    dataset: Address
    batchId: int = Field(ge=0, lt=2**53, examples=[0])  # noqa: N815
    validator: Address
    bitmap: Annotated[str, Field(pattern="^0x[0-9a-fA-F]{1,64}$", examples=["0x1f"])]
    deadline: int = Field(ge=0, lt=2**53, description="Last second since 1970.")
    signature: Annotated[
        str,
        Field(
            pattern="^0x([0-9a-fA-F]{2}){1,1024}$",
            description="65 bytes, 64 (EIP-2098), or what the validator's contract takes.",
        ),
    ]
    proof: Annotated[list[Hash], Field(max_length=64)] = []


class Kept(Answer):
    """What is kept now."""

    kept: int = Field(description="Signed votes on the batch.")
