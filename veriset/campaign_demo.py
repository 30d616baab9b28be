"""A whole annotation campaign on the chain of this machine, on photographs of flowers.

Players of stated skill annotate, three validators review, and the contract settles, ranks and
pays. What the players see is seeded; which image each one draws is the chain's own randomness.
"""

from __future__ import annotations

import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

from veriset.campaign_demo_cast import (
    Person,
    bring_in,
    choose_images,
    find_worst,
    look_at,
)
from veriset.campaign_workflow import create_campaign, outcome_from, own_secrets_path
from veriset.campaigns.coco import write_export
from veriset.campaigns.players import play
from veriset.campaigns.report import write_report
from veriset.campaigns.report_text import pixels_off
from veriset.chain import campaign_play, campaign_reveal, campaign_review, campaign_settle
from veriset.chain.amounts import parse_amount, show_amount
from veriset.chain.annotation_campaign import AnnotationCampaign
from veriset.chain.brownie_session import brownie_session
from veriset.chain.campaign_check import check_campaign
from veriset.chain.campaign_factory import CampaignFactory
from veriset.chain.campaign_open import Plan
from veriset.chain.campaign_outcome import read_books, read_standings
from veriset.chain.campaign_payout import withdraw_all
from veriset.chain.campaign_secrets import read_secrets
from veriset.chain.campaign_types import Phase, PlayerState
from veriset.chain.connection import connect
from veriset.chain.factory_session import factory_here
from veriset.chain.networks import LOCAL_NETWORK, load_network
from veriset.chain.publish import publish_dataset
from veriset.chain.script import registry_here
from veriset.chain.sender import BrownieSender
from veriset.errors import ChainError
from veriset.manifest import load_manifest
from veriset.paths import work_folder
from veriset.pinning import open_pinning

if TYPE_CHECKING:
    from veriset.campaigns.players import Scene

_ANNOTATORS, _VALIDATORS = 6, 3


def run(flowers: Path | None = None, images: int = 14) -> None:
    """Play the scene on the chain of this machine and print what became of it.

    Args:
        flowers: folder of flower photographs; None takes those at hand, or drawings.
        images: how many of them are annotated.

    Raises:
        VerisetError: a step failed, money is not conserved, or Python and the chain differ.
    """
    start = time.perf_counter()
    with brownie_session(LOCAL_NETWORK) as brownie:
        campaign = stage(brownie, flowers, images)
    print(f"\nDone in {time.perf_counter() - start:.0f} s. Look at it again:")
    print(f"  .venv/bin/veriset campaign status --check --campaign {campaign.address}")


def stage(brownie: Any, flowers: Path | None = None, images: int = 14) -> AnnotationCampaign:
    """Play the scene within a session of Brownie on the local chain; return its campaign.

    Args:
        brownie: the connected package.
        flowers: as `run`.
        images: as `run`.

    Raises:
        VerisetError: as `run`.
    """
    folder = work_folder() / "demo" / "campaign"
    manifest_path = choose_images(flowers, folder, images)
    manifest = load_manifest(manifest_path)
    scenes = look_at(manifest, folder / "images")
    registry, publisher = registry_here(), BrownieSender(brownie.accounts[0])
    factory = factory_here(CampaignFactory)
    # The players are the node's own accounts: a tenth of a second each play.
    web3 = connect(load_network(LOCAL_NETWORK))
    people = bring_in(web3, factory.count())
    address = _open(factory, people, manifest_path, scenes)
    campaign = AnnotationCampaign(web3, address)
    _play(campaign, people, scenes)
    _reveal(campaign, people)
    _settle(campaign, people, scenes)
    _pay(campaign, people)
    outcome = outcome_from(campaign, LOCAL_NETWORK, manifest_path)
    report = write_report(outcome, folder / "images", folder / "report")
    export = write_export(outcome, folder / "flowers.coco.json")
    with open_pinning(work_folder() / "pins") as pinning:
        pinning.pin(export.coco)
        published = publish_dataset(export.manifest, registry, publisher, pinning)
    print(f"\nPictures and payouts: {report.page}")
    print(f"COCO: {export.coco}, {export.annotations} boxes on {export.images} images")
    print(f"  CID {export.coco_cid}")
    print(f"  registered as dataset 0x{published.id.hex()}")
    return campaign


