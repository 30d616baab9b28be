"""Logging in with a wallet."""

# The fixtures that are imported are what arguments name.
# ruff: noqa: F811

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timezone
from typing import Any

import pytest
from eth_account import Account
from eth_account.messages import encode_defunct
from fastapi.testclient import TestClient

from tests.package.local_index import Chain, chain, work  # noqa: F401
from tests.package.local_server import API, NOBODY, VALIDATOR, World, client, get, problem, world  # noqa: F401
from veriset.chain.artifacts import load_artifact
from veriset.server.app import create_app
from veriset.server.settings import Rates


def sign_in(client: TestClient, world: World, **changed: Any) -> Any:
    nonce = client.get(f"{API}/session/nonce").json()["nonce"]
    issued = datetime.now(timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")
    parts = {"domain": "testserver", "nonce": nonce, "key": VALIDATOR, "issued": issued} | changed
    address = parts.get("address", VALIDATOR.address)
    text = (
        f"{parts['domain']} wants you to sign in with your Ethereum account:\n"
        f"{address}\n\n\nURI: http://{parts['domain']}/\nVersion: 1\n"
        f"Chain ID: {world.chain.network.chain_id}\nNonce: {parts['nonce']}\n"
        f"Issued At: {parts['issued']}"
    )
    signature = bytes(parts["key"].sign_message(encode_defunct(text=text)).signature)
    signature = parts.get("form", bytes)(signature)
    login = {"message": text, "signature": "0x" + signature.hex()}
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


OWNER_SIGNED, WRONG_VALUE, TOO_SHORT, REVERTS = range(4)
ENDLESS = "5b600056"  # JUMPDEST, PUSH1 0, JUMP
MUCH = "620f42405ff3"  # returns a million zeros
DIRTY = "7f" + "1626ba7e" + "00" * 27 + "01" + "5f5260205ff3"  # more than the value
STRANGER = Account.from_key(b"\x0a" * 32)


@pytest.fixture(scope="module")
def wallet(world: World) -> Callable[[int | str], str]:
    """Return what deploys a wallet of VALIDATOR's that answers so, or code as it is."""
    web3, sender = world.chain.web3, world.chain.alice.address

    def deployed(answer: int | str) -> str:
        if isinstance(answer, int):
            artifact = load_artifact("ContractWallet")
            factory = web3.eth.contract(abi=artifact["abi"], bytecode=artifact["bytecode"])
            sent = factory.constructor(VALIDATOR.address, answer).transact({"from": sender})
        else:
            size = f"61{len(answer) // 2:04x}"
            init = f"{size}600d5f39{size}5ff300"  # returns what follows these 13 bytes
            sent = web3.eth.send_transaction({"from": sender, "data": "0x" + init + answer})
        receipt = web3.eth.wait_for_transaction_receipt(sent, poll_latency=0.02)
        assert web3.eth.get_code(receipt["contractAddress"])
        return str(receipt["contractAddress"])

    return deployed


def compact(signature: bytes) -> bytes:
    """Return a signature in the 64 bytes of EIP-2098."""
    s = int.from_bytes(signature[32:64], "big") | (signature[64] - 27) << 255
    return signature[:32] + s.to_bytes(32, "big")


@pytest.mark.parametrize("form", [bytes, compact])
def test_a_contract_wallet_logs_in(
    client: TestClient, world: World, wallet: Callable[[int | str], str], form: Any
) -> None:
    address = wallet(OWNER_SIGNED)
    response, _ = sign_in(client, world, address=address, form=form)
    assert response.status_code == 200, response.text
    assert get(client, "/session")["address"] == address
    client.delete(f"{API}/session")


@pytest.mark.parametrize(
    ("answer", "changed"),
    [
        (OWNER_SIGNED, {"key": STRANGER}),
        (OWNER_SIGNED, {"form": lambda signature: signature[:64] + b"\x05"}),
        (OWNER_SIGNED, {"form": lambda _: b"\x11"}),
        (WRONG_VALUE, {}),
        (TOO_SHORT, {}),
        (REVERTS, {}),
        (ENDLESS, {}),
        (MUCH, {}),
        (DIRTY, {}),
    ],
    ids=[
        "a stranger's key",
        "no signature of 65 bytes",
        "no signature of 1 byte",
        "another value",
        "4 bytes",
        "reverts",
        "burns all gas",
        "a million bytes",
        "more than the value",
    ],
)
def test_a_contract_that_does_not_take_the_signature_does_not_log_in(
    client: TestClient,
    world: World,
    wallet: Callable[[int | str], str],
    answer: int | str,
    changed: dict[str, Any],
) -> None:
    address = wallet(answer)
    response, _ = sign_in(client, world, address=address, **changed)
    problem(response, 401, f"is not signed by {address}")
    assert "set-cookie" not in response.headers


def test_a_wallet_that_is_not_deployed_does_not_log_in(client: TestClient, world: World) -> None:
    response, _ = sign_in(client, world, address=STRANGER.address)
    problem(response, 401, "is not signed by")


def test_a_contract_may_read_65_bytes_in_its_own_way(
    client: TestClient, world: World, wallet: Callable[[int | str], str]
) -> None:
    """As Safe's do, whose last byte says what the others are: no account signs so."""
    yes = wallet("7f" + "1626ba7e" + "00" * 28 + "5f5260205ff3")
    response, _ = sign_in(client, world, address=yes, form=lambda signature: signature[:64] + b"\0")
    assert response.status_code == 200, response.text
    client.delete(f"{API}/session")
