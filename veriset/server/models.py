"""What the API answers, for its OpenAPI document; hashes, ids and addresses are 0x-hexadecimal."""

from __future__ import annotations

from typing import Annotated, Generic, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, Field

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


class Status(Answer):
    """What this server is."""

    version: str
    network: str = Field(examples=["veriset-local"])
    rpc: str | None = Field(description="Where a page can read the chain; null: by its wallet.")
    contracts: dict[str, Address | None]
    index: IndexState


class Leaf(BaseModel):
    """A Merkle leaf: `hash` = keccak256(keccak256(abi.encode(`content_hash`)))."""

    content_hash: Hash
    hash: Hash


class ImageOfManifest(BaseModel):
    """What a manifest says of an image."""

    content_hash: Hash
    width: int
    height: int
    size: int = Field(description="Bytes of its file or, of many in one file, of its samples.")
    path: str | None
    index: int | None = Field(description="Its number in its split, where it has no path.")
    label: str | None
    split: str | None


class Match(BaseModel):
    """A dataset that holds an image; `proof` leads from `leaf.hash` to `root`."""

    dataset: Hash
    name: str
    publisher: Address
    kind: HashKind = Field(description="What the digest is of.")
    leaf: Leaf
    index: int = Field(description="Position of the image in the manifest, from 0.")
    image: ImageOfManifest
    proof: list[Hash]
    root: Hash = Field(description="As `dataset(id).root` of the registry says.")
    revoked: bool
    superseded_by: Hash | None


class UsedBy(BaseModel):
    """A model that was trained on a dataset that holds the image."""

    id: Hash
    name: str
    through: Hash = Field(description="The dataset.")


class ImageLookup(Answer):
    """Where an image is; no match is an answer too."""

    digest: Hash
    matches: list[Match]
    models: list[UsedBy]


class BothHashes(BaseModel):
    """The hashes of an image."""

    bytes: Hash
    pixels: Hash | None = Field(description="null if the picture has no canonical pixels.")


class UploadLookup(Answer):
    """Where an image that was sent is; it was hashed and dropped."""

    hashes: BothHashes
    pixels_trouble: str | None = Field(description="Why there is no pixel hash.")
    digest: Hash = Field(description="Of the file's bytes.")
    matches: list[Match]
    models: list[UsedBy]


class ManifestState(BaseModel):
    """Whether the manifest of a dataset could be had."""

    state: Literal["ready", "waiting", "refused"]
    attempts: int
    trouble: str | None


class Dataset(BaseModel):
    """A dataset of the registry."""

    id: Hash
    name: str
    publisher: Address
    root: Hash
    count: int
    hash_kind: HashKind
    cid: str
    metadata: str = Field(description="As the publisher wrote it.")
    supersedes: Hash | None
    superseded_by: Hash | None
    revoked: bool
    registered_at: int
    block: int
    manifest: ManifestState


class OneDataset(Answer, Dataset):
    """A dataset, with the models trained on it."""

    models: list[Hash]


class DatasetImage(ImageOfManifest):
    """An image of a dataset, by its position."""

    position: int


class ImageProof(Answer):
    """That an image is in a dataset."""

    dataset: Hash
    kind: HashKind
    leaf: Leaf
    index: int
    proof: list[Hash]
    root: Hash


class Model(BaseModel):
    """A model of the registry."""

    id: Hash
    name: str
    publisher: Address
    digest: Hash = Field(description="SHA-256 of the model manifest.")
    parent: Hash | None
    datasets: list[Hash]
    cid: str
    metadata: str
    revoked: bool
    registered_at: int
    block: int


class OneModel(Answer, Model):
    """A model."""


class Node(BaseModel):
    """A dataset or model of a lineage."""

    id: Hash
    kind: Literal["dataset", "model"]
    name: str


class Edge(BaseModel):
    """Which way something went: from what it was made of to what was made."""

    from_: Hash = Field(alias="from")
    to: Hash
    role: Literal["trained_on", "derived_from", "supersedes"]


class Lineage(Answer):
    """Datasets and models that are connected, up and down."""

    nodes: list[Node]
    edges: list[Edge]
    truncated: bool = Field(description="Whether there are more than are shown.")


class CampaignDescription(BaseModel):
    """What a sponsor says in words."""

    name: str
    objective: str
    classes: list[str]
    keywords: list[str]
    manifest: str = Field(description="CID of the manifest of the images.")


class CampaignTerms(BaseModel):
    """A campaign's terms; times in seconds since 1970."""

    treasury: Address
    verifier: Address
    images_root: Hash
    image_count: int
    annotators: int
    annotations_per_play: int
    validators: int
    sponsored_bet: Wei
    validator_fee: Wei
    distance: int
    confirmation: int
    sealed_plays: bool
    assignment_period: int
    play_until: int
    reveal_until: int
    validate_until: int


PhaseName = Literal["play", "reveal", "settlement", "review", "ranking", "payout"]


class Campaign(BaseModel):
    """An annotation campaign."""

    address: Address
    sponsor: Address
    block: int
    description: CampaignDescription | None
    terms: CampaignTerms
    phase: PhaseName
    progress: dict[str, int]
    manifest: ManifestState | None


class OneCampaign(Answer, Campaign):
    """An annotation campaign."""


class CampaignImage(BaseModel):
    """An image of a campaign; path and size are of the manifest, null until it is had."""

    index: int
    digest: Hash | None
    hash_kind: HashKind | None
    path: str | None
    width: int | None
    height: int | None
    status: Literal["waiting", "revealed", "settled", "counted", "rejected"]
    in_hand: int
    handed_in: int
    revealed: int


class OneCampaignImage(Answer):
    """An image of a campaign, with the proof under `terms.images_root`."""

    index: int
    digest: Hash
    hash_kind: HashKind
    path: str | None
    width: int
    height: int
    mime: str | None
    status: str
    proof: list[Hash]
    root: Hash


class Box(BaseModel):
    """A cluster; centroid in 1/256 pixels: x, y, height, width."""

    centroid: list[int]
    label: int
    members: list[int]
    players: int


class PlayOf(BaseModel):
    """A revealed play; each annotation is x, y, height, width, class."""

    player: Address
    annotations: list[list[int]]
    score: Wei | None


class ImageOutcome(Answer):
    """What the plays of an image came to; computed again from the chain's plays."""

    index: int
    status: str
    plays: list[PlayOf]
    clusters: list[Box]
    outliers: list[int]


class CampaignPlayer(Answer):
    """An account of a campaign."""

    account: Address
    role: Literal["none", "player", "validator"]
    number: int
    added: Wei
    handed_in: int
    counted_plays: int
    score: Wei | None
    position: int | None
    image: int | None
    held_until: int | None
    is_paid: bool
    owed: Wei


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


class Record(BaseModel):
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
    records: list[Record]
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


class Nonce(BaseModel):
    """A nonce for a message of EIP-4361, good once and for ten minutes."""

    nonce: str = Field(pattern="^[a-zA-Z0-9]{8,}$")
    expires_at: int


class Login(BaseModel):
    """A message of EIP-4361 and its signature by the account in it."""

    model_config = ConfigDict(extra="forbid", strict=True)

    message: Annotated[str, Field(min_length=1, max_length=4_000)]
    signature: Annotated[str, Field(pattern="^0x([0-9a-fA-F]{2}){1,1024}$")]


class Session(BaseModel):
    """Who has logged in."""

    address: Address | None
    expires_at: int | None
