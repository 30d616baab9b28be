"""Sign-In with Ethereum: messages of EIP-4361, read strictly by its grammar.

Source: https://eips.ethereum.org/EIPS/eip-4361.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime

from veriset.errors import InputError

_URI = r"[A-Za-z][A-Za-z0-9+.\-]*:[A-Za-z0-9\-._~:/?#\[\]@!$&'()*+,;=%]*"
_TIME = r"\d{4}-\d\d-\d\d[Tt]\d\d:\d\d:\d\d(?:\.\d{1,9})?(?:[Zz]|[+-]\d\d:\d\d)"
_MESSAGE = re.compile(
    r"(?:(?P<scheme>[A-Za-z][A-Za-z0-9+.\-]*)://)?"
    r"(?P<domain>[A-Za-z0-9\-._~%!$&'()*+,;=:\[\]@]+)"
    r" wants you to sign in with your Ethereum account:\n"
    r"(?P<address>0x[0-9a-fA-F]{40})\n"
    r"\n"
    r"(?:(?P<statement>[A-Za-z0-9\-._~:/?#\[\]@!$&'()*+,;= ]+)\n)?"
    r"\n"
    rf"URI: (?P<uri>{_URI})\n"
    r"Version: (?P<version>1)\n"
    r"Chain ID: (?P<chain_id>[0-9]{1,18})\n"
    r"Nonce: (?P<nonce>[A-Za-z0-9]{8,128})\n"
    rf"Issued At: (?P<issued_at>{_TIME})"
    rf"(?:\nExpiration Time: (?P<expires>{_TIME}))?"
    rf"(?:\nNot Before: (?P<not_before>{_TIME}))?"
    r"(?:\nRequest ID: (?P<request_id>[A-Za-z0-9\-._~!$&'()*+,;=:@%]*))?"
    rf"(?:\nResources:(?P<resources>(?:\n- {_URI})*))?",
    re.ASCII,
)


@dataclass(frozen=True)
class SignInMessage:
    """What an account signed; times in seconds since 1970.

    Attributes:
        scheme: of the page, None if it is not said.
        domain: host and port of the page that asked.
        address: of the account, with its checksum.
        uri: what the session is for.
        chain_id: EIP-155.
        nonce: from the server.
        issued_at: when it was made.
        expires_at: until when it is good, None for ever.
        not_before: from when it is good, None from the start.
    """

    scheme: str | None
    domain: str
    address: str
    uri: str
    chain_id: int
    nonce: str
    issued_at: float
    expires_at: float | None
    not_before: float | None


def parse_message(text: str) -> SignInMessage:
    """Return what a message says.

    Raises:
        InputError: it is not of the grammar, the address lacks its checksum, or a time is none.
    """
    from eth_utils.address import is_checksum_address

    found = _MESSAGE.fullmatch(text)
    if found is None:
        raise InputError("the message is not one of EIP-4361 (Sign-In with Ethereum)")
    if not is_checksum_address(found["address"]):
        raise InputError("the message's address does not have its checksum (EIP-55)")
    return SignInMessage(
        scheme=found["scheme"],
        domain=found["domain"],
        address=found["address"],
        uri=found["uri"],
        chain_id=int(found["chain_id"]),
        nonce=found["nonce"],
        issued_at=_seconds(found["issued_at"]),
        expires_at=_seconds(found["expires"]) if found["expires"] else None,
        not_before=_seconds(found["not_before"]) if found["not_before"] else None,
    )


def _seconds(text: str) -> float:
    # Python 3.10 reads neither Z nor more than six decimals.
    text = re.sub(r"(\.\d{1,6})\d*", lambda match: match[1].ljust(7, "0"), text.upper())
    try:
        return datetime.fromisoformat(text.replace("Z", "+00:00")).timestamp()
    except (ValueError, OverflowError) as error:
        raise InputError(f"the message's time {text} is none") from error
