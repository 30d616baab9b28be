import json

import pytest

from tests.collaborative import AccountTree
from tests.datasets import MERKLE_VECTORS, as_hex

TREES = json.loads(MERKLE_VECTORS.with_name("accounts.json").read_text())["trees"]
STRANGER = "0x" + "77" * 20


@pytest.fixture(scope="module")
def merkle(project, alice, module_isolation):
    return project.AccountMerkleHarness.deploy({"from": alice})


@pytest.mark.parametrize("tree", TREES, ids=lambda tree: str(len(tree["accounts"])))
def test_openzeppelin_trees(merkle, tree):
    root, accounts = tree["root"], tree["accounts"]
    for account, proof in zip(accounts, tree["proofs"], strict=True):
        assert merkle.proves(proof, root, account)
        assert not merkle.proves(proof, root, STRANGER)
        assert not merkle.proves([*proof, root], root, account)
    assert merkle.proves(tree["proofs"][0], root, accounts[-1]) == (len(accounts) == 1)


@pytest.mark.parametrize("tree", TREES, ids=lambda tree: str(len(tree["accounts"])))
def test_pythons_trees_are_openzeppelins(tree):
    own = AccountTree(tree["accounts"])
    assert as_hex(own.root) == tree["root"]
    proofs = [[as_hex(node) for node in own.proof(i)] for i in range(len(tree["accounts"]))]
    assert proofs == tree["proofs"]


def test_no_account_is_proved_against_no_root(merkle):
    assert not merkle.proves([], b"\0" * 32, STRANGER)
