"""Logging in with a wallet."""

# The fixtures that are imported are what arguments name.
# ruff: noqa: F811

from __future__ import annotations

import time
from dataclasses import replace
from datetime import datetime, timezone
from typing import Any

import pytest
from eth_account import Account
from eth_account.messages import encode_defunct
from fastapi.testclient import TestClient

from tests.package.local_index import Chain, chain, work  # noqa: F401
from tests.package.local_server import API, VALIDATOR, World, client, get, problem, world  # noqa: F401
from veriset.server.app import create_app
from veriset.server.settings import Rates


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


def test_who_has_logged_in_may_ask_more(world: World) -> None:
    rates = Rates(reading="4/minute", known="50/minute")
    with TestClient(create_app(replace(world.settings, rates=rates))) as client:
        response, _ = sign_in(client, world)
        assert response.status_code == 200
        for _ in range(10):
            get(client, "/datasets")
