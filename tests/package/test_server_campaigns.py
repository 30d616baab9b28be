"""Annotation campaigns."""

# The fixtures that are imported are what arguments name.
# ruff: noqa: F811

from __future__ import annotations

from io import BytesIO

from fastapi.testclient import TestClient

from tests.package.local_index import chain, work  # noqa: F401
from tests.package.local_server import API, NOBODY, World, client, get, problem, raw, world  # noqa: F401
from veriset.cid import cid_v1
from veriset.merkle import verify_proof


def test_a_campaign(client: TestClient, world: World) -> None:
    [listed] = get(client, "/campaigns")["items"]
    one = get(client, f"/campaigns/{world.campaign.address}")
    assert listed | {"chain": one["chain"]} == one
    assert one["terms"]["sponsored_bet"] == "1000"
    assert one["terms"]["images_root"] == world.asters_manifest.root
    assert (one["phase"], one["description"]["classes"]) == ("play", ["aster"])
    assert one["progress"]["handed_in"] == 2
    problem(client.get(f"{API}/campaigns/{NOBODY}"), 404)


def test_the_manifest_of_a_campaign_is_the_bytes_that_its_cid_names(
    client: TestClient, world: World
) -> None:
    path = f"{API}/campaigns/{world.campaign.address}/manifest"
    response = client.get(path)
    assert response.status_code == 200
    assert response.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert str(cid_v1(BytesIO(response.content))) == world.campaign.description().manifest
    problem(client.get(f"{API}/campaigns/{NOBODY}/manifest"), 404)


def test_the_images_of_a_campaign(client: TestClient, world: World) -> None:
    path = f"/campaigns/{world.campaign.address}/images"
    part = get(client, path, params={"limit": 7})
    rest = get(client, path, params={"limit": 7, "cursor": part["next"]})
    items = part["items"] + rest["items"]
    assert [item["digest"] for item in items] == [
        image.content_hash for image in world.asters_manifest.images
    ]
    assert sum(item["handed_in"] for item in items) == 2
    one = get(client, f"{path}/3")
    assert verify_proof(raw(one["root"]), raw(one["digest"]), [raw(part) for part in one["proof"]])
    assert (one["digest"], one["mime"]) == (items[3]["digest"], "image/jpeg")
    problem(client.get(f"{API}{path}/10"), 404, "images 0 to 9")


def test_what_became_of_an_image(client: TestClient, world: World) -> None:
    path = f"/campaigns/{world.campaign.address}/images"
    played = [item["index"] for item in get(client, path)["items"] if item["revealed"]]
    plays = [play for index in played for play in get(client, f"{path}/{index}/outcome")["plays"]]
    assert sorted(play["annotations"][0][0] for play in plays) == [10, 11]
    assert {play["player"] for play in plays} == {
        world.chain.bob.address,
        world.chain.carol.address,
    }
    found = get(client, f"{path}/{played[0]}/outcome")
    assert found["clusters"][0]["centroid"][1:] == [20 * 256, 30 * 256, 40 * 256]
    empty = next(index for index in range(10) if index not in played)
    assert get(client, f"{path}/{empty}/outcome")["clusters"] == []


def test_a_player_of_a_campaign(client: TestClient, world: World) -> None:
    path = f"/campaigns/{world.campaign.address}/players"
    found = get(client, f"{path}/{world.chain.bob.address}")
    assert (found["role"], found["handed_in"]) == ("player", 1)
    assert found["image"] is not None
    assert get(client, f"{path}/{NOBODY}")["role"] == "none"
