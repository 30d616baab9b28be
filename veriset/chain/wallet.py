"""Brownie's keystores, to sign messages with; no chain is needed for it."""

from __future__ import annotations

from typing import Any

from veriset.errors import ChainError


def load_wallet(name: str) -> Any:
    """Return the Brownie account in a keystore; it asks for the password.

    Raises:
        ChainError: there is no such keystore, or the password is wrong.
    """
    from brownie import accounts

    try:
        return accounts.load(name)
    except FileNotFoundError as error:
        known = ", ".join(accounts.load()) or "none"
        raise ChainError(f"there is no Brownie keystore {name!r}; there are: {known}") from error
    except ValueError as error:
        raise ChainError(f"keystore {name!r} does not open: {error}") from error


def sign_text(wallet: Any, text: str) -> str:
    """Return the wallet's EIP-191 signature of a text, as 0x and 130 hexadecimal digits."""
    return "0x" + str(wallet.sign_defunct_message(text).signature.hex()).removeprefix("0x")
