"""Pages: everything can be walked from state alone."""

import pytest

from tests.datasets import Images, dataset_args, digest_of, record_id, register_model
from tests.errors import refused

UNKNOWN = digest_of("nothing")
NO_LIMIT = 2**256 - 1


@pytest.fixture(scope="module")
def versions(registry, alice):
    """Five versions, the oldest first."""
    ids = []
    for number in range(5):
        root = digest_of(f"version {number}")
        older = ids[-1] if ids else b"\0" * 32
        registry.registerDataset(dataset_args(root, supersedes=older), {"from": alice})
        ids.append(record_id(alice, root))
    return ids


@pytest.fixture(scope="module")
def lineage(registry, versions, bob):
    """Four models, each derived from the one before."""
    ids = []
    for number in range(4):
        parent = ids[-1] if ids else b"\0" * 32
        ids.append(register_model(registry, bob, f"model {number}", versions[:2], parent))
    return ids


def pages(view, size: int) -> list[str]:
    """Walk a list to its end, page by page."""
    ids = []
    while page := view(len(ids), size):
        assert len(page) <= size
        ids += page
    return ids


def steps(view, origin: str, size: int) -> list[str]:
    """Walk a chain to its end, page by page."""
    ids = []
    while page := view(ids[-1] if ids else origin, size):
        assert len(page) <= size
        ids += page
    return ids


@pytest.mark.parametrize("size", [1, 2, 3, 5, 9])
def test_lists_page_by_page(registry, versions, lineage, size):
    first = versions[0]
    assert pages(registry.datasetIds, size) == versions
    assert pages(registry.modelIds, size) == lineage
    assert pages(lambda start, limit: registry.modelsOf(first, start, limit), size) == lineage
    assert pages(lambda start, limit: registry.datasetsOf(lineage[0], start, limit), size) == (
        sorted(versions[:2])
    )


@pytest.mark.parametrize("size", [1, 2, 3, 9])
def test_chains_page_by_page(registry, versions, lineage, size):
    assert steps(registry.olderVersions, versions[-1], size) == versions[-2::-1]
    assert steps(registry.newerVersions, versions[0], size) == versions[1:]
    assert steps(registry.ancestors, lineage[-1], size) == lineage[-2::-1]


def test_counts(registry, versions, lineage):
    assert registry.datasetCount() == 5
    assert registry.modelCount() == 4
    assert [registry.modelCountOf(version) for version in versions] == [4, 4, 0, 0, 0]


def test_without_limit(registry, versions, lineage):
    assert registry.datasetIds(0, NO_LIMIT) == versions
    assert registry.datasetIds(3, NO_LIMIT) == versions[3:]
    assert registry.modelsOf(versions[0], 1, NO_LIMIT) == lineage[1:]
    assert registry.olderVersions(versions[-1], NO_LIMIT) == versions[-2::-1]
    assert registry.ancestors(lineage[-1], NO_LIMIT) == lineage[-2::-1]


@pytest.mark.parametrize("start", [5, 6, NO_LIMIT])
def test_past_the_end(registry, versions, lineage, start):
    assert registry.datasetIds(start, NO_LIMIT) == []
    assert registry.modelIds(start, 1) == []
    assert registry.modelsOf(versions[0], start, 1) == []
    assert registry.datasetsOf(lineage[0], start, 1) == []
    assert registry.olderVersions(versions[0], 9) == []
    assert registry.newerVersions(versions[-1], 9) == []
    assert registry.ancestors(lineage[0], 9) == []


def test_limit_zero(registry, versions, lineage):
    assert registry.datasetIds(0, 0) == []
    assert registry.newerVersions(versions[0], 0) == []
    assert registry.ancestors(lineage[-1], 0) == []


def test_an_empty_registry(project, alice):
    registry = project.ProvenanceRegistry.deploy({"from": alice})
    assert registry.datasetIds(0, 9) == []
    assert registry.modelIds(0, 9) == []
    assert registry.datasetCount() == registry.modelCount() == 0


def test_order_is_that_of_registration(registry, alice, bob):
    expected = [
        Images.numbered(1, name).register(registry, publisher)
        for name, publisher in [("c", bob), ("a", alice), ("b", bob)]
    ]
    assert registry.datasetIds(registry.datasetCount() - 3, 3) == expected


@pytest.mark.parametrize(
    ("view", "arguments"),
    [
        ("dataset", ()),
        ("olderVersions", (1,)),
        ("newerVersions", (1,)),
        ("modelCountOf", ()),
        ("modelsOf", (0, 1)),
        ("verificationCount", (UNKNOWN,)),
        ("verifiedAt", (UNKNOWN, "0x" + "11" * 20)),
    ],
)
def test_unknown_dataset(registry, view, arguments):
    with refused("UnknownDataset", UNKNOWN):
        getattr(registry, view)(UNKNOWN, *arguments)


@pytest.mark.parametrize(
    ("view", "arguments"), [("model", ()), ("datasetsOf", (0, 1)), ("ancestors", (1,))]
)
def test_unknown_model(registry, view, arguments):
    with refused("UnknownModel", UNKNOWN):
        getattr(registry, view)(UNKNOWN, *arguments)
