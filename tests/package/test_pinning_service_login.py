"""Keys of the local service for the signature of a wallet."""

from __future__ import annotations

import pytest
import requests
from eth_account import Account
from eth_account.messages import encode_defunct

from tests.package.service_requests import add, get
from veriset.pinning.embedded import running_service


@pytest.fixture
def store(tmp_path):
    return tmp_path / "store"


@pytest.fixture
def service(store):
    with running_service(store) as running:
        yield running


@pytest.fixture
def session(service):
    with requests.Session() as session:
        session.trust_env = False
        session.headers["Authorization"] = f"Bearer {service.token}"
        yield session


@pytest.fixture(scope="module")
def wallet():
    return Account.from_key("0x" + "11" * 32)


@pytest.fixture
def open_service(store):
    with running_service(store, has_login=True) as running:
        yield running


def login(service, wallet, signer=None, form="data", message=None):
    if message is None:
        message = requests.get(
            f"{service.address}/api/auth/get_auth_message?publicKey={wallet.address}", timeout=20
        ).json()
    signature = (signer or wallet).sign_message(encode_defunct(text=message)).signature.hex()
    given = {"publicKey": wallet.address, "signedMessage": "0x" + signature.removeprefix("0x")}
    return requests.post(f"{service.address}/api/auth/create_api_key", timeout=20, **{form: given})


@pytest.mark.parametrize("form", ["data", "json"])
def test_a_wallet_gets_a_key_that_lasts(open_service, store, wallet, form):
    answer = login(open_service, wallet, form=form)
    with requests.Session() as session:
        session.headers["Authorization"] = f"Bearer {answer.json()}"
        assert add(open_service, session).status_code == 200
        with running_service(store) as later:
            assert get(later, session, "/api/user/files_uploaded").json()["totalFiles"] == 1
    assert answer.json() not in (store / "index.sqlite").read_bytes().decode("latin-1")


def test_other_signatures_get_no_key(open_service, wallet):
    mallory = Account.from_key("0x" + "22" * 32)
    assert login(open_service, wallet, signer=mallory).status_code == 401
    assert login(open_service, wallet, message="never asked").status_code == 401
    target = f"{open_service.address}/api/auth/"
    assert requests.get(f"{target}get_auth_message?publicKey=x", timeout=20).status_code == 400
    for body in ({}, {"publicKey": wallet.address}, {"publicKey": "x", "signedMessage": "y"}):
        answer = requests.post(f"{target}create_api_key", json=body, timeout=20)
        assert answer.status_code == 400
    assert requests.post(f"{target}create_api_key", json=[1], timeout=20).status_code == 400


def test_a_message_serves_once_and_not_for_long(open_service, wallet, monkeypatch):
    url = f"{open_service.address}/api/auth/get_auth_message?publicKey={wallet.address}"
    message = requests.get(url, timeout=20).json()
    assert login(open_service, wallet, message=message).status_code == 200
    assert login(open_service, wallet, message=message).status_code == 401
    monkeypatch.setattr("veriset.pinning.accounts._SECONDS", 0.0)
    message = requests.get(url, timeout=20).json()
    assert login(open_service, wallet, message=message).status_code == 401


def test_the_embedded_service_gives_no_keys_away(service, session):
    assert get(service, session, "/api/auth/get_auth_message?publicKey=x").status_code == 404
