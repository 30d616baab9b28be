"""The process that hashes files for `veriset.readers.workers`; it imports as little as it can."""

from __future__ import annotations

import os
import pickle
import sys

from veriset.errors import InputError
from veriset.images import ImageDigest, digest_image


def main() -> None:
    """Answer (folder, paths, hash kind) with digests or an InputError until the input ends.

    The input ends when the process that started this one closes it, or is gone itself.
    """
    while True:
        try:
            folder, paths, hash_kind = pickle.load(sys.stdin.buffer)
        except EOFError:
            return
        answer: list[ImageDigest] | InputError
        try:
            answer = [digest_image(f"{folder}/{path}", hash_kind) for path in paths]
        except InputError as error:
            answer = error
        try:
            pickle.dump(answer, sys.stdout.buffer)
            sys.stdout.buffer.flush()
        except BrokenPipeError:
            os._exit(1)  # an ordinary exit would try to write again, and complain
