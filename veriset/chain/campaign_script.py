"""What the scripts of `brownie run` for annotation campaigns have in common."""

from __future__ import annotations

from dataclasses import fields
from typing import Any

from veriset.chain.amounts import parse_amount
from veriset.chain.annotation_campaign import AnnotationCampaign
from veriset.chain.campaign_factory import CampaignFactory
from veriset.chain.campaign_open import Plan
from veriset.chain.factory_session import one_here
from veriset.errors import InputError

_AMOUNTS = ("bet", "validator_fee")
_LISTS = ("classes", "keywords")


def campaign_here(address: str = "") -> AnnotationCampaign:
    """Return a campaign on the network to which Brownie is connected.

    Args:
        address: of the campaign; empty takes `VERISET_CAMPAIGN`, or the only one there is.
    """
    return one_here(CampaignFactory, address)


def campaign_and_rest(
    arguments: tuple[str, ...], least: int = 0, most: int | None = None
) -> tuple[AnnotationCampaign, tuple[str, ...]]:
    """Return the campaign that is among a script's arguments, or the only one, and the others.

    Args:
        arguments: of the script.
        least: number of others that are needed.
        most: number of others that are taken; None for any.

    Raises:
        InputError: there are two campaigns, or too many others or too few.
        ChainError: as `campaign_here`.
    """
    addresses = [word for word in arguments if word.startswith("0x") and len(word) == 42]
    rest = tuple(word for word in arguments if word not in addresses)
    if len(addresses) > 1:
        raise InputError(f"give one campaign, not {', '.join(addresses)}")
    if len(rest) < least or (most is not None and len(rest) > most):
        raise InputError(
            f"{len(rest)} arguments beside the campaign do not fit; the script's first lines say "
            "what it takes"
        )
    return campaign_here(addresses[0] if addresses else ""), rest


def plan_from(options: tuple[str, ...]) -> Plan:
    """Return what a sponsor wants from arguments such as `bet=0.01ether` and `annotators=5`.

    Args:
        options: NAME=VALUE, named as in `Plan`; amounts as in `5gwei`, lists as in `cat,dog`.

    Raises:
        InputError: there is no such option, the value does not fit it, or the bet is missing.
    """
    kinds = {field.name: type(field.default) for field in fields(Plan)}
    given: dict[str, Any] = {}
    for option in options:
        name, _, value = option.partition("=")
        if name not in kinds:
            raise InputError(f"{option!r}: give NAME=VALUE with one of {', '.join(kinds)}")
        try:
            given[name] = _value(name, kinds[name], value)
        except (ValueError, KeyError) as error:
            raise InputError(f"{option!r}: {value!r} is not what {name} can be") from error
    if "bet" not in given:
        raise InputError("the sponsored bet of a play is missing; give such as bet=0.001ether")
    return Plan(**given)


def _value(name: str, kind: type, text: str) -> Any:
    if name in _AMOUNTS:
        return parse_amount(text)
    if name in _LISTS:
        return tuple(word.strip() for word in text.split(",") if word.strip())
    if kind is bool:
        return {"true": True, "false": False}[text.lower()]
    return kind(text)
