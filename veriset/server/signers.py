"""Who signed a message: an account by its key, or a contract by EIP-1271.

Sources: https://eips.ethereum.org/EIPS/eip-191, https://eips.ethereum.org/EIPS/eip-1271.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from web3 import Web3

_IS_VALID_SIGNATURE = bytes.fromhex("1626ba7e")
"""Selector of isValidSignature(bytes32,bytes), and what a contract answers if it is."""


def is_signed(address: str, text: str, signature: bytes, web3: Callable[[], Web3]) -> bool:
    """Tell whether an account, or a contract that stands at its address, signed a text.

    A contract that is not deployed yet cannot be asked; its signatures (EIP-6492) are not taken.

    Args:
        address: with its checksum.
        text: was signed as `personal_sign` does.
        signature: 65 bytes of an account; what a contract takes may be of any length.
        web3: gives a connection to the chain on which a contract is asked.

    Raises:
        ChainError: there is no connection.
    """
    from eth_account import Account
    from eth_account.messages import _hash_eip191_message, encode_defunct

    message = encode_defunct(text=text)
    try:
        recovered = Account.recover_message(message, signature=signature)
    except Exception:  # eth-account raises many kinds; a contract may take what no account signs
        recovered = None
    if len(signature) == 65 and recovered == address:
        return True
    return _is_taken(web3(), address, _hash_eip191_message(message), signature)


def _is_taken(web3: Web3, address: str, digest: bytes, signature: bytes) -> bool:
    """Ask a contract; one that refuses, fails or answers anything else has not signed."""
    from eth_abi.abi import encode
    from web3.exceptions import Web3Exception

    data = _IS_VALID_SIGNATURE + encode(["bytes32", "bytes"], [digest, signature])
    call: Any = {"to": web3.to_checksum_address(address), "data": "0x" + data.hex()}
    try:
        # A stranger's contract must not send this server to addresses on the web (EIP-3668).
        told = bytes(web3.eth.call(call, ccip_read_enabled=False))
    except (Web3Exception, OSError, ValueError):
        return False
    return told == _IS_VALID_SIGNATURE + bytes(28)  # where no contract is, nothing is answered
