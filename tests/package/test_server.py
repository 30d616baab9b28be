"""The API, endpoint by endpoint, and what it says to bad input."""

# The fixtures that are imported are what arguments name.
# ruff: noqa: F811

from __future__ import annotations

import csv
import hashlib
import io
import time
from dataclasses import replace
from datetime import datetime, timezone
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from eth_account import Account
from eth_account.messages import encode_defunct, encode_typed_data
from fastapi.testclient import TestClient
from PIL import Image

from tests.package.local_index import Chain, chain, work  # noqa: F401
from tests.package.local_server import API, VALIDATOR, World, client, world  # noqa: F401
from tests.package.pictures import png
from veriset.chain.dataset_votes import vote_message
from veriset.images import HashKind, digest_image
from veriset.merkle import leaf_hash, verify_proof
from veriset.server.app import create_app
from veriset.server.settings import Rates

UNKNOWN = "0x" + "ab" * 32
NOBODY = "0x" + "11" * 20


def get(client: TestClient, path: str, **options: Any) -> dict[str, Any]:
    response = client.get(API + path, **options)
    assert response.status_code == 200, response.text
    values: dict[str, Any] = response.json()
    return values


def problem(response: Any, status: int, said: str = "") -> dict[str, Any]:
    assert response.status_code == status, response.text
    assert response.headers["content-type"] == "application/problem+json"
    values: dict[str, Any] = response.json()
    assert set(values) == {"type", "title", "status", "detail", "instance"}
    assert values["status"] == status
    assert said in values["detail"]
    return values


def raw(text: str) -> bytes:
    return bytes.fromhex(text.removeprefix("0x"))


def file_of(world: World, position: int = 0) -> Path:
    return world.folder / "asters" / str(world.asters_manifest.images[position].path)


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


def test_an_image_is_found_with_a_proof_that_the_chain_takes(
    client: TestClient, world: World
) -> None:
    for image in world.asters_manifest.images:
        found = get(client, f"/images/{image.content_hash}")
        [match] = found["matches"]
        content_hash, proof = raw(image.content_hash), [raw(part) for part in match["proof"]]
        assert raw(match["leaf"]["hash"]) == leaf_hash(content_hash)
        assert verify_proof(raw(match["root"]), content_hash, proof)
        assert world.chain.registry.verify(raw(match["dataset"]), content_hash, tuple(proof))
        assert (match["name"], match["kind"], match["image"]["path"]) == (
            "asters",
            "bytes",
            image.path,
        )
        assert match["superseded_by"] == "0x" + world.pixels.hex()
        [model] = found["models"]
        assert (model["id"], model["name"], model["through"]) == (
            "0x" + world.model.hex(),
            "net",
            match["dataset"],
        )


def test_an_unknown_image_is_an_answer_too(client: TestClient) -> None:
    found = get(client, f"/images/{UNKNOWN}")
    assert (found["digest"], found["matches"], found["models"]) == (UNKNOWN, [], [])


def test_upper_case_is_the_same_hash(client: TestClient, world: World) -> None:
    digest = world.asters_manifest.images[0].content_hash
    assert get(client, f"/images/0x{digest[2:].upper()}") == get(client, f"/images/{digest}")


