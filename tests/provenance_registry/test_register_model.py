import pytest

from tests.datasets import (
    CID,
    ZERO,
    Images,
    as_hex,
    digest_of,
    model_args,
    record_id,
    register_model,
)
from tests.errors import refused

DIGEST = digest_of("model")


@pytest.fixture(scope="module")
def other_dataset_id(registry, bob):
    return Images.numbered(3, "other").register(registry, bob)


@pytest.fixture
def parent_id(registry, dataset_id, alice):
    return register_model(registry, alice, "parent", [dataset_id])


def test_stores_every_field(registry, dataset_id, other_dataset_id, parent_id, bob, chain):
    tx = registry.registerModel(
        model_args(DIGEST, [dataset_id, other_dataset_id], parent_id, metadata="{}"),
        {"from": bob},
    )
    assert registry.model(record_id(bob, DIGEST)).dict() == {
        "publisher": bob,
        "registeredAt": chain[tx.block_number].timestamp,
        "revokedAt": 0,
        "digest": as_hex(DIGEST),
        "parent": parent_id,
        "datasetIds": tuple(sorted([dataset_id, other_dataset_id])),
        "cid": CID,
        "metadata": "{}",
    }


def test_returns_the_id_and_tells_of_it(registry, dataset_id, bob):
    tx = registry.registerModel(model_args(DIGEST, [dataset_id]), {"from": bob})
    model_id = record_id(bob, DIGEST)
    assert tx.return_value == model_id
    assert registry.modelIdOf(bob, DIGEST) == model_id
    assert len(tx.events) == 1
    assert tx.events["ModelRegistered"] == {
        "modelId": model_id,
        "publisher": bob,
        "digest": as_hex(DIGEST),
        "parent": as_hex(ZERO),
        "datasetIds": (dataset_id,),
        "cid": CID,
    }


def test_exists_from_then_on(registry, dataset_id, bob):
    assert not registry.modelExists(record_id(bob, DIGEST))
    registry.registerModel(model_args(DIGEST, [dataset_id]), {"from": bob})
    assert registry.modelExists(record_id(bob, DIGEST))


def test_is_listed_under_each_dataset(registry, dataset_id, other_dataset_id, bob):
    model_id = register_model(registry, bob, "model", [dataset_id, other_dataset_id])
    assert registry.modelsOf(dataset_id, 0, 9) == [model_id]
    assert registry.modelsOf(other_dataset_id, 0, 9) == [model_id]


def test_two_publishers_register_the_same_manifest(registry, dataset_id, alice, bob):
    assert register_model(registry, alice, "model", [dataset_id]) != register_model(
        registry, bob, "model", [dataset_id]
    )
    assert registry.modelCount() == 2


def test_parent_may_be_another_publishers(registry, dataset_id, parent_id, bob):
    child_id = register_model(registry, bob, "child", [dataset_id], parent_id)
    assert registry.ancestors(child_id, 9) == [parent_id]


def test_empty_digest(registry, dataset_id, bob):
    with refused("EmptyDigest"):
        registry.registerModel(model_args(ZERO, [dataset_id]), {"from": bob})


def test_empty_cid(registry, dataset_id, bob):
    with refused("EmptyCid"):
        registry.registerModel(model_args(DIGEST, [dataset_id], cid=""), {"from": bob})


@pytest.mark.parametrize("derived", [False, True])
def test_no_datasets(registry, parent_id, bob, derived):
    with refused("NoDatasets"):
        registry.registerModel(
            model_args(DIGEST, [], parent_id if derived else ZERO), {"from": bob}
        )


def test_dataset_named_twice(registry, dataset_id, bob):
    with refused("DatasetIdsNotAscending", dataset_id, dataset_id):
        registry.registerModel(model_args(DIGEST, [dataset_id] * 2), {"from": bob})


def test_datasets_out_of_order(registry, dataset_id, other_dataset_id, bob):
    lower, higher = sorted([dataset_id, other_dataset_id])
    with refused("DatasetIdsNotAscending", higher, lower):
        registry.registerModel((DIGEST, ZERO, [higher, lower], CID, ""), {"from": bob})


@pytest.mark.parametrize("unknown", [ZERO, digest_of("nothing")])
def test_unknown_dataset(registry, bob, unknown):
    with refused("UnknownDataset", unknown):
        registry.registerModel(model_args(DIGEST, [unknown]), {"from": bob})


def test_revoked_dataset_among_others(registry, dataset_id, other_dataset_id, alice, bob):
    registry.revokeDataset(dataset_id, "", {"from": alice})
    with refused("DatasetIsRevoked", dataset_id):
        registry.registerModel(model_args(DIGEST, [dataset_id, other_dataset_id]), {"from": bob})
    assert registry.modelCountOf(other_dataset_id) == 0


def test_registered_twice(registry, dataset_id, bob):
    model_id = register_model(registry, bob, "model", [dataset_id])
    with refused("ModelAlreadyRegistered", model_id):
        registry.registerModel(model_args(digest_of("model"), [dataset_id]), {"from": bob})


def test_unknown_parent(registry, dataset_id, bob):
    unknown = digest_of("nothing")
    with refused("UnknownModel", unknown):
        registry.registerModel(model_args(DIGEST, [dataset_id], unknown), {"from": bob})


def test_revoked_parent(registry, dataset_id, parent_id, alice, bob):
    registry.revokeModel(parent_id, "", {"from": alice})
    with refused("ModelIsRevoked", parent_id):
        registry.registerModel(model_args(DIGEST, [dataset_id], parent_id), {"from": bob})


def test_its_own_parent(registry, dataset_id, bob):
    own_id = record_id(bob, DIGEST)
    with refused("AncestryCycle", own_id):
        registry.registerModel(model_args(DIGEST, [dataset_id], own_id), {"from": bob})
