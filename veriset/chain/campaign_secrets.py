"""What a sealed play is opened with: kept in a file before anything is sent.

A play that is lost here can never be revealed, and counts for nothing. So each is on the disk,
readable by its owner alone, before its commitment is on the chain.
"""

from __future__ import annotations

import json
import os
import secrets
from dataclasses import dataclass
from pathlib import Path

from veriset.errors import InputError
from veriset.paths import work_folder

SALT_SIZE = 32
"""Bytes; an annotation alone could be found by trying."""


@dataclass(frozen=True)
class Secret:
    """A sealed play with what opens it.

    Attributes:
        chain_id: of the chain that it is for.
        campaign: address of the campaign that it is for.
        player: address of who plays.
        image: number of the image.
        salt: 32 bytes that nobody can guess, another for each play.
        annotations: as the chain takes them.
    """

    chain_id: int
    campaign: str
    player: str
    image: int
    salt: bytes
    annotations: bytes

    @classmethod
    def make(
        cls, chain_id: int, campaign: str, player: str, image: int, annotations: bytes
    ) -> Secret:
        """Return a play with a new salt from the system's generator."""
        salt = secrets.token_bytes(SALT_SIZE)
        return cls(chain_id, campaign, player, image, salt, annotations)

    @property
    def commitment(self) -> bytes:
        """What the chain is given: `ICampaignPlays.commitmentFor`."""
        from eth_abi.abi import encode
        from tiny_keccak import keccak256

        types = ["uint256", "address", "address", "uint256", "bytes32", "bytes32"]
        values = (
            *(self.chain_id, self.campaign, self.player, self.image),
            *(self.salt, keccak256(self.annotations)),
        )
        return bytes(keccak256(encode(types, values)))

    def to_json(self) -> str:
        """Return the play as one line of JSON."""
        return json.dumps(
            {
                "chainId": self.chain_id,
                "campaign": self.campaign,
                "player": self.player,
                "image": self.image,
                "salt": "0x" + self.salt.hex(),
                "annotations": "0x" + self.annotations.hex(),
            }
        )


def secrets_path(chain_id: int, campaign: str, player: str) -> Path:
    """Return the file in the work folder that holds a player's plays of a campaign."""
    return work_folder() / "campaigns" / str(chain_id) / campaign / f"{player}.jsonl"


def keep_secret(secret: Secret) -> Path:
    """Add a play to its player's file and wait until the disk has it.

    Returns:
        The file, which only its owner can read.

    Raises:
        InputError: it cannot be written; then nothing must be sent.
    """
    path = secrets_path(secret.chain_id, secret.campaign, secret.player)
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        # A line break before it too, so that a line that a crash cut off spoils no other.
        line = ("\n" if path.exists() else "") + secret.to_json() + "\n"
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        with os.fdopen(descriptor, "ab") as file:
            os.fchmod(descriptor, 0o600)
            file.write(line.encode())
            file.flush()
            os.fsync(descriptor)
        folder = os.open(path.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)
    except OSError as error:
        raise InputError(
            f"cannot keep what opens the play in {path}: {error.strerror or error}; "
            "nothing was sent"
        ) from error
    return path


def read_secrets(path: Path) -> list[Secret]:
    """Return the plays in a file of `keep_secret`.

    Raises:
        InputError: the file cannot be read, or a line of it is something else.
    """
    try:
        lines = path.read_text(encoding="utf-8").split("\n")
    except (OSError, UnicodeError) as error:
        reason = getattr(error, "strerror", None) or error
        raise InputError(f"cannot read {path}: {reason}") from error
    found = []
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            found.append(_parse(line))
        except (ValueError, TypeError, KeyError) as error:
            if not line.rstrip().endswith("}"):
                continue  # cut off while it was written, so its play was never sent
            raise InputError(
                f"{path}: line {number} is no play ({type(error).__name__}: {error})"
            ) from error
    return found


def _parse(line: str) -> Secret:
    from eth_utils.address import to_checksum_address

    values = json.loads(line)
    salt = bytes.fromhex(values["salt"].removeprefix("0x"))
    if len(salt) != SALT_SIZE:
        raise ValueError(f"the salt has {len(salt)} bytes")
    return Secret(
        chain_id=int(values["chainId"]),
        campaign=str(to_checksum_address(values["campaign"])),
        player=str(to_checksum_address(values["player"])),
        image=int(values["image"]),
        salt=salt,
        annotations=bytes.fromhex(values["annotations"].removeprefix("0x")),
    )
