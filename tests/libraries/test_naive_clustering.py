"""The contract that gas is compared with: it must do the same, or the comparison is not one."""

import pytest
from eth_abi import decode, encode
from eth_utils import keccak

from tests.clusterings import KINDS, make_case
from veriset.clustering.reference import cluster

CALL = ["(uint256[4],uint256)[]", "uint256", "uint256", "uint256"]
RESULT = ["uint256[4][]", "uint256[]"]


@pytest.fixture(scope="module")
def naive(project, alice, module_isolation):
    return project.NaiveClustering.deploy({"from": alice})


@pytest.mark.parametrize("kind", KINDS)
def test_equals_the_reference(naive, web3, kind):
    # By hand, for Brownie's own conversion takes longer than the call.
    selector = keccak(text=f"settle({','.join(CALL)})")[:4]
    for seed in range(8):
        case = make_case(kind, seed)
        marks = list(zip(case.boxes, case.players, strict=True))
        arguments = encode(CALL, [marks, case.count, case.distance, case.confirmation])
        call = {"to": naive.address, "data": selector + arguments, "gas": 30_000_000}
        centroids, scores = decode(RESULT, web3.eth.call(call))
        expected = cluster(case.boxes, case.players, case.count, case.distance, case.confirmation)
        assert sorted(centroids) == sorted(tuple(c.centroid) for c in expected.clusters), case
        assert list(scores) == [0 if s is None else s + 1 for s in expected.scores], case
