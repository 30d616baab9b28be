"""Collaborative datasets to test with, and the votes that validators sign."""

from dataclasses import dataclass, field, replace

from eth_utils import keccak

from tests.signing import sign
from veriset.chain.dataset_votes import vote_message
from veriset.merkle import MerkleTree

SCHEMA = b'[{"name":"price","type":"<u8"},{"name":"size","type":"<u8"}]'
ZERO = b"\0" * 32
NOBODY = "0x" + "00" * 20
DAY = 86_400
YEAR_2100 = 4_102_444_800
OPEN, ALLOW_LIST, MINIMUM_POINTS = range(3)
CONTRIBUTOR, VALIDATOR = range(2)
UNDER_REVIEW, DECIDED, EXPIRED = range(3)
NONE, ACTIVE, LEAVING = range(3)
ANYBODY = (OPEN, 0, ZERO)
EVERYTHING = 2**256 - 1


@dataclass(frozen=True)
class Rules:
    """A dataset's rules: three votes, two approvals, records of 16 bytes, no money."""

    name: str = "House prices"
    record_size: int = 16
    votes_needed: int = 3
    approvals_needed: int = 2
    records_per_block: int = 50
    review_period: int = DAY
    contribution_deadline: int = 0
    deposit_per_record: int = 0
    validator_stake: int = 0
    reward_per_record: int = 0
    reward_per_vote: int = 0
    contributors: tuple = ANYBODY
    validators: tuple = ANYBODY
    badge_points: list[int] = field(default_factory=list)

    def but(self, **changed) -> "Rules":
        """Return the same rules with some of them changed."""
        return replace(self, **changed)

    def args(self) -> tuple:
        """Return them as the contract takes them."""
        return tuple(vars(self).values())

    def most_earned(self, count: int) -> int:
        """Return what is reserved for a batch, in wei."""
        return count * (self.reward_per_record + self.votes_needed * self.reward_per_vote)


PAID = Rules(deposit_per_record=7, reward_per_record=1_000, reward_per_vote=10)


def open_dataset(project, factory, creator, rules=None, schema=SCHEMA, pool=0):
    """Open a dataset; return its contract."""
    rules = rules or Rules()
    tx = factory.open(rules.args(), schema, {"from": creator, "value": pool})
    return project.CollaborativeDataset.at(tx.return_value)


def records_of(count: int, size: int = 16, name: str = "record") -> bytes:
    """Return so many records of which no two are the same, nor any byte special."""
    stream = b"".join(keccak(text=f"{name} {i}") * (size // 32 + 1) for i in range(count))
    step = 32 * (size // 32 + 1)
    return b"".join(stream[i * step : i * step + size] for i in range(count))


def contribute(dataset, contributor, count=3, rules=None, name="record", proof=()) -> int:
    """Contribute a batch with the deposit that the rules ask for; return its id."""
    rules = rules or Rules()
    tx = dataset.contribute(
        records_of(count, rules.record_size, name),
        list(proof),
        {"from": contributor, "value": count * rules.deposit_per_record},
    )
    return tx.return_value


def vote_all(dataset, batch_id: int, bitmaps: dict):
    """Have each account vote by a transaction of its own."""
    for validator, bitmap in bitmaps.items():
        dataset.vote(batch_id, bitmap, [], {"from": validator})


class AccountTree:
    """The Merkle tree of an allow-list or of founders."""

    def __init__(self, accounts):
        # A leaf is the double hash of a word, which for an account is its left-padded address.
        self._words = [bytes(12) + bytes.fromhex(str(account)[2:]) for account in accounts]
        self._tree = MerkleTree.of(self._words)
        self.root = self._tree.root

    def proof(self, position: int) -> list[bytes]:
        return self._tree.proof(position)


def signed_vote(
    dataset, key, batch_id, bitmap, deadline=YEAR_2100, proof=(), form=bytes, **signed
) -> tuple:
    """Return a SignedVote, its signature in a form; `signed` differs from what is handed in."""
    named = {
        "chain_id": dataset.eip712Domain()[3],
        "dataset": str(dataset),
        "validator": key.address,
        "batch_id": batch_id,
        "bitmap": bitmap,
        "deadline": deadline,
        **signed,
    }
    signature = sign(key, vote_message(**named))
    return (key.address, bitmap, deadline, list(proof), form(signature))


def mine_at(web3, timestamp: int):
    """Mine a block of exactly this time, at which calls then run."""
    response = web3.provider.make_request("evm_mine", [timestamp])
    assert "error" not in response, response
    assert web3.eth.get_block("latest")["timestamp"] == timestamp
