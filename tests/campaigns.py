"""Annotation campaigns to test with: terms, players who play, and what is to come out."""

from dataclasses import dataclass, replace

from eth_abi import encode
from eth_utils import keccak

from tests.signing import sign
from veriset.chain.campaign_admission import admission_message
from veriset.clustering.reference import Clustering, cluster

NOBODY = "0x" + "00" * 20
TREASURY = "0x00000000000000000000000000000000007ea500"
NO_ADMISSION = (0, b"")
HOUR, DAY, YEAR_2100 = 3_600, 86_400, 4_102_444_800
PLAY, REVEAL, SETTLEMENT, REVIEW, RANKING, PAYOUT = range(6)
NO_ROLE, PLAYER, VALIDATOR = range(3)
WAITING, REVEALED, SETTLED, COUNTED, REJECTED = range(5)


@dataclass(frozen=True)
class Terms:
    """A campaign's terms: three images, two open plays on each, no validators."""

    treasury: str = TREASURY
    verifier: str = NOBODY
    images_root: bytes = keccak(text="images")
    image_count: int = 3
    annotators: int = 2
    annotations_per_play: int = 5
    validators: int = 0
    sponsored_bet: int = 1_000
    validator_fee: int = 0
    distance: int = 40
    confirmation: int = 50
    payout_tolerance: int = 0
    sealed_plays: bool = False
    assignment_period: int = HOUR
    play_until: int = 0
    reveal_until: int = 0
    validate_until: int = 0

    def but(self, **changed) -> "Terms":
        """Return the same terms with some of them changed."""
        return replace(self, **changed)

    def args(self) -> tuple:
        """Return them as the contract takes them."""
        return tuple(vars(self).values())

    def price(self) -> int:
        """Return what the campaign costs, in wei."""
        bets = self.annotators * self.sponsored_bet
        return self.image_count * (bets + self.validators * self.validator_fee)


def terms_from(now: int, **changed) -> Terms:
    """Return terms of which each deadline is a day after the one before."""
    terms = Terms(play_until=now + DAY).but(**changed)
    last = terms.play_until
    if terms.sealed_plays and not terms.reveal_until:
        terms = terms.but(reveal_until=last + DAY)
        last = terms.reveal_until
    if terms.validators and not terms.validate_until:
        terms = terms.but(validate_until=last + DAY)
    return terms


def deploy_factory(project, sender):
    """Deploy what campaigns are made of; return the factory."""
    clusterer = project.Clusterer.deploy({"from": sender})
    results = project.AnnotationCampaignResults.deploy(clusterer, {"from": sender})
    code = project.AnnotationCampaign.deploy(results, {"from": sender})
    return project.AnnotationCampaignFactory.deploy(code, {"from": sender})


def open_campaign(project, factory, sponsor, terms: Terms, description=b'{"name":"Birds"}'):
    """Open a campaign; return its contract, with all that a campaign answers."""
    tx = factory.open(terms.args(), description, {"from": sponsor, "value": terms.price()})
    return campaign_at(project, tx.events["CampaignOpened"]["campaign"])


def campaign_at(project, address):
    """Return the contract of a campaign, the code of which stands in two places."""
    # Imported here, because the tests of the package have no use for it and it is slow.
    from brownie import Contract

    parts = [*project.AnnotationCampaign.abi, *project.AnnotationCampaignResults.abi]
    abi = {
        (entry["type"], entry.get("name"), str(entry.get("inputs"))): entry
        for entry in parts
        if entry["type"] not in ("constructor", "fallback")
    }
    return Contract.from_abi("AnnotationCampaign", address, list(abi.values()))


def annotation(x, y, height=50, width=60, kind=0) -> bytes:
    """Return one annotation as a contract takes it."""
    return b"".join(v.to_bytes(2, "big") for v in (x, y, height, width)) + bytes([kind])


def drawn(tx) -> int | None:
    """Return the image that a transaction drew, if it drew one."""
    events = tx.events
    return events["ImageDrawn"]["image"] if "ImageDrawn" in events else None


def draw(campaign, player, admission=NO_ADMISSION) -> int:
    """Draw an image for a player, who is new or has none."""
    return drawn(campaign.draw(admission, {"from": player}))


def salt_of(player, image: int) -> bytes:
    """Return the salt of a player's play, the same in every run."""
    return keccak(text=f"{player} {image}")