def test_an_upload_is_looked_up_by_both_hashes_and_dropped(
    client: TestClient, world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    path = file_of(world)
    found = client.post(f"{API}/images/lookup", files={"file": path.read_bytes()}).json()
    assert raw(found["hashes"]["bytes"]) == hashlib.sha256(path.read_bytes()).digest()
    pixels = digest_image(path, HashKind.PIXELS).content_hash
    assert raw(found["hashes"]["pixels"]) == pixels
    kinds = {match["kind"]: match["name"] for match in found["matches"]}
    assert kinds.get("bytes") == "asters"
    # A lossless copy is found by its pixels alone.
    copy = io.BytesIO()
    Image.open(path).save(copy, "PNG")
    again = client.post(f"{API}/images/lookup", files={"file": copy.getvalue()}).json()
    assert raw(again["hashes"]["pixels"]) == pixels
    assert {match["kind"] for match in again["matches"]} <= {"pixels"}
    assert list(tmp_path.iterdir()) == []


def test_an_upload_of_an_image_of_the_other_kind(client: TestClient, world: World) -> None:
    path = world.folder / "pixels" / str(world.pixels_manifest.images[0].path)
    copy = io.BytesIO()
    Image.open(path).save(copy, "BMP")
    found = client.post(f"{API}/images/lookup", files={"file": copy.getvalue()}).json()
    [match] = found["matches"]
    assert (match["kind"], match["name"]) == ("pixels", "pixels")


SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'


@pytest.mark.parametrize(
    ("content", "status", "said"),
    [
        (b"not an image", 415, "is not an image"),
        (SVG, 415, "is not an image"),
        (b"\x89PNG\r\n\x1a\n broken", 415, "image"),
        (b"", 422, "no file"),
        (png(20_000, 20_000, 8, 2, b""), 415, "more than 1,000,000"),
        (b"\xff" * ((1 << 20) + 1), 413, "more than 1 MiB"),
        (b"\xff" * (3 << 20), 413, "more than 1 MiB"),
    ],
)
def test_what_is_no_image(client: TestClient, content: bytes, status: int, said: str) -> None:
    problem(client.post(f"{API}/images/lookup", files={"file": content}), status, said)


def test_an_image_without_canonical_pixels_is_looked_up_by_its_bytes(client: TestClient) -> None:
    deep = io.BytesIO()
    Image.fromarray(np.arange(64, dtype=np.uint16).reshape(8, 8) * 900).save(deep, "PNG")
    found = client.post(f"{API}/images/lookup", files={"file": deep.getvalue()}).json()
    assert found["hashes"]["pixels"] is None
    assert "more than 8 bits" in found["pixels_trouble"]


@pytest.mark.parametrize(
    ("body", "kind", "status"),
    [
        (b"abc", "text/plain", 415),
        (b"abc", "multipart/form-data", 415),
        (b"abc", "multipart/form-data; boundary=x", 422),
        (b"--x\r\n\r\nabc", "multipart/form-data; boundary=x", 422),
        (
            b'--x\r\nContent-Disposition: form-data; name="other"\r\n\r\nabc\r\n--x--\r\n',
            "multipart/form-data; boundary=x",
            422,
        ),
        (
            b'--x\r\nContent-Disposition: form-data; name="file"\r\n\r\ncut off',
            "multipart/form-data; boundary=x",
            422,
        ),
    ],
)
def test_what_is_no_form(client: TestClient, body: bytes, kind: str, status: int) -> None:
    problem(
        client.post(f"{API}/images/lookup", content=body, headers={"Content-Type": kind}), status
    )


def test_a_stream_without_a_length_is_cut_off(client: TestClient) -> None:
    taken = 0

    def body() -> Any:
        nonlocal taken
        yield b'--x\r\nContent-Disposition: form-data; name="file"\r\n\r\n'
        for _ in range(50):
            taken += 1
            yield b"\xff" * (1 << 20)

    headers = {"Content-Type": "multipart/form-data; boundary=x"}
    problem(client.post(f"{API}/images/lookup", content=body(), headers=headers), 413)


def test_a_file_name_of_a_stranger_changes_nothing(client: TestClient, world: World) -> None:
    content = file_of(world).read_bytes()
    name = '../../etc/passwd\r\nX-Injected: yes"'
    response = client.post(f"{API}/images/lookup", files={"file": (name, content)})
    assert response.status_code == 200
    assert "x-injected" not in response.headers


def test_the_content_of_an_image(client: TestClient, world: World) -> None:
    image = world.asters_manifest.images[3]
    response = client.get(f"{API}/images/{image.content_hash}/content")
    assert hashlib.sha256(response.content).digest() == raw(image.content_hash)
    assert response.headers["content-type"] == "image/jpeg"
    assert "immutable" in response.headers["cache-control"]
    assert "sandbox" in response.headers["content-security-policy"]
    tag = response.headers["etag"]
    again = client.get(f"{API}/images/{image.content_hash}/content", headers={"If-None-Match": tag})
    assert (again.status_code, again.content) == (304, b"")


def test_a_file_that_is_another_image_now_is_not_sent(client: TestClient, world: World) -> None:
    image, path = world.asters_manifest.images[4], file_of(world, 4)
    before = path.read_bytes()
    path.write_bytes(file_of(world, 5).read_bytes())
    try:
        problem(client.get(f"{API}/images/{image.content_hash}/content"), 404, "does not have")
    finally:
        path.write_bytes(before)


def test_pixels_are_sent_by_their_hash(client: TestClient, world: World) -> None:
    digest = world.pixels_manifest.images[0].content_hash
    assert client.get(f"{API}/images/{digest}/content").status_code == 200
    problem(client.get(f"{API}/images/{UNKNOWN}/content"), 404)


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


def test_a_campaign(client: TestClient, world: World) -> None:
    [listed] = get(client, "/campaigns")["items"]
    one = get(client, f"/campaigns/{world.campaign.address}")
    assert listed | {"chain": one["chain"]} == one
    assert one["terms"]["sponsored_bet"] == "1000"
    assert one["terms"]["images_root"] == world.asters_manifest.root
    assert (one["phase"], one["description"]["classes"]) == ("play", ["aster"])
    assert one["progress"]["handed_in"] == 2
    problem(client.get(f"{API}/campaigns/{NOBODY}"), 404)


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


def test_a_collaborative_dataset(client: TestClient, world: World) -> None:
    [listed] = get(client, "/collaborative-datasets")["items"]
    one = get(client, f"/collaborative-datasets/{world.houses.address}")
    assert {name: one[name] for name in listed} == listed
    assert one["batches"] == {"under_review": 1, "decided": 1, "expired": 0}
    assert one["records"] == {"validated": 19, "under_review": 30}
    assert one["record_schema"]["name"] == "HousePrice"
    assert one["rules"]["votes_needed"] == 2
    problem(client.get(f"{API}/collaborative-datasets/{NOBODY}"), 404)


def test_records(client: TestClient, world: World) -> None:
    path = f"/collaborative-datasets/{world.houses.address}/records"
    records = world.houses.validated_records()
    found = get(client, path)["items"]
    assert [item["record"] for item in found] == list(range(1, 20))
    assert [item["values"]["price"] for item in found] == records["price"].tolist()
    review = get(client, path, params={"state": "under_review", "limit": 1, "cursor": 1})
    assert {item["batch"] for item in review["items"]} == {1}
    assert len(review["items"]) == 30
    part = get(client, path, params={"limit": 1})
    assert part["next"] == "1"


def test_records_as_files(client: TestClient, world: World) -> None:
    path = f"{API}/collaborative-datasets/{world.houses.address}/records"
    response = client.get(path, params={"format": "csv"})
    rows = list(csv.DictReader(io.StringIO(response.text)))
    assert len(rows) == 19
    assert response.headers["content-disposition"] == (
        f'attachment; filename="{world.houses.address}.csv"'
    )
    content = client.get(path, params={"format": "npy"}).content
    assert np.array_equal(np.load(io.BytesIO(content)), world.houses.validated_records())
    problem(client.get(path, params={"format": "csv", "state": "under_review"}), 422)


def test_a_review(client: TestClient, world: World) -> None:
    path = f"/collaborative-datasets/{world.houses.address}/batches"
    found = get(client, f"{path}/1/review")
    assert len(found["records"]) == 30
    assert found["flags"]
    flagged = {flag["record"] for flag in found["flags"]}
    suggested = int(found["suggestion"], 16)
    assert {record for record in range(30) if not suggested >> record & 1} == flagged
    assert "price" in found["statistics"]
    problem(client.get(f"{API}{path}/0/review"), 404, "not under review")
    problem(client.get(f"{API}{path}/9/review"), 404, "There is no batch 9")


def signed_vote(world: World, key: Any = VALIDATOR, **changed: Any) -> dict[str, Any]:
    chain_id, address = world.chain.network.chain_id, world.houses.address
    deadline = world.houses.batch(1).closes_at
    values = {"batch_id": 1, "bitmap": 2**30 - 1, "deadline": deadline} | changed
    message = vote_message(chain_id, address, key.address, **values)
    signature = key.sign_message(encode_typed_data(full_message=message)).signature
    return {
        "chainId": chain_id,
        "dataset": address,
        "batchId": values["batch_id"],
        "validator": key.address,
        "bitmap": hex(values["bitmap"]),
        "deadline": values["deadline"],
        "signature": "0x" + bytes(signature).hex(),
        "proof": [],
    }


def test_signed_votes_wait_for_whoever_hands_them_in(client: TestClient, world: World) -> None:
    path = f"{API}/collaborative-datasets/{world.houses.address}/batches/1/signatures"
    other = Account.from_key(b"\x08" * 32)
    for key, bitmap in ((VALIDATOR, 1), (other, 3), (VALIDATOR, 2**30 - 1)):
        response = client.post(path, json=signed_vote(world, key, bitmap=bitmap))
        assert response.status_code == 201, response.text
    assert response.json()["kept"] == 2  # the second of a validator replaces its first
    part = get(client, path.removeprefix(API), params={"limit": 1})
    rest = get(client, path.removeprefix(API), params={"limit": 1, "cursor": part["next"]})
    items = part["items"] + rest["items"]
    assert {item["validator"]: item["bitmap"] for item in items} == {
        VALIDATOR.address: hex(2**30 - 1),
        other.address: "0x3",
    }
    votes = [
        (item["validator"], int(item["bitmap"], 16), item["deadline"], [], raw(item["signature"]))
        for item in items
    ]
    world.houses.functions.voteBySignatures(1, votes).call()  # the contract takes them as they are


@pytest.mark.parametrize(
    ("changed", "status", "said"),
    [
        ({"signature": "0x" + "11" * 65}, 422, "InvalidSignature"),
        ({"bitmap": "0x" + "f" * 64}, 422, "would not be counted"),
        ({"batchId": 0}, 422, "was sent to batch 1"),
        ({"dataset": NOBODY}, 422, "was sent to"),
        ({"chainId": 1}, 422, "on chain 1,"),
        ({"deadline": 5}, 422, "VoteExpired"),
        ({"validator": "0x12"}, 422, "validator"),
        ({"proof": ["0x12"]}, 422, "proof"),
        ({"extra": 1}, 422, "extra"),
        ({"bitmap": 3}, 422, "bitmap"),
        ({"batchId": True}, 422, "batchId"),
    ],
)
def test_a_vote_that_the_contract_would_not_take(
    client: TestClient, world: World, changed: dict[str, Any], status: int, said: str
) -> None:
    path = f"{API}/collaborative-datasets/{world.houses.address}/batches/1/signatures"
    problem(client.post(path, json=signed_vote(world) | changed), status, said)


def test_a_contributor_cannot_leave_a_vote_on_its_batch(client: TestClient, world: World) -> None:
    path = f"{API}/collaborative-datasets/{world.houses.address}/batches/0/signatures"
    problem(client.post(path, json=signed_vote(world, batch_id=0)), 422, "BatchIsClosed")


def sign_in(client: TestClient, world: World, **changed: Any) -> Any:
    nonce = client.get(f"{API}/session/nonce").json()["nonce"]
    issued = datetime.now(timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")
    parts = {"domain": "testserver", "nonce": nonce, "key": VALIDATOR, "issued": issued} | changed
    text = (
        f"{parts['domain']} wants you to sign in with your Ethereum account:\n"
        f"{VALIDATOR.address}\n\n\nURI: http://{parts['domain']}/\nVersion: 1\n"
        f"Chain ID: {world.chain.network.chain_id}\nNonce: {parts['nonce']}\n"
        f"Issued At: {parts['issued']}"
    )
    signature = parts["key"].sign_message(encode_defunct(text=text)).signature
    login = {"message": text, "signature": "0x" + bytes(signature).hex()}
    return client.post(f"{API}/session", json=login), login


def test_a_wallet_logs_in_and_out(client: TestClient, world: World) -> None:
    assert get(client, "/session") == {"address": None, "expires_at": None}
    response, login = sign_in(client, world)
    assert response.status_code == 200, response.text
    cookie = response.headers["set-cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=strict" in cookie
    found = get(client, "/session")
    assert found["address"] == VALIDATOR.address
    assert found["expires_at"] > time.time()
    problem(client.post(f"{API}/session", json=login), 401, "nonce was used")
    client.delete(f"{API}/session")
    assert get(client, "/session")["address"] is None


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"domain": "evil.example"}, "is for evil.example"),
        ({"nonce": "0" * 32}, "not ours"),
        ({"key": Account.from_key(b"\x09" * 32)}, "is not signed by"),
        ({"issued": "2020-01-01T00:00:00Z"}, "not made just now"),
    ],
)
def test_a_login_that_is_refused(
    client: TestClient, world: World, changed: dict[str, Any], said: str
) -> None:
    response, _ = sign_in(client, world, **changed)
    problem(response, 401, said)
    assert "set-cookie" not in response.headers


