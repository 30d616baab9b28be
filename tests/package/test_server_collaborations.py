"""Collaborative datasets, and the signed votes that are left for them."""

# The fixtures that are imported are what arguments name.
# ruff: noqa: F811

from __future__ import annotations

import csv
import io
from typing import Any

import numpy as np
import pytest
from eth_account import Account
from eth_account.messages import encode_typed_data
from fastapi.testclient import TestClient

from tests.package.local_index import chain, work  # noqa: F401
from tests.package.local_server import (  # noqa: F401
    API,
    NOBODY,
    VALIDATOR,
    World,
    client,
    get,
    problem,
    raw,
    world,
)
from veriset.chain.dataset_votes import vote_message


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
