"""Files divided into groups, each of which goes into one request."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import Any

import requests

from veriset.cid.folders import FolderFile
from veriset.pinning.form_body import FormBody, Part
from veriset.pinning.transport import timeouts

_MAX_FILES = 200
_MAX_BYTES = 4 << 20


def groups(files: Sequence[FolderFile]) -> Iterator[list[FolderFile]]:
    """Divide files into groups that fit one request."""
    group: list[FolderFile] = []
    size = 0
    for file in files:
        if group and (len(group) == _MAX_FILES or size + file.size > _MAX_BYTES):
            yield group
            group, size = [], 0
        group.append(file)
        size += file.size
    if group:
        yield group


def send_form(
    session: requests.Session, url: str, token: str, parts: Sequence[Part], timeout: float
) -> list[Any]:
    """Send files in one form, and return the answer's lines of JSON, one for each.

    Raises:
        Whatever goes wrong on the way, as it is raised there.
    """
    body = FormBody(parts)
    response = session.post(
        url,
        params={"cid-version": "1"},
        data=body,
        headers={"Authorization": f"Bearer {token}", "Content-Type": body.content_type},
        timeout=timeouts(timeout),
        allow_redirects=False,
    )
    response.raise_for_status()
    return [json.loads(line) for line in response.text.splitlines()]
