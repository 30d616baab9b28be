"""Signatures of typed data (EIP-712), by an account with its key or by one that the node holds."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from veriset.errors import ChainError

if TYPE_CHECKING:
    from web3 import Web3

_DOMAIN_TYPE = [
    {"name": "name", "type": "string"},
    {"name": "version", "type": "string"},
    {"name": "chainId", "type": "uint256"},
    {"name": "verifyingContract", "type": "address"},
]
"""The fields of the domain in our contracts."""

_SAFE_INTEGER = 2**53
"""Where the integers of JSON end that every node reads exactly."""


def typed_data(
    contract: str,
    chain_id: int,
    address: str,
    kind: str,
    fields: dict[str, str],
    message: dict[str, Any],
) -> dict[str, Any]:
    """Return a message with its types and its domain, as a wallet takes it.

    Args:
        contract: name of the contract that it is for.
        chain_id: of the contract's chain.
        address: of the contract.
        kind: name of the message's type.
        fields: the type of each of the message's fields, in their order.
        message: the value of each field.
    """
    return {
        "types": {
            "EIP712Domain": _DOMAIN_TYPE,
            kind: [{"name": name, "type": of} for name, of in fields.items()],
        },
        "primaryType": kind,
        "domain": {
            "name": f"Veriset {contract}",
            "version": "1",
            "chainId": chain_id,
            "verifyingContract": address,
        },
        "message": message,
    }


def sign_typed_data(web3: Web3, account: Any, message: dict[str, Any]) -> bytes:
    """Return the signature of a message in 64 bytes (EIP-2098).

    Args:
        web3: the chain's node.
        account: of Brownie or eth_account with its key, or of Brownie and held by the node.
        message: types, primaryType, domain and message, as EIP-712 has them.

    Raises:
        ChainError: the node does not sign.
    """
    from eth_account import Account
    from eth_account.messages import encode_typed_data

    key = getattr(account, "key", None) or getattr(account, "private_key", None)
    if key is not None:
        signed = Account.sign_message(encode_typed_data(full_message=message), key)
        return compact_signature(bytes(signed.signature))
    values = {
        name: hex(value) if isinstance(value, int) and value >= _SAFE_INTEGER else value
        for name, value in message["message"].items()
    }
    answer: dict[str, Any] = dict(
        web3.provider.make_request(
            "eth_signTypedData_v4",  # type: ignore[arg-type]
            [str(account.address), message | {"message": values}],
        )
    )
    if "result" not in answer:
        reason = answer.get("error", {}).get("message", "no reason")
        raise ChainError(f"the node does not sign for {account.address}: {reason}")
    return compact_signature(bytes.fromhex(str(answer["result"]).removeprefix("0x")))


def compact_signature(signature: bytes) -> bytes:
    """Return a signature of 65 bytes in 64 (EIP-2098), which are cheaper to hand in."""
    r, s, v = signature[:32], signature[32:64], signature[64]
    return r + (int.from_bytes(s, "big") | (v % 27) << 255).to_bytes(32, "big")
