import pytest

from tests.collaborative import (
    ACTIVE,
    DAY,
    EVERYTHING,
    NOBODY,
    Rules,
    contribute,
    mine_at,
    vote_all,
)
from tests.errors import refused


@pytest.fixture(scope="module")
def batch_id(dataset, bob):
    """Three records of bob's."""
    return contribute(dataset, bob)


def test_counts_the_votes(dataset, batch_id, voters):
    vote_all(dataset, batch_id, dict(zip(voters[:2], (0b101, 0b100), strict=True)))
    assert dataset.tally(batch_id) == (1, 0, 2)
    assert dataset.batch(batch_id)["votes"] == 2
    assert dataset.votesOf(batch_id)[1] == (0b101, 0b100)


def test_tells_of_it(dataset, batch_id, voters):
    tx = dataset.vote(batch_id, 0b110, [], {"from": voters[0]})
    assert tx.events["Voted"] == {"batchId": batch_id, "validator": voters[0], "bitmap": 0b110}
    assert tx.events["ValidatorJoined"] == {"validator": voters[0]}
    assert dataset.accountOf(voters[0])["status"] == ACTIVE


def test_names_those_who_joined(dataset, batch_id, voters):
    """A newcomer who just votes is named by events, and by the contract once it claims."""
    dataset.join([], {"from": voters[0]})
    vote_all(dataset, batch_id, dict.fromkeys(voters, 0))
    assert dataset.votesOf(batch_id) == ((voters[0], NOBODY, NOBODY), (0, 0, 0))
    dataset.close(batch_id, {"from": voters[0]})
    dataset.claim(voters[2], [batch_id], {"from": voters[0]})
    assert dataset.votesOf(batch_id)[0] == (voters[0], NOBODY, voters[2])


@pytest.mark.parametrize("count", [1, 23, 128, 129, 160, 161, 255, 256])
def test_batches_of_every_width(opened, bob, voters, count):
    dataset = opened(Rules(records_per_block=256))
    batch_id = contribute(dataset, bob, count)
    all_of_them = (1 << count) - 1
    bitmaps = [all_of_them, 1 << (count - 1), all_of_them & EVERYTHING // 3]
    vote_all(dataset, batch_id, dict(zip(voters, bitmaps, strict=True)))
    assert list(dataset.votesOf(batch_id)[1]) == bitmaps
    counts = [sum(bitmap >> i & 1 for bitmap in bitmaps) for i in range(count)]
    assert list(dataset.tally(batch_id)) == counts
    dataset.close(batch_id, {"from": bob})
    assert dataset.batch(batch_id)["outcome"] == sum(1 << i for i, n in enumerate(counts) if n >= 2)


def test_forty_votes(opened, bob, accounts, project, alice):
    """The most there can be, over four words of voters."""
    dataset = opened(Rules(votes_needed=40, approvals_needed=40))
    batch_id = contribute(dataset, bob, 7)
    wallets = [project.ReenteringWallet.deploy({"from": alice}) for _ in range(40)]
    for number, wallet in enumerate(wallets):
        data = dataset.vote.encode_input(batch_id, 0b1010101 | (number % 2) << 1, [])
        wallet.execute(dataset, data, {"from": alice})
        if number in (0, 9, 10, 39):
            error = "VotesComplete" if number == 39 else "AlreadyVoted"
            arguments = (batch_id,) if number == 39 else (batch_id, wallet)
            with refused(error, *arguments):
                wallet.execute(dataset, data, {"from": alice})
    assert dataset.tally(batch_id) == (40, 20, 40, 0, 40, 0, 40)
    dataset.close(batch_id, {"from": bob})
    assert dataset.batch(batch_id)["outcome"] == 0b1010101


def test_own_batch(dataset, batch_id, bob):
    with refused("OwnBatch", batch_id, bob):
        dataset.vote(batch_id, 1, [], {"from": bob})


def test_second_vote(dataset, batch_id, voters):
    dataset.vote(batch_id, 1, [], {"from": voters[0]})
    for bitmap in (0, 1, 2):
        with refused("AlreadyVoted", batch_id, voters[0]):
            dataset.vote(batch_id, bitmap, [], {"from": voters[0]})
    assert dataset.batch(batch_id)["votes"] == 1


@pytest.mark.parametrize("bitmap", [0b1000, 0b1111, 1 << 255])
def test_bits_above_the_batch(dataset, batch_id, voters, bitmap):
    with refused("BitsAboveBatch", bitmap, 3):
        dataset.vote(batch_id, bitmap, [], {"from": voters[0]})


def test_more_votes_than_needed(dataset, batch_id, voters, carol):
    vote_all(dataset, batch_id, dict.fromkeys(voters, 1))
    with refused("VotesComplete", batch_id):
        dataset.vote(batch_id, 1, [], {"from": carol})


def test_after_close(dataset, batch_id, voters, carol):
    vote_all(dataset, batch_id, dict.fromkeys(voters, 1))
    dataset.close(batch_id, {"from": carol})
    with refused("BatchIsClosed", batch_id):
        dataset.vote(batch_id, 1, [], {"from": carol})


def test_good_to_the_last_second(dataset, batch_id, voters, web3):
    closes_at = dataset.batch(batch_id)["closesAt"]
    mine_at(web3, closes_at)
    dataset.vote.call(batch_id, 1, [], {"from": voters[0]})
    mine_at(web3, closes_at + 1)
    with refused("ReviewOver", batch_id, closes_at):
        dataset.vote(batch_id, 1, [], {"from": voters[0]})


def test_unknown_batch(dataset, batch_id, voters):
    with refused("UnknownBatch", batch_id + 1):
        dataset.vote(batch_id + 1, 1, [], {"from": voters[0]})


def test_a_contributor_votes_on_anothers_batch(dataset, batch_id, carol, bob):
    other = contribute(dataset, carol)
    dataset.vote(batch_id, 1, [], {"from": carol})
    dataset.vote(other, 2, [], {"from": bob})
    assert dataset.votesOf(batch_id) == ((carol,), (1,))
    assert dataset.votesOf(other) == ((bob,), (2,))


def test_votes_are_the_batchs_own(dataset, batch_id, bob, voters, chain):
    other = contribute(dataset, bob)
    dataset.vote(other, 0b010, [], {"from": voters[0]})
    chain.sleep(DAY // 2)
    dataset.vote(batch_id, 0b001, [], {"from": voters[0]})
    assert dataset.tally(batch_id) == (1, 0, 0)
    assert dataset.tally(other) == (0, 1, 0)
