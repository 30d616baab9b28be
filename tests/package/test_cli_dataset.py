"""`veriset dataset`, on a chain of this machine."""

# The fixtures that are imported are what arguments name.
# ruff: noqa: F811

from __future__ import annotations

import csv
import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from web3 import Web3

from tests.package.local_commands import (  # noqa: F401
    Run,
    accounts,
    commands_of,
    environment,
    fails,
    make_slow,
    succeeds,
    web3,
    work,
)
from veriset.chain.node import free_port, local_chain
from veriset.records.example_houses import make_houses
from veriset.records.schema import load_schema
from veriset.records.tables import read_records, write_records

HOUSE = load_schema("house_price")

veriset = commands_of("dataset")


@pytest.fixture(scope="module")
def dataset(veriset: Run, accounts: list[str]) -> str:
    """Return a dataset of houses: 2 of 3 votes, a deposit and rewards, 20 records a block."""
    arguments = ("create", "house_price", "--name", "Houses", "--votes", "3", "--approvals", "2")
    arguments += ("--per-block", "20", "--deposit", "1 gwei", "--reward-record", "5 gwei")
    arguments += ("--reward-vote", "1 gwei", "--pool", "0.001 ether", "--badges", "10,30")
    first = succeeds(veriset(*arguments, by=accounts[0]))
    assert first.startswith("Houses opened at 0x")
    address = first.split()[-1]
    assert succeeds(veriset(*arguments, by=accounts[0])) == (
        f"Houses was opened before at {address}\n"
    )
    return address


def ballot(path: Path, invalid: set[tuple[int, int]]) -> Path:
    """Write a ballot in which only these are invalid, whatever the review suggested."""
    with path.open(newline="") as file:
        rows = list(csv.DictReader(file))
    for row in rows:
        row["valid"] = "0" if (int(row["batch"]), int(row["record"])) in invalid else "1"
    with path.open("w", newline="") as file:
        writer = csv.DictWriter(file, rows[0].keys())
        writer.writeheader()
        writer.writerows(rows)
    return path


