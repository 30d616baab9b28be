"""CIDs of folders, equal to those that Kubo's `ipfs add -r` gives.

Hidden files count, as with `ipfs add -r --hidden`, and an empty folder has a CID too. Names are
the file system's bytes. A folder whose entries' names and CIDs take 262,144 bytes or more is
spread over shards, as Kubo does it by itself.
"""

from __future__ import annotations

import hashlib
import os
import stat
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from veriset.cid.dag_pb import Link, encode_directory
from veriset.cid.hamt import sharded
from veriset.cid.hasher import CidHasher, Cids, read_into
from veriset.cid.identifier import DAG_PB, Cid
from veriset.errors import InputError
from veriset.progress import Progress

SHARDING_SIZE = 262_144


class FolderFile(NamedTuple):
    """A file in a folder: where it is, its name from the folder down, its CID and its bytes."""

    path: Path
    name: str
    cid: Cid
    size: int


class FolderNode(NamedTuple):
    """A block that describes a folder or a shard of it; children come before their parents."""

    cid: Cid
    name: str
    block: bytes


@dataclass
class Folder:
    """A folder as a tree of blocks.

    Attributes:
        root: its CID.
        size: bytes of all its files.
        files: all of them, in order of their names.
        nodes: its own blocks and those of the folders in it; the last is the root.
    """

    root: Cid
    size: int = 0
    files: list[FolderFile] = field(default_factory=list)
    nodes: list[FolderNode] = field(default_factory=list)


def read_folder(path: Path, version: int = 1, progress: Progress | None = None) -> Folder:
    """Hash a folder and all that is in it, as a tree of version 0 or 1.

    Args:
        path: the folder.
        version: of the CIDs.
        progress: called with the bytes hashed, and their total.

    Raises:
        InputError: something in it cannot be read, or is neither file nor folder, or changes.
    """
    found: list[tuple[Path, os.stat_result]] = []
    _list(path, found)
    total = sum(entry.st_size for _, entry in found if stat.S_ISREG(entry.st_mode))
    folder = Folder(Cid(version, DAG_PB, bytes(32)))
    children: dict[Path, list[Link]] = {path: []}
    for entry, status in found:
        if stat.S_ISDIR(status.st_mode):
            children[entry] = []
            continue
        hasher = read_into(CidHasher((version,)), entry)
        cid = hasher.cid(version)
        folder.files.append(FolderFile(entry, entry.relative_to(path).as_posix(), cid, hasher.size))
        children[entry.parent].append(Link(cid, entry.name, hasher.total_size(version)))
        folder.size += hasher.size
        if progress:
            progress(folder.size, max(total, folder.size))
    # Those further down first: what a folder links to must be known by then.
    for entry in sorted(children, key=lambda one: len(one.parts), reverse=True):
        name = entry.relative_to(path).as_posix() if entry != path else path.name
        link = _close(children[entry], version, name, folder.nodes)
        if entry == path:
            folder.root = link.cid
        else:
            children[entry.parent].append(link._replace(name=entry.name))
    return folder


def folder_cids(path: Path) -> Cids:
    """Return both CIDs of a folder and the bytes of its files; errors as for `read_folder`."""
    first, second = read_folder(path, 0), read_folder(path, 1)
    if first.size != second.size:
        raise InputError(f"{path} changed while it was read; try again")
    return Cids(str(first.root), str(second.root), first.size)


def _list(folder: Path, found: list[tuple[Path, os.stat_result]]) -> None:
    """List all that is in a folder, by name; nothing is followed out of it."""
    try:
        entries = sorted(os.scandir(folder), key=lambda entry: os.fsencode(entry.name))
        for entry in entries:
            status = entry.stat(follow_symlinks=False)
            path = folder / entry.name
            if stat.S_ISLNK(status.st_mode):
                raise InputError(f"{path} is a symbolic link; put the file itself there")
            if not stat.S_ISREG(status.st_mode) and not stat.S_ISDIR(status.st_mode):
                raise InputError(f"{path} is neither a file nor a folder; move it elsewhere")
            found.append((path, status))
            if stat.S_ISDIR(status.st_mode):
                _list(path, found)
    except OSError as error:
        raise InputError(f"cannot read {folder}: {error.strerror or error}") from error


def _close(links: list[Link], version: int, name: str, nodes: list[FolderNode]) -> Link:
    """Make the blocks of a folder that has these links, and return a link to the topmost."""
    totals: dict[Cid, int] = {link.cid: link.total_size for link in links}

    def add(block: bytes, below: list[Link]) -> Link:
        cid = Cid(version, DAG_PB, hashlib.sha256(block).digest())
        nodes.append(FolderNode(cid, name, block))
        total = len(block) + sum(totals[link.cid] for link in below)
        totals[cid] = total
        return Link(cid, "", total)

    links.sort(key=lambda link: os.fsencode(link.name))
    size = sum(len(os.fsencode(link.name)) + len(link.cid.binary) for link in links)
    if size >= SHARDING_SIZE:
        return sharded(links, add)
    return add(encode_directory(links), links)
