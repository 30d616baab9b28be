"""The `brownie run` scripts for collaborative datasets, on a chain of this machine."""

# The fixtures that are imported are what arguments name.
# ruff: noqa: F811

from __future__ import annotations

import csv
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.package.local_commands import (  # noqa: F401
    Run,
    accounts,
    commands_of,
    environment,
    fails,
    script,
    succeeds,
    web3,
    work,
)
from veriset.chain.networks import LOCAL_NETWORK
from veriset.paths import PROJECT
from veriset.records.example_houses import make_houses
from veriset.records.schema import load_schema
from veriset.records.tables import read_records, write_records

HOUSE = load_schema("house_price")

veriset = commands_of("dataset")


@pytest.fixture
def houses(tmp_path: Path) -> Path:
    """Return a file of five houses."""
    write_records(HOUSE, make_houses(5, seed=4), tmp_path / "houses.csv")
    return tmp_path / "houses.csv"


def open_dataset(script: Run, name: str, *rules: str, by: str) -> str:
    rules = ("votes_needed=1", "approvals_needed=1", *rules)
    opened = succeeds(script("open_dataset", "house_price", name, *rules, by=by))
    return opened.split("opened at ")[1].split()[0]


def test_a_dataset_from_its_opening_to_the_last_withdrawal(
    script: Run,
    accounts: list[str],
    houses: Path,
    tmp_path: Path,
) -> None:
    """Each step twice: the second finds what is there."""
    creator, contributor, validator, other = accounts[:4]
    rules = ("reward_per_record=2gwei", "reward_per_vote=1gwei", "pool=1ether")
    address = open_dataset(script, "By script", *rules, by=creator)
    again = script("open_dataset", "house_price", "By script", *rules, by=creator)
    assert f"was opened before at {address}" in succeeds(again)

    give = ("contribute", houses, address)
    assert "5 records contributed, 0 were" in succeeds(script(*give, by=contributor))
    assert "0 records contributed, 5 were" in succeeds(script(*give, by=contributor))

    ballot, picture = tmp_path / "ballot.csv", tmp_path / "review.png"
    review = ("review", address, f"ballot={ballot}", f"histogram={picture}")
    assert "5 records under review in 1 batches" in succeeds(script(*review))
    assert picture.read_bytes().startswith(b"\x89PNG")
    with ballot.open(newline="") as file:
        assert [row["record"] for row in csv.DictReader(file)] == ["0", "1", "2", "3", "4"]
    ballot.write_text("batch,record,valid\n" + "".join(f"0,{i},{int(i != 3)}\n" for i in range(5)))
    vote = ("vote", ballot, address)
    assert "batch 0: 4 valid" in succeeds(script(*vote, by=validator))
    close = ("close_batches", address)
    assert "batch 0 decided: 4 validated" in succeeds(script(*close, by=other))
    assert "batch 0: was voted on before" in succeeds(script(*vote, by=validator))
    assert "no batch can be closed now" in succeeds(script(*close, by=other))

    status = succeeds(script("status", address))
    assert f"By script at {address} on veriset-local" in status
    assert "under review 0, validated 4, discarded 1, expired 0" in status
    path = tmp_path / "validated.parquet"
    assert f"{path}: 4 validated records" in succeeds(script("export", path, address))
    expected = read_records(HOUSE, houses)[[0, 1, 2, 4]]
    assert read_records(HOUSE, path).tobytes() == expected.tobytes()

    shown = succeeds(script("rewards", address, f"account={validator}"))
    assert validator in shown
    assert contributor not in shown
    claim = ("claim", address, f"account={validator}")
    assert f"{validator}: 5 points and 5 gwei credited" in succeeds(script(*claim, by=other))
    assert f"{validator}: 0 points and 0 credited" in succeeds(script(*claim, by=other))
    withdraw = ("withdraw", address)
    assert f"{contributor}: 8 gwei paid" in succeeds(script(*withdraw, by=contributor))
    assert f"{contributor}: nothing is due" in succeeds(script(*withdraw, by=contributor))
    withdraw += (f"account={validator}",)
    assert f"{validator}: 5 gwei paid" in succeeds(script(*withdraw, by=other))
    shown = succeeds(script("rewards", address))
    assert {contributor, validator} <= set(shown.split())

    fund = succeeds(script("fund", "3gwei", address, by=other))
    assert "3 gwei added; the pool holds 0.99999999 ether" in fund


