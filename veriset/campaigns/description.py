"""What a sponsor says of a campaign in words: JSON, kept on the chain beside the terms."""

from __future__ import annotations

import json
from dataclasses import dataclass, fields
from typing import Any

from veriset.errors import InputError

MAX_BYTES = 24_575
"""Most bytes of a description: a contract's code is at most 24,576, and begins with a zero byte."""

MAX_CLASSES = 256
"""A class is told by one byte."""


@dataclass(frozen=True)
class Description:
    """A campaign in words.

    Attributes:
        name: short name, 1 to 200 characters.
        objective: what the players are asked to mark.
        classes: names, in the order of their numbers; empty where classes are not asked for.
        keywords: by which players find it.
        manifest: CID of the manifest of the images.
    """

    name: str
    objective: str
    classes: tuple[str, ...]
    keywords: tuple[str, ...]
    manifest: str

    def __post_init__(self) -> None:
        """Refuse what could not be read back."""
        if not 1 <= len(self.name) <= 200:
            raise InputError(f"a campaign's name has 1 to 200 characters, not {len(self.name)}")
        if len(self.classes) > MAX_CLASSES:
            raise InputError(f"a campaign has at most 256 classes, not {len(self.classes)}")
        if len(set(self.classes)) < len(self.classes):
            raise InputError("two classes of the campaign have the same name")

    def to_json(self) -> bytes:
        """Return the description as it stands on the chain: always the same bytes.

        Raises:
            InputError: it is too long, or not UTF-8.
        """
        values = {key: list(v) if isinstance(v, tuple) else v for key, v in vars(self).items()}
        try:
            text = json.dumps(values, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
            content = text.encode()
        except UnicodeError as error:
            raise InputError("the campaign's description is not UTF-8") from error
        if len(content) > MAX_BYTES:
            raise InputError(
                f"the campaign's description has {len(content):,} bytes and {MAX_BYTES:,} at most "
                "are kept; shorten the objective or the classes"
            )
        return content


def parse_description(content: bytes, source: str) -> Description:
    """Return a description from its JSON.

    Args:
        content: the bytes.
        source: what they are, for messages.

    Raises:
        InputError: they are something else.
    """
    try:
        values: dict[str, Any] = json.loads(content)
        known = {field.name: values[field.name] for field in fields(Description)}
        lists = {key: tuple(known[key]) for key in ("classes", "keywords")}
        texts = [value for key, value in known.items() if key not in lists]
        if not all(isinstance(text, str) for text in (*texts, *sum(lists.values(), ()))):
            raise TypeError("a text is expected")
        if not all(isinstance(known[key], list) for key in lists):
            raise TypeError("a list is expected")
    except (ValueError, TypeError, KeyError) as error:
        raise InputError(
            f"{source} is not a campaign's ({type(error).__name__}: {error})"
        ) from error
    return Description(**(known | lists))
