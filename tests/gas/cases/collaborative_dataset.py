"""Cases of the CollaborativeDataset: 10 votes and 8 approvals, HousePrice packed in 16 bytes.

The figures `CollaborativeDataset.per_record/...` are (contribute + 10 votes + close) / records,
no deposits and no rewards; by accounts new to the dataset, unless the name says returning.
`SeedDataset.per_record` is the same work in the layout of tests' contracts/test/SeedDataset.sol,
by accounts that have contributed and voted before, which is the cheaper for it.
"""

from brownie import chain, web3
from eth_utils import keccak

from tests.collaborative import (
    CONTRIBUTOR,
    DAY,
    SCHEMA,
    YEAR_2100,
    Rules,
    contribute,
    open_dataset,
    records_of,
    signed_vote,
)
from tests.signing import compact, signer

CONTRACT = "CollaborativeDataset"
SEED_RULES = Rules(votes_needed=10, approvals_needed=8, records_per_block=256)
PAID = SEED_RULES.but(
    deposit_per_record=7,
    validator_stake=10**9,
    reward_per_record=1_000,
    reward_per_vote=10,
    contribution_deadline=YEAR_2100,
    badge_points=[1, 100, 10_000],
)
KEYS = [signer(f"validator {number}") for number in range(10)]


def bitmaps(count: int) -> list[int]:
    """Ten votes: all approve most records, and each finds faults of its own."""
    everything = (1 << count) - 1
    return [
        everything & ~int.from_bytes(keccak(text=f"faults {i}"), "big")
        | int.from_bytes(keccak(text=f"good {i}"), "big") & everything
        for i in range(10)
    ]


def measure(meter, project, accounts):
    """Measure every public function; see tests/gas/meter.py for what a figure holds.

    No transaction comes from accounts[0], whose nonces the addresses of other cases follow from.
    """
    implementation = project.CollaborativeDataset.deploy({"from": accounts[8]})
    meter.contract(implementation)
    factory = project.CollaborativeDatasetFactory.deploy(implementation, {"from": accounts[8]})
    voters = [accounts.at(key.address, force=True) for key in KEYS]
    for voter in voters:
        accounts[9].transfer(voter, "1 ether", silent=True)
    for count in (256, 50):
        measure_votes_by_transaction(meter, project, factory, accounts, voters, count)
    measure_votes_by_signature(meter, project, factory, accounts)
    measure_seed(meter, project, accounts, voters)
    dataset = measure_money(meter, project, factory, accounts, voters)
    measure_pool(meter, project, factory, accounts)
    measure_views(meter, dataset, accounts[1], voters[1])
    measure_badges(meter, dataset, accounts[1], voters[1])
    measure_refusals(meter, dataset, accounts[1], voters[1])
    measure_factory(meter, factory, dataset)


def measure_votes_by_transaction(meter, project, factory, accounts, voters, count):
    """Measure what a record costs from its contribution to its decision, and the next batch."""
    dataset = open_dataset(project, factory, accounts[8], SEED_RULES)
    for batch_id, who in enumerate(("new", "known")):
        tx = dataset.contribute(records_of(count), [], {"from": accounts[1]})
        meter.transaction(f"{count}, {who} account", tx)
        total = tx.gas_used
        for i, (voter, bitmap) in enumerate(zip(voters, bitmaps(count), strict=True)):
            tx = dataset.vote(batch_id, bitmap, [], {"from": voter})
            if i in (0, 1):
                place = ("first", "second")[i]
                meter.transaction(f"{count}, {place} of the batch, {who} account", tx)
            total += tx.gas_used
        tx = dataset.close(batch_id, {"from": accounts[2]})
        meter.transaction(f"{count} decided, {who} accounts", tx)
        if who == "new":
            meter.figures[f"{CONTRACT}.per_record/{count}_transactions"] = (
                total + tx.gas_used
            ) // count


def measure_votes_by_signature(meter, project, factory, accounts):
    """Measure the same with the votes handed in together, signed in 64 bytes."""
    dataset = open_dataset(project, factory, accounts[8], SEED_RULES)
    cases = [(256, "new", "256_signatures"), (50, "known", "50_signatures_returning_voters")]
    for batch_id, (count, who, name) in enumerate(cases):
        total = dataset.contribute(records_of(count), [], {"from": accounts[1]}).gas_used
        votes = [
            signed_vote(dataset, key, batch_id, bitmap, form=compact)
            for key, bitmap in zip(KEYS, bitmaps(count), strict=True)
        ]
        tx = dataset.voteBySignatures(batch_id, votes, {"from": accounts[2]})
        meter.transaction(f"10 on {count}, {who} accounts", tx)
        meter.figures[f"{CONTRACT}.per_record/{name}"] = (total + tx.gas_used) // count


def measure_seed(meter, project, accounts, voters):
    """Measure the same work in the layout of the seed."""
    seed = project.SeedDataset.deploy({"from": accounts[8]})
    price = (120, 3, 2, 94_110, 1987, 4, 31, 415_000)
    for _ in range(2):
        total = seed.contributeSingle(price, {"from": accounts[1]}).gas_used
        record = seed.recordCount() - 1
        for i, voter in enumerate(voters):
            total += seed.vote(record, i != 4, {"from": voter}).gas_used
    assert seed.validatedCount() == 2
    meter.figures["SeedDataset.per_record"] = total


