"""A settled campaign as it is read from the chain, for reports and exports."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from veriset.campaigns.annotation_bytes import decode_annotations
from veriset.campaigns.build_outcome import outcome_of
from veriset.campaigns.outcome import Books, Campaign, Outcome, Play, PlayedImage, Standing
from veriset.chain.campaign_refusals import describe_phase
from veriset.chain.campaign_types import ImageStatus, Page, Phase, PlayerState, Role
from veriset.errors import ChainError
from veriset.progress import Progress, silent

if TYPE_CHECKING:
    from veriset.chain.annotation_campaign import AnnotationCampaign
    from veriset.manifest import Manifest


def read_outcome(
    campaign: AnnotationCampaign,
    manifest: Manifest,
    network: str,
    *,
    progress: Progress = silent,
) -> Outcome:
    """Read a settled campaign from state and compute its clusters.

    Args:
        campaign: the campaign.
        manifest: of its images.
        network: name of its chain.
        progress: told of the images.

    Raises:
        ChainError: it is not settled yet, or the node fails.
    """
    require_settled(campaign)
    terms, said = campaign.terms, campaign.description()
    block = settled_block(campaign)
    players = list(campaign.players())
    return outcome_of(
        Campaign(
            name=said.name,
            objective=said.objective,
            classes=said.classes,
            keywords=said.keywords,
            dataset=manifest.dataset,
            hash_kind=manifest.hash_kind,
            images_root="0x" + terms.images_root.hex(),
            manifest_cid=said.manifest,
            sponsor=campaign.sponsor(),
            distance=terms.distance,
            confirmation=terms.confirmation,
            chain_id=int(campaign.web3.eth.chain_id),
            network=network,
            address=campaign.address,
            block=block,
            time=int(campaign.web3.eth.get_block(block)["timestamp"]),
        ),
        read_images(campaign, manifest),
        read_standings(campaign, players),
        read_books(campaign, players),
        progress=progress,
    )


def require_settled(campaign: AnnotationCampaign) -> None:
    """Refuse a campaign whose outcome may still change.

    Raises:
        ChainError: it is not settled yet.
    """
    if (phase := campaign.phase()) is not Phase.PAYOUT:
        raise ChainError(f"the campaign is not settled yet: {describe_phase(campaign, phase)}")


def settled_block(campaign: AnnotationCampaign) -> int:
    """Return the block that ended the settlement; the latest one if the node keeps no logs."""
    from web3.exceptions import Web3Exception

    try:
        logs = campaign.events.PlayersPlaced().get_logs(from_block=0)
    except (Web3Exception, OSError, ValueError):  # a node may refuse so wide a search
        logs = []
    return int(logs[-1]["blockNumber"] if logs else campaign.web3.eth.block_number)


def read_images(campaign: AnnotationCampaign, manifest: Manifest) -> Iterable[PlayedImage]:
    """Yield the images with their revealed plays."""
    for index, state in enumerate(list(campaign.images())):
        plays = campaign.plays_of(index) if state.revealed else []
        yield PlayedImage(
            index=index,
            entry=manifest.images[index],
            plays=tuple(Play(player, decode_annotations(content)) for player, content in plays),
            rejected=state.status is ImageStatus.REJECTED,
        )


def read_standings(
    campaign: AnnotationCampaign, players: Iterable[PlayerState]
) -> Iterable[Standing]:
    """Yield place and pay of every player, from the totals that the chain keeps."""
    terms, ranking = campaign.terms, campaign.ranking()
    counted = campaign.progress().counted_players
    for player in players:
        if player.role is not Role.PLAYER:
            continue
        bet = player.counted_plays * terms.sponsored_bet + player.added
        points = (counted + 1 - player.position) ** 2 if player.position else 0
        yield Standing(
            player=player.account,
            score=player.score if player.has_score else None,
            position=player.position or None,
            points=points,
            bet=bet,
            reward=ranking.pot * bet * points // ranking.points if ranking.points else 0,
        )


def read_books(campaign: AnnotationCampaign, players: Iterable[PlayerState]) -> Books:
    """Return where all money of a settled campaign came from and goes, withdrawn or not."""
    terms = campaign.terms
    standings = list(read_standings(campaign, players))
    added = sum(player.added for player in players)
    counted = campaign.progress().counted_plays * terms.sponsored_bet
    rewards = sum(standing.reward for standing in standings)
    fees = sum(fees_of(campaign).values())
    return Books(
        sponsored=terms.price,
        added=added,
        rewards=rewards,
        fees=fees,
        treasury=counted + added - rewards,
        refund=terms.price - counted - fees,
    )


def fees_of(campaign: AnnotationCampaign) -> dict[str, int]:
    """Return what each validator earned, claimed or not, on the pages that are decided."""
    fee, earned = campaign.terms.validator_fee, dict[str, int]()
    for number, page in enumerate(campaign.pages()):
        if page.is_decided and page.votes:
            for vote in campaign.votes_of(number):
                agreed = _agreements(page, vote.rejections)
                earned[vote.validator] = earned.get(vote.validator, 0) + fee * agreed
    return earned


def _agreements(page: Page, rejections: int) -> int:
    return (page.revealed & ~(rejections ^ page.rejected)).bit_count()
