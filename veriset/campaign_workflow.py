"""What the commands and the scripts of annotation campaigns have in common."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from veriset.campaigns.annotation_file import check_annotations, read_annotations
from veriset.chain import campaign_play, campaign_review
from veriset.chain.campaign_admission import NO_ADMISSION, read_admission
from veriset.chain.campaign_images import campaign_manifest, image_number, try_manifest
from veriset.chain.campaign_open import Plan, find_campaign, open_campaign
from veriset.chain.campaign_outcome import read_outcome, require_settled
from veriset.chain.campaign_refusals import require_phase
from veriset.chain.campaign_reveal import Revealed, missing, reveal
from veriset.chain.campaign_review import Voted
from veriset.chain.campaign_secrets import Secret, read_secrets, secrets_path
from veriset.chain.campaign_types import Phase, PlayerState, Terms
from veriset.errors import ChainError, InputError
from veriset.manifest import Manifest, load_manifest
from veriset.paths import work_folder
from veriset.pinning import open_pinning
from veriset.progress import Progress, silent

if TYPE_CHECKING:
    from veriset.campaigns.outcome import Outcome
    from veriset.chain.annotation_campaign import AnnotationCampaign
    from veriset.chain.campaign_factory import CampaignFactory
    from veriset.chain.sender import Receipt, Sender


@dataclass(frozen=True)
class Created:
    """A campaign that was opened, or found.

    Attributes:
        campaign: the campaign.
        terms: its terms.
        cid: of the manifest of its images.
        receipt: of its opening; None if it was opened before.
    """

    campaign: AnnotationCampaign
    terms: Terms
    cid: str
    receipt: Receipt | None


def create_campaign(
    factory: CampaignFactory,
    sender: Sender,
    manifest_path: Path,
    plan: Plan,
    *,
    again: bool = False,
) -> Created:
    """Pin a manifest and open a campaign on its images, unless the sender has opened it before.

    Args:
        factory: of the chain.
        sender: the sponsor, who pays.
        manifest_path: of the images.
        plan: what the sponsor wants.
        again: open another one under the same name on the same images.

    Raises:
        InputError, ManifestError: the manifest or the plan cannot be used.
        PinningError: the manifest could not be pinned under its own CID.
        ChainError: the sponsor cannot pay, the contract refuses it, or the node fails.
    """
    manifest = load_manifest(manifest_path)
    root, name = bytes.fromhex(manifest.root[2:]), plan.name or manifest.dataset.name
    if not again and (found := find_campaign(factory, sender.address, root, name)) is not None:
        return Created(found, found.terms, found.description().manifest, None)
    now = int(factory.web3.eth.get_block("pending")["timestamp"])
    terms = plan.terms(manifest, sender.address, now)
    plan.describe(manifest, "")  # refused before anything is pinned
    with open_pinning(work_folder() / "pins") as pinning:
        cid = pinning.pin(manifest_path).cid
    campaign, receipt = open_campaign(factory, sender, terms, plan.describe(manifest, cid))
    return Created(campaign, terms, cid, receipt)


@dataclass(frozen=True)
class Played:
    """What a player did, and what it holds now.

    Attributes:
        handed_in: the play; None if the player only drew.
        player: the player then.
        manifest: of the images; None if it cannot be had.
        trouble: why it cannot be had.
    """

    handed_in: campaign_play.HandedIn | None
    player: PlayerState
    manifest: Manifest | None
    trouble: str


def play(
    campaign: AnnotationCampaign,
    sender: Sender,
    file: Path | None = None,
    *,
    admission: Path | None = None,
    manifest_path: Path | None = None,
    image: int | None = None,
    draw_next: bool = True,
) -> Played:
    """Hand in the annotations of a file for the image in hand; without a file, draw one.

    Args:
        campaign: the campaign.
        sender: the player.
        file: see `read_annotations`.
        admission: file of the player's admission, for its first call, where one is needed.
        manifest_path: of the images; None fetches it by its CID.
        image: number of the image that the annotations are of; refused if another is in hand.
        draw_next: whether to draw the next image too.

    Raises:
        InputError: the annotations or another file cannot be used.
        ChainError: it is not the time, there is no image, or the contract refuses it.
    """
    require_phase(campaign, Phase.PLAY)
    manifest, trouble = try_manifest(campaign, manifest_path)
    if file is None:
        admitted = admission_from(admission, campaign, sender.address)
        player = campaign_play.draw(campaign, sender, admitted)
        return Played(None, player, manifest, trouble)
    given = read_annotations(file, _classes(campaign))
    player = campaign_play.image_in_hand(campaign, sender.address)
    said = given.image if image is None else image
    if said is not None and image_number(manifest, said) != player.image:
        raise InputError(
            f"{file} is of image {said}, and {sender.address} holds image {player.image}; "
            "nothing was sent"
        )
    entry = manifest.images[player.image] if manifest else None
    check_annotations(
        given.annotations,
        str(file),
        campaign.terms.annotations_per_play,
        None if entry is None else entry.width,
        None if entry is None else entry.height,
    )
    done = campaign_play.hand_in(campaign, sender, given.annotations, draw_next=draw_next)
    return Played(done, done.player, manifest, trouble)


def admission_from(
    path: Path | None, campaign: AnnotationCampaign, account: str
) -> Mapping[str, Any]:
    """Return the admission in a file as the contract takes it; none where none is needed."""
    if path is not None:
        return read_admission(path, campaign, account).to_abi()
    verifier = campaign.terms.verifier
    if int(verifier, 16) and not campaign.player(account).number:
        raise ChainError(
            f"this campaign admits accounts that {verifier} has signed for; "
            "give yours with --admission FILE"
        )
    return NO_ADMISSION


def vote(
    campaign: AnnotationCampaign,
    sender: Sender,
    rejected: Iterable[int] = (),
    admission: Path | None = None,
) -> Voted:
    """Vote on what can be voted on, as `campaign_review.vote`; the admission is a file.

    Raises:
        InputError: an image cannot be voted on, or the admission is for something else.
        ChainError: the account may not vote, or the contract refuses it.
    """
    campaign_review.require_review(campaign, sender.address)
    admitted = admission_from(admission, campaign, sender.address)
    return campaign_review.vote(campaign, sender, rejected, admitted)


def reveal_plays(
    campaign: AnnotationCampaign, sender: Sender, files: Iterable[Path] = ()
) -> tuple[Revealed, list[int]]:
    """Reveal the plays in files, or the sender's own.

    Args:
        campaign: the campaign.
        sender: who sends.
        files: as `play` keeps them; none: the sender's own in the work folder.

    Returns:
        What was revealed, and the images whose play of the sender cannot be revealed with it.

    Raises:
        InputError: a file cannot be read, or the sender has none.
        ChainError: it is not the time, or the contract refuses it.
    """
    require_phase(campaign, Phase.REVEAL)
    paths = list(files) or [own_secrets_path(campaign, sender.address)]
    if not files and not paths[0].exists():
        sealed = campaign.sealed_images_of(sender.address)
        if not sealed:
            raise ChainError(f"{sender.address} has no play to reveal in {campaign.address}")
        raise InputError(
            f"what opens the plays of {sender.address} on image "
            f"{', '.join(map(str, sealed))} is not in {paths[0]}; give the file with --secrets FILE"
        )
    secrets: list[Secret] = []
    for path in paths:
        secrets += read_secrets(path)
    revealed = reveal(campaign, sender, secrets)
    return revealed, missing(campaign, sender.address, secrets)


def own_secrets_path(campaign: AnnotationCampaign, player: str) -> Path:
    """Return the file in which `play` keeps what opens a player's plays."""
    return secrets_path(int(campaign.web3.eth.chain_id), campaign.address, player)


def outcome_from(
    campaign: AnnotationCampaign,
    network: str,
    manifest_path: Path | None = None,
    progress: Progress = silent,
) -> Outcome:
    """Return the outcome of a settled campaign.

    Args:
        campaign: the campaign.
        network: name of its chain.
        manifest_path: of its images; None fetches it by its CID.
        progress: told of the images.

    Raises:
        ChainError: it is not settled yet, or the node fails.
        InputError, ManifestError, PinningError: the manifest cannot be had.
    """
    require_settled(campaign)
    manifest = campaign_manifest(campaign, manifest_path)
    return read_outcome(campaign, manifest, network, progress=progress)


def _classes(campaign: AnnotationCampaign) -> tuple[str, ...]:
    try:
        return campaign.description().classes
    except InputError:
        return ()  # described by other means than ours
