import pytest

from tests.datasets import digest_of, register_model
from tests.errors import refused


@pytest.fixture
def model_id(registry, dataset_id, bob):
    return register_model(registry, bob, "model", [dataset_id])


def test_is_marked_and_nothing_else_changes(registry, dataset_id, model_id, bob, chain):
    before = registry.model(model_id).dict()
    tx = registry.revokeModel(model_id, "weights leaked", {"from": bob})
    after = registry.model(model_id).dict()
    assert before.pop("revokedAt") == 0
    assert after.pop("revokedAt") == chain[tx.block_number].timestamp
    assert after == before
    assert registry.modelsOf(dataset_id, 0, 9) == [model_id]


def test_tells_why(registry, model_id, bob):
    tx = registry.revokeModel(model_id, "weights leaked", {"from": bob})
    assert len(tx.events) == 1
    assert tx.events["ModelRevoked"] == {
        "modelId": model_id,
        "publisher": bob,
        "reason": "weights leaked",
    }


def test_unknown(registry, bob):
    unknown = digest_of("nothing")
    with refused("UnknownModel", unknown):
        registry.revokeModel(unknown, "", {"from": bob})


def test_not_the_publisher(registry, model_id, alice):
    with refused("NotPublisher", model_id, alice):
        registry.revokeModel(model_id, "", {"from": alice})


def test_twice(registry, model_id, bob):
    registry.revokeModel(model_id, "", {"from": bob})
    with refused("ModelIsRevoked", model_id):
        registry.revokeModel(model_id, "", {"from": bob})