def test_a_dataset_from_its_opening_to_the_last_withdrawal(
    veriset: Run, web3: Web3, accounts: list[str], work: Path, dataset: str
) -> None:
    here = {"VERISET_DATASET": dataset}
    contributor, *validators = accounts[1:5]
    houses = make_houses(50, seed=1)
    houses[49] = houses[3]  # a house that is there twice
    write_records(HOUSE, houses, work / "houses.csv")

    # Three batches of 20, 20 and 10, each in a block of its own; the same command adds nothing.
    sent = succeeds(veriset("contribute", work / "houses.csv", by=contributor, **here))
    assert "50 records contributed in 3 batches" in sent
    again = succeeds(veriset("contribute", work / "houses.csv", by=contributor, **here))
    assert "0 records contributed in 0 batches; 50 were there before" in again
    status = json.loads(succeeds(veriset("status", "--json", **here)))
    assert status["batches"] == {"under review": 3, "decided": 0, "expired": 0}
    assert status["records"]["under review"] == 50
    assert status["funds"]["deposits"] == 50 * 10**9
    assert status["balance"] == sum(status["funds"].values())

    review = json.loads(
        succeeds(
            veriset(
                "review",
                "--json",
                "--ballot",
                work / "ballot.csv",
                "--histogram",
                work / "histogram.png",
                **here,
            )
        )
    )
    assert review["flags"] == [
        {"batch": 2, "record": 9, "kind": "duplicate", "detail": "same as batch 0 record 3"}
    ]
    assert (work / "histogram.png").read_bytes().startswith(b"\x89PNG")
    assert "records are flagged" in succeeds(veriset("review", **here))

    # Two vote by a transaction, one of them twice; one signs, and another hands that in.
    table = ballot(work / "ballot.csv", {(2, 9), (0, 0)})
    assert "batch 0: 19 valid" in succeeds(veriset("vote", table, by=validators[0], **here))
    assert "3 batches were voted on before" in succeeds(
        veriset("vote", table, by=validators[0], **here)
    )
    assert "contributed it itself; nothing was sent" in fails(
        veriset("vote", table, by=contributor, **here)
    )
    table = ballot(work / "ballot.csv", {(2, 9), (0, 1)})
    voted = veriset("vote", table, by=validators[1], **here)
    assert "batch 2: 9 valid" in succeeds(voted)
    assert "no batch can be closed now" in succeeds(veriset("close", by=accounts[9], **here))
    table = ballot(work / "ballot.csv", {(2, 9), (0, 0)})
    signed = work / "signed.json"
    assert "3 signed votes" in succeeds(
        veriset("vote", table, "--sign", signed, by=validators[2], **here)
    )
    before = web3.eth.get_transaction_count(Web3.to_checksum_address(validators[2]))
    assert "3 votes on 3 batches" in succeeds(veriset("send", signed, by=accounts[9], **here))
    assert web3.eth.get_transaction_count(Web3.to_checksum_address(validators[2])) == before
    assert "no batch can be closed now" in succeeds(veriset("close", by=accounts[9], **here))

    # Two of three held (2, 9) and (0, 0) to be invalid, one of three (0, 1).
    expected = np.delete(houses, [0, 49])
    for end in ("csv", "parquet", "npy"):
        path = work / f"validated.{end}"
        assert "48 validated records" in succeeds(veriset("export", "--to", path, **here))
        assert read_records(HOUSE, path).tobytes() == expected.tobytes()

    # 48 records validated; 3 voters on 50 records, of which 3 votes went against the outcome.
    rewards = json.loads(succeeds(veriset("rewards", "--json", **here)))
    due = {row["account"]: row["claimableAmount"] for row in rewards["accounts"]}
    assert due[contributor] == 48 * 5 * 10**9 + 48 * 10**9
    first = json.loads(succeeds(veriset("rewards", "--account", validators[1], "--json", **here)))
    assert first["accounts"][0]["claimablePoints"] == 48
    assert "paid" in succeeds(veriset("withdraw", by=contributor, **here))
    for validator in validators:
        assert "paid" in succeeds(veriset("withdraw", "--for", validator, by=accounts[9], **here))
    assert "nothing is due" in succeeds(veriset("withdraw", by=contributor, **here))
    status = json.loads(succeeds(veriset("status", "--json", **here)))
    earned = 48 * 5 + (50 + 48 + 50)
    # The deposits of the two discarded records are the pool's.
    assert status["funds"]["pool"] == 10**15 - earned * 10**9 + 2 * 10**9
    assert status["balance"] == status["funds"]["pool"]
    rewards = json.loads(succeeds(veriset("rewards", "--json", **here)))
    assert [row["badges"] for row in rewards["accounts"]] == [2, 2, 2, 2]


def test_nothing_is_sent_if_one_record_is_wrong(
    veriset: Run, web3: Web3, accounts: list[str], tmp_path: Path, dataset: str
) -> None:
    houses = make_houses(30, seed=2)
    houses["year_built"][24] = 3000
    write_records(HOUSE, houses, tmp_path / "houses.parquet")
    block = web3.eth.block_number
    message = fails(
        veriset(
            *("contribute", tmp_path / "houses.parquet"), by=accounts[1], VERISET_DATASET=dataset
        )
    )
    assert message.endswith("houses.parquet: row 25: year_built 3000 is above 2100")
    result = veriset("check", tmp_path / "houses.parquet", "--schema", "house_price")
    assert (result.returncode, result.stdout) == (1, "row 25: year_built 3000 is above 2100\n")
    write_records(HOUSE, make_houses(4, seed=2), tmp_path / "more.csv")
    poor = accounts[8]
    web3.provider.make_request("anvil_setBalance", [poor, "0x1"])  # type: ignore[arg-type]
    message = fails(veriset("contribute", tmp_path / "more.csv", by=poor, VERISET_DATASET=dataset))
    assert "cannot leave the deposit of 4 gwei; nothing was sent" in message
    assert web3.eth.block_number == block


