"""Content identifiers (CIDs) of files and folders, equal to those that Kubo's `ipfs add` gives.

A file is cut into chunks of 262,144 bytes, which become the leaves of a balanced tree with up
to 174 links a node. CID version 0 wraps every leaf in a UnixFS node (dag-pb); version 1 hashes
the bare bytes (raw leaves), so that the CID of a file of one chunk is the SHA-256 of its bytes.

Sources: https://github.com/multiformats/cid, https://ipld.io/specs/codecs/dag-pb/spec/ and
https://specs.ipfs.tech/unixfs/.
"""

from __future__ import annotations

from veriset.cid.hasher import CidHasher, Cids, Source, cid_v0, cid_v1, cids, matches, read_into
from veriset.cid.identifier import DAG_PB, RAW, Cid
from veriset.cid.unixfs import CHUNK_SIZE, MAX_LINKS

__all__ = [
    "CHUNK_SIZE",
    "DAG_PB",
    "MAX_LINKS",
    "RAW",
    "Cid",
    "CidHasher",
    "Cids",
    "Source",
    "cid_v0",
    "cid_v1",
    "cids",
    "matches",
    "read_into",
]
