"""Who may upload to the local service: its own key, and keys that wallets asked for.

A wallet asks for a message, signs it as EIP-191 says and gets a key for the signature, as with
Lighthouse. A message serves once and for ten minutes, by a clock that nobody sets.
"""

from __future__ import annotations

import hmac
import secrets
import threading
import time

from veriset.errors import InputError
from veriset.pinning.index import Index

_SECONDS = 600.0
_MAX_WAITING = 1000


class Accounts:
    """The keys of a service.

    Args:
        index: keeps the keys that are given out, from run to run.
        token: the key of this run.
    """

    def __init__(self, index: Index, token: str) -> None:
        self._index = index
        self._token = token
        self._messages: dict[str, tuple[str, float]] = {}
        self._lock = threading.Lock()

    def may_enter(self, authorization: str) -> bool:
        """Tell whether the header is `Bearer` and one of the keys."""
        if hmac.compare_digest(
            authorization.encode("utf-8", "replace"), f"Bearer {self._token}".encode()
        ):
            return True
        scheme, _, key = authorization.partition(" ")
        return scheme == "Bearer" and bool(key) and self._index.has_key(key)

    def message(self, address: str) -> str:
        """Return a message for the account to sign.

        Raises:
            InputError: the address is none, or too many wait.
        """
        address = _checked(address)
        with self._lock:
            now = time.monotonic()
            self._messages = {
                one: waiting for one, waiting in self._messages.items() if waiting[1] > now
            }
            if len(self._messages) >= _MAX_WAITING:
                raise InputError("too many wait to log in; try again later")
            text = f"Log in to the Veriset pinning service as {address}: {secrets.token_hex(16)}"
            self._messages[address] = (text, now + _SECONDS)
            return text

    def key_for(self, address: str, signature: str) -> str | None:
        """Return a new key if the account signed its message, else None.

        Raises:
            InputError: the address is none.
        """
        address = _checked(address)
        with self._lock:
            text, until = self._messages.pop(address, ("", 0.0))
        if not text or until < time.monotonic() or _signer(text, signature) != address:
            return None
        key = secrets.token_urlsafe(32)
        self._index.add_key(key, address)
        return key


def _checked(address: str) -> str:
    # Imported here and below: the two take a second, and few services see a login.
    from eth_utils.address import is_address, to_checksum_address

    if not is_address(address):
        raise InputError("publicKey is not the address of an account")
    return str(to_checksum_address(address))


def _signer(text: str, signature: str) -> str | None:
    from eth_account import Account
    from eth_account.messages import encode_defunct

    try:
        return str(Account.recover_message(encode_defunct(text=text), signature=signature))
    except Exception:  # as many kinds as there are ways to write nonsense
        return None
