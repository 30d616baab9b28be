"""Sign-In with Ethereum: the grammar of EIP-4361, and what is checked of a message."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from eth_account import Account

from veriset.chain.networks import Network
from veriset.errors import InputError
from veriset.server.problems import ProblemError
from veriset.server.sessions import NONCE_SECONDS, Sessions
from veriset.server.settings import Settings
from veriset.server.siwe import parse_message

ALICE = Account.from_key(b"\1" * 32)
NOW = 1_800_000_000.0  # 2027-01-15T08:00:00Z
HOST = "127.0.0.1:8000"


def message(**changed: Any) -> str:
    """Return a message as wallets' libraries write it; None leaves a line out."""
    parts: dict[str, Any] = {
        "domain": HOST,
        "address": ALICE.address,
        "statement": "Log in to Veriset.",
        "URI": f"http://{HOST}/",
        "Version": "1",
        "Chain ID": "837471",
        "Nonce": "0123456789abcdef",
        "Issued At": "2027-01-15T08:00:00Z",
    } | changed
    statement = parts.pop("statement")
    head = (
        f"{parts.pop('domain')} wants you to sign in with your Ethereum account:\n"
        f"{parts.pop('address')}\n\n" + (f"{statement}\n" if statement is not None else "") + "\n"
    )
    return head + "\n".join(f"{key}: {value}" for key, value in parts.items() if value is not None)


def test_a_whole_message() -> None:
    text = message(
        **{
            "Expiration Time": "2027-01-15T09:00:00.123456789+01:00",
            "Not Before": "2027-01-15T08:00:00.5Z",
            "Request ID": "abc-1",
        }
    )
    found = parse_message(f"https://{text}\nResources:\n- ipfs://a\n- https://example.org/b?c=d#e")
    assert (found.scheme, found.domain, found.address) == ("https", HOST, ALICE.address)
    assert (found.chain_id, found.nonce, found.uri) == (
        837471,
        "0123456789abcdef",
        f"http://{HOST}/",
    )
    assert found.issued_at == NOW
    assert found.expires_at == pytest.approx(NOW + 0.123456)
    assert found.not_before == NOW + 0.5


def test_the_example_of_the_standard() -> None:
    found = parse_message(
        "https://example.com wants you to sign in with your Ethereum account:\n"
        "0xC02aaA39b223FE8D0A0e5C4F27eAD9083C756Cc2\n"
        "\n"
        "I accept the ExampleOrg Terms of Service: https://example.com/tos\n"
        "\n"
        "URI: https://example.com/login\n"
        "Version: 1\n"
        "Chain ID: 1\n"
        "Nonce: 32891756\n"
        "Issued At: 2021-09-30T16:25:24Z\n"
        "Resources:\n"
        "- ipfs://bafybeiemxf5abjwjbikoz4mc3a3dla6ual3jsgpdr4cjr3oz3evfyavhwq/\n"
        "- https://example.com/my-web2-claim.json"
    )
    assert (found.domain, found.scheme, found.chain_id) == ("example.com", "https", 1)


def test_without_a_statement_and_with_an_empty_request_id() -> None:
    assert parse_message(message(statement=None)).nonce == "0123456789abcdef"
    assert parse_message(message(**{"Request ID": ""})).nonce == "0123456789abcdef"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "hello",
        message() + "\n",
        "\n" + message(),
        message(Version="2"),
        message(Nonce="short"),
        message(Nonce="with-dash-123"),
        message(**{"Chain ID": "0x1"}),
        message(**{"Chain ID": "-1"}),
        message(**{"Chain ID": "1\nChain ID: 2"}),
        message(**{"Issued At": "yesterday"}),
        message(**{"Issued At": "2027-01-15T08:00:00"}),
        message(**{"Issued At": "2027-13-45T08:00:00Z"}),
        message(URI="not a uri"),
        message(statement="two\nlines"),
        message(statement="non-ascii é"),
        message(statement=""),
        message(domain=""),
        message(domain="evil.example/path"),
        message(address=ALICE.address.lower()),
        message(address=ALICE.address.upper().replace("0X", "0x")),
        message(address="0x" + "0" * 39),
        message().replace("URI", "Uri"),
        message().replace("\n", "\r\n"),
        message(
            **{"Not Before": "2027-01-15T08:00:00Z", "Expiration Time": "2027-01-15T09:00:00Z"}
        ),
        message() + "\nResources:\n- no uri",
        message() + "\nExtra: 1",
    ],
)
def test_what_is_no_message(text: str) -> None:
    with pytest.raises(InputError):
        parse_message(text)