def test_a_contract_that_did_not_sign_does_not_log_in(client: TestClient, world: World) -> None:
    nonce = client.get(f"{API}/session/nonce").json()["nonce"]
    login = {"message": f"nonsense {nonce}", "signature": "0x11"}
    problem(client.post(f"{API}/session", json=login), 422, "EIP-4361")


@pytest.mark.parametrize(
    "path",
    [
        "/api/v1/nothing",
        "/api/v2/status",
        "/api/v1/images/0x12",
        "/api/v1/images/..%2f..%2fetc%2fpasswd",
        "/api/v1/datasets/%0d%0aX-Injected:%20yes",
        "/../../etc/passwd",
        "/..%2f..%2f..%2fetc%2fpasswd",
        "/assets/..%2f..%2fsecret",
        "/%00",
        "/nothing.js",
    ],
)
def test_odd_paths_are_problems(client: TestClient, path: str) -> None:
    response = client.get(path)
    assert response.status_code in (404, 422)
    assert response.headers["content-type"] == "application/problem+json"
    assert "x-injected" not in response.headers
    assert "root:" not in response.text


@pytest.mark.parametrize(
    "query", ["limit=0", "limit=501", "limit=x", "cursor=x", "cursor=1-2-3", "cursor=%00"]
)
def test_odd_pages_are_problems(client: TestClient, query: str) -> None:
    problem(client.get(f"{API}/datasets?{query}"), 422)


