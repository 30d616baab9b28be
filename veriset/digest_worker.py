"""The process that hashes files for `veriset.readers.workers`; it imports as little as it can."""

from __future__ import annotations

import os
import pickle
import sys

from veriset.errors import InputError
from veriset.images import HashKind, ImageDigest, digest_image


def try_digest(path: str, hash_kind: HashKind) -> ImageDigest | InputError:
    """Return the digest of a file, or why there is none."""
    try:
        return digest_image(path, hash_kind)
    except InputError as error:
        return error


def main() -> None:
    """Answer each (folder, paths, hash kind) with a digest or InputError a file, in their order.

    The input ends when the process that started this one closes it, or is gone itself.
    """
    while True:
        try:
            folder, paths, hash_kind = pickle.load(sys.stdin.buffer)
        except EOFError:
            return
        answer = [try_digest(f"{folder}/{path}", hash_kind) for path in paths]
        try:
            pickle.dump(answer, sys.stdout.buffer)
            sys.stdout.buffer.flush()
        except BrokenPipeError:
            os._exit(1)  # an ordinary exit would try to write again, and complain