def commitment(campaign, player, image: int, annotations: bytes, chain_id=1337) -> bytes:
    """Return the commitment, as it is documented and not as the contract makes it."""
    values = (
        chain_id,
        str(campaign),
        str(player),
        image,
        salt_of(player, image),
        keccak(annotations),
    )
    kinds = ["uint256", "address", "address", "uint256", "bytes32", "bytes32"]
    return keccak(encode(kinds, values))


def reveal_of(player, image: int, annotations: bytes) -> tuple:
    """Return a play as `reveal` takes it."""
    return (str(player), image, salt_of(player, image), annotations)


def hand_in(campaign, player, image: int, annotations: bytes, sealed=False, draw_next=True):
    """Hand an image in; return the transaction."""
    if not sealed:
        return campaign.playOpen(image, annotations, draw_next, {"from": player})
    hidden = commitment(campaign, player, image, annotations, campaign.eip712Domain()[3])
    return campaign.playSealed(image, hidden, draw_next, {"from": player})


def play_all(campaign, players, annotations_of, sealed=False) -> list[tuple]:
    """Have each player play every image that it gets; return the reveals, player by player."""
    reveals = []
    for player in players:
        image = draw(campaign, player)
        while image is not None:
            annotations = annotations_of(player, image)
            reveals.append(reveal_of(player, image, annotations))
            image = drawn(hand_in(campaign, player, image, annotations, sealed))
    return reveals


def settle_all(campaign, sender, images=None):
    """Settle images, all if none are named, without hints; return the transaction."""
    images = list(range(campaign.terms()["imageCount"])) if images is None else images
    return campaign.settle(images, [b""] * len(images), {"from": sender})


def order_of(campaign) -> list[int]:
    """Return the numbers of all players with a score, in the order of the ranking."""
    states = campaign.playerStates(0, 2**24)
    scored = [state for state in states if state["hasScore"]]
    return [s["number"] for s in sorted(scored, key=lambda s: (s["score"], s["number"]))]


def rank_all(campaign, sender):
    """Rank and place all players."""
    numbers = order_of(campaign)
    if numbers:
        campaign.rank(0, numbers, {"from": sender})
        campaign.place(len(numbers), {"from": sender})


def boxes_of(annotations: bytes) -> list[tuple[int, ...]]:
    """Return the boxes that annotations are of."""
    words = [annotations[i : i + 8] for i in range(0, len(annotations), 9)]
    return [tuple(int.from_bytes(w[k : k + 2], "big") for k in (0, 2, 4, 6)) for w in words]


def clustered(plays: list[bytes], terms: Terms) -> Clustering:
    """Return what the reference makes of an image's plays."""
    boxes = [box for play in plays for box in boxes_of(play)]
    players = [number for number, play in enumerate(plays) for _ in boxes_of(play)]
    return cluster(boxes, players, len(plays), terms.distance, terms.confirmation)


def weight(terms: Terms, score: int, position: int, players: int) -> int:
    """Return a ranked player's points for each wei of its bet."""
    if not terms.payout_tolerance:
        return (players + 1 - position) ** 2
    off = max(score, (256 * terms.payout_tolerance) ** 2)
    return max(0, (256 * terms.distance) ** 2 - off)


def payouts(terms: Terms, bets: dict, scores: dict) -> tuple[dict, int]:
    """Return each ranked player's reward and what is the treasury's, by the payout rule.

    `bets` has everybody who bet, `scores` everybody with a counted play, None without a score.
    """
    ranked = {player: score for player, score in scores.items() if score is not None}
    positions = {p: 1 + sum(other < s for other in ranked.values()) for p, s in ranked.items()}
    points = {p: bets[p] * weight(terms, ranked[p], at, len(scores)) for p, at in positions.items()}
    pot, total = sum(bets[p] for p in ranked), sum(points.values())
    rewards = {p: pot * own // total if total else 0 for p, own in points.items()}
    return rewards, sum(bets.values()) - sum(rewards.values())


def admission(campaign, key, account, deadline=YEAR_2100) -> tuple:
    """Return an Admission that a verifier's key signs."""
    chain_id = campaign.eip712Domain()[3]
    message = admission_message(chain_id, str(campaign), str(account), deadline)
    return (deadline, sign(key, message))


def wait_until(chain, deadline: int):
    """Let the chain's time pass a deadline, which is the last second of something."""
    chain.sleep(max(0, deadline + 1 - chain.time()))
    chain.mine()