def test_validators_who_leave_a_stake_and_sign(
    script: Run,
    veriset: Run,
    accounts: list[str],
    houses: Path,
    tmp_path: Path,
) -> None:
    creator, contributor, validator, other = accounts[:4]
    address = open_dataset(script, "Staked", "validator_stake=7gwei", by=creator)
    succeeds(script("contribute", houses, address, by=contributor))
    ballot, signed = tmp_path / "ballot.csv", tmp_path / "signed.json"
    ballot.write_text("batch,record,valid\n" + "".join(f"0,{i},1\n" for i in range(5)))
    assert "run: veriset dataset join" in fails(script("vote", ballot, address, by=validator))
    joined = succeeds(script("join", address, by=validator))
    assert f"{validator} is a validator; 7 gwei is staked" in joined
    assert "was a validator before" in succeeds(script("join", address, by=validator))
    succeeds(veriset("vote", ballot, "--sign", signed, "--dataset", address, by=validator))
    send = ("send_votes", signed, address)
    assert "1 votes on 1 batches handed in" in succeeds(script(*send, by=other))
    assert "1 votes on 0 batches handed in" in succeeds(script(*send, by=other))
    resigned = succeeds(script("resign", address, by=validator))
    assert "its stake is released at Unix time" in resigned
    assert succeeds(script("resign", address, by=validator)) == resigned
    assert "PoolStays()" in fails(script("reclaim_pool", address, by=creator))


def test_a_list_of_those_who_are_admitted(
    script: Run,
    veriset: Run,
    accounts: list[str],
    houses: Path,
    tmp_path: Path,
) -> None:
    creator, contributor, validator = accounts[:3]
    admitted = tmp_path / "accounts.txt"
    admitted.write_text(f"{contributor}\n{validator}\n")
    lists = ("--contributors", admitted, "--validators", admitted)
    create = ("create", "house_price", "--name", "Listed", *lists)
    address = succeeds(veriset(*create, by=creator)).split()[-1]
    ballot = tmp_path / "ballot.csv"
    ballot.write_text("batch,record,valid\n" + "".join(f"0,{i},1\n" for i in range(5)))
    option = f"allow_list={admitted}"
    give = ("contribute", houses, address)
    assert "is not admitted as a contributor" in fails(script(*give, by=contributor))
    assert "5 records contributed" in succeeds(script(*give, option, by=contributor))
    vote = ("vote", ballot, address)
    assert "is not admitted as a validator" in fails(script(*vote, by=validator))
    assert f"{creator} is not on the list" in fails(script(*vote, option, by=creator))
    assert f"{creator} is not on the list" in fails(script("join", address, option, by=creator))
    assert "batch 0: 5 valid" in succeeds(script(*vote, option, by=validator))


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("open_dataset", "house_price", "B", "votes=1"), "'votes=1' is no rule; give RULE=VALUE"),
        (("fund",), "usage: brownie run fund main AMOUNT [DATASET] --network NAME"),
        (("fund", "0"), "the amount is 0; nothing was sent"),
        (("export", "a.xlsx"), "a.xlsx is none of .csv, .parquet and .npy"),
        (("status", "0x12"), "'0x12' is not an address"),
        (("review", "outlier=2"), "'outlier=2' is one argument too many; give DATASET and ballot="),
        (("claim", "0x12", "0x13"), "'0x13' is one argument too many; give DATASET and account="),
        (("withdraw", "account=bob"), "'bob' is not an address"),
        (("rewards", "account=bob"), "'bob' is not an address"),
    ],
)
def test_what_a_user_can_get_wrong(
    script: Run,
    accounts: list[str],
    dataset: str,
    monkeypatch,
    arguments,
    message,
) -> None:
    monkeypatch.setenv("VERISET_DATASET", dataset)
    assert message in fails(script(*arguments))


@pytest.fixture(scope="module")
def dataset(script: Run, accounts: list[str]) -> str:
    return open_dataset(script, "Wrong", by=accounts[0])


def test_as_a_command(work: Path, accounts: list[str], dataset: str) -> None:
    """In a process of its own, where Brownie takes the arguments apart."""
    brownie = Path(sys.executable).with_name("brownie")
    result = subprocess.run(
        [str(brownie), "run", "fund", "main", "5gwei", dataset, "--network", LOCAL_NETWORK],
        cwd=PROJECT,
        env={**os.environ, "VERISET_ACCOUNT": accounts[0]},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert "5 gwei added; the pool holds 5 gwei" in succeeds(result)
