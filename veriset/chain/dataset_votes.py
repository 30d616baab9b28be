"""Votes that a validator signs (EIP-712) and anybody hands in, so that validators need no gas."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from veriset.chain.collaborative_dataset import CollaborativeDataset
from veriset.chain.typed_data import sign_typed_data, typed_data
from veriset.errors import InputError

if TYPE_CHECKING:
    from veriset.chain.sender import Receipt, Sender

_FIELDS = {
    "validator": "address",
    "batchId": "uint256",
    "bitmap": "uint256",
    "deadline": "uint64",
}


@dataclass(frozen=True)
class SignedVote:
    """A vote on a batch, signed.

    Attributes:
        chain_id: of the chain that it is for.
        dataset: address of the dataset that it is for.
        batch_id: the batch.
        validator: who signed.
        bitmap: bit i is set if record i is valid.
        deadline: last second, since 1970, at which the signature is good.
        signature: 64 bytes (EIP-2098).
        proof: that the validator is admitted, 32 bytes each; not signed.
    """

    chain_id: int
    dataset: str
    batch_id: int
    validator: str
    bitmap: int
    deadline: int
    signature: bytes
    proof: tuple[bytes, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """Return the vote as a JSON object; numbers beyond 2^53 and bytes in hexadecimal."""
        return {
            "chainId": self.chain_id,
            "dataset": self.dataset,
            "batchId": self.batch_id,
            "validator": self.validator,
            "bitmap": hex(self.bitmap),
            "deadline": self.deadline,
            "signature": "0x" + self.signature.hex(),
            "proof": ["0x" + node.hex() for node in self.proof],
        }


def sign_vote(
    dataset: CollaborativeDataset,
    account: Any,
    batch_id: int,
    bitmap: int,
    *,
    deadline: int | None = None,
    proof: Sequence[bytes] = (),
) -> SignedVote:
    """Sign a vote with an account.

    Args:
        dataset: the dataset.
        account: of Brownie or eth_account with its key, or of Brownie and held by the node.
        batch_id: a batch under review.
        bitmap: bit i is set if record i is valid.
        deadline: last second at which the signature is good; None takes the batch's.
        proof: that the validator is admitted, where an allow-list is used.

    Raises:
        ChainError: there is no such batch, or the node does not sign.
    """
    if deadline is None:
        deadline = dataset.batch(batch_id).closes_at
    chain_id, address = int(dataset.web3.eth.chain_id), str(account.address)
    message = vote_message(chain_id, dataset.address, address, batch_id, bitmap, deadline)
    signature = sign_typed_data(dataset.web3, account, message)
    return SignedVote(
        chain_id, dataset.address, batch_id, address, bitmap, deadline, signature, tuple(proof)
    )


def vote_message(
    chain_id: int, dataset: str, validator: str, batch_id: int, bitmap: int, deadline: int
) -> dict[str, Any]:
    """Return the typed data (EIP-712) that a validator signs; see `SignedVote`."""
    message = {
        "validator": validator,
        "batchId": batch_id,
        "bitmap": bitmap,
        "deadline": deadline,
    }
    return typed_data("CollaborativeDataset", chain_id, dataset, "Vote", _FIELDS, message)


def hand_in_votes(
    dataset: CollaborativeDataset, sender: Sender, votes: Iterable[SignedVote]
) -> list[Receipt]:
    """Hand in signed votes, a transaction a batch; votes that were counted before are left out.

    A batch that gets its last vote is closed by it.

    Raises:
        InputError: a vote is for another chain or dataset, or there are more than a batch needs;
            nothing is sent.
        ChainError: the contract refuses one, or the node fails.
    """
    chain_id = int(dataset.web3.eth.chain_id)
    by_batch: dict[int, list[SignedVote]] = {}
    for vote in votes:
        if (vote.chain_id, vote.dataset.lower()) != (chain_id, dataset.address.lower()):
            raise InputError(
                f"the vote of {vote.validator} is for dataset {vote.dataset} on chain "
                f"{vote.chain_id}, not for {dataset.address} on chain {chain_id}"
            )
        by_batch.setdefault(vote.batch_id, []).append(vote)
    ready: dict[int, list[SignedVote]] = {}
    for batch_id, given in sorted(by_batch.items()):
        batch = dataset.batch(batch_id)
        once = {vote.validator: vote for vote in given}.values()
        fresh = [vote for vote in once if not dataset.has_voted(batch, vote.validator, vote.proof)]
        room = dataset.rules.votes_needed - batch.votes
        if len(fresh) > room:
            raise InputError(
                f"batch {batch_id} needs {room} more votes, not {len(fresh)}; leave some out"
            )
        if fresh:
            ready[batch_id] = fresh
    return [
        sender.send(
            dataset.functions.voteBySignatures(
                batch_id,
                [
                    {
                        "validator": vote.validator,
                        "bitmap": vote.bitmap,
                        "deadline": vote.deadline,
                        "proof": list(vote.proof),
                        "signature": vote.signature,
                    }
                    for vote in fresh
                ],
            )
        )
        for batch_id, fresh in ready.items()
    ]


def read_signed_votes(path: Path) -> list[SignedVote]:
    """Return the signed votes in a JSON file, a list of what `SignedVote.to_json` gives.

    Raises:
        InputError: the file cannot be read or holds something else.
    """
    try:
        return [
            SignedVote(
                chain_id=int(vote["chainId"]),
                dataset=str(vote["dataset"]),
                batch_id=int(vote["batchId"]),
                validator=str(vote["validator"]),
                bitmap=int(vote["bitmap"], 16),
                deadline=int(vote["deadline"]),
                signature=bytes.fromhex(vote["signature"][2:]),
                proof=tuple(bytes.fromhex(node[2:]) for node in vote["proof"]),
            )
            for vote in json.loads(path.read_bytes())
        ]
    except OSError as error:
        raise InputError(f"cannot read {path}: {error.strerror or error}") from error
    except (ValueError, TypeError, KeyError) as error:
        raise InputError(
            f"{path} holds no signed votes ({type(error).__name__}: {error}); "
            "make it with: veriset dataset vote FILE.csv --sign"
        ) from error
