import brownie
import pytest

from tests.datasets import CID, FILE, PIXELS, ZERO, as_hex, dataset_args, digest_of, record_id
from tests.errors import refused

ROOT = digest_of("root")


def test_stores_every_field(registry, alice, chain):
    tx = registry.registerDataset(
        dataset_args(ROOT, 70_000, PIXELS, metadata='{"name":"MNIST"}'), {"from": alice}
    )
    dataset_id = record_id(alice, ROOT)
    assert registry.dataset(dataset_id).dict() == {
        "publisher": alice,
        "registeredAt": chain[tx.block_number].timestamp,
        "revokedAt": 0,
        "count": 70_000,
        "hashKind": PIXELS,
        "root": as_hex(ROOT),
        "supersedes": as_hex(ZERO),
        "supersededBy": as_hex(ZERO),
        "cid": CID,
        "metadata": '{"name":"MNIST"}',
    }


def test_returns_the_id_and_tells_of_it(registry, alice):
    tx = registry.registerDataset(dataset_args(ROOT, 3), {"from": alice})
    dataset_id = record_id(alice, ROOT)
    assert tx.return_value == dataset_id
    assert registry.datasetIdOf(alice, ROOT) == dataset_id
    assert len(tx.events) == 1
    assert tx.events["DatasetRegistered"] == {
        "datasetId": dataset_id,
        "publisher": alice,
        "root": as_hex(ROOT),
        "count": 3,
        "hashKind": FILE,
        "cid": CID,
    }


def test_exists_from_then_on(registry, alice):
    dataset_id = record_id(alice, ROOT)
    assert not registry.datasetExists(dataset_id)
    registry.registerDataset(dataset_args(ROOT), {"from": alice})
    assert registry.datasetExists(dataset_id)


def test_two_publishers_register_the_same_root(registry, alice, bob):
    registry.registerDataset(dataset_args(ROOT), {"from": bob})
    registry.registerDataset(dataset_args(ROOT), {"from": alice})
    assert registry.dataset(record_id(alice, ROOT))["publisher"] == alice
    assert registry.dataset(record_id(bob, ROOT))["publisher"] == bob


@pytest.mark.parametrize("count", [1, 2**64 - 1])
def test_count_range(registry, alice, count):
    registry.registerDataset(dataset_args(ROOT, count), {"from": alice})
    assert registry.dataset(record_id(alice, ROOT))["count"] == count


def test_long_metadata_reads_back(registry, alice):
    metadata = "é" * 1_000
    registry.registerDataset(dataset_args(ROOT, metadata=metadata), {"from": alice})
    assert registry.dataset(record_id(alice, ROOT))["metadata"] == metadata


def test_empty_root(registry, alice):
    with refused("EmptyRoot"):
        registry.registerDataset(dataset_args(ZERO), {"from": alice})


def test_count_zero(registry, alice):
    with refused("CountZero"):
        registry.registerDataset(dataset_args(ROOT, 0), {"from": alice})


def test_empty_cid(registry, alice):
    with refused("EmptyCid"):
        registry.registerDataset(dataset_args(ROOT, cid=""), {"from": alice})


def test_unknown_hash_kind(registry, alice):
    with brownie.reverts():
        registry.registerDataset(dataset_args(ROOT, hash_kind=2), {"from": alice})


def test_registered_twice(registry, alice):
    registry.registerDataset(dataset_args(ROOT), {"from": alice})
    with refused("DatasetAlreadyRegistered", record_id(alice, ROOT)):
        registry.registerDataset(dataset_args(ROOT, 99), {"from": alice})


def test_unknown_id(registry):
    unknown = "0x" + "11" * 32
    with refused("UnknownDataset", unknown):
        registry.dataset(unknown)