def test_other_methods_are_problems(client: TestClient) -> None:
    response = client.post(f"{API}/datasets")
    problem(response, 405)
    assert response.headers["allow"] == "GET"
    problem(client.post("/anything"), 405)


def test_another_name_is_refused(client: TestClient) -> None:
    """A page whose name was made to lead to 127.0.0.1."""
    problem(client.get(f"{API}/status", headers={"Host": "evil.example"}), 421)


def test_a_long_body_is_refused(client: TestClient) -> None:
    problem(client.post(f"{API}/session", content=b"x" * (300 << 10)), 413)


def test_headers(client: TestClient) -> None:
    response = client.get(f"{API}/datasets", headers={"Origin": "https://example.org"})
    assert response.headers["access-control-allow-origin"] == "*"
    assert response.headers["x-content-type-options"] == "nosniff"
    assert response.headers["content-security-policy"].startswith("default-src 'none'")
    tag = response.headers["etag"]
    again = client.get(f"{API}/datasets", headers={"If-None-Match": f'"x", W/{tag}'})
    assert again.status_code == 304
    asked = {"Origin": "https://example.org", "Access-Control-Request-Method": "DELETE"}
    assert client.options(f"{API}/session", headers=asked).status_code == 400


def test_too_many_requests(world: World) -> None:
    rates = Rates(reading="3/minute", uploads="1/minute", posting="2/minute")
    with TestClient(create_app(replace(world.settings, rates=rates))) as client:
        for _ in range(3):
            get(client, "/datasets")
        response = client.get(f"{API}/datasets")
        problem(response, 429, "More than 3 requests in 60 seconds")
        assert int(response.headers["retry-after"]) >= 1
        assert client.post(f"{API}/images/lookup").status_code == 415
        problem(client.post(f"{API}/images/lookup"), 429)


