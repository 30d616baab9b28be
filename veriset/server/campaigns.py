"""GET /campaigns: annotation campaigns, from the index and from the contracts' state."""

from __future__ import annotations

from functools import lru_cache
from typing import Annotated, Any

import orjson
from fastapi import APIRouter, Request, Response
from fastapi import Path as InPath
from sqlalchemy import Connection, select

from veriset.chain.address import checked_address
from veriset.chain.annotation_campaign import AnnotationCampaign
from veriset.chain.campaign_types import ImageState, from_abi
from veriset.index.tables import campaigns, images, manifests
from veriset.server.backend import Backend
from veriset.server.campaign_values import campaign_of, image_of, outcome_of
from veriset.server.datasets import manifest_bytes
from veriset.server.image_answers import KIND, proof_of
from veriset.server.image_files import find_image
from veriset.server.json_bytes import IMMUTABLE, answer, content_answer
from veriset.server.models.campaigns import (
    Campaign,
    CampaignImage,
    CampaignPlayer,
    ImageOutcome,
    OneCampaign,
    OneCampaignImage,
)
from veriset.server.models.common import Page
from veriset.server.paging import (
    AddressPath,
    Limit,
    PlaceCursor,
    PositionCursor,
    after_place,
    next_place,
)
from veriset.server.problems import ProblemError

ImageNumber = Annotated[
    int, InPath(ge=0, le=65_535, description="Number of the image, from 0.", examples=[0])
]