def test_a_pool_that_is_too_small(
    veriset: Run, web3: Web3, accounts: list[str], tmp_path: Path
) -> None:
    create = ("create", "house_price", "--name", "Poor", "--reward-record", "1 gwei")
    address = succeeds(veriset(*create, "--pool", "3 gwei", by=accounts[0])).split()[-1]
    write_records(HOUSE, make_houses(4, seed=2), tmp_path / "houses.npy")
    give = ("contribute", tmp_path / "houses.npy", "--dataset", address)
    assert "the reward pool holds 3 gwei and 4 records may earn 4 gwei; nothing was sent" in fails(
        veriset(*give, by=accounts[1])
    )
    assert "the pool holds 4 gwei" in succeeds(
        veriset("fund", "1 gwei", "--dataset", address, by=accounts[7])
    )
    assert "4 records contributed in 1 batches" in succeeds(veriset(*give, by=accounts[1]))


def test_a_chain_of_slow_blocks(
    veriset: Run, web3: Web3, accounts: list[str], tmp_path: Path, dataset: str
) -> None:
    make_slow(web3)
    write_records(HOUSE, make_houses(40, seed=9), tmp_path / "houses.csv")
    give = ("contribute", tmp_path / "houses.csv", "--dataset", dataset)
    assert "40 records contributed in 2 batches" in succeeds(veriset(*give, by=accounts[6]))
    message = fails(veriset("reclaim", "--dataset", dataset, by=accounts[0]))
    assert message == "error: reclaimPool is refused by the contract: PoolStays()"


def test_a_list_of_those_who_are_admitted(
    veriset: Run, accounts: list[str], tmp_path: Path
) -> None:
    list_ = tmp_path / "contributors.txt"
    list_.write_text(f"# ours\n{accounts[1]}\n{accounts[2].lower()}\n\n{accounts[3]}\n")
    create = ("create", "house_price", "--name", "Ours", "--contributors", list_)
    address = succeeds(veriset(*create, by=accounts[0])).split()[-1]
    write_records(HOUSE, make_houses(2, seed=3), tmp_path / "houses.csv")
    give = ("contribute", tmp_path / "houses.csv", "--dataset", address)
    assert "is not admitted as a contributor" in fails(veriset(*give, by=accounts[2]))
    assert f"{accounts[4]} is not on the list" in fails(
        veriset(*give, "--allow-list", list_, by=accounts[4])
    )
    assert "2 records contributed" in succeeds(
        veriset(*give, "--allow-list", list_, by=accounts[2])
    )
    list_.write_text("0x12\n")
    assert "line 1 is no address" in fails(veriset(*give, "--allow-list", list_, by=accounts[2]))


