"""Names in Solidity and in Python: `playUntil` there is `play_until` here."""

from __future__ import annotations

import re


def camel(name: str) -> str:
    """Return a Python name as Solidity writes it."""
    first, *others = name.split("_")
    return first + "".join(map(str.capitalize, others))


def snake(name: str) -> str:
    """Return a Solidity name as Python writes it."""
    return re.sub("([A-Z])", lambda match: "_" + match[1].lower(), name)