def test_who_has_logged_in_may_ask_more(world: World) -> None:
    rates = Rates(reading="4/minute", known="50/minute")
    with TestClient(create_app(replace(world.settings, rates=rates))) as client:
        response, _ = sign_in(client, world)
        assert response.status_code == 200
        for _ in range(10):
            get(client, "/datasets")


def test_the_node_of_a_local_chain_is_read_through_the_server(
    client: TestClient, world: World
) -> None:
    def call(body: Any) -> Any:
        return client.post("/rpc", json=body).json()

    one = {"jsonrpc": "2.0", "id": 1, "method": "eth_chainId", "params": []}
    assert int(call(one)["result"], 16) == world.chain.network.chain_id
    assert [answer["id"] for answer in call([one, one | {"id": 2}])] == [1, 2]
    for method in ("eth_sendTransaction", "anvil_setBalance", "evm_revert", "eth_sign", None, 7):
        refused = call(one | {"method": method})
        assert refused["error"]["code"] == -32601
    assert call([one, one | {"method": "eth_accounts"}])["error"]["code"] == -32601
    problem(client.post("/rpc", content=b"{", headers={"Content-Type": "application/json"}), 400)
    problem(client.post("/rpc", json=[]), 400)
    problem(client.post("/rpc", content=b"{}"), 415)


