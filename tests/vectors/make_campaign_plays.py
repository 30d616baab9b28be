"""Writes campaign_plays.json beside this file: sealed plays, as the page and Python keep them.

Bytes and commitments are made as ICampaignPlays documents them, by other libraries than the
package and the page use. Run: python -m tests.vectors.make_campaign_plays
"""

from __future__ import annotations

import json
from pathlib import Path

from eth_abi import encode
from eth_utils import keccak, to_checksum_address

CAMPAIGN = to_checksum_address("0x" + "c0ffee" * 6 + "c0de")
ALICE = to_checksum_address("0x70997970c51812dc3a010c7d01b50e0d17dc79c8")
BOB = to_checksum_address("0x3c44cdddb6a900fa2b585dd299e03d12fa4293bc")
FAR = 65_535

# name, chain, player, image, salt, annotations: x, y, height, width, class
NAMED: list[tuple[str, int, str, int, bytes, list[list[int]]]] = [
    ("no annotation", 31_337, ALICE, 0, keccak(text="0"), []),
    ("one", 31_337, ALICE, 7, keccak(text="1"), [[100, 200, 50, 60, 0]]),
    ("the least numbers", 1, BOB, 0, bytes(32), [[0, 0, 1, 1, 0]]),
    ("the greatest numbers", 2**53 - 1, BOB, FAR, b"\xff" * 32, [[FAR, FAR, FAR, FAR, 255]]),
    ("each number in its place", 314, ALICE, 258, keccak(text="2"), [[258, 772, 1286, 1800, 9]]),
    ("two of one place", 314_159, BOB, 3, keccak(text="3"), [[1, 2, 3, 4, 0], [1, 2, 3, 4, 1]]),
    ("38", 1_337, ALICE, 41, keccak(text="4"), [[7 * i, 5 * i, 9, i + 1, i] for i in range(38)]),
]


def vector(
    name: str, chain_id: int, player: str, image: int, salt: bytes, annotations: list[list[int]]
) -> dict:
    content = b"".join(
        b"".join(value.to_bytes(2, "big") for value in sides) + bytes([kind])
        for *sides, kind in annotations
    )
    types = ["uint256", "address", "address", "uint256", "bytes32", "bytes32"]
    values = (chain_id, CAMPAIGN, player, image, salt, keccak(content))
    line = (
        f'{{"chainId": {chain_id}, "campaign": "{CAMPAIGN}", "player": "{player}", '
        f'"image": {image}, "salt": "0x{salt.hex()}", "annotations": "0x{content.hex()}"}}'
    )
    return {
        "name": name,
        "chainId": chain_id,
        "campaign": CAMPAIGN,
        "player": player,
        "image": image,
        "salt": "0x" + salt.hex(),
        "annotations": annotations,
        "bytes": "0x" + content.hex(),
        "commitment": "0x" + keccak(encode(types, values)).hex(),
        "line": line,
    }


def main() -> None:
    """Write the file, a play a line."""
    lines = ",\n".join(json.dumps(vector(*case)) for case in NAMED)
    Path(__file__).with_name("campaign_plays.json").write_text(f'{{"plays": [\n{lines}\n]}}\n')


if __name__ == "__main__":
    main()
