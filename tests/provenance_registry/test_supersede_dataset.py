import pytest

from tests.datasets import Images, as_hex, dataset_args, digest_of, record_id
from tests.errors import refused

NEWER = digest_of("newer root")
NEWEST = digest_of("newest root")


@pytest.fixture
def newer_id(registry, dataset_id, alice):
    registry.registerDataset(dataset_args(NEWER, supersedes=dataset_id), {"from": alice})
    return record_id(alice, NEWER)


def test_links_both_ways(registry, dataset_id, newer_id):
    assert registry.dataset(newer_id)["supersedes"] == dataset_id
    assert registry.dataset(dataset_id)["supersededBy"] == newer_id


def test_erases_nothing_of_the_older_version(registry, dataset_id, alice):
    before = registry.dataset(dataset_id).dict()
    registry.registerDataset(dataset_args(NEWER, supersedes=dataset_id), {"from": alice})
    after = registry.dataset(dataset_id).dict()
    assert after.pop("supersededBy") == record_id(alice, NEWER)
    assert before.pop("supersededBy") == as_hex(b"\0" * 32)
    assert after == before


def test_tells_of_it(registry, dataset_id, alice):
    tx = registry.registerDataset(dataset_args(NEWER, supersedes=dataset_id), {"from": alice})
    assert list(tx.events.keys()) == ["DatasetRegistered", "DatasetSuperseded"]
    assert tx.events["DatasetSuperseded"] == {
        "datasetId": dataset_id,
        "supersededBy": record_id(alice, NEWER),
    }


def test_versions_form_a_line(registry, dataset_id, newer_id, alice):
    registry.registerDataset(dataset_args(NEWEST, supersedes=newer_id), {"from": alice})
    newest_id = record_id(alice, NEWEST)
    assert registry.olderVersions(newest_id, 9) == [newer_id, dataset_id]
    assert registry.newerVersions(dataset_id, 9) == [newer_id, newest_id]


def test_superseded_dataset_still_verifies(registry, dataset_id, newer_id, images):
    assert registry.verify(dataset_id, images.hashes[0], images.tree.proof(0))


def test_superseded_dataset_still_takes_models(registry, dataset_id, newer_id, bob):
    digest = digest_of("model")
    registry.registerModel((digest, b"\0" * 32, [dataset_id], "cid", ""), {"from": bob})
    assert registry.modelsOf(dataset_id, 0, 9) == [record_id(bob, digest)]


def test_unknown_dataset(registry, alice):
    unknown = digest_of("nothing")
    with refused("UnknownDataset", unknown):
        registry.registerDataset(dataset_args(NEWER, supersedes=unknown), {"from": alice})


def test_not_the_publisher(registry, dataset_id, bob):
    with refused("NotPublisher", dataset_id, bob):
        registry.registerDataset(dataset_args(NEWER, supersedes=dataset_id), {"from": bob})


def test_revoked(registry, dataset_id, alice):
    registry.revokeDataset(dataset_id, "", {"from": alice})
    with refused("DatasetIsRevoked", dataset_id):
        registry.registerDataset(dataset_args(NEWER, supersedes=dataset_id), {"from": alice})


def test_superseded_twice(registry, dataset_id, newer_id, alice):
    with refused("AlreadySuperseded", dataset_id, newer_id):
        registry.registerDataset(dataset_args(NEWEST, supersedes=dataset_id), {"from": alice})


def test_superseding_itself(registry, alice):
    own_id = record_id(alice, NEWER)
    with refused("AncestryCycle", own_id):
        registry.registerDataset(dataset_args(NEWER, supersedes=own_id), {"from": alice})


def test_closing_a_ring(registry, dataset_id, newer_id, images, alice):
    """The oldest version cannot come again as the newest: it is registered already."""
    with refused("DatasetAlreadyRegistered", dataset_id):
        Images.register(images, registry, alice, supersedes=newer_id)


def test_a_refused_registration_leaves_nothing(registry, dataset_id, bob):
    with refused("NotPublisher", dataset_id, bob):
        registry.registerDataset(dataset_args(NEWER, supersedes=dataset_id), {"from": bob})
    assert not registry.datasetExists(record_id(bob, NEWER))
    assert registry.datasetCount() == 1
