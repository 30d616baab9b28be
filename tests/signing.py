"""EIP-712 signatures made by eth_account, and not by the contracts under test."""

from eth_account import Account
from eth_account.messages import encode_typed_data
from eth_utils import keccak

ORDER = 0xFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFEBAAEDCE6AF48A03BBFD25E8CD0364141
"""Order of secp256k1, after which s counts backwards."""


def signer(name: str):
    """Return an account with a key of its own, the same in every run."""
    return Account.from_key(keccak(text=name))


def verification(registry, chain_id: int, verifier, dataset_id, content_hashes, deadline):
    """Return the message that a verifier signs to have images recorded in its name."""
    return encode_typed_data(
        full_message={
            "types": {
                "EIP712Domain": [
                    {"name": "name", "type": "string"},
                    {"name": "version", "type": "string"},
                    {"name": "chainId", "type": "uint256"},
                    {"name": "verifyingContract", "type": "address"},
                ],
                "Verification": [
                    {"name": "verifier", "type": "address"},
                    {"name": "datasetId", "type": "bytes32"},
                    {"name": "contentHashes", "type": "bytes32[]"},
                    {"name": "deadline", "type": "uint64"},
                ],
            },
            "primaryType": "Verification",
            "domain": {
                "name": "Veriset ProvenanceRegistry",
                "version": "1",
                "chainId": chain_id,
                "verifyingContract": str(registry),
            },
            "message": {
                "verifier": str(verifier),
                "datasetId": bytes.fromhex(str(dataset_id)[2:]),
                "contentHashes": list(content_hashes),
                "deadline": deadline,
            },
        }
    )


def digest(message) -> bytes:
    """Return the 32 bytes that are signed."""
    return keccak(b"\x19" + message.version + message.header + message.body)


def compact(signature: bytes) -> bytes:
    """Return the 64-byte form (EIP-2098) of a signature of 65 bytes."""
    r, s, v = signature[:32], signature[32:64], signature[64]
    return r + (int.from_bytes(s, "big") | (v - 27) << 255).to_bytes(32, "big")


def other_half(signature: bytes) -> bytes:
    """Return the malleable twin: s of the upper half of the order, the other v."""
    r, s, v = signature[:32], signature[32:64], signature[64]
    return r + (ORDER - int.from_bytes(s, "big")).to_bytes(32, "big") + bytes([55 - v])
