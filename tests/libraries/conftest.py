import pytest

from tests.clustering_calls import Settler
from tests.isolation import isolate  # noqa: F401


@pytest.fixture(scope="module")
def settle(project, web3, alice, module_isolation):
    """Settles images in the clustering library, many to a call."""
    return Settler(web3, project.ClusteringHarness.deploy({"from": alice}))