def router(backend: Backend) -> APIRouter:
    """Return the endpoints over a backend."""
    routes = APIRouter(prefix="/campaigns", tags=["campaigns"])

    @lru_cache(maxsize=1_000)
    def contract(address: str) -> AnnotationCampaign:
        return AnnotationCampaign(backend.web3, address)  # remembers its terms

    def known(connection: Connection, address: str) -> Any:
        query = select(campaigns).where(campaigns.c.address == checked_address(address.lower()))
        if (row := connection.execute(query).first()) is None:
            raise ProblemError(404, f"No campaign has the address {address}.")
        return row

    def entry_of(connection: Connection, row: Any, index: int) -> Any:
        """Return digest, entry and hash kind of an image; None if the manifest is not had."""
        query = (
            select(images.c.digest, images.c.entry, manifests.c.hash_kind)
            .join(manifests, manifests.c.id == images.c.manifest)
            .where(
                images.c.manifest == row.manifest,
                images.c.position == index,
                manifests.c.state == "ready",
            )
        )
        return connection.execute(query).first()

    def state_of(campaign: AnnotationCampaign, index: int) -> ImageState:
        if index >= campaign.terms.image_count:
            raise ProblemError(
                404, f"The campaign has the images 0 to {campaign.terms.image_count - 1}."
            )
        return from_abi(ImageState, campaign.call("imageStates", index, 1)[0])

    @routes.get("", response_model=Page[Campaign], summary="All campaigns, oldest first")
    def list_(request: Request, limit: Limit = 50, cursor: PlaceCursor = None) -> Response:
        with backend.engine.connect() as connection:
            query = after_place(select(campaigns), campaigns, cursor, limit)
            rows = connection.execute(query).all()
            items, chain = backend.now(
                lambda: [
                    campaign_of(connection, row, contract(row.address)) for row in rows[:limit]
                ]
            )
        return answer(request, {"items": items, "next": next_place(rows, limit), "chain": chain})

    @routes.get("/{address}", response_model=OneCampaign, summary="A campaign")
    def one(request: Request, address: AddressPath) -> Response:
        with backend.engine.connect() as connection:
            row = known(connection, address)
            values, chain = backend.now(lambda: campaign_of(connection, row, contract(row.address)))
        return answer(request, {**values, "chain": chain})

    @routes.get(
        "/{address}/manifest",
        response_class=Response,
        responses={200: {"content": {"application/json": {"schema": {"type": "object"}}}}},
        summary="The manifest's bytes, as the CID in the campaign's description names them",
    )
    def manifest(request: Request, address: AddressPath) -> Response:
        with backend.engine.connect() as connection:
            row = known(connection, address)
            cid = connection.execute(
                select(manifests.c.cid).where(manifests.c.id == row.manifest)
            ).scalar()
        content = manifest_bytes(backend.settings.manifests, cid) if cid else None
        if content is None:
            raise ProblemError(404, "This server does not have the manifest; fetch it by its CID.")
        return content_answer(request, content, "application/json", IMMUTABLE)

    @routes.get(
        "/{address}/images",
        response_model=Page[CampaignImage],
        summary="The images of a campaign, and where each is",
    )
    def list_images(
        request: Request,
        address: AddressPath,
        limit: Limit = 50,
        cursor: PositionCursor = None,
    ) -> Response:
        start = cursor or 0
        with backend.engine.connect() as connection:
            row = known(connection, address)
            campaign = contract(row.address)
            states, chain = backend.now(lambda: campaign.call("imageStates", start, limit))
            query = (
                select(images.c.position, images.c.digest, images.c.entry, manifests.c.hash_kind)
                .join(manifests, manifests.c.id == images.c.manifest)
                .where(
                    images.c.manifest == row.manifest,
                    images.c.position >= start,
                    images.c.position < start + limit,
                    manifests.c.state == "ready",
                )
            )
            found = {part.position: part for part in connection.execute(query)}
        items = [
            image_of(index, from_abi(ImageState, state), found.get(index))
            for index, state in enumerate(states, start)
        ]
        following = start + len(items)
        return answer(
            request,
            {
                "items": items,
                "next": str(following) if following < campaign.terms.image_count else None,
                "chain": chain,
            },
        )

    @routes.get(
        "/{address}/images/{index}",
        response_model=OneCampaignImage,
        summary="An image of a campaign, with its proof",
    )
    def one_image(request: Request, address: AddressPath, index: ImageNumber) -> Response:
        with backend.engine.connect() as connection:
            row = known(connection, address)
            campaign = contract(row.address)
            state, chain = backend.now(lambda: state_of(campaign, index))
            found = entry_of(connection, row, index)
        if found is None:
            raise ProblemError(404, "The manifest of the campaign's images is not had yet.")
        digest, entry, root = bytes(found.digest), orjson.loads(found.entry), bytes(row.images_root)
        here = find_image(backend, digest)
        return answer(
            request,
            {
                "index": index,
                "digest": digest,
                "hash_kind": KIND[found.hash_kind],
                "path": entry.get("path"),
                "width": entry["width"],
                "height": entry["height"],
                "mime": None if here is None else here[1],
                "status": state.status.name.lower(),
                "proof": proof_of(backend.trees, root, digest),
                "root": root,
                "chain": chain,
            },
        )

    @routes.get(
        "/{address}/images/{index}/outcome",
        response_model=ImageOutcome,
        summary="What the revealed plays of an image come to",
    )
    def outcome(request: Request, address: AddressPath, index: ImageNumber) -> Response:
        with backend.engine.connect() as connection:
            row = known(connection, address)
        campaign = contract(row.address)

        def read() -> tuple[ImageState, list[tuple[str, bytes]]]:
            state = state_of(campaign, index)
            return state, campaign.plays_of(index) if state.revealed else []

        (state, plays), chain = backend.now(read)
        return answer(
            request,
            {"index": index, **outcome_of(campaign, state, plays), "chain": chain},
        )

    @routes.get(
        "/{address}/players/{account}",
        response_model=CampaignPlayer,
        summary="What an account is and has in a campaign",
    )
    def player(request: Request, address: AddressPath, account: AddressPath) -> Response:
        with backend.engine.connect() as connection:
            row = known(connection, address)
        campaign = contract(row.address)
        who = checked_address(account.lower())
        (found, owed), chain = backend.now(lambda: (campaign.player(who), campaign.owed(who)))
        return answer(
            request,
            {
                "account": who,
                "role": found.role.name.lower(),
                "number": found.number,
                "added": str(found.added),
                "handed_in": found.handed_in,
                "counted_plays": found.counted_plays,
                "score": str(found.score) if found.has_score else None,
                "position": found.position or None,
                "image": found.image if found.has_image else None,
                "held_until": found.held_until if found.has_image else None,
                "is_paid": found.is_paid,
                "owed": str(owed),
                "chain": chain,
            },
        )

    return routes
