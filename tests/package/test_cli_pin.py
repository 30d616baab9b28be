"""veriset pin, fetch and pins, as a user runs them."""

from __future__ import annotations

import json
from dataclasses import astuple
from types import SimpleNamespace

import pytest
from eth_account import Account
from eth_account.messages import encode_defunct
from lighthouseweb3.functions.config import Config

from tests.package.pictures import Outcome, fails, run_here
from tests.package.scripted import always, http, scripted
from veriset.cid import cids
from veriset.errors import InputError
from veriset.pinning.credentials import (
    forget_lighthouse_key,
    keep_lighthouse_key,
    key_file,
    lighthouse_key,
)
from veriset.pinning.embedded import running_service


def works(outcome: Outcome) -> str:
    """Check that a command had nothing to complain of, and return what it printed."""
    assert (outcome.code, outcome.err) == (0, "")
    return outcome.out


@pytest.fixture(autouse=True)
def own_folders(tmp_path, monkeypatch):
    monkeypatch.setenv("VERISET_HOME", str(tmp_path / "work"))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "folder" / "sub").mkdir(parents=True)
    (tmp_path / "folder" / "sub" / "a.txt").write_text("a")
    return tmp_path / "folder"


def test_pin_fetch_and_pins(folder, tmp_path):
    file, root = cids(folder / "sub" / "a.txt").v1, cids(folder).v1
    assert json.loads(works(run_here("pin", folder, "--json"))) == {
        "path": str(folder),
        "cid": root,
        "size": 1,
        "services": {"local service": {"held": True, "trouble": None}},
    }
    assert f"cid            {file}" in works(run_here("pin", "--require", 1, folder / "sub/a.txt"))
    works(run_here("fetch", root, "--out", tmp_path / "out"))
    assert cids(tmp_path / "out").v1 == root
    shown = works(run_here("pins"))
    assert f"{root}\n  path           {folder}\n" in shown
    assert shown.count("held, checked ") == 2
    assert not list((tmp_path / "work" / "uploads").iterdir())


def test_pins_are_checked_again(folder, tmp_path):
    assert works(run_here("pins")) == "nothing is pinned; veriset pin PATH\n"
    file = cids(folder / "sub" / "a.txt").v1
    works(run_here("pin", folder))
    first = json.loads(works(run_here("pins", "--check", "--json")))["pins"][0]
    assert first["held"]
    assert first["checkedAt"] > first["pinnedAt"]
    (tmp_path / "work" / "pins" / "content" / file).unlink()
    code, out, err = astuple(run_here("pins", "--check"))
    assert (code, err) == (1, "")
    assert "NOT HELD" in out
    works(run_here("pin", folder))
    assert "NOT HELD" not in works(run_here("pins", "--check"))


def test_pins_of_services_that_are_not_named_now(folder, monkeypatch):
    works(run_here("pin", folder))
    monkeypatch.setenv("VERISET_PINNING", "kubo=http://127.0.0.1:9")
    code, out, _ = astuple(run_here("pins", "--check"))
    assert code == 1
    assert "not checked: local service is not in VERISET_PINNING" in out


def test_one_of_two_services_is_enough(folder):
    with scripted(always(http(400, b""))) as address:
        both = f"local,kubo={address}"
        code, out, err = astuple(run_here("pin", folder, "--to", both, "--require", 1))
        assert (code, err) == (0, "")
        assert "failed: cannot pin" in out
        outcome = run_here("pin", folder, "--to", both)
        assert outcome.code == 1
        assert "1 of 2 services hold" in outcome.err
    # What the one holds is on record although the command failed.
    assert "local service  held" in works(run_here("pins"))


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["pin", "missing"], "missing is not there"),
        (["pin", "--require", "2", "README.md"], "2 services cannot be required of 1"),
        (["pin", "--to", "x", "README.md"], "'x' is no pinning service"),
        (["fetch", "nonsense", "--out", "x"], "'nonsense' is not a CID"),
        (["fetch", cids(b"").v1, "--out", "x", "--gateway", "nonsense"], "is no gateway"),
        (["pin", "login"], "name a Brownie keystore"),
        (["pin", "serve", "--port", "99999999"], "cannot listen on port"),
    ],
)
def test_mistakes_are_one_line(arguments, words):
    fails(run_here(*arguments), words)


def test_fetch_from_gateways(folder, tmp_path):
    root = cids(folder).v1
    works(run_here("pin", folder))
    with (
        scripted(always(http(404, b""))) as lost,
        running_service(tmp_path / "work" / "pins") as running,
    ):
        gateways = ("--gateway", lost, "--gateway", running.address)
        works(run_here("fetch", root, "--out", tmp_path / "out", *gateways))
        fails(
            run_here("fetch", root, "--out", tmp_path / "x", "--gateway", lost), "does not have it"
        )
    assert cids(tmp_path / "out").v1 == root
    assert not (tmp_path / "x").exists()


def test_login_by_a_wallet(folder, tmp_path, monkeypatch):
    """The key is kept for the user alone, and then used."""
    wallet = Account.from_key("0x" + "33" * 32)
    signer = SimpleNamespace(
        address=wallet.address,
        sign_defunct_message=lambda text: wallet.sign_message(encode_defunct(text=text)),
    )
    monkeypatch.setattr("veriset.chain.wallet.load_wallet", lambda _: signer)
    with running_service(tmp_path / "service", has_login=True) as running:
        for name in ("lighthouse_node", "lighthouse_api"):
            monkeypatch.setattr(Config, name, running.address)
        monkeypatch.setattr(Config, "lighthouse_gateway", f"{running.address}/ipfs")
        refuse = lambda *_, **__: False  # noqa: E731
        with monkeypatch.context() as patch:
            patch.setattr("typer.confirm", refuse)
            code, _, err = astuple(run_here("pin", "login", "alice"))
        assert code == 1
        assert err.endswith("error: not signed, not logged in\n")
        assert lighthouse_key() is None
        code, out, err = astuple(run_here("pin", "login", "alice", "--yes"))
        assert code == 0, err
        assert f"asks {wallet.address} to sign: Log in to the Veriset" in err
        key = lighthouse_key()
        assert key
        assert key not in out + err
        assert key_file().stat().st_mode & 0o777 == 0o600
        assert key_file().parent.stat().st_mode & 0o777 == 0o700
        assert not list((tmp_path / "work").rglob("*lighthouse*"))
        assert "Lighthouse  holds it" in works(run_here("pin", folder))
    forget_lighthouse_key()
    assert lighthouse_key() is None


def test_a_key_that_others_can_read_is_refused():
    keep_lighthouse_key("key", "")
    assert lighthouse_key() == "key"
    key_file().chmod(0o644)
    with pytest.raises(InputError, match="can be read by others"):
        lighthouse_key()


def test_a_key_file_that_is_none():
    keep_lighthouse_key("key", "")
    key_file().write_bytes(b"nonsense")
    with pytest.raises(InputError, match="log"):
        lighthouse_key()


def test_the_environment_comes_first(monkeypatch):
    keep_lighthouse_key("kept", "")
    monkeypatch.setenv("LIGHTHOUSE_TOKEN", " set ")
    assert lighthouse_key() == "set"
