"""Amounts of a chain's currency, as people write them; in wei in between."""

from __future__ import annotations

import re

from veriset.errors import InputError

_UNITS = {"wei": 0, "gwei": 9, "ether": 18, "eth": 18, "fil": 18}


def parse_amount(text: str) -> int:
    """Return the wei that a text such as `0.01 ether`, `5 gwei` or `0` stands for.

    Raises:
        InputError: it is no such amount, or no whole number of wei.
    """
    match = re.fullmatch(r"\s*([0-9]{1,30})(?:\.([0-9]{1,18}))?\s*([a-z]*)\s*", text.lower())
    if match is not None and (match[3] in _UNITS or (not match[3] and not match[2])):
        whole, fraction, decimals = match[1], match[2] or "", _UNITS.get(match[3], 0)
        if len(fraction.rstrip("0")) <= decimals:
            wei = int(whole + fraction.ljust(decimals, "0")[:decimals])
            if wei < 2**96:
                return wei
    raise InputError(f"{text!r} is not an amount; write such as '0.01 ether', '5 gwei', '100 wei'")


def show_amount(wei: int) -> str:
    """Return an amount as a person reads it, exactly."""
    for unit, decimals in (("ether", 18), ("gwei", 9)):
        if wei and wei >= 10 ** (decimals - 4):
            whole, fraction = divmod(wei, 10**decimals)
            digits = str(fraction).rjust(decimals, "0").rstrip("0")
            return f"{whole:,}{'.' + digits if digits else ''} {unit}"
    return f"{wei} wei" if wei else "0"
