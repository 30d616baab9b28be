import base64
import json
from xml.etree import ElementTree

import pytest
from eth_utils import function_signature_to_4byte_selector, to_checksum_address

from tests.collaborative import NOBODY, Rules
from tests.errors import refused

NAME = 'Häuser & <Preise> "2"'
BADGES = Rules(name=NAME, badge_points=[1, 2, 5])


def badge(level: int, account) -> int:
    return level << 160 | int(str(account), 16)


@pytest.fixture(scope="module")
def badges(opened):
    return opened(BADGES)


@pytest.fixture
def earned(badges, bob, voters, relayer, decided):
    """bob has two points, voters[1] three."""
    batch_id = decided(badges, bob)
    for account in (bob, voters[1]):
        badges.claim(account, [batch_id], {"from": relayer})
    return badges


def test_levels(earned, bob, voters, carol):
    assert earned.balanceOf(bob) == 2
    assert earned.balanceOf(voters[1]) == 2
    assert earned.balanceOf(carol) == 0
    for level in (1, 2):
        assert earned.ownerOf(badge(level, bob)) == bob
        assert earned.locked(badge(level, bob))
        assert earned.getApproved(badge(level, bob)) == NOBODY


def test_told_when_a_claim_reaches_a_level(badges, bob, relayer, decided):
    first, second = decided(badges, bob, (1, 1, 1)), decided(badges, bob, (15, 15, 15), 4)
    tx = badges.claim(bob, [first], {"from": relayer})
    assert transfers(tx) == [(NOBODY, bob, badge(1, bob))]
    tx = badges.claim(bob, [second], {"from": relayer})
    assert transfers(tx) == [(NOBODY, bob, badge(level, bob)) for level in (2, 3)]
    assert [event["tokenId"] for event in tx.events["Locked"]] == [badge(2, bob), badge(3, bob)]
    tx = badges.claim(bob, [decided(badges, bob)], {"from": relayer})
    assert "Transfer" not in tx.events


def transfers(tx) -> list[tuple]:
    return [(e["from"], e["to"], e["tokenId"]) for e in tx.events["Transfer"]]


def test_unknown_badges(earned, bob, carol):
    strangers = [badge(3, bob), badge(4, bob), badge(0, bob), badge(1, carol), badge(1 << 90, bob)]
    for token in strangers:
        for view in (earned.ownerOf, earned.locked, earned.getApproved, earned.tokenURI):
            with refused("UnknownBadge", token):
                view(token)


def test_zero_address(badges):
    with refused("ZeroAddress"):
        badges.balanceOf(NOBODY)


def test_soulbound(earned, bob, carol):
    token = badge(1, bob)
    sender = {"from": bob}
    for call in (
        lambda: earned.approve(carol, token, sender),
        lambda: earned.setApprovalForAll(carol, True, sender),
        lambda: earned.transferFrom(bob, carol, token, sender),
        lambda: earned.safeTransferFrom["address", "address", "uint256"](bob, carol, token, sender),
        lambda: earned.safeTransferFrom["address", "address", "uint256", "bytes"](
            bob, carol, token, b"", sender
        ),
    ):
        with refused("BadgesAreSoulbound"):
            call()
    assert not earned.isApprovedForAll(bob, carol)
    assert earned.ownerOf(token) == bob


def test_name_and_symbol(badges):
    assert badges.name() == NAME
    assert badges.symbol() == "BADGE"


def data_of(uri: str, kind: str) -> bytes:
    head, body = uri.split(",", 1)
    assert head == f"data:{kind};base64"
    return base64.b64decode(body, validate=True)


@pytest.mark.parametrize("level", [1, 2])
def test_metadata(earned, bob, level):
    metadata = json.loads(data_of(earned.tokenURI(badge(level, bob)), "application/json"))
    assert metadata["name"] == f"{NAME}, level {level}"
    assert metadata["attributes"] == [
        {"trait_type": "Level", "value": level},
        {"trait_type": "Points", "value": level},
    ]


@pytest.mark.parametrize("level", [1, 2])
def test_picture(earned, bob, level):
    metadata = json.loads(data_of(earned.tokenURI(badge(level, bob)), "application/json"))
    picture = ElementTree.fromstring(data_of(metadata["image"], "image/svg+xml"))
    assert picture.tag == "{http://www.w3.org/2000/svg}svg"
    texts = [text.text for text in picture.iter("{http://www.w3.org/2000/svg}text")]
    stars = "★" * level + "☆" * (3 - level)
    assert texts == [str(level), stars, NAME, to_checksum_address(str(bob))]


def interface_id(*signatures: str) -> str:
    """XOR of the selectors, as ERC-165 defines it."""
    selectors = [int.from_bytes(function_signature_to_4byte_selector(s), "big") for s in signatures]
    identity = 0
    for selector in selectors:
        identity ^= selector
    return f"0x{identity:08x}"


def test_interfaces(badges):
    erc165 = interface_id("supportsInterface(bytes4)")
    erc721 = interface_id(
        "balanceOf(address)",
        "ownerOf(uint256)",
        "safeTransferFrom(address,address,uint256,bytes)",
        "safeTransferFrom(address,address,uint256)",
        "transferFrom(address,address,uint256)",
        "approve(address,uint256)",
        "setApprovalForAll(address,bool)",
        "getApproved(uint256)",
        "isApprovedForAll(address,address)",
    )
    metadata = interface_id("name()", "symbol()", "tokenURI(uint256)")
    erc5192 = interface_id("locked(uint256)")
    assert all(map(badges.supportsInterface, (erc165, erc721, metadata, erc5192)))
    assert not badges.supportsInterface("0xffffffff")