def test_a_vote_for_another_dataset_is_not_handed_in(
    veriset: Run, accounts: list[str], tmp_path: Path, dataset: str
) -> None:
    path = tmp_path / "votes.json"
    vote = {
        "chainId": 837471,
        "dataset": "0x" + "12" * 20,
        "batchId": 0,
        "validator": accounts[1],
        "bitmap": "0x1",
        "deadline": 2**40,
        "signature": "0x" + "00" * 64,
        "proof": [],
    }
    path.write_text(json.dumps([vote]))
    send = ("send", path, "--dataset", dataset)
    assert f"is for dataset 0x{'12' * 20} on chain 837471" in fails(veriset(*send, by=accounts[1]))
    path.write_text("{}")
    path.write_text('[{"chainId": 1}]')
    assert "holds no signed votes" in fails(veriset(*send, by=accounts[1]))


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("status", "--dataset", "0x12"), "'0x12' is not an address"),
        (("status", "--dataset", "0x" + "12" * 20), "is no dataset of the factory at 0x"),
        (("export", "--to", "a.xlsx"), "a.xlsx is none of .csv, .parquet and .npy"),
        (("create", "houses", "--name", "A"), "there is no schema 'houses'"),
        (("create", "house_price", "--name", "A", "--votes", "41"), "--votes is 41; it goes from"),
        (
            ("create", "house_price", "--name", "A", "--approvals", "11"),
            "--approvals is 11; it goes from 1 to 10",
        ),
        (("create", "house_price", "--name", "A", "--pool", "1.5"), "'1.5' is not an amount"),
        (("create", "house_price", "--name", "A", "--badges", "5,5"), "must ascend"),
        (
            ("create", "house_price", "--name", "A", "--deadline", "tomorrow"),
            "'tomorrow' is not a day",
        ),
        (
            ("create", "house_price", "--name", "A", "--contributor-points", "5"),
            "somebody must start: give a list too",
        ),
        (("create", "house_price", "--name", "x" * 65), "BadNameLength(length=65, maximum=64)"),
        (
            ("create", "house_price", "--name", "A", "--deadline", "2001-01-01"),
            "ContributionDeadlinePassed(",
        ),
    ],
)
def test_what_a_user_can_get_wrong(
    veriset: Run, dataset: str, arguments: tuple[str, ...], message: str
) -> None:
    assert message in fails(veriset(*arguments))


def test_a_chain_without_a_factory_says_what_to_do(
    veriset: Run, work: Path, tmp_path: Path
) -> None:
    with local_chain(tmp_path / "state.json", free_port()):
        message = fails(veriset("list", VERISET_HOME=str(tmp_path)))
    assert "run: brownie run deploy main CollaborativeDatasetFactory --network" in message


def test_every_command_starts_the_chain_itself_if_none_runs(
    veriset: Run, accounts: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("VERISET_LOCAL_PORT")
    home = {"VERISET_HOME": str(tmp_path)}
    assert "the local chain has no state yet" in fails(veriset("status", **home))
    houses = make_houses(3, seed=1)
    write_records(HOUSE, houses, tmp_path / "houses.csv")
    succeeds(veriset("create", "house_price", "--name", "Kept", by=accounts[0], **home))
    succeeds(veriset("contribute", tmp_path / "houses.csv", by=accounts[1], **home))
    for command in ("list", "status", "review", "rewards"):
        assert json.loads(succeeds(veriset(command, "--json", **home)))
        assert "Traceback" not in succeeds(veriset(command, **home))
    export = veriset("export", "--to", tmp_path / "validated.npy", **home)
    assert "0 validated records" in succeeds(export)
    assert len(np.load(tmp_path / "validated.npy")) == 0


def test_the_demonstration_ends_with_its_sums(veriset: Run, work: Path) -> None:
    shown = succeeds(veriset("demo"))
    assert "300 records of noise at once: 50 are taken" in shown
    assert "5 batches refused: contribute is refused by the contract: TooManyInBlock(" in shown
    assert "375 of 450 records validated, 75 discarded" in shown
    assert "Of 70 faulty records 0 were validated" in shown
    assert "Conserved to the wei: 1.45 ether in = " in shown
    assert len(read_records(HOUSE, work / "demo" / "house-prices.parquet")) == 375
    assert (work / "demo" / "review-2.png").read_bytes().startswith(b"\x89PNG")


def test_help_imports_nothing_heavy() -> None:
    code = (
        "import sys; from veriset.cli.app import app\n"
        "try: app(['dataset', '--help'])\n"
        "except SystemExit: pass\n"
        "heavy = {'numpy', 'pandas', 'pyarrow', 'matplotlib', 'web3', 'brownie'}\n"
        "sys.exit(', '.join(sorted(heavy & set(sys.modules))) or None)"
    )
    result = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=False
    )
    assert result.returncode == 0, result.stderr
    assert "contribute" in result.stdout
