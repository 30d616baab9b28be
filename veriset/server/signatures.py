"""Signed votes that wait to be handed in: kept for everybody, once the contract would take them."""

from __future__ import annotations

import time
from typing import Any

from fastapi import APIRouter, Request, Response
from sqlalchemy import delete, func, insert, select

from veriset.chain.address import checked_address
from veriset.chain.sender import refusal_of
from veriset.errors import InputError
from veriset.index.kept import signatures
from veriset.server.backend import Backend
from veriset.server.collaboration_contracts import BatchNumber, Collaborations
from veriset.server.json_bytes import answer
from veriset.server.models.collaborations import Kept, Vote
from veriset.server.models.common import Page
from veriset.server.paging import AddressPath, Limit, PositionCursor
from veriset.server.problems import ProblemError
from veriset.server.sessions import Sessions

_MOST, _MOST_KNOWN = 200, 1_000
"""Votes on a batch that are kept: of anybody, and of validators who have logged in too. A batch
needs 40 at most; where everybody may vote, accounts cost nothing."""


def router(backend: Backend, known: Collaborations, sessions: Sessions) -> APIRouter:
    """Return the endpoints over a backend."""
    routes = APIRouter(
        prefix="/collaborative-datasets/{address}/batches/{batch}/signatures",
        tags=["collaborative datasets"],
    )

    @routes.post(
        "",
        response_model=Kept,
        status_code=201,
        summary="Leave a signed vote, for anyone to hand in",
        description="The contract is asked, by eth_call, whether it would take the vote. A second "
        "vote of a validator on a batch replaces the first.",
    )
    def leave(request: Request, address: AddressPath, batch: BatchNumber, vote: Vote) -> Response:
        row, dataset = known.find(address)
        checked = _checked(vote, row.address, batch, backend.settings.network.chain_id)
        given = (
            checked["validator"],
            int(vote.bitmap, 16),
            vote.deadline,
            checked["proof_bytes"],
            checked["signature"],
        )
        call = dataset.functions.voteBySignatures(batch, [given])
        try:
            refusal, chain = backend.now(lambda: refusal_of(call, checked["validator"]))
        except (ValueError, TypeError) as error:  # what the ABI has no place for
            raise ProblemError(422, f"The vote is malformed: {error}") from error
        if refusal is not None:
            raise ProblemError(422, f"The vote would not be counted: {refusal}")
        found = sessions.session_of(request.cookies.get(sessions.cookie))
        is_known = found is not None and found[0] == checked["validator"]
        kept = _keep(backend, checked, batch, _MOST_KNOWN if is_known else _MOST)
        response = answer(request, {"kept": kept, "chain": chain}, "no-store")
        response.status_code = 201
        return response

    @routes.get("", response_model=Page[Vote], summary="The signed votes on a batch")
    def list_(
        request: Request,
        address: AddressPath,
        batch: BatchNumber,
        limit: Limit = 50,
        cursor: PositionCursor = None,
    ) -> Response:
        row, _ = known.find(address)
        start = cursor or 0
        query = (
            select(signatures)
            .where(
                signatures.c.dataset == row.address,
                signatures.c.batch == batch,
                signatures.c.deadline >= backend.chain["timestamp"],
            )
            .order_by(signatures.c.posted_at, signatures.c.validator)
            .offset(start)
            .limit(limit + 1)
        )
        with backend.engine.connect() as connection:
            rows = connection.execute(query).all()
        items = [_to_json(vote, backend.settings.network.chain_id) for vote in rows[:limit]]
        following = str(start + limit) if len(rows) > limit else None
        return answer(request, {"items": items, "next": following, "chain": backend.chain})

    return routes


def _checked(vote: Vote, address: str, batch: int, chain_id: int) -> dict[str, Any]:
    """Return a vote's parts, after comparing it with where it was sent."""
    try:
        dataset, validator = (
            checked_address(text.lower()) for text in (vote.dataset, vote.validator)
        )
    except InputError as error:
        raise ProblemError(422, str(error)) from error
    if (vote.chainId, dataset, vote.batchId) != (chain_id, address, batch):
        raise ProblemError(
            422,
            f"The vote is for batch {vote.batchId} of {dataset} on chain {vote.chainId}, and was "
            f"sent to batch {batch} of {address} on chain {chain_id}.",
        )
    return {
        "dataset": dataset,
        "validator": validator,
        "bitmap": hex(int(vote.bitmap, 16)),
        "deadline": vote.deadline,
        "signature": bytes.fromhex(vote.signature[2:]),
        "proof": [node.lower() for node in vote.proof],
        "proof_bytes": [bytes.fromhex(node[2:]) for node in vote.proof],
    }


def _keep(backend: Backend, checked: dict[str, Any], batch: int, most: int) -> int:
    """Keep a vote in place of an earlier one of the validator; return how many there are."""
    values = {name: value for name, value in checked.items() if name != "proof_bytes"}
    here = (signatures.c.dataset == checked["dataset"]) & (signatures.c.batch == batch)
    with backend.engine.begin() as connection:
        connection.execute(
            delete(signatures).where(here, signatures.c.validator == checked["validator"])
        )
        now = backend.chain["timestamp"]
        connection.execute(delete(signatures).where(here, signatures.c.deadline < now))
        count = connection.execute(
            select(func.count()).select_from(signatures).where(here)
        ).scalar()
        if (count or 0) >= most:
            raise ProblemError(409, f"{count} votes on this batch wait already; hand them in.")
        connection.execute(
            insert(signatures), [{**values, "batch": batch, "posted_at": time.time()}]
        )
    return (count or 0) + 1


def _to_json(row: Any, chain_id: int) -> dict[str, Any]:
    """Return a vote as `SignedVote.to_json` of `veriset.chain.dataset_votes` does."""
    return {
        "chainId": chain_id,
        "dataset": row.dataset,
        "batchId": row.batch,
        "validator": row.validator,
        "bitmap": row.bitmap,
        "deadline": row.deadline,
        "signature": row.signature,
        "proof": row.proof,
    }
