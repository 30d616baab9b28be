"""Custom errors in words."""

from __future__ import annotations

from eth_abi.abi import encode
from tiny_keccak import keccak256

from veriset.chain.reverts import explain_revert

ABI = [
    {"type": "error", "name": "CountZero", "inputs": []},
    {
        "type": "error",
        "name": "NotPublisher",
        "inputs": [{"name": "id", "type": "bytes32"}, {"name": "caller", "type": "address"}],
    },
    {"type": "function", "name": "f", "inputs": [], "outputs": []},
]


def test_an_error_without_arguments() -> None:
    assert explain_revert(ABI, keccak256(b"CountZero()")[:4]) == "CountZero()"


def test_arguments_are_named_and_bytes_are_hexadecimal() -> None:
    caller = "0x" + "ab" * 20
    data = keccak256(b"NotPublisher(bytes32,address)")[:4] + encode(
        ["bytes32", "address"], [b"\x01" * 32, caller]
    )
    expected = f"NotPublisher(id=0x{'01' * 32}, caller={caller})"
    assert explain_revert(ABI, data) == expected
    assert explain_revert(ABI, "0x" + data.hex()) == expected


def test_an_unknown_error_is_shown_as_it_is() -> None:
    assert explain_revert(ABI, b"\x01\x02\x03\x04") == "reverted with 0x01020304"


def test_no_data() -> None:
    assert explain_revert(ABI, None) == explain_revert(ABI, b"") == "reverted without a reason"
