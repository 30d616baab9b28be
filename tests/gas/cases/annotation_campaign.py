"""Cases of the AnnotationCampaign: ten plays of five annotations on each image, hints given.

The figures `AnnotationCampaign.settle/per_image_of_20...` are whole transactions that settle 20
images, divided by 20: base fee, calldata, clustering, scores. Each player reveals all its plays
in one transaction; open plays stand in a contract each.

PREVRANDAO is another in each run. So what is measured of a draw is what does not depend on it:
with 65,536 images the first try hits (and if not, once in 30,000 runs, the figure is higher).
"""

from brownie import chain

from tests.annotations import CONFIRMATION, DISTANCE, Image, photograph
from tests.campaigns import (
    HOUR,
    NO_ADMISSION,
    TREASURY,
    YEAR_2100,
    annotation,
    deploy_factory,
    draw,
    drawn,
    hand_in,
    open_campaign,
    order_of,
    play_all,
    reveal_of,
    settle_all,
    terms_from,
    wait_until,
)
from tests.cluster_hints import hint_of
from tests.signing import signer

CONTRACT = "AnnotationCampaign"
IMAGES, PLAYS = 20, 10
SIZE = {
    "image_count": IMAGES,
    "annotators": PLAYS,
    "distance": DISTANCE,
    "confirmation": CONFIRMATION,
}


def measure(meter, project, accounts):
    """Measure every public function; see tests/gas/meter.py for what a figure holds.

    No transaction comes from accounts[0], whose nonces the addresses of other cases follow from.
    """
    factory = deploy_factory(project, accounts[8])
    for part in (project.AnnotationCampaign, project.AnnotationCampaignResults, project.Clusterer):
        meter.contract(part[-1])
    keys = [signer(f"player {number}") for number in range(PLAYS)]
    players = [accounts.at(key.address, force=True) for key in keys]
    for player in players:
        accounts[9].transfer(player, "1 ether", silent=True)

    def opened(**changed):
        return open_campaign(project, factory, accounts[8], terms_from(chain.time(), **changed))

    measure_factory(meter, factory, accounts[8])
    campaign = measure_settlement(meter, opened(**SIZE, sealed_plays=True), players, "")
    measure_payout(meter, campaign, players, accounts[2])
    measure_settlement(meter, opened(**SIZE), players, "_open_plays")
    measure_plays(meter, opened, players)
    measure_review(meter, opened(validators=3, validator_fee=7), players, accounts)
    measure_views(meter, campaign, players[0])
    promised = {e["name"] for e in project.interface.IAnnotationCampaign.abi if "name" in e}
    functions = {f for f in promised if f in campaign.signatures}
    measured = {name.split(".")[1].split("/")[0] for name in meter.figures if "." in name}
    assert functions <= measured, f"not measured: {', '.join(sorted(functions - measured))}"


def keep(meter, campaign, case, tx):
    """Keep a transaction's gas under its function's name, which Brownie does not know."""
    tx.contract_name, tx.fn_name = CONTRACT, campaign.selectors[tx.input[:10]]
    meter.transaction(case, tx)


def measure_settlement(meter, campaign, players, case):
    """Play 20 images by these players, all by each, and measure their settlement."""
    is_sealed = campaign.terms()["sealedPlays"]
    photographs = [photograph(seed, PLAYS) for seed in range(IMAGES)]
    plays = [[] for _ in range(IMAGES)]
    reveals = []
    for player in players:
        image = draw(campaign, player)
        mine = []
        for number in range(IMAGES):
            # The n-th play on an image is the same in every run, whoever drew it.
            marks = photographs[image].packed[len(plays[image])]
            plays[image].append(photographs[image].plays[len(plays[image])])
            mine.append(reveal_of(player, image, marks))
            following = number + 1 < IMAGES
            image = drawn(hand_in(campaign, player, image, marks, is_sealed, following))
        reveals.append(sorted(mine, key=lambda reveal: reveal[1]))
    for number, mine in enumerate(reveals if is_sealed else []):
        tx = campaign.reveal(mine, {"from": players[number]})
        if number == 1:
            keep(meter, campaign, f"{IMAGES} plays of 5", tx)
    images = list(range(IMAGES))
    hints = [hint_of(Image(plays[image]), DISTANCE, CONFIRMATION) for image in images]
    tx = campaign.settle(images, hints, {"from": players[0]})
    keep(meter, campaign, f"20{case}", tx)
    meter.figures[f"{CONTRACT}.settle/per_image_of_20{case}"] = tx.gas_used // IMAGES
    return campaign


