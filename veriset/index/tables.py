"""The tables of the index.

Rows that a block put there carry its number, so that a block that the chain takes back is undone
by deleting them; nothing is ever changed by an event. Manifests and their images do not depend on
blocks: a CID names the same bytes on every fork. What cannot be read again is in `kept`.
"""

from __future__ import annotations

from sqlalchemy import (
    JSON,
    BigInteger,
    Column,
    Float,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
    UniqueConstraint,
)

VERSION = "1"
"""Changes with the tables; an index of another version is made again."""

metadata = MetaData()

state = Table(
    "state",
    metadata,
    Column("name", Text, primary_key=True),
    Column("value", Text, nullable=False),
)
"""The versions of the tables, and what is followed how far."""

checkpoints = Table(
    "checkpoints",
    metadata,
    Column("number", BigInteger, primary_key=True, autoincrement=False),
    Column("hash", LargeBinary(32), nullable=False),
    Column("timestamp", BigInteger, nullable=False),
)
"""Blocks up to which everything is indexed, with the hash that each had then."""

events = Table(
    "events",
    metadata,
    Column("block", BigInteger, primary_key=True, autoincrement=False),
    Column("log_index", Integer, primary_key=True, autoincrement=False),
    Column("address", Text, nullable=False),
    Column("contract", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("subject", Text, nullable=False, default=""),  # the first indexed argument
    Column("transaction_hash", LargeBinary(32), nullable=True),  # none if read from state
    Column("arguments", JSON, nullable=False),
    Index("events_by_name", "name", "subject"),
    Index("events_by_address", "address", "block", "log_index"),
)

datasets = Table(
    "datasets",
    metadata,
    Column("id", LargeBinary(32), primary_key=True),
    Column("block", BigInteger, nullable=False),
    Column("log_index", Integer, nullable=False),
    Column("publisher", Text, nullable=False),
    Column("root", LargeBinary(32), nullable=False),
    Column("count", BigInteger, nullable=False),
    Column("hash_kind", Text, nullable=False),
    Column("cid", Text, nullable=False),
    Column("metadata", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("supersedes", LargeBinary(32), nullable=True),
    Column("registered_at", BigInteger, nullable=False),
    Column("manifest", Integer, nullable=False),
    Index("datasets_by_place", "block", "log_index"),
    Index("datasets_by_manifest", "manifest"),
)

models = Table(
    "models",
    metadata,
    Column("id", LargeBinary(32), primary_key=True),
    Column("block", BigInteger, nullable=False),
    Column("log_index", Integer, nullable=False),
    Column("publisher", Text, nullable=False),
    Column("digest", LargeBinary(32), nullable=False),
    Column("parent", LargeBinary(32), nullable=True),
    Column("cid", Text, nullable=False),
    Column("metadata", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("registered_at", BigInteger, nullable=False),
    Index("models_by_place", "block", "log_index"),
)

uses = Table(
    "uses",
    metadata,
    Column("model", LargeBinary(32), primary_key=True),
    Column("dataset", LargeBinary(32), primary_key=True),
    Column("block", BigInteger, nullable=False),
    Index("uses_by_dataset", "dataset"),
)
"""Which model was trained on which dataset."""

campaigns = Table(
    "campaigns",
    metadata,
    Column("address", Text, primary_key=True),
    Column("block", BigInteger, nullable=False),
    Column("log_index", Integer, nullable=False),
    Column("sponsor", Text, nullable=False),
    Column("images_root", LargeBinary(32), nullable=False),
    Column("description", LargeBinary, nullable=False),
    Column("manifest", Integer, nullable=True),  # none if the description names none
    Index("campaigns_by_place", "block", "log_index"),
)

collaborations = Table(
    "collaborations",
    metadata,
    Column("address", Text, primary_key=True),
    Column("block", BigInteger, nullable=False),
    Column("log_index", Integer, nullable=False),
    Column("creator", Text, nullable=False),
    Column("schema_hash", LargeBinary(32), nullable=False),
    Column("name", Text, nullable=False),
    Index("collaborations_by_place", "block", "log_index"),
)
"""Collaborative datasets."""

BY_BLOCK = (events, datasets, models, uses, campaigns, collaborations)
"""The tables whose rows go when their block goes."""

manifests = Table(
    "manifests",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("cid", Text, nullable=False),
    Column("root", LargeBinary(32), nullable=False),
    Column("state", Text, nullable=False),  # waiting, ready or refused
    Column("attempts", Integer, nullable=False),
    Column("retry_at", Float, nullable=False),
    Column("trouble", Text, nullable=True),
    Column("hash_kind", Text, nullable=True),
    Column("count", BigInteger, nullable=True),
    Column("name", Text, nullable=True),
    UniqueConstraint("cid", "root"),
)

images = Table(
    "images",
    metadata,
    Column("manifest", Integer, primary_key=True, autoincrement=False),
    Column("position", Integer, primary_key=True, autoincrement=False),
    Column("digest", LargeBinary(32), nullable=False),
    Column("entry", LargeBinary, nullable=False),
    Index("images_by_digest", "digest"),
    sqlite_with_rowid=False,
)
"""The images of manifests that are ready, or about to be: `entry` is as in the manifest."""
