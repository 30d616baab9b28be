"""Annotation campaigns as they are read: pages of state, by eth_call alone, without a key."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from veriset.campaigns.description import Description, parse_description
from veriset.chain.artifacts import load_abi, load_errors
from veriset.chain.campaign_types import (
    PAGE_IMAGES,
    CampaignBooks,
    CampaignProgress,
    ImageState,
    ImageStatus,
    Page,
    Phase,
    PlayerState,
    Ranking,
    Terms,
    Vote,
    from_abi,
)
from veriset.chain.contract import ContractReader
from veriset.chain.pages import PAGE

if TYPE_CHECKING:
    from web3 import Web3

CONTRACT = "AnnotationCampaign"


class AnnotationCampaign(ContractReader):
    """The campaign at an address; every method but `functions` is an eth_call.

    What depends on the time is read as of the pending block, for a chain on which nobody sends
    anything has an old latest block.
    """

    def __init__(self, web3: Web3, address: str) -> None:
        """Read the campaign at this address through this connection."""
        # Its code is in several contracts; the interface has the functions of all of them, and
        # not the errors of what they call.
        abi = load_abi(f"I{CONTRACT}") + load_errors("Clusterer") + load_errors("SafeTransferLib")
        super().__init__(web3, CONTRACT, address, abi)
        self._terms: Terms | None = None

    @property
    def terms(self) -> Terms:
        """The terms, which never change."""
        if self._terms is None:
            self._terms = from_abi(Terms, self.call("terms"))
        return self._terms

    def description_bytes(self) -> bytes:
        """Return what the sponsor wrote, as it is."""
        return bytes(self.call("description"))

    def description(self) -> Description:
        """Return name, objective, classes, keywords and the manifest's CID.

        Raises:
            InputError: the sponsor wrote something else there.
        """
        return parse_description(self.description_bytes(), f"the description of {self.address}")

    def sponsor(self) -> str:
        """Return the account that opened the campaign."""
        return str(self.call("sponsor"))

    def phase(self) -> Phase:
        """Return the phase that the next block has."""
        return Phase(self.call("phase", block="pending"))

    def settle_until(self) -> int:
        """Return the time after which images that nobody settled can be given up."""
        return int(self.call("settleUntil"))

    def time(self) -> int:
        """Return the time of the next block."""
        return int(self.web3.eth.get_block("pending")["timestamp"])

    def progress(self) -> CampaignProgress:
        """Return how far the campaign is, in numbers."""
        return from_abi(CampaignProgress, self.call("progress"))

    def player(self, account: str) -> PlayerState:
        """Return what an account is and has in this campaign."""
        address = self.web3.to_checksum_address(account)
        return from_abi(PlayerState, self.call("playerOf", address))

    def players(self, block: int | str = "latest") -> Iterator[PlayerState]:
        """Yield the accounts that took part, validators among them, in the order of numbers."""
        for values in self._pages("playerStates", block):
            yield from_abi(PlayerState, values)

    def images(self, block: int | str = "latest") -> Iterator[ImageState]:
        """Yield the state of each image, in their order."""
        for values in self._pages("imageStates", block):
            yield from_abi(ImageState, values)

    def images_in(self, *statuses: ImageStatus) -> list[int]:
        """Return the images that are in one of these states."""
        return [image for image, state in enumerate(self.images()) if state.status in statuses]

    def pages(self) -> Iterator[Page]:
        """Yield the pages of images, in their order, as the next block has them."""
        for values in self._pages("pageStates", "pending"):
            yield from_abi(Page, values)

    def votes_of(self, page: int) -> list[Vote]:
        """Return the votes on a page, in the order in which they came."""
        return [Vote(*vote) for vote in zip(*self.call("votesOf", page), strict=True)]

    def plays_of(self, image: int, block: int | str = "latest") -> list[tuple[str, bytes]]:
        """Return the revealed plays on an image in the order of the rule: player, annotations."""
        players, annotations = self.call("playsOf", image, block=block)
        return list(zip(players, map(bytes, annotations), strict=True))

    def result_of(self, image: int, hint: bytes = b"") -> tuple[list[int], list[int]]:
        """Return the clusters and scores that the chain computes, in the contract's words."""
        clusters, scores = self.call("resultOf", image, hint)
        return list(clusters), list(scores)

    def commitment_of(self, player: str, image: int) -> bytes:
        """Return the commitment that waits to be revealed; 32 zero bytes if there is none."""
        return bytes(self.call("commitmentOf", self.web3.to_checksum_address(player), image))

    def images_had(self, player: str) -> list[int]:
        """Return the images that a player has had, whatever became of them."""
        address = self.web3.to_checksum_address(player)
        return [
            PAGE_IMAGES * page + bit
            for page in range(self.terms.page_count)
            for bit in bits_of(int(self.call("imagesHad", address, page)))
        ]

    def sealed_images_of(self, player: str) -> list[int]:
        """Return the images on which a player has a commitment that is not revealed."""
        return [
            image for image in self.images_had(player) if any(self.commitment_of(player, image))
        ]

    def books(self) -> CampaignBooks:
        """Return the campaign's money by what it is for."""
        return from_abi(CampaignBooks, self.call("books"))

    def ranking(self) -> Ranking:
        """Return the ranking so far."""
        return from_abi(Ranking, self.call("ranking"))

    def owed(self, account: str) -> int:
        """Return the wei that `withdraw` would pay to an account now."""
        return int(self.call("owed", self.web3.to_checksum_address(account)))

    def balance(self) -> int:
        """Return the contract's balance in wei."""
        return int(self.web3.eth.get_balance(self.web3.to_checksum_address(self.address)))

    def _pages(self, function: str, block: int | str) -> Iterator[dict[str, Any]]:
        start = 0
        while page := self.call(function, start, PAGE, block=block):
            yield from page
            start += len(page)


def bits_of(bitmap: int) -> list[int]:
    """Return the positions of a bitmap's ones, ascending."""
    return [bit for bit in range(bitmap.bit_length()) if bitmap >> bit & 1]
