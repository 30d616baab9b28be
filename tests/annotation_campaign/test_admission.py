import pytest

from tests.campaigns import NO_ADMISSION, PLAYER, YEAR_2100, admission, draw, hand_in
from tests.errors import refused
from tests.signing import compact, signer

VERIFIER = signer("verifier")


@pytest.fixture(scope="module")
def campaign(opened):
    return opened(verifier=VERIFIER.address)[0]


def test_with_the_first_call_alone(campaign, bob):
    image = draw(campaign, bob, admission(campaign, VERIFIER, bob))
    hand_in(campaign, bob, image, b"", draw_next=False)
    draw(campaign, bob)
    campaign.addBet(NO_ADMISSION, {"from": bob, "value": 1})
    state = campaign.playerOf(bob)
    assert (state["role"], state["handedIn"], state["added"]) == (PLAYER, 1, 1)


def test_a_bet_admits_too(campaign, bob):
    campaign.addBet(admission(campaign, VERIFIER, bob), {"from": bob, "value": 1})
    draw(campaign, bob)
    assert campaign.playerOf(bob)["hasImage"]


def test_64_bytes_are_a_signature_too(campaign, bob):
    deadline, signature = admission(campaign, VERIFIER, bob)
    draw(campaign, bob, (deadline, compact(signature)))
    assert campaign.playerOf(bob)["role"] == PLAYER


def test_the_digest_is_what_a_wallet_signs(campaign, bob):
    from eth_account import Account

    digest = bytes(campaign.admissionDigest(bob, YEAR_2100))
    _, signature = admission(campaign, VERIFIER, bob)
    assert Account._recover_hash(digest, signature=signature) == VERIFIER.address


@pytest.mark.parametrize("what", ["nothing", "signer", "account", "deadline"])
def test_what_the_verifier_did_not_sign(campaign, bob, carol, what):
    deadline, signature = {
        "nothing": (YEAR_2100, b""),
        "signer": admission(campaign, signer("mallory"), bob),
        "account": admission(campaign, VERIFIER, carol),
        "deadline": admission(campaign, VERIFIER, bob, deadline=YEAR_2100 - 1),
    }[what]
    if what == "deadline":
        deadline += 1
    with refused("NotAdmitted", bob):
        campaign.draw((deadline, signature), {"from": bob})


def test_for_another_campaign(campaign, opened, bob):
    other, _ = opened(verifier=VERIFIER.address)
    with refused("NotAdmitted", bob):
        campaign.draw(admission(other, VERIFIER, bob), {"from": bob})


def test_too_late(campaign, bob):
    with refused("AdmissionExpired", bob, 1_000):
        campaign.draw(admission(campaign, VERIFIER, bob, deadline=1_000), {"from": bob})


@pytest.mark.parametrize(("answer", "admitted"), [(0, True), (1, False), (2, False), (3, False)])
def test_a_contract_as_verifier(project, opened, alice, bob, answer, admitted):
    """By EIP-1271: it signs, answers wrongly, too short, or reverts."""
    wallet = project.ContractWallet.deploy(VERIFIER.address, answer, {"from": alice})
    campaign, _ = opened(verifier=wallet.address)
    signed = admission(campaign, VERIFIER, bob)
    if admitted:
        draw(campaign, bob, signed)
    else:
        with refused("NotAdmitted", bob):
            campaign.draw(signed, {"from": bob})
