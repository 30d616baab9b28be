"""A key of Lighthouse for the signature of a wallet."""

from __future__ import annotations

from collections.abc import Callable

from veriset.errors import PinningError
from veriset.pinning import DEFAULT_TIMEOUT
from veriset.pinning.failures import Party
from veriset.pinning.sdk import Endpoints
from veriset.pinning.transport import open_session, timeouts


def key_for_wallet(
    account: str,
    sign: Callable[[str], str],
    endpoints: Endpoints | None = None,
    timeout: float = DEFAULT_TIMEOUT,
) -> str:
    """Return a new API key.

    Args:
        account: the wallet's address.
        sign: given the service's message, returns the wallet's EIP-191 signature of it, as 0x
            and hexadecimal digits.
        endpoints: where the service is; Lighthouse's own addresses if left out.
        timeout: how long the service may stay silent, in seconds.

    Raises:
        PinningError: the service failed, or did not accept the signature.
    """
    where = endpoints or Endpoints.of_lighthouse()
    party = Party("Lighthouse", where.lighthouse_api, "Lighthouse", timeout)
    url = f"{where.lighthouse_api}/api/auth"
    with open_session(is_local=where.is_local) as session:
        try:
            response = session.get(
                f"{url}/get_auth_message",
                params={"publicKey": account},
                timeout=timeouts(timeout),
                allow_redirects=False,
            )
            response.raise_for_status()
            message = response.json()
        except Exception as error:
            raise party.explain(error, "log in") from error
        if not isinstance(message, str) or not message or len(message) > 1000:
            raise PinningError("cannot log in: the service gave no message to sign")
        signature = sign(message)
        try:
            response = session.post(
                f"{url}/create_api_key",
                json={"publicKey": account, "signedMessage": signature},
                timeout=timeouts(timeout),
                allow_redirects=False,
            )
            response.raise_for_status()
            key = response.json()
        except Exception as error:
            raise party.explain(error, "log in") from error
    if not isinstance(key, str) or not key:
        raise PinningError("cannot log in: the service gave no key")
    return key