def measure_payout(meter, campaign, players, relayer):
    """Measure the ranking of the ten players, and what each is paid."""
    numbers = order_of(campaign)
    keep(meter, campaign, "10", campaign.rank(0, numbers, {"from": relayer}))
    keep(meter, campaign, "10", campaign.place(10, {"from": relayer}))
    first, second = players[0], players[1]
    keep(meter, campaign, "first, fixes the payout", campaign.withdraw(first, {"from": relayer}))
    keep(meter, campaign, "player", campaign.withdraw(second, {"from": relayer}))
    keep(meter, campaign, "player", campaign.withdrawTo(relayer, {"from": players[2]}))


def measure_plays(meter, opened, players):
    """Measure drawing and handing in, in the largest campaign."""
    a, b, c, d = players[:4]
    campaign = opened(image_count=65_536, annotators=2, sponsored_bet=1, sealed_plays=True)
    keep(meter, campaign, "new player", campaign.addBet(NO_ADMISSION, {"from": a, "value": 1}))
    keep(meter, campaign, "known player", campaign.draw(NO_ADMISSION, {"from": a}))
    tx = campaign.draw(NO_ADMISSION, {"from": b})
    keep(meter, campaign, "new player", tx)
    image = drawn(tx)
    for case in ("and draws, first play", "and draws"):
        tx = hand_in(campaign, b, image, annotation(1, 1), sealed=True)
        keep(meter, campaign, case, tx)
        image = drawn(tx)
    tx = hand_in(campaign, b, image, annotation(1, 1), sealed=True, draw_next=False)
    keep(meter, campaign, "draws none", tx)
    keep(meter, campaign, "one", campaign.giveBack({"from": a}))
    draw(campaign, c)
    chain.sleep(HOUR + 1)
    keep(meter, campaign, "one of six", campaign.returnExpired(10, {"from": d}))
    campaign = opened(image_count=65_536, annotators=2, sponsored_bet=1)
    image, played = draw(campaign, b), []
    for case in ("5 and draws, first play", "5 and draws"):
        played.append(image)
        tx = hand_in(campaign, b, image, annotation(1, 1) * 5)
        keep(meter, campaign, case, tx)
        image = drawn(tx)
    wait_until(chain, campaign.settleUntil())
    keep(meter, campaign, "2", campaign.abandon(played, {"from": c}))


def measure_review(meter, campaign, players, accounts):
    """Measure three votes on three images, the counting and the fees."""
    play_all(campaign, players[:2], lambda *_: annotation(100, 100))
    settle_all(campaign, accounts[2])
    for number, voter in enumerate(accounts[3:5]):
        tx = campaign.vote(0, 0b100, NO_ADMISSION, {"from": voter})
        keep(meter, campaign, ("first of the page", "second of the page")[number], tx)
    scores = [campaign.resultOf(image, b"")[1] for image in range(3)]
    wait_until(chain, campaign.terms()["validateUntil"])
    keep(meter, campaign, "3, decides", campaign.count([0, 1, 2], scores, {"from": accounts[2]}))
    keep(meter, campaign, "one page", campaign.claimFees(accounts[3], [0], {"from": accounts[2]}))
    meter.view("2", campaign.votesOf, 0)


def measure_factory(meter, factory, sponsor):
    """Measure the factory."""
    terms = terms_from(chain.time(), validators=3)
    tx = factory.open(terms.args(), b"{}" * 128, {"from": sponsor, "value": terms.price()})
    meter.transaction("256 bytes of description", tx)
    meter.contract(factory)
    meter.view("one", factory.price, terms.args())
    meter.view("one", factory.implementation)
    meter.view("one", factory.isCampaign, sponsor)
    meter.view("all", factory.campaignCount)
    meter.view("1", factory.campaigns, 0, 4)


def measure_views(meter, campaign, player):
    """Measure the views, on 20 settled images of ten players."""
    meter.view("all", campaign.terms)
    meter.view("one", campaign.sponsor)
    meter.view("one", campaign.description)
    meter.view("one", campaign.phase)
    meter.view("all", campaign.progress)
    meter.view("one", campaign.admissionDigest, player, YEAR_2100)
    meter.view("one", campaign.playerOf, player)
    meter.view("10", campaign.playerStates, 0, 99)
    meter.view("5 annotations", campaign.commitmentFor, player, 0, b"\1" * 32, annotation(1, 1) * 5)
    meter.view("one", campaign.commitmentOf, player, 0)
    meter.view("one", campaign.imagesHad, player, 0)
    meter.view("10", campaign.playsOf, 0)
    meter.view("10, no hint", campaign.resultOf, 0, b"")
    meter.view("one", campaign.clusterer)
    meter.view("one", campaign.settleUntil)
    meter.view("20", campaign.imageStates, 0, 99)
    meter.view("1", campaign.pageStates, 0, 9)
    meter.view("treasury", campaign.owed, TREASURY)
    meter.view("all", campaign.books)
    meter.view("all", campaign.ranking)
    meter.view("one", campaign.eip712Domain)