def _open(factory: Any, people: dict[str, Person], manifest_path: Path, scenes: list[Scene]) -> str:
    number = factory.count() + 1
    small = max(max(scene.width, scene.height) for scene in scenes) < 128  # drawings
    plan = Plan(
        name=f"Flowers, demonstration {number}",
        objective="Mark every flower with a box.",
        classes=("daisy", "dandelion", "roses", "sunflowers", "tulips"),
        keywords=("flowers", "botany"),
        bet=parse_amount("0.01 ether"),
        annotators=_ANNOTATORS,
        distance=15 if small else 40,
        validators=_VALIDATORS,
        validator_fee=parse_amount("0.0002 ether"),
        assignment_hours=1,
        treasury=people["treasury"].address,
    )
    created = create_campaign(factory, people["sponsor"].sender, manifest_path, plan)
    people["sponsor"].paid_in = created.terms.price
    print(f"{plan.name}: {created.campaign.address}")
    print(
        f"  {created.terms.image_count} images, {_ANNOTATORS} plays each, sealed; "
        f"{_VALIDATORS} validators; D = {plan.distance} pixels, {plan.confirmation}% to confirm"
    )
    print(f"  {show_amount(created.terms.price)} in escrow")
    return created.campaign.address


def _play(campaign: AnnotationCampaign, people: dict[str, Person], scenes: list[Scene]) -> None:
    """Let everybody play in turns until all images have their plays."""
    players = [(person, person.skill) for person in people.values() if person.skill is not None]
    for person, _ in players:
        person.paid_in = parse_amount("0.02 ether")
        campaign_play.add_bet(campaign, person.sender, person.paid_in)
    absent = next(person for person, skill in players if not skill.hands_in)
    held = campaign_play.draw(campaign, absent.sender)
    print(f"\n{absent.name} draws image {held.image} and is not seen again")
    _pass_time(campaign, held.held_until)
    gas: list[int] = []
    holds: dict[str, PlayerState] = {}
    while campaign.phase() is Phase.PLAY:
        before = len(gas)
        for person, skill in players:
            if not skill.hands_in:
                continue
            own = holds.get(person.name)
            if own is None or not own.has_image:
                try:
                    own = campaign_play.draw(campaign, person.sender)
                except ChainError as error:
                    if "NoImageLeft(" in str(error) or "playing is over" in str(error):
                        continue
                    raise
            given = play(scenes[own.image], skill, f"{person.name} {own.image}")
            done = campaign_play.hand_in(campaign, person.sender, given or ())
            holds[person.name] = done.player
            gas.append(done.receipt.gas_used)
        if len(gas) == before:
            raise ChainError("nobody could play, and images lack plays")
    print(
        f"{len(gas)} plays handed in, {sum(gas) // len(gas):,} gas each with the next draw; "
        "the image that was never handed in went to another"
    )


def _reveal(campaign: AnnotationCampaign, people: dict[str, Person]) -> None:
    """Let all reveal that do; one leaves it to the sponsor, with its file."""
    for person in people.values():
        if person.skill is None or not person.skill.reveals or not person.skill.hands_in:
            continue
        sender = people["sponsor"].sender if person.name == "honest 2" else person.sender
        secrets = read_secrets(own_secrets_path(campaign, person.address))
        done = campaign_reveal.reveal(campaign, sender, secrets)
        gas = sum(receipt.gas_used for receipt in done.receipts)
        print(f"  {person.name:<9} {done.plays} plays revealed, {gas // done.plays:,} gas each")
    silent = campaign.progress()
    lost = silent.handed_in - silent.revealed_plays
    print(f"  {lost} plays of who stays silent are void once the time to reveal is over")
    _pass_time(campaign, campaign.terms.reveal_until)