class Clock:
    now = NOW

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def sessions(clock: Clock) -> Sessions:
    network = Network("here", 837471, "http://127.0.0.1:1", 1)
    hosts = ("127.0.0.1", "localhost")
    settings = Settings(network, "sqlite://", Path("a"), Path("b"), hosts=hosts)
    return Sessions(settings, clock)


def check(sessions: Sessions, **changed: Any) -> str:
    nonce = changed.pop("Nonce", None) or sessions.new_nonce()[0]
    parsed = parse_message(message(Nonce=nonce, **changed))
    sessions.check(parsed, HOST)
    return sessions.begin(parsed)[0]


def test_a_session_lasts_and_ends(sessions: Sessions, clock: Clock) -> None:
    token = check(sessions)
    assert sessions.session_of(token) == (ALICE.address, NOW + 24 * 3600)
    assert sessions.account_of_cookie(f"a=b; veriset={token}".encode()) == ALICE.address
    assert sessions.session_of(token + "x") is None
    assert sessions.account_of_cookie(b"veriset=; \xff=") is None
    clock.now += 24 * 3600 + 1
    assert sessions.session_of(token) is None


def test_logging_out(sessions: Sessions) -> None:
    token = check(sessions)
    sessions.end(token)
    assert sessions.session_of(token) is None


def test_a_session_lasts_no_longer_than_its_message(sessions: Sessions, clock: Clock) -> None:
    token = check(sessions, **{"Expiration Time": "2027-01-15T08:05:00Z"})
    clock.now += 299
    assert sessions.session_of(token)
    clock.now += 2
    assert sessions.session_of(token) is None


def test_a_nonce_is_good_once(sessions: Sessions) -> None:
    nonce, _ = sessions.new_nonce()
    check(sessions, Nonce=nonce)
    with pytest.raises(ProblemError, match="The nonce was used"):
        check(sessions, Nonce=nonce)


def test_a_failed_login_takes_the_nonce_too(sessions: Sessions) -> None:
    nonce, _ = sessions.new_nonce()
    with pytest.raises(ProblemError, match="has expired"):
        check(sessions, Nonce=nonce, **{"Expiration Time": "2027-01-15T07:59:59Z"})
    with pytest.raises(ProblemError, match="The nonce was used"):
        check(sessions, Nonce=nonce)


def test_a_nonce_of_ten_minutes_ago(sessions: Sessions, clock: Clock) -> None:
    nonce, _ = sessions.new_nonce()
    clock.now += NONCE_SECONDS + 1
    with pytest.raises(ProblemError, match="too old"):
        check(sessions, Nonce=nonce, **{"Issued At": "2027-01-15T08:10:00Z"})


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"domain": "evil.example"}, "is for evil.example"),
        ({"domain": "127.0.0.1"}, "is for 127.0.0.1,"),
        ({"URI": "https://evil.example/"}, "URI is not of"),
        ({"Chain ID": "1"}, "is for chain 1; switch to chain 837471"),
        ({"Nonce": "ffffffffffffffff"}, "not ours"),
        ({"Expiration Time": "2027-01-15T08:00:00Z"}, "has expired"),
        ({"Not Before": "2027-01-15T08:05:00Z"}, "not good yet"),
        ({"Issued At": "2027-01-15T07:40:00Z"}, "not made just now"),
        ({"Issued At": "2027-01-15T08:02:00Z"}, "not made just now"),
    ],
)
def test_a_message_for_another_place_or_time(
    sessions: Sessions, changed: dict[str, str], said: str
) -> None:
    with pytest.raises(ProblemError, match=said):
        check(sessions, **changed)


def test_a_server_that_does_not_know_its_name_lets_nobody_in(clock: Clock) -> None:
    network = Network("here", 837471, "http://127.0.0.1:1", 1)
    nameless = Sessions(Settings(network, "sqlite://", Path("a"), Path("b")), clock)
    with pytest.raises(ProblemError, match="not been told its name"):
        check(nameless)