def test_a_node_that_went_away(world: World) -> None:
    gone = replace(world.settings.network, host="http://127.0.0.1:1", timeout=2)
    with TestClient(create_app(replace(world.settings, network=gone))) as client:
        problem(client.get(f"{API}/campaigns"), 502, "no node")
        assert get(client, "/datasets")["items"]  # the index needs none
        digest = world.asters_manifest.images[0].content_hash
        assert get(client, f"/images/{digest}")["matches"]


def test_the_page(world: World, tmp_path: Path) -> None:
    (tmp_path / "dist" / "assets").mkdir(parents=True)
    (tmp_path / "dist" / "index.html").write_text("<title>page</title>")
    (tmp_path / "dist" / "assets" / "a-1.js").write_text("1")
    (tmp_path / "secret").write_text("secret")
    (tmp_path / "dist" / "link").symlink_to(tmp_path / "secret")
    settings = replace(world.settings, page=tmp_path / "dist")
    with TestClient(create_app(settings)) as client:
        for path in ("/", "/verify", "/campaign/0x12"):
            response = client.get(path)
            assert "<title>page" in response.text
            assert response.headers["cache-control"] == "no-cache"
            assert "script-src 'self'" in response.headers["content-security-policy"]
        script = client.get("/assets/a-1.js")
        assert "immutable" in script.headers["cache-control"]
        assert "javascript" in script.headers["content-type"]
        for path in ("/assets/none.js", "/..%2fsecret", "/link", "/api/none"):
            problem(client.get(path), 404)


def test_without_a_page_it_says_how_to_build_it(client: TestClient) -> None:
    problem(client.get("/"), 404, "make setup")


def test_the_description_is_complete(client: TestClient) -> None:
    document = client.get(f"{API}/openapi.json").json()
    assert document["openapi"].startswith("3.1")
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            where = f"{method} {path}"
            assert operation["summary"], where
            assert operation["tags"], where
            assert "application/problem+json" in operation["responses"]["default"]["content"], where
            assert set(operation["responses"]["422"]["content"]) == {"application/problem+json"}