def _settle(campaign: AnnotationCampaign, people: dict[str, Person], scenes: list[Scene]) -> None:
    """Let anyone settle, two of three validators reject the worst image, and the rest be done."""
    anyone = people["anyone"].sender
    done = campaign_settle.settle(campaign, anyone)
    print(f"\n{done.settled} images settled by anyone, {done.gas // done.settled:,} gas each")
    print(f"  {done.waiting}")
    worst, overlap = find_worst(campaign, scenes)
    validators = [person for person in people.values() if person.name.startswith("validator")]
    for number, person in enumerate(validators):
        campaign_review.vote(campaign, person.sender, [worst] if number < 2 else [])
    print(
        f"two of three validators reject image {worst}, where clusters and flowers share "
        f"{overlap:.0%} of their area"
    )
    done = campaign_settle.settle(campaign, anyone)
    if done.waiting is not None:
        raise ChainError(f"the campaign does not end: {done.waiting}")
    print(f"{done.counted} images counted, {done.ranked} players ranked: {done.gas:,} gas in all")


def _pay(campaign: AnnotationCampaign, people: dict[str, Person]) -> None:
    """Compare with Python, pay everybody, and check the sums."""
    check = check_campaign(campaign)
    if check.differences:
        raise ChainError(f"Python and the chain differ: {'; '.join(check.differences)}")
    print(f"Python computes the same: {check.images} images, {check.players} players")
    before = {person.address: person.balance(campaign) for person in people.values()}
    withdraw_all(campaign, people["anyone"].sender)
    for person in people.values():
        if person.name != "anyone":  # who pays the gas for it
            person.paid_out = person.balance(campaign) - before[person.address]
    _show(campaign, people)
    paid_in = sum(person.paid_in for person in people.values())
    paid_out = sum(person.paid_out for person in people.values())
    books = read_books(campaign, list(campaign.players()))
    if campaign.balance() or not paid_in == paid_out == books.paid_in == books.paid_out:
        raise ChainError(f"money is not conserved: {paid_in} wei in and {paid_out} out")
    print(
        f"Conserved to the wei: {show_amount(paid_in)} in = {show_amount(books.rewards)} to "
        f"players + {show_amount(books.fees)} to validators\n  + {show_amount(books.treasury)} to "
        f"the treasury + {show_amount(books.refund)} back to the sponsor; the contract holds 0"
    )


def _show(campaign: AnnotationCampaign, people: dict[str, Person]) -> None:
    standings = {one.player: one for one in read_standings(campaign, campaign.players())}
    row = "  {:<12}{:>9}{:>8}{:>10}{:>10}{:>10}{:>11}"
    print("\n" + row.format("who", "position", "plays", "off", "bet", "paid", "own money"))
    for person in sorted(
        people.values(),
        key=lambda one: (
            one.skill is None,
            (standing := standings.get(one.address)) is None or standing.position or 99,
        ),
    ):
        if person.name == "anyone":
            continue
        standing = standings.get(person.address)
        state = campaign.player(person.address)
        print(
            row.format(
                person.name,
                "" if standing is None else standing.position or "-",
                "" if standing is None else f"{state.counted_plays}/{state.handed_in}",
                "" if standing is None or standing.score is None else pixels_off(standing.score),
                "" if standing is None else f"{standing.bet / 1e18:.4f}",
                f"{person.paid_out / 1e18:.4f}",
                f"{(person.paid_out - person.paid_in) / 1e18:+.4f}",
            )
        )


def _pass_time(campaign: AnnotationCampaign, until: int) -> None:
    """Let the chain of this machine be past a time; a campaign's days take no time here."""
    node = campaign.web3.provider
    node.make_request("evm_increaseTime", [max(0, until + 1 - campaign.time())])  # type: ignore[arg-type]
    node.make_request("evm_mine", [])  # type: ignore[arg-type]
