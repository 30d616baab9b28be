"""Why a campaign refuses something, in words: before it is asked, and of what it answers."""

from __future__ import annotations

import datetime
import re
from typing import TYPE_CHECKING

from veriset.chain.campaign_types import Phase
from veriset.errors import ChainError

if TYPE_CHECKING:
    from web3.contract.contract import ContractFunction

    from veriset.chain.annotation_campaign import AnnotationCampaign
    from veriset.chain.sender import Receipt, Sender

_WORDS = {
    "NotAdmitted": "the campaign's verifier has not admitted the account; "
    "give its admission with --admission FILE",
    "AdmissionExpired": "the admission is out of date; ask the campaign's verifier for another",
    "HasOtherRole": "the account has another part in this campaign; "
    "who plays does not vote, and who votes does not play",
    "SponsorCannotVote": "the sponsor gains from a rejection, so it cannot vote",
    "NoImageLeft": "no image is left that lacks plays and that the account has not had; "
    "others may still return theirs",
    "NotInHand": "the account does not hold this image",
    "NoImageInHand": "the account holds no image; draw one with: veriset campaign play",
    "ImageInHand": "the account holds an image; hand it in or give it back first",
    "AssignmentExpired": "the time to hand the image in is over; "
    "draw another with: veriset campaign play",
    "PlayOver": "playing and betting are over",
    "BetZero": "a bet of nothing; give an amount",
    "RevealsOver": "revealing is over",
    "NothingToReveal": "these plays were revealed before, or never handed in",
    "WrongReveal": "what was handed in is something else than what is revealed",
    "ReviewOver": "the time for votes is over",
    "AlreadyVoted": "the account has voted on the page",
    "VotesComplete": "the page has all its votes",
    "WrongPayment": "the payment is not what the campaign costs",
    "TooManyToSettle": "with so many annotations an image might take too much gas to settle; "
    "ask for fewer annotators, or fewer annotations a play",
    "TooEarlyToAbandon": "an image can be given up 30 days after the campaign's last deadline; "
    "settle it: veriset campaign settle",
    "ETHTransferFailed": "the recipient takes no money; "
    "the account itself can name another: veriset campaign withdraw --to ADDRESS",
    "NothingToWithdraw": "nothing is due to the account",
}

_ABANDON = "veriset campaign abandon"

_PHASES = {
    Phase.PLAY: "playing",
    Phase.REVEAL: "revealing",
    Phase.SETTLEMENT: "settlement",
    Phase.REVIEW: "review",
    Phase.RANKING: "ranking",
    Phase.PAYOUT: "payout",
}


def send(
    campaign: AnnotationCampaign,
    sender: Sender,
    function: ContractFunction,
    value: int = 0,
    spare_gas: int = 0,
) -> Receipt:
    """Send a call as `Sender.send` does; a refusal says in words what it means.

    Raises:
        ChainError: the contract refuses it, the account cannot pay, or the node fails.
    """
    try:
        return sender.send(function, value, spare_gas)
    except ChainError as error:
        raise in_words(error, campaign) from error


def in_words(error: ChainError, campaign: AnnotationCampaign | None = None) -> ChainError:
    """Return a refusal with what it means before the contract's own name for it."""
    name = refusal_name(error)
    if name == "WrongPhase" and campaign is not None:
        return ChainError(f"it is not the time: {describe_phase(campaign)} ({error})")
    return ChainError(f"{_WORDS[name]} ({error})") if name in _WORDS else error


def refusal_name(error: ChainError) -> str:
    """Return the name of the contract's error in a refusal; empty if it is none."""
    match = re.search(r"refused by the contract: (\w+)\(", str(error))
    return match[1] if match else ""


def require_phase(campaign: AnnotationCampaign, needed: Phase) -> None:
    """Refuse what cannot be done now, and say when it can or could.

    Raises:
        ChainError: the campaign is in another phase.
    """
    phase = campaign.phase()
    if phase is needed:
        return
    name = _PHASES[needed]
    if phase < needed:
        raise ChainError(f"{name} has not begun: {describe_phase(campaign, phase)}")
    raise ChainError(f"{name} is over{_ended(campaign, needed)}: {describe_phase(campaign, phase)}")


def describe_phase(campaign: AnnotationCampaign, phase: Phase | None = None) -> str:
    """Return the phase that a campaign is in, and when or by what it ends."""
    phase = campaign.phase() if phase is None else phase
    terms = campaign.terms
    if phase is Phase.PLAY:
        return f"playing goes on until {when(terms.play_until)}, or until all images have plays"
    if phase is Phase.REVEAL:
        return f"revealing goes on until {when(terms.reveal_until)}, or until all is revealed"
    if phase is Phase.SETTLEMENT:
        text = "the images are to be settled; anyone can: veriset campaign settle"
        if (until := campaign.settle_until()) < campaign.time():
            text += (
                f"; since {when(until)} those that nobody can settle can be given up: {_ABANDON}"
            )
        return text
    if phase is Phase.REVIEW:
        return f"validators vote until {when(terms.validate_until)}; then: veriset campaign settle"
    if phase is Phase.RANKING:
        return "the players are to be ranked; anyone can: veriset campaign settle"
    return "it is settled, and money can be withdrawn"


def _ended(campaign: AnnotationCampaign, phase: Phase) -> str:
    """Return when a phase with a deadline ended, as far as its deadline says it."""
    terms, now = campaign.terms, campaign.time()
    deadlines = {
        Phase.PLAY: terms.play_until,
        Phase.REVEAL: terms.reveal_until,
        Phase.REVIEW: terms.validate_until,
    }
    deadline = deadlines.get(phase, 0)
    return f" since {when(deadline)}" if 0 < deadline < now else ""


def when(time: int) -> str:
    """Return a time as a person reads it, in UTC."""
    try:
        moment = datetime.datetime.fromtimestamp(time, datetime.timezone.utc)
    except (ValueError, OverflowError, OSError):
        return f"Unix time {time}"
    return moment.strftime("%Y-%m-%d %H:%M:%S UTC")
