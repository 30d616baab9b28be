"""Model manifests, and the ids under which they and datasets are registered."""

from __future__ import annotations

import json
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

import jsonschema
import pytest
from eth_abi import encode
from eth_utils import keccak

from veriset.errors import InputError, ManifestError
from veriset.files import write_atomically
from veriset.model_manifest import (
    ModelManifest,
    TrainedOn,
    WeightsFile,
    dump_model_manifest,
    load_model_manifest,
    model_digest,
)
from veriset.registry_ids import registry_id

MODEL = ModelManifest(
    name="small-classifier",
    datasets=(
        TrainedOn(id="0x" + "1" * 64, root="0x" + "2" * 64, name="mnist", splits=("train",)),
    ),
    framework="veriset.training",
    versions={"python": "3.11.7", "some_package": "1.0"},
    hyperparameters={"learning_rate": 0.1, "hidden_units": [128], "name": None},
    order_seed=7,
    metrics={"test_accuracy": 0.9771, "perfect": 1.0, "images": 10000},
    weights=WeightsFile(file="weights.safetensors", sha256="0x" + "3" * 64, size=407_248),
)
CONTENT = (
    b'{"datasets":[{"id":"0x' + b"1" * 64 + b'","name":"mnist","root":"0x' + b"2" * 64 + b'",'
    b'"splits":["train"]}],"format":"veriset-model:1","framework":"veriset.training",'
    b'"hyperparameters":{"hidden_units":[128],"learning_rate":0.1,"name":null},'
    b'"metrics":{"images":10000,"perfect":1.0,"test_accuracy":0.9771},'
    b'"name":"small-classifier","notes":{},"orderSeed":7,'
    b'"versions":{"python":"3.11.7","some_package":"1.0"},'
    b'"weights":{"file":"weights.safetensors","sha256":"0x' + b"3" * 64 + b'","size":407248}}\n'
)


def load(tmp_path, content: bytes) -> ModelManifest:
    path = tmp_path / "model.json"
    write_atomically(path, content)
    return load_model_manifest(path)


def test_the_bytes():
    """Whatever changes them changes the digest of every model there is."""
    assert dump_model_manifest(MODEL) == CONTENT
    assert model_digest(CONTENT) == sha256(CONTENT).digest()


@pytest.mark.parametrize(
    "model",
    [
        MODEL,
        replace(MODEL, task="mnist", derived_from="0x" + "4" * 64, notes={"classes": "0, 1"}),
        replace(MODEL, datasets=(replace(MODEL.datasets[0], selection="a fifth", splits=()),)),
        replace(MODEL, metrics={"tiny": 1e-300, "large": 1e300, "sum": 0.1 + 0.2}),
        replace(MODEL, name="\u00c9t\u00e9 \U0001f33e"),
    ],
)
def test_there_and_back(model, tmp_path):
    content = dump_model_manifest(model)
    assert load(tmp_path, content) == model
    schema = json.loads((Path(__file__).parents[2] / "manifests/model.schema.json").read_text())
    jsonschema.validate(json.loads(content), schema)


@pytest.mark.parametrize("value", [float("nan"), float("inf"), {1, 2}, object()])
def test_what_json_cannot_say(value):
    for model in (
        replace(MODEL, metrics={"loss": value}),
        replace(MODEL, hyperparameters={"rate": {"deep": [value]}}),
    ):
        with pytest.raises(ManifestError, match="small-classifier cannot be written as JSON"):
            dump_model_manifest(model)


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        (b'"orderSeed":7', b'"orderSeed":8 ', "not in canonical form"),
        (b'"orderSeed":7', b'"orderSeed":"7"', "not in canonical form"),
        (b'"size":407248', b'"size":407248.0', "not in canonical form"),
        (b'"orderSeed":7', b'"orderSeed":-1', "is not a model manifest: orderSeed"),
        (b'"orderSeed":7', b'"order_seed":7', "is not a model manifest: orderSeed"),
        (b'"notes":{},', b'"notes":{},"more":1,', "is not a model manifest: more"),
        (b'"size":407248', b'"size":0', "is not a model manifest: weights.size"),
        (b'"0x3', b'"3', "is not a model manifest: weights.sha256"),
        (b"veriset-model:1", b"veriset-model:2", "is not a model manifest: format"),
        (b'"datasets":[{', b'"datasets":[],"x":[{', "is not a model manifest: datasets"),
        (b"}}\n", b"}}", "not in canonical form"),
        (b"}}\n", b"}", "is not a model manifest: Invalid JSON"),
    ],
)
def test_edited_by_hand(old, new, message, tmp_path):
    assert CONTENT.count(old) == 1
    with pytest.raises(ManifestError, match=message):
        load(tmp_path, CONTENT.replace(old, new))


def test_unreadable(tmp_path):
    with pytest.raises(InputError, match="No such file"):
        load_model_manifest(tmp_path / "missing.json")


ADDRESS = "0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266"


def test_registry_ids():
    digest = sha256(b"content").digest()
    expected = keccak(encode(["address", "bytes32"], [ADDRESS, digest]))
    assert registry_id(ADDRESS, digest) == expected
    assert registry_id(ADDRESS.lower(), digest) == expected


@pytest.mark.parametrize(
    "publisher", ["", ADDRESS[2:], ADDRESS[:-1], ADDRESS + "0", ADDRESS + "\n"]
)
def test_publishers_that_are_no_addresses(publisher):
    with pytest.raises(InputError, match="is not an address"):
        registry_id(publisher, bytes(32))
