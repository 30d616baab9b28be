import pytest
from brownie.exceptions import VirtualMachineError
from eth_utils import keccak

from tests.collaborative import (
    ALLOW_LIST,
    CONTRIBUTOR,
    EVERYTHING,
    MINIMUM_POINTS,
    OPEN,
    SCHEMA,
    VALIDATOR,
    YEAR_2100,
    ZERO,
    Rules,
)
from tests.datasets import as_hex, digest_of
from tests.errors import refused

ROOT = digest_of("root")
EVERY_RULE = Rules(
    name="Häuser & <Preise>",
    record_size=256,
    votes_needed=40,
    approvals_needed=40,
    records_per_block=256,
    review_period=2**32 - 1,
    contribution_deadline=2**40 - 1,
    deposit_per_record=2**96 - 1,
    validator_stake=2**96 - 2,
    reward_per_record=2**96 - 3,
    reward_per_vote=2**96 - 4,
    contributors=(ALLOW_LIST, 0, as_hex(ROOT)),
    validators=(MINIMUM_POINTS, 2**64 - 1, as_hex(digest_of("other"))),
    badge_points=[1, 2, 3, 4, 5, 6, 7, 2**64 - 1],
)


def test_reads_back_every_rule(opened):
    assert opened(EVERY_RULE).rules() == EVERY_RULE.args()


def test_reads_back_the_least_rules(opened):
    least = Rules("x", 1, 1, 1, 1, 1, contributors=(OPEN, 0, as_hex(ZERO)))
    least = least.but(validators=(OPEN, 0, as_hex(ZERO)))
    assert opened(least).rules() == least.args()


def test_schema_and_creator(opened, alice):
    dataset = opened()
    assert dataset.creator() == alice
    assert dataset.schema() == as_hex(SCHEMA)
    assert dataset.schemaHash() == as_hex(keccak(SCHEMA))


def test_starts_empty(dataset):
    assert dataset.batchCount() == 0
    assert dataset.accountCount() == 0
    assert dataset.funds() == (0, 0, 0, 0, 0)
    assert dataset.validatedRecords(0, EVERYTHING) == ("0x", 0)


def test_value_is_the_first_pool(opened, money_is_conserved):
    dataset = opened(pool=5)
    assert dataset.funds()["pool"] == 5
    money_is_conserved(dataset)


def test_is_listed_and_told_of(factory, alice, bob):
    before = factory.datasetCount()
    first = factory.open(Rules().args(), SCHEMA, {"from": alice})
    second = factory.open(Rules(name="Other").args(), SCHEMA, {"from": bob})
    ids = [first.return_value, second.return_value]
    assert factory.datasetCount() == before + 2
    assert factory.datasets(before, EVERYTHING) == ids
    assert factory.datasets(before + 1, 1) == ids[1:]
    assert factory.datasets(before + 2, 1) == []
    assert all(map(factory.isDataset, ids))
    assert not factory.isDataset(factory)
    assert second.events["DatasetOpened"] == {
        "dataset": ids[1],
        "creator": bob,
        "schemaHash": as_hex(keccak(SCHEMA)),
        "name": "Other",
    }


def test_datasets_do_not_mix(opened, bob):
    one, other = opened(), opened()
    one.contribute(b"r" * 16, [], {"from": bob})
    assert (one.batchCount(), other.batchCount()) == (1, 0)


def test_runs_the_factorys_implementation(factory, dataset, web3):
    code = web3.eth.get_code(str(dataset))
    assert bytes.fromhex(factory.implementation()[2:]) in code
    assert len(code) < 300


def test_implementation_itself_takes_no_records(project, factory, bob):
    """It has no rules: a record of 0 bytes, which is a division by zero."""
    implementation = project.CollaborativeDataset.at(factory.implementation())
    with pytest.raises((VirtualMachineError, ValueError)):
        implementation.contribute.call(b"r" * 16, [], {"from": bob})
    assert implementation.batchCount() == 0


@pytest.mark.parametrize(
    ("changed", "error"),
    [
        ({"name": ""}, ("BadNameLength", 0, 64)),
        ({"name": "x" * 65}, ("BadNameLength", 65, 64)),
        ({"record_size": 0}, ("BadRecordSize", 0, 256)),
        ({"record_size": 257}, ("BadRecordSize", 257, 256)),
        ({"votes_needed": 0}, ("BadVotesNeeded", 0, 40)),
        ({"votes_needed": 41}, ("BadVotesNeeded", 41, 40)),
        ({"approvals_needed": 0}, ("BadApprovalsNeeded", 0, 3)),
        ({"approvals_needed": 4}, ("BadApprovalsNeeded", 4, 3)),
        ({"records_per_block": 0}, ("BadRecordsPerBlock", 0, 256)),
        ({"records_per_block": 257}, ("BadRecordsPerBlock", 257, 256)),
        ({"review_period": 0}, ("ReviewPeriodZero",)),
        ({"contribution_deadline": 1}, ("ContributionDeadlinePassed", 1)),
        ({"contributors": (ALLOW_LIST, 0, ZERO)}, ("AdmissionRootZero", CONTRIBUTOR)),
        ({"validators": (MINIMUM_POINTS, 1, ZERO)}, ("AdmissionRootZero", VALIDATOR)),
        ({"validators": (MINIMUM_POINTS, 0, ROOT)}, ("MinimumPointsZero", VALIDATOR)),
        ({"contributors": (OPEN, 0, ROOT)}, ("UnusedAdmission", CONTRIBUTOR)),
        ({"contributors": (OPEN, 1, ZERO)}, ("UnusedAdmission", CONTRIBUTOR)),
        ({"validators": (ALLOW_LIST, 1, ROOT)}, ("UnusedAdmission", VALIDATOR)),
        ({"badge_points": list(range(1, 10))}, ("TooManyBadges", 9, 8)),
        ({"badge_points": [0]}, ("BadgePointsNotAscending", 0, 0)),
        ({"badge_points": [5, 5]}, ("BadgePointsNotAscending", 5, 5)),
        ({"badge_points": [5, 4]}, ("BadgePointsNotAscending", 5, 4)),
    ],
)
def test_bad_rule(factory, alice, changed, error):
    with refused(*error):
        factory.open(Rules().but(**changed).args(), SCHEMA, {"from": alice})


def test_empty_schema(factory, alice):
    with refused("EmptySchema"):
        factory.open(Rules().args(), b"", {"from": alice})


def test_schema_length(factory, opened, alice):
    assert opened(schema=b"s" * 24_575).schema() == as_hex(b"s" * 24_575)
    with refused("SchemaTooLong", 24_576, 24_575):
        factory.open(Rules().args(), b"s" * 24_576, {"from": alice})


def test_deadline_in_the_future(opened):
    dataset = opened(Rules(contribution_deadline=YEAR_2100))
    assert dataset.rules()["contributionDeadline"] == YEAR_2100
