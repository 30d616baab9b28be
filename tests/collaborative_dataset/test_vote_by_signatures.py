import pytest

from tests.collaborative import (
    DECIDED,
    NOBODY,
    UNDER_REVIEW,
    YEAR_2100,
    Rules,
    contribute,
    mine_at,
    signed_vote,
)
from tests.datasets import as_hex
from tests.errors import refused
from tests.signing import compact, digest, other_half, sign, signer
from veriset.chain.dataset_votes import vote_message

OWNER_SIGNED, WRONG_VALUE, TOO_SHORT, REVERTS = range(4)


@pytest.fixture(scope="module")
def batch_id(dataset, bob):
    """Three records of bob's."""
    return contribute(dataset, bob)


@pytest.fixture
def hand_in(dataset, batch_id, relayer):
    """Hand in votes as the relayer."""

    def hand_in(*votes, to=dataset, batch_id=batch_id):
        return to.voteBySignatures(batch_id, votes, {"from": relayer})

    return hand_in


def test_votes_in_the_name_of_the_signers(dataset, batch_id, keys, relayer, hand_in):
    tx = hand_in(*(signed_vote(dataset, key, batch_id, 0b10) for key in keys[:2]))
    assert dataset.tally(batch_id) == (0, 2, 0)
    assert dataset.batch(batch_id)["status"] == UNDER_REVIEW
    assert [event["validator"] for event in tx.events["ValidatorJoined"]] == [
        key.address for key in keys[:2]
    ]
    assert tx.events["VotesHandedIn"] == {"batchId": batch_id, "sender": relayer, "count": 2}
    assert dataset.accountOf(relayer)["number"] == 0


def test_the_last_ones_close_the_batch(dataset, batch_id, keys, hand_in):
    bitmaps = (0b111, 0b011, 0b001)
    tx = hand_in(
        *(signed_vote(dataset, *vote) for vote in zip(keys, [batch_id] * 3, bitmaps, strict=True))
    )
    stored = dataset.batch(batch_id)
    assert (stored["status"], stored["outcome"], stored["votes"]) == (DECIDED, 0b011, 3)
    assert tx.events["BatchDecided"] == {"batchId": batch_id, "outcome": 0b011}


def test_beside_votes_by_transaction(dataset, batch_id, keys, voters, hand_in):
    dataset.vote(batch_id, 0b100, [], {"from": voters[0]})
    hand_in(signed_vote(dataset, keys[0], batch_id, 0b110))
    dataset.vote(batch_id, 0b010, [], {"from": voters[1]})
    assert dataset.votesOf(batch_id)[1] == (0b100, 0b110, 0b010)
    dataset.close(batch_id, {"from": voters[0]})
    assert dataset.batch(batch_id)["outcome"] == 0b110


def test_digest_is_that_of_eip712(dataset, batch_id, keys, web3):
    """The clone's own domain, and not the implementation's."""
    vote = (keys[0].address, batch_id, 5, YEAR_2100)
    message = vote_message(web3.eth.chain_id, dataset.address, *vote)
    given = dataset.voteDigest(*vote)
    assert given == as_hex(digest(message))


def test_domain(dataset, web3):
    assert dataset.eip712Domain() == (
        "0x0f",
        "Veriset CollaborativeDataset",
        "1",
        web3.eth.chain_id,
        dataset,
        as_hex(b"\0" * 32),
        (),
    )


def test_compact_signature(dataset, batch_id, keys, hand_in):
    hand_in(signed_vote(dataset, keys[0], batch_id, 1, form=compact))
    assert dataset.tally(batch_id) == (1, 0, 0)


def test_no_votes(hand_in):
    with refused("NoVotes"):
        hand_in()


@pytest.mark.parametrize("again", [bytes, other_half, compact])
def test_replay(dataset, batch_id, keys, hand_in, again):
    """A malleable signature is another encoding of the same vote, and has no effect."""
    hand_in(signed_vote(dataset, keys[0], batch_id, 1))
    with refused("AlreadyVoted", batch_id, keys[0].address):
        hand_in(signed_vote(dataset, keys[0], batch_id, 1, form=again))


@pytest.mark.parametrize("again", [bytes, other_half, compact])
def test_twice_in_one_list(dataset, batch_id, keys, hand_in, again):
    vote = signed_vote(dataset, keys[0], batch_id, 1)
    with refused("AlreadyVoted", batch_id, keys[0].address):
        hand_in(vote, signed_vote(dataset, keys[0], batch_id, 1, form=again))
    assert dataset.batch(batch_id)["votes"] == 0


def test_a_second_vote_signed(dataset, batch_id, keys, hand_in):
    hand_in(signed_vote(dataset, keys[0], batch_id, 1))
    with refused("AlreadyVoted", batch_id, keys[0].address):
        hand_in(signed_vote(dataset, keys[0], batch_id, 2))


def test_all_or_none(dataset, batch_id, keys, hand_in):
    good = signed_vote(dataset, keys[0], batch_id, 1)
    with refused("BitsAboveBatch", 8, 3):
        hand_in(good, signed_vote(dataset, keys[1], batch_id, 8))
    assert dataset.batch(batch_id)["votes"] == 0


def test_more_votes_than_needed(dataset, batch_id, keys, hand_in):
    votes = [signed_vote(dataset, key, batch_id, 1) for key in (*keys, signer("one more"))]
    with refused("VotesComplete", batch_id):
        hand_in(*votes)