def measure_money(meter, project, factory, accounts, voters):
    """Measure a dataset with deposits, stakes, rewards and badges; return it."""
    pool = PAID.most_earned(256) * 2
    tx = factory.open(PAID.args(), SCHEMA, {"from": accounts[8], "value": pool})
    meter.transaction("with a pool", tx)
    free = factory.open(SEED_RULES.args(), SCHEMA, {"from": accounts[8]})
    meter.transaction("without money", free)
    dataset = project.CollaborativeDataset.at(tx.return_value)
    meter.transaction("later", dataset.fund({"from": accounts[3], "value": 1}))
    for i, voter in enumerate(voters):
        tx = dataset.join([], {"from": voter, "value": PAID.validator_stake})
        if i == 1:
            meter.transaction("with a stake", tx)
    batch_id = contribute(dataset, accounts[1], 256, PAID)
    votes = [
        signed_vote(dataset, key, batch_id, b) for key, b in zip(KEYS, bitmaps(256), strict=True)
    ]
    dataset.voteBySignatures(batch_id, votes[:9], {"from": accounts[2]})
    dataset.vote(batch_id, votes[9][1], [], {"from": voters[9]})
    meter.transaction("256 decided, with money", dataset.close(batch_id, {"from": accounts[2]}))
    meter.transaction("by a contributor", dataset.claim(accounts[1], [0], {"from": accounts[2]}))
    meter.transaction("by a validator", dataset.claim(voters[1], [0], {"from": accounts[2]}))
    meter.transaction("one", dataset.withdraw(accounts[1], {"from": accounts[2]}))
    meter.transaction("one", dataset.resign({"from": voters[0]}))
    contribute(dataset, accounts[1], 50, PAID)
    chain.sleep(DAY + 2)
    meter.transaction("50 expired, with money", dataset.close(1, {"from": accounts[2]}))
    meter.transaction("one", dataset.releaseStake(voters[0], {"from": accounts[2]}))
    return dataset


def measure_pool(meter, project, factory, accounts):
    """Measure the end of a pool."""
    ending = PAID.but(contribution_deadline=chain.time() + DAY)
    dataset = open_dataset(project, factory, accounts[8], ending, pool=10**18)
    chain.sleep(DAY + 2)
    meter.transaction("one", dataset.reclaimPool({"from": accounts[2]}))


def measure_views(meter, dataset, contributor, validator):
    """Measure the views; batch 0 is decided, batch 1 expired."""
    meter.view("all", dataset.rules)
    meter.view("one", dataset.creator)
    meter.view("one", dataset.schema)
    meter.view("one", dataset.schemaHash)
    meter.view("open", dataset.isAdmitted, contributor, CONTRIBUTOR, [])
    meter.view("all", dataset.batchCount)
    meter.view("one", dataset.batch, 0)
    meter.view("2", dataset.batches, 0, 10)
    meter.view("256", dataset.recordsOf, 0)
    meter.view("256", dataset.validatedRecords, 0, 10)
    meter.view("none", dataset.recordsUnderReview, 0, 10)
    meter.view("256", dataset.tally, 0)
    meter.view("10", dataset.votesOf, 0)
    meter.view("one", dataset.voteDigest, validator, 0, 1, YEAR_2100)
    meter.view("one", dataset.eip712Domain)
    meter.view("all", dataset.funds)
    meter.view("all", dataset.accountCount)
    meter.view("11", dataset.accounts, 0, 100)
    meter.view("one", dataset.accountOf, validator)
    meter.view("2", dataset.claimable, contributor, 0, 10)


def measure_badges(meter, dataset, account, other):
    """Measure the badges; what is always refused has no figure but that of being refused."""
    badge = 1 << 160 | int(str(account), 16)
    meter.view("one", dataset.name)
    meter.view("one", dataset.symbol)
    meter.view("one", dataset.balanceOf, account)
    meter.view("one", dataset.ownerOf, badge)
    meter.view("one", dataset.locked, badge)
    meter.view("one", dataset.tokenURI, badge)
    meter.view("one", dataset.getApproved, badge)
    meter.view("one", dataset.isApprovedForAll, account, other)
    meter.view("one", dataset.supportsInterface, "0xb45a3c0e")


def measure_refusals(meter, dataset, account, other):
    """Measure what is always refused, as failed transactions."""
    token = 1 << 160 | int(str(account), 16)
    transfer = (account, other, token)
    safe_transfer = dataset.safeTransferFrom["address", "address", "uint256"]
    for name, data in (
        ("approve", dataset.approve.encode_input(other, token)),
        ("setApprovalForAll", dataset.setApprovalForAll.encode_input(other, True)),
        ("transferFrom", dataset.transferFrom.encode_input(*transfer)),
        ("safeTransferFrom", safe_transfer.encode_input(*transfer)),
    ):
        sent = {"from": str(account), "to": str(dataset), "data": data, "gas": 100_000}
        receipt = web3.eth.wait_for_transaction_receipt(web3.eth.send_transaction(sent))
        assert receipt["status"] == 0, f"{name} went through"
        meter.figures[f"{CONTRACT}.{name}/refused"] = receipt["gasUsed"]


def measure_factory(meter, factory, dataset):
    """Measure the factory's views."""
    meter.contract(factory)
    meter.view("one", factory.implementation)
    meter.view("one", factory.isDataset, dataset)
    meter.view("all", factory.datasetCount)
    meter.view("4", factory.datasets, 0, 4)
