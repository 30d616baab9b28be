"""Options that several commands share."""

from __future__ import annotations

from typing import Annotated

import typer

from veriset.errors import InputError

Json = Annotated[bool, typer.Option("--json", help="Print one JSON object.")]

NetworkName = Annotated[
    str,
    typer.Option(
        "--network",
        envvar="VERISET_NETWORK",
        help="Name of the network, as in network-config.yaml.",
    ),
]


def parse_hash(text: str, what: str = "a SHA-256") -> bytes:
    """Return the 32 bytes that 64 hexadecimal digits stand for, with or without 0x.

    Raises:
        InputError: they are something else.
    """
    try:
        value = bytes.fromhex(text.removeprefix("0x"))
    except ValueError:
        value = b""
    if len(value) != 32:
        raise InputError(f"{text!r} is not {what}; give 64 hexadecimal digits")
    return value
