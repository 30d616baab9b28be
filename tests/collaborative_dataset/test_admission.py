import pytest

from tests.collaborative import (
    ALLOW_LIST,
    CONTRIBUTOR,
    MINIMUM_POINTS,
    VALIDATOR,
    AccountTree,
    Rules,
    contribute,
    signed_vote,
    vote_all,
)
from tests.errors import refused


@pytest.fixture(scope="module")
def tree(bob, carol, voters, keys):
    """An allow-list, or founders."""
    return AccountTree([bob, carol, voters[0], keys[0].address])


BOB, CAROL, VOTER, KEY = range(4)


def test_open_to_everybody(dataset, bob):
    assert dataset.isAdmitted(bob, CONTRIBUTOR, [])
    assert dataset.isAdmitted(bob, VALIDATOR, [])


def test_contributors_on_a_list(opened, tree, bob, alice):
    dataset = opened(Rules(contributors=(ALLOW_LIST, 0, tree.root)))
    assert dataset.isAdmitted(bob, CONTRIBUTOR, tree.proof(BOB))
    with refused("NotAdmitted", bob, CONTRIBUTOR):
        contribute(dataset, bob)
    with refused("NotAdmitted", alice, CONTRIBUTOR):
        contribute(dataset, alice, proof=tree.proof(BOB))
    with refused("NotAdmitted", bob, CONTRIBUTOR):
        contribute(dataset, bob, proof=tree.proof(CAROL))
    contribute(dataset, bob, proof=tree.proof(BOB))
    assert dataset.batchCount() == 1


def test_admitted_once_is_admitted(opened, tree, bob):
    dataset = opened(Rules(contributors=(ALLOW_LIST, 0, tree.root)))
    contribute(dataset, bob, proof=tree.proof(BOB))
    assert dataset.isAdmitted(bob, CONTRIBUTOR, [])
    contribute(dataset, bob)


def test_roles_are_apart(opened, tree, bob, carol):
    rule = (ALLOW_LIST, 0, tree.root)
    dataset = opened(Rules(contributors=rule, validators=rule))
    contribute(dataset, bob, proof=tree.proof(BOB))
    other = contribute(dataset, carol, proof=tree.proof(CAROL))
    with refused("NotAdmitted", bob, VALIDATOR):
        dataset.vote(other, 1, [], {"from": bob})
    dataset.vote(other, 1, tree.proof(BOB), {"from": bob})


def test_validators_on_a_list(opened, tree, bob, voters, keys, relayer):
    dataset = opened(Rules(validators=(ALLOW_LIST, 0, tree.root)))
    batch_id = contribute(dataset, bob)
    with refused("NotAdmitted", voters[1], VALIDATOR):
        dataset.vote(batch_id, 1, tree.proof(VOTER), {"from": voters[1]})
    dataset.vote(batch_id, 1, tree.proof(VOTER), {"from": voters[0]})
    with refused("NotAdmitted", keys[0].address, VALIDATOR):
        dataset.voteBySignatures(
            batch_id, [signed_vote(dataset, keys[0], batch_id, 1)], {"from": relayer}
        )
    vote = signed_vote(dataset, keys[0], batch_id, 1, proof=tree.proof(KEY))
    dataset.voteBySignatures(batch_id, [vote], {"from": relayer})
    assert dataset.batch(batch_id)["votes"] == 2


def test_joining_asks_too(opened, tree, voters):
    dataset = opened(Rules(validators=(ALLOW_LIST, 0, tree.root), validator_stake=5))
    with refused("NotAdmitted", voters[1], VALIDATOR):
        dataset.join([], {"from": voters[1], "value": 5})
    dataset.join(tree.proof(VOTER), {"from": voters[0], "value": 5})


def test_points_and_founders(opened, tree, bob, carol, voters, relayer):
    """bob is a founder; voters[1] earns just the three points asked for, and may contribute."""
    dataset = opened(
        Rules(votes_needed=1, approvals_needed=1, contributors=(MINIMUM_POINTS, 3, tree.root))
    )
    newcomer = voters[1]
    batch_id = contribute(dataset, bob, 3, proof=tree.proof(BOB))
    vote_all(dataset, batch_id, {newcomer: 0b011})
    dataset.close(batch_id, {"from": relayer})
    with refused("NotAdmitted", newcomer, CONTRIBUTOR):
        contribute(dataset, newcomer)
    dataset.claim(newcomer, [batch_id], {"from": relayer})
    assert dataset.accountOf(newcomer)["points"] == 3
    assert dataset.isAdmitted(newcomer, CONTRIBUTOR, [])
    contribute(dataset, newcomer)


def test_one_point_too_few(opened, tree, bob, voters, relayer):
    rules = Rules(votes_needed=1, approvals_needed=1, contributors=(MINIMUM_POINTS, 4, tree.root))
    dataset = opened(rules)
    batch_id = contribute(dataset, bob, 3, proof=tree.proof(BOB))
    vote_all(dataset, batch_id, {voters[1]: 0b011})
    dataset.close(batch_id, {"from": relayer})
    dataset.claim(voters[1], [batch_id], {"from": relayer})
    with refused("NotAdmitted", voters[1], CONTRIBUTOR):
        contribute(dataset, voters[1])
