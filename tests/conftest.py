"""Who and what the contract tests share."""

import pytest

from tests.datasets import Images, tree_vectors
from veriset.chain.patience import look_again_for_transactions


@pytest.fixture(scope="session")
def project():
    """The loaded project, which has every contract."""
    # Imported here, because the tests of the package have no use for it and it is slow.
    from brownie import web3
    from brownie.project import get_loaded_projects

    look_again_for_transactions(web3.eth)
    return get_loaded_projects()[0]


@pytest.fixture(scope="session")
def alice(accounts):
    """Publishes."""
    return accounts[0]


@pytest.fixture(scope="session")
def bob(accounts):
    """Publishes too, and is not alice."""
    return accounts[1]


@pytest.fixture(scope="session")
def carol(accounts):
    """Verifies."""
    return accounts[2]


@pytest.fixture(scope="session")
def relayer(accounts):
    """Pays for what others signed."""
    return accounts[3]


@pytest.fixture(scope="module")
def registry(project, alice, module_isolation):
    """The registry, empty."""
    return project.ProvenanceRegistry.deploy({"from": alice})


@pytest.fixture(scope="session")
def vectors():
    """Trees of @openzeppelin/merkle-tree by name."""
    return tree_vectors()


@pytest.fixture(scope="session")
def images():
    """Ten images."""
    return Images.numbered(10)


@pytest.fixture(scope="module")
def dataset_id(registry, images, alice):
    """The ten images, registered by alice."""
    return images.register(registry, alice)
