import pytest

from tests.collaborative import contribute, open_dataset, vote_all
from tests.isolation import isolate  # noqa: F401
from tests.signing import signer


@pytest.fixture(scope="module")
def factory(project, alice, module_isolation):
    """A factory with its implementation."""
    implementation = project.CollaborativeDataset.deploy({"from": alice})
    return project.CollaborativeDatasetFactory.deploy(implementation, {"from": alice})


@pytest.fixture(scope="module")
def opened(project, factory, alice):
    """Open a dataset by alice: `opened(rules, pool=...)`."""

    def opened(rules=None, **options):
        return open_dataset(project, factory, alice, rules, **options)

    return opened


@pytest.fixture(scope="module")
def dataset(opened):
    """A dataset with the rules that tests.collaborative.Rules has by default."""
    return opened()


@pytest.fixture(scope="session")
def voters(accounts):
    """Three validators, who are neither alice, bob, carol nor the relayer."""
    return accounts[4:7]


@pytest.fixture(scope="session")
def keys():
    """Three validators who sign, and have no gas."""
    return [signer(f"validator {number}") for number in range(3)]


@pytest.fixture
def decided(voters):
    """Contribute by an account and have its batch decided; return its id."""

    def decided(dataset, contributor, bitmaps=(0b111, 0b011, 0b001), count=3, rules=None) -> int:
        batch_id = contribute(dataset, contributor, count, rules)
        vote_all(dataset, batch_id, dict(zip(voters, bitmaps, strict=True)))
        dataset.close(batch_id, {"from": contributor})
        return batch_id

    return decided


@pytest.fixture
def money_is_conserved():
    """Check that the contract holds what its books say, to the wei."""

    def check(dataset):
        assert dataset.balance() == sum(dataset.funds())

    return check
