"""What somebody might try, and what comes of it."""

import brownie
from brownie import chain
from eth_utils import keccak, to_checksum_address

from tests.campaigns import (
    NO_ADMISSION,
    TREASURY,
    annotation,
    commitment,
    draw,
    hand_in,
    open_campaign,
    play_all,
    rank_all,
    reveal_of,
    salt_of,
    settle_all,
    terms_from,
    wait_until,
)
from tests.errors import refused


def next_campaign(factory) -> str:
    """Return the address of the campaign that the factory opens next, which it opens by CREATE.

    A contract's nonce starts at 1, and so does each description's: two contracts a campaign.
    """
    nonce = 2 + 2 * factory.campaignCount()
    sender = bytes.fromhex(str(factory)[2:])
    return to_checksum_address(keccak(b"\xd6\x94" + sender + bytes([nonce]))[12:])


def test_money_sent_to_a_campaign_before_it_is_there(
    project, factory, alice, bob, players, now, relayer
):
    """It is in no book, and stops nobody from being paid."""
    address = next_campaign(factory)
    bob.transfer(address, 5)
    campaign = open_campaign(project, factory, alice, terms_from(now, annotators=1))
    assert campaign.address == address
    assert campaign.balance() == sum(campaign.books()) + 5
    play_all(campaign, players[:1], lambda *_: annotation(1, 1))
    settle_all(campaign, relayer)
    rank_all(campaign, relayer)
    campaign.withdraw(players[0], {"from": relayer})
    with refused("NothingToWithdraw", alice):
        campaign.withdraw(alice, {"from": relayer})
    assert sum(campaign.books()) == 0
    assert campaign.balance() == 5


def test_a_campaign_takes_no_money_back(opened, alice, relayer):
    """What is sent there by mistake is refused, and stays due."""
    campaign, terms = opened()
    wait_until(chain, terms.play_until)
    with brownie.reverts("ETHTransferFailed: "):
        campaign.withdrawTo(campaign, {"from": alice})
    assert campaign.owed(alice) == terms.price()
    campaign.withdraw(alice, {"from": relayer})
    assert campaign.balance() == 0


def test_a_copied_commitment_is_worth_nothing(opened, bob, carol, relayer):
    """Another's annotations cannot be revealed as one's own, not even with its salt."""
    campaign, _ = opened(image_count=1, sealed_plays=True)
    annotations = annotation(1, 2)
    for player in (bob, carol):
        draw(campaign, player)
    word = commitment(campaign, bob, 0, annotations, chain.id)
    for player in (bob, carol):
        campaign.playSealed(0, word, False, {"from": player})
    campaign.reveal([reveal_of(bob, 0, annotations)], {"from": relayer})
    copied = (carol, 0, salt_of(bob, 0), annotations)
    with refused("WrongReveal", carol, 0):
        campaign.reveal([copied], {"from": carol})
    assert campaign.playsOf(0)[0] == [bob]


def test_a_commitment_to_another_image_or_salt_or_campaign_or_chain(opened, bob, relayer):
    annotations = annotation(1, 2)
    other, _ = opened(sealed_plays=True)
    campaign, _ = opened(image_count=1, annotators=1, sealed_plays=True)
    words = [
        commitment(campaign, bob, 1, annotations, chain.id),
        commitment(other, bob, 0, annotations, chain.id),
        commitment(campaign, bob, 0, annotations, chain.id + 1),
    ]
    for word in words:
        campaign, _ = opened(image_count=1, annotators=1, sealed_plays=True)
        draw(campaign, bob)
        campaign.playSealed(0, word, False, {"from": bob})
        with refused("WrongReveal", bob, 0):
            campaign.reveal([reveal_of(bob, 0, annotations)], {"from": relayer})
    campaign, _ = opened(image_count=1, annotators=1, sealed_plays=True)
    hand_in(campaign, bob, draw(campaign, bob), annotations, sealed=True)
    with refused("WrongReveal", bob, 0):
        campaign.reveal([(bob, 0, b"\1" * 32, annotations)], {"from": relayer})


def test_fees_of_a_page_are_claimed_once(opened, bob, voters, relayer):
    """Also by a list that names the page twice, and of two pages each for itself."""
    campaign, _ = opened(
        image_count=257, annotators=1, sponsored_bet=0, validators=1, validator_fee=7
    )
    seen = set()
    while {image // 256 for image in seen} != {0, 1}:
        image = draw(campaign, bob)
        if image // 256 not in {one // 256 for one in seen}:
            hand_in(campaign, bob, image, annotation(1, 1), draw_next=False)
            seen.add(image)
        else:
            campaign.giveBack({"from": bob})
    wait_until(chain, campaign.terms()["playUntil"])
    settle_all(campaign, relayer, sorted(seen))
    for page in (0, 1):
        campaign.vote(page, 0, NO_ADMISSION, {"from": voters[0]})
    tx = campaign.claimFees(voters[0], [0, 0, 1, 0], {"from": relayer})
    assert tx.events["FeesClaimed"]["amount"] == 14
    assert campaign.owed(voters[0]) == 14
    assert "FeesClaimed" not in campaign.claimFees(voters[0], [0, 1], {"from": relayer}).events


def test_giving_back_for_ever_ends(opened, bob, players):
    """Who looks for an image that suits it runs out of images, and the others get all of them."""
    campaign, _ = opened(image_count=4, annotators=1)
    for _ in range(4):
        draw(campaign, bob)
        campaign.giveBack({"from": bob})
    with refused("NoImageLeft", bob):
        campaign.draw(NO_ADMISSION, {"from": bob})
    assert len(play_all(campaign, players[:1], lambda *_: b"")) == 4


def test_nobody_takes_anothers_reward(opened, bob, carol, players, relayer):
    """Nor does the treasury's, the sponsor's or a player's money follow who calls."""
    campaign, _ = opened(image_count=1, annotators=1)
    play_all(campaign, players[:1], lambda *_: annotation(1, 1))
    settle_all(campaign, relayer)
    rank_all(campaign, relayer)
    for thief in (bob, carol, relayer):
        with refused("NothingToWithdraw", thief):
            campaign.withdrawTo(thief, {"from": thief})
    before = players[0].balance()
    campaign.withdraw(players[0], {"from": carol})
    assert players[0].balance() == before + 1_000
    with refused("NothingToWithdraw", TREASURY):
        campaign.withdraw(TREASURY, {"from": carol})
