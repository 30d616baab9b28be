"""Whom a dataset admits: lists of accounts, as files, and their Merkle roots and proofs.

The layout is that of StandardMerkleTree with leaf encoding ["address"] of the npm package
@openzeppelin/merkle-tree: an account, padded to 32 bytes as abi.encode does, is hashed twice.
"""

from __future__ import annotations

import re
from pathlib import Path

from veriset.chain.dataset_types import Admission, AdmissionKind
from veriset.errors import InputError
from veriset.merkle import MerkleTree


def admission(allow_list: Path | None, points: int = 0) -> Admission:
    """Return whom a role is open to: everybody, a list, or a list of founders and points.

    Args:
        allow_list: file of accounts, one a line; None for everybody.
        points: that admit others than the accounts on the list; 0 admits none.

    Raises:
        InputError: the file cannot be read or holds something else, or points lack founders.
    """
    if allow_list is None:
        if points:
            raise InputError("where points are needed, somebody must start: give a list too")
        return Admission()
    kind = AdmissionKind.MINIMUM_POINTS if points else AdmissionKind.ALLOW_LIST
    return Admission(kind, points, MerkleTree.of(_read_accounts(allow_list)).root)


def proof_from(allow_list: Path | None, account: str) -> list[bytes]:
    """Return the proof that an account is on a list; none where there is no list.

    Raises:
        InputError: the file cannot be read or holds something else, or the account is not on it.
    """
    if allow_list is None:
        return []
    leaves = _read_accounts(allow_list)
    leaf = bytes.fromhex(account[2:]).rjust(32, b"\0")
    if leaf not in leaves:
        raise InputError(f"{account} is not on the list {allow_list}")
    return list(MerkleTree.of(leaves).proof(leaves.index(leaf)))


def _read_accounts(path: Path) -> list[bytes]:
    """Return the accounts in a file, padded to 32 bytes as abi.encode does."""
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeError) as error:
        reason = getattr(error, "strerror", None) or error
        raise InputError(f"cannot read {path}: {reason}") from error
    accounts = []
    for number, line in enumerate(lines, 1):
        text = line.split("#")[0].strip()
        if text and not re.fullmatch("0x[0-9a-fA-F]{40}", text):
            raise InputError(f"{path}: line {number} is no address; write 0x and 40 digits")
        if text:
            accounts.append(bytes.fromhex(text[2:]).rjust(32, b"\0"))
    if not accounts:
        raise InputError(f"{path} lists no accounts")
    return accounts
