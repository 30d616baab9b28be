"""What the API answers of images, datasets and models."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, Field

from veriset.server.models.common import Address, Answer, Hash, HashKind


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
