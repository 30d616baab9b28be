"""What the scripts of `brownie run` for collaborative datasets have in common."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from veriset.chain.admission import proof_from
from veriset.chain.amounts import parse_amount
from veriset.chain.collaborative_dataset import CollaborativeDataset
from veriset.chain.dataset_factory import DatasetFactory
from veriset.chain.dataset_types import Rules
from veriset.chain.factory_session import one_here
from veriset.errors import InputError
from veriset.records.schema import Schema

_AMOUNTS = ("deposit_per_record", "validator_stake", "reward_per_record", "reward_per_vote")
_NUMBERS = (
    "votes_needed",
    "approvals_needed",
    "records_per_block",
    "review_period",
    "contribution_deadline",
)


def dataset_here(address: str = "") -> CollaborativeDataset:
    """Return a dataset on the network to which Brownie is connected.

    Args:
        address: of the dataset; empty takes `VERISET_DATASET`, or the only one there is.
    """
    return one_here(DatasetFactory, address)


def dataset_and_options(
    arguments: tuple[str, ...], *names: str
) -> tuple[CollaborativeDataset, dict[str, str]]:
    """Return a dataset as `dataset_here`, and options, from what a script was given.

    Args:
        arguments: the dataset's address, if it is given, and NAME=VALUE, in any order.
        names: of the options that there are.

    Raises:
        InputError: there is no such option, or there are two addresses.
    """
    address, given = "", {}
    for argument in arguments:
        name, equals, value = argument.partition("=")
        if not equals and not address:
            address = argument
        elif equals and name in names:
            given[name] = value
        else:
            known = " and ".join(f"{name}=" for name in names) or "no options"
            raise InputError(f"{argument!r} is one argument too many; give DATASET and {known}")
    return dataset_here(address), given


def proof_here(options: dict[str, str], account: str) -> list[bytes]:
    """Return the proof that an account is in the file that `allow_list=` names, if it is given."""
    return proof_from(Path(options["allow_list"]) if "allow_list" in options else None, account)


def rules_from(schema: Schema, name: str, options: tuple[str, ...]) -> tuple[Rules, int]:
    """Return rules, and the wei of the first pool, from arguments such as `votes_needed=10`.

    Args:
        schema: what the records are.
        name: of the dataset.
        options: RULE=VALUE, the rules named as in `Rules`, amounts as in `5gwei`; pool=AMOUNT.

    Raises:
        InputError: there is no such rule, or the value does not fit it.
    """
    given: dict[str, Any] = {}
    pool = 0
    for option in options:
        rule, _, value = option.partition("=")
        if rule == "pool":
            pool = parse_amount(value)
        elif rule in _AMOUNTS:
            given[rule] = parse_amount(value)
        elif rule in _NUMBERS and value.isascii() and value.isdigit() and len(value) < 12:
            given[rule] = int(value)
        elif rule in _NUMBERS:
            raise InputError(f"{option!r}: {rule} is a whole number")
        else:
            known = ", ".join(("pool", *_NUMBERS, *_AMOUNTS))
            raise InputError(f"{option!r} is no rule; give RULE=VALUE with one of {known}")
    return Rules(name=name, record_size=schema.record_size, **given), pool
