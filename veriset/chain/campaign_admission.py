"""Admissions to a campaign: the verifier signs (EIP-712) that an account may take part."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from veriset.chain.annotation_campaign import AnnotationCampaign
from veriset.chain.typed_data import sign_typed_data, typed_data
from veriset.errors import ChainError, InputError

if TYPE_CHECKING:
    from collections.abc import Mapping

_FIELDS = {"account": "address", "deadline": "uint64"}

NO_ADMISSION: Mapping[str, Any] = {"deadline": 0, "signature": b""}
"""What the contract takes where none is needed."""


@dataclass(frozen=True)
class Admission:
    """That the verifier of a campaign admits an account.

    Attributes:
        chain_id: of the chain that it is for.
        campaign: address of the campaign that it is for.
        account: whom it admits.
        deadline: last second, since 1970, at which it is good for the account's first call.
        signature: the verifier's, 64 bytes (EIP-2098).
    """

    chain_id: int
    campaign: str
    account: str
    deadline: int
    signature: bytes

    def to_abi(self) -> dict[str, Any]:
        """Return the admission as the contract takes it."""
        return {"deadline": self.deadline, "signature": self.signature}

    def to_json(self) -> dict[str, Any]:
        """Return the admission as a JSON object."""
        return {
            "chainId": self.chain_id,
            "campaign": self.campaign,
            "account": self.account,
            "deadline": self.deadline,
            "signature": "0x" + self.signature.hex(),
        }


def sign_admission(
    campaign: AnnotationCampaign, verifier: Any, account: str, deadline: int
) -> Admission:
    """Admit an account.

    Args:
        campaign: the campaign.
        verifier: account of Brownie or eth_account, the one that the terms name.
        account: whom to admit.
        deadline: last second at which the account's first call can be made.

    Raises:
        ChainError: the campaign names another verifier, or the node does not sign.
    """
    named = campaign.terms.verifier
    if str(verifier.address) != named:
        raise ChainError(
            f"{verifier.address} cannot admit anybody to {campaign.address}; "
            + ("everybody is admitted" if not int(named, 16) else f"its verifier is {named}")
        )
    chain_id = int(campaign.web3.eth.chain_id)
    message = admission_message(chain_id, campaign.address, account, deadline)
    signature = sign_typed_data(campaign.web3, verifier, message)
    return Admission(chain_id, campaign.address, account, deadline, signature)


def admission_message(chain_id: int, campaign: str, account: str, deadline: int) -> dict[str, Any]:
    """Return the typed data (EIP-712) that a verifier signs; see `Admission`."""
    message = {"account": account, "deadline": deadline}
    return typed_data("AnnotationCampaign", chain_id, campaign, "Admission", _FIELDS, message)


def read_admission(path: Path, campaign: AnnotationCampaign, account: str) -> Admission:
    """Return the admission in a JSON file, for this campaign and account.

    Raises:
        InputError: the file cannot be read, or is for something else.
    """
    from eth_utils.address import to_checksum_address

    try:
        values = json.loads(path.read_bytes())
        admission = Admission(
            chain_id=int(values["chainId"]),
            campaign=str(to_checksum_address(values["campaign"])),
            account=str(to_checksum_address(values["account"])),
            deadline=int(values["deadline"]),
            signature=bytes.fromhex(values["signature"].removeprefix("0x")),
        )
    except OSError as error:
        raise InputError(f"cannot read {path}: {error.strerror or error}") from error
    except (ValueError, TypeError, KeyError) as error:
        raise InputError(
            f"{path} holds no admission ({type(error).__name__}: {error}); the campaign's "
            "verifier makes it with: veriset campaign admit ACCOUNT"
        ) from error
    here = (int(campaign.web3.eth.chain_id), campaign.address, account)
    if (admission.chain_id, admission.campaign, admission.account) != here:
        raise InputError(
            f"{path} admits {admission.account} to {admission.campaign} on chain "
            f"{admission.chain_id}, not {account} to {campaign.address} on chain {here[0]}"
        )
    return admission