def test_after_close(dataset, batch_id, keys, hand_in):
    hand_in(*(signed_vote(dataset, key, batch_id, 1) for key in keys))
    with refused("BatchIsClosed", batch_id):
        hand_in(signed_vote(dataset, signer("one more"), batch_id, 1))


def test_own_batch(dataset, keys, relayer, accounts, hand_in):
    contributor = accounts.at(keys[0].address, force=True)
    relayer.transfer(contributor, "1 ether")
    own = contribute(dataset, contributor)
    with refused("OwnBatch", own, contributor):
        hand_in(signed_vote(dataset, keys[0], own, 1), batch_id=own)


def test_good_to_the_last_second(dataset, batch_id, keys, relayer, web3, chain):
    deadline = chain.time() + 1_000
    vote = signed_vote(dataset, keys[0], batch_id, 1, deadline)
    mine_at(web3, deadline)
    dataset.voteBySignatures.call(batch_id, [vote], {"from": relayer})
    mine_at(web3, deadline + 1)
    with refused("VoteExpired", keys[0].address, deadline):
        dataset.voteBySignatures(batch_id, [vote], {"from": relayer})


@pytest.mark.parametrize("signed", ["chain_id", "batch_id", "bitmap", "deadline"])
def test_signed_for_something_else(dataset, batch_id, keys, web3, bob, hand_in, signed):
    contribute(dataset, bob)
    other = {
        "chain_id": web3.eth.chain_id + 1,
        "batch_id": batch_id + 1,
        "bitmap": 2,
        "deadline": YEAR_2100 + 1,
    }[signed]
    message = {
        "chain_id": web3.eth.chain_id,
        "dataset": dataset.address,
        "validator": keys[0].address,
        "batch_id": batch_id,
        "bitmap": 1,
        "deadline": YEAR_2100,
        signed: other,
    }
    signature = sign(keys[0], vote_message(**message))
    with refused("InvalidSignature", keys[0].address):
        hand_in((keys[0].address, 1, YEAR_2100, [], signature))


def test_signed_for_another_dataset(opened, dataset, batch_id, keys, bob, hand_in):
    twin = opened()
    assert contribute(twin, bob) == batch_id
    vote = signed_vote(dataset, keys[0], batch_id, 1)
    with refused("InvalidSignature", keys[0].address):
        hand_in(vote, to=twin)


def test_signed_for_the_implementation(project, factory, dataset, batch_id, keys, hand_in):
    code = project.CollaborativeDataset.at(factory.implementation())
    vote = signed_vote(code, keys[0], batch_id, 1)
    with refused("InvalidSignature", keys[0].address):
        hand_in(vote)


def test_signed_by_another(dataset, batch_id, keys, hand_in):
    _, *vote = signed_vote(dataset, keys[0], batch_id, 1)
    with refused("InvalidSignature", keys[1].address):
        hand_in((keys[1].address, *vote))


@pytest.mark.parametrize(
    "spoil",
    [
        lambda s: s[:0],
        lambda s: s[:-1] + b"\0",
        lambda s: s[:63],
        lambda s: s + b"\0",
        lambda s: b"\0" * len(s),
        lambda s: b"\xff" * len(s),
    ],
    ids=["empty", "v of 0", "short", "long", "zeros", "ones"],
)
def test_spoilt_signature(dataset, batch_id, keys, hand_in, spoil):
    with refused("InvalidSignature", keys[0].address):
        hand_in(signed_vote(dataset, keys[0], batch_id, 1, form=spoil))


def test_zero_address_signs_nothing(hand_in):
    with refused("InvalidSignature", NOBODY):
        hand_in((NOBODY, 1, YEAR_2100, [], b"\0" * 65))


def test_contract_wallet(project, alice, dataset, batch_id, keys, hand_in):
    wallet = project.ContractWallet.deploy(keys[0].address, OWNER_SIGNED, {"from": alice})
    _, *vote = signed_vote(dataset, keys[0], batch_id, 1, validator=wallet.address)
    hand_in((wallet, *vote))
    assert dataset.accountOf(wallet)["number"] > 0
    assert dataset.accountOf(keys[0].address)["number"] == 0


@pytest.mark.parametrize("answer", [WRONG_VALUE, TOO_SHORT, REVERTS])
def test_contract_wallet_that_does_not_answer(
    project, alice, dataset, batch_id, keys, hand_in, answer
):
    wallet = project.ContractWallet.deploy(keys[0].address, answer, {"from": alice})
    _, *vote = signed_vote(dataset, keys[0], batch_id, 1, validator=wallet.address)
    with refused("InvalidSignature", wallet):
        hand_in((wallet, *vote))


def test_contract_wallet_of_another(project, alice, dataset, batch_id, keys, hand_in):
    wallet = project.ContractWallet.deploy(keys[0].address, OWNER_SIGNED, {"from": alice})
    _, *vote = signed_vote(dataset, keys[1], batch_id, 1, validator=wallet.address)
    with refused("InvalidSignature", wallet):
        hand_in((wallet, *vote))


def test_signed_votes_need_the_stake_too(opened, bob, keys, hand_in):
    dataset = opened(Rules(validator_stake=5))
    own = contribute(dataset, bob)
    with refused("NotJoined", keys[0].address):
        hand_in(signed_vote(dataset, keys[0], own, 1), to=dataset, batch_id=own)
