"""Long lists of work, cut into transactions that every chain takes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, TypeVar

from veriset.chain.campaign_refusals import in_words, refusal_name
from veriset.errors import ChainError
from veriset.progress import Progress, silent

if TYPE_CHECKING:
    from web3.contract.contract import ContractFunction

    from veriset.chain.annotation_campaign import AnnotationCampaign
    from veriset.chain.sender import Receipt, Sender

GAS_LIMIT = 15_000_000
"""For one transaction: half a block of 30M, and below the 2^24 of EIP-7825."""

CALL_BYTES = 60_000
"""For one call's data: a message on Filecoin has 64 KiB, with its signature and fields."""

_Item = TypeVar("_Item")


def send_in_parts(
    campaign: AnnotationCampaign,
    sender: Sender,
    items: Sequence[_Item],
    call: Callable[[Sequence[_Item]], ContractFunction],
    left: Callable[[Sequence[_Item]], Sequence[_Item]],
    *,
    first: int = 64,
    progress: Progress = silent,
) -> list[Receipt]:
    """Send a list in as few transactions as gas and size allow.

    Anyone can do the same work at the same time: what is refused because others were faster is
    left out, and the rest goes on. So the same call again does what an interrupted one left.

    Args:
        campaign: the campaign.
        sender: who sends.
        items: the work, in the order in which it must be done.
        call: makes a call of a part of it.
        left: of a part, what is still to be done.
        first: items of the first try; the next ones go by the gas that it took.
        progress: told of the items.

    Raises:
        ChainError: a single item is refused or needs too much, or the node fails.
    """
    receipts: list[Receipt] = []
    queue, size, total = list(items), first, len(items)
    while queue:
        progress(total - len(queue), total)
        size = min(size, len(queue))
        function = call(queue[:size])
        if size > 1 and (length := _call_length(function)) > CALL_BYTES:
            size = max(1, min(size - 1, size * CALL_BYTES // length))
            continue
        try:
            gas = _estimate(function, sender.address)
            if gas > GAS_LIMIT and size > 1:
                size = max(1, min(size - 1, size * GAS_LIMIT // gas))
                continue
            receipts.append(sender.send(function))
        except ChainError as error:
            remaining = list(left(queue))
            if len(remaining) < len(queue):
                queue = remaining
            elif size > 1:
                size //= 2
            else:
                raise in_words(error, campaign) if refusal_name(error) else error from error
            continue
        queue = queue[size:]
        size = max(1, size * GAS_LIMIT * 9 // (10 * max(gas, 1)))
    progress(total, total)
    return receipts


def _call_length(function: ContractFunction) -> int:
    from web3.types import Wei

    # With gas and fees given, nothing is asked of the node.
    data = function.build_transaction({"gas": 0, "gasPrice": Wei(0), "value": Wei(0)})["data"]
    return len(data) // 2 - 1


def _estimate(function: ContractFunction, sender: str) -> int:
    """Return the gas that a call takes in the next block.

    Raises:
        ChainError: the contract refuses it, or the node fails.
    """
    from web3.exceptions import ContractLogicError, Web3Exception

    from veriset.chain.sender import refusal_of

    try:
        return int(function.estimate_gas({"from": sender}, "pending"))
    except ContractLogicError as error:
        # Not every node names the error in an estimate; a call does.
        refusal = refusal_of(function, sender, block="pending")
        raise refusal or ChainError(f"{function.fn_name} is refused: {error}") from error
    except (Web3Exception, OSError, ValueError) as error:
        line = " ".join(str(error).split())[:300]
        raise ChainError(f"the node does not estimate {function.fn_name}: {line}") from error
