"""Datasets, models and their lineage, and how far the server is."""

# The fixtures that are imported are what arguments name.
# ruff: noqa: F811

from __future__ import annotations

from fastapi.testclient import TestClient

from tests.package.local_index import chain, work  # noqa: F401
from tests.package.local_server import API, UNKNOWN, World, client, get, problem, raw, world  # noqa: F401
from veriset.merkle import verify_proof


def test_status(client: TestClient, world: World) -> None:
    found = get(client, "/status")
    head = world.chain.web3.eth.get_block("latest")
    assert found["contracts"]["ProvenanceRegistry"] == world.chain.registry.address
    assert found["rpc"] == "/rpc"
    assert found["index"]["behind"] == 0
    assert found["index"]["manifests"] == {"ready": 2, "waiting": 0, "refused": 1}
    assert found["chain"] == {
        "id": world.chain.network.chain_id,
        "block": head["number"],
        "block_hash": "0x" + bytes(head["hash"]).hex(),
        "timestamp": head["timestamp"],
    }


def test_datasets_are_listed_page_by_page(client: TestClient, world: World) -> None:
    first = get(client, "/datasets", params={"limit": 2})
    assert [item["id"] for item in first["items"]] == [
        "0x" + id_.hex() for id_ in (world.asters, world.pixels)
    ]
    rest = get(client, "/datasets", params={"limit": 2, "cursor": first["next"]})
    assert rest["next"] is None
    [last] = rest["items"]
    assert last["id"] == "0x" + world.missing.hex()
    assert last["name"].startswith("0x")  # its metadata has no name
    assert last["manifest"]["state"] == "refused"
    assert first["items"][0]["superseded_by"] == first["items"][1]["id"]


def test_a_dataset(client: TestClient, world: World) -> None:
    found = get(client, f"/datasets/0x{world.asters.hex()}")
    assert found["models"] == ["0x" + world.model.hex()]
    assert (found["count"], found["root"]) == (10, world.asters_manifest.root)
    problem(client.get(f"{API}/datasets/{UNKNOWN}"), 404, "No dataset has the id")


def test_the_images_of_a_dataset_page_by_page(client: TestClient, world: World) -> None:
    path, cursor, seen = f"/datasets/0x{world.asters.hex()}/images", None, []
    while True:
        part = get(client, path, params={"limit": 4} | ({"cursor": cursor} if cursor else {}))
        seen += [item["content_hash"] for item in part["items"]]
        if (cursor := part["next"]) is None:
            break
    assert seen == [image.content_hash for image in world.asters_manifest.images]
    problem(client.get(f"{API}/datasets/0x{world.missing.hex()}/images"), 404, "refused")


def test_the_proof_of_an_image_of_a_dataset(client: TestClient, world: World) -> None:
    digest = world.pixels_manifest.images[2].content_hash
    id_ = "0x" + world.pixels.hex()
    found = get(client, f"/datasets/{id_}/images/{digest}/proof")
    proof = [raw(part) for part in found["proof"]]
    assert verify_proof(raw(found["root"]), raw(digest), proof)
    assert (found["kind"], found["index"]) == ("pixels", 2)
    problem(client.get(f"{API}/datasets/{id_}/images/{UNKNOWN}/proof"), 404, "has no image")


def test_a_manifest_is_the_bytes_that_its_cid_names(client: TestClient, world: World) -> None:
    response = client.get(f"{API}/datasets/0x{world.asters.hex()}/manifest")
    assert response.content == (world.folder / "asters.json").read_bytes()
    assert "immutable" in response.headers["cache-control"]


def test_lineage(client: TestClient, world: World) -> None:
    ids = {"0x" + id_.hex() for id_ in (world.asters, world.pixels, world.model)}
    for path in (f"/datasets/0x{world.pixels.hex()}", f"/models/0x{world.model.hex()}"):
        found = get(client, f"{path}/lineage")
        assert {node["id"] for node in found["nodes"]} == ids
        assert sorted(
            (edge["from"], edge["to"], edge["role"]) for edge in found["edges"]
        ) == sorted(
            [
                ("0x" + world.asters.hex(), "0x" + world.pixels.hex(), "supersedes"),
                ("0x" + world.asters.hex(), "0x" + world.model.hex(), "trained_on"),
            ]
        )
        assert not found["truncated"]


def test_models(client: TestClient, world: World) -> None:
    [listed] = get(client, "/models")["items"]
    one = get(client, f"/models/0x{world.model.hex()}")
    assert listed | {"chain": one["chain"]} == one
    assert one["datasets"] == ["0x" + world.asters.hex()]
    problem(client.get(f"{API}/models/{UNKNOWN}"), 404)
