"""EIP-712 signatures made by eth_account, and not by the contracts under test."""

from typing import Any

from eth_account import Account
from eth_account.messages import encode_typed_data
from eth_utils import keccak

from veriset.chain.typed_data import typed_data

ORDER = 0xFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFEBAAEDCE6AF48A03BBFD25E8CD0364141
"""Order of secp256k1, after which s counts backwards."""


def signer(name: str):
    """Return an account with a key of its own, the same in every run."""
    return Account.from_key(keccak(text=name))


def sign(key, message: dict[str, Any]) -> bytes:
    """Return a key's signature of typed data, in 65 bytes."""
    return bytes(key.sign_message(encode_typed_data(full_message=message)).signature)


def verification(
    registry, chain_id: int, verifier, dataset_id, content_hashes, deadline
) -> dict[str, Any]:
    """Return the message that a verifier signs to have images recorded in its name."""
    fields = {
        "verifier": "address",
        "datasetId": "bytes32",
        "contentHashes": "bytes32[]",
        "deadline": "uint64",
    }
    message = {
        "verifier": str(verifier),
        "datasetId": bytes.fromhex(str(dataset_id)[2:]),
        "contentHashes": list(content_hashes),
        "deadline": deadline,
    }
    return typed_data(
        "ProvenanceRegistry", chain_id, str(registry), "Verification", fields, message
    )


def digest(message: dict[str, Any]) -> bytes:
    """Return the 32 bytes of typed data that are signed."""
    signable = encode_typed_data(full_message=message)
    return keccak(b"\x19" + signable.version + signable.header + signable.body)


def compact(signature: bytes) -> bytes:
    """Return the 64-byte form (EIP-2098) of a signature of 65 bytes."""
    r, s, v = signature[:32], signature[32:64], signature[64]
    return r + (int.from_bytes(s, "big") | (v - 27) << 255).to_bytes(32, "big")


def other_half(signature: bytes) -> bytes:
    """Return the malleable twin: s of the upper half of the order, the other v."""
    r, s, v = signature[:32], signature[32:64], signature[64]
    return r + (ORDER - int.from_bytes(s, "big")).to_bytes(32, "big") + bytes([55 - v])
