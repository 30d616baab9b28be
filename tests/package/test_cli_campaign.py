"""`veriset campaign`, on a chain of this machine."""

from __future__ import annotations

import contextlib
import importlib.util
import io
import json
import os
import stat
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from web3 import HTTPProvider, Web3

from veriset.campaign_workflow import play
from veriset.chain.brownie_session import brownie_session
from veriset.chain.campaign_script import campaign_here
from veriset.chain.networks import LOCAL_NETWORK
from veriset.chain.node import local_chain
from veriset.chain.sender import BrownieSender
from veriset.cli.app import main
from veriset.datasets.drawings import draw_flowers
from veriset.manifest import DatasetDescription, Manifest, build_manifest, write_manifest
from veriset.paths import PROJECT

Result = subprocess.CompletedProcess
Veriset = Callable[..., Result]


@pytest.fixture(scope="module")
def work(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("HOME", str(PROJECT / "build" / "home"))  # before Brownie is imported
        patch.setenv("VERISET_HOME", str(tmp_path_factory.mktemp("work")))
        patch.setenv("COLUMNS", "200")
        for name in ("VERISET_CAMPAIGN", "LIGHTHOUSE_TOKEN"):
            patch.delenv(name, raising=False)
        yield Path(os.environ["VERISET_HOME"])


@pytest.fixture(scope="module")
def web3(work: Path) -> Iterator[Web3]:
    with local_chain(work / "chain" / "state.json") as port:
        connection = Web3(HTTPProvider(f"http://127.0.0.1:{port}"))
        # From so many blocks on, Brownie's own connection changes what a refused call raises.
        connection.provider.make_request("anvil_mine", ["0x40"])  # type: ignore[arg-type, union-attr]
        yield connection


@pytest.fixture(scope="module")
def accounts(web3: Web3) -> list[str]:
    return [str(account) for account in web3.eth.accounts]


@pytest.fixture(scope="module")
def veriset(web3: Web3) -> Veriset:
    """Run `veriset campaign` in this process, as the account `by` if one is given."""

    def veriset(*arguments: Any, by: str = "", **variables: str) -> Result:
        command = ["veriset", "campaign", *map(str, arguments)]
        out, err = io.StringIO(), io.StringIO()
        with pytest.MonkeyPatch.context() as patch, contextlib.ExitStack() as stack:
            patch.setattr(sys, "argv", command)
            for name, value in {"VERISET_ACCOUNT": by, **variables}.items():
                patch.setenv(name, value)
            stack.enter_context(contextlib.redirect_stdout(out))
            stack.enter_context(contextlib.redirect_stderr(err))
            try:
                main()
                code = 0
            except SystemExit as end:
                code = int(end.code or 0)
        return Result(command, code, out.getvalue(), err.getvalue())

    return veriset


@pytest.fixture(scope="module")
def folder(work: Path) -> Path:
    return draw_flowers(work / "flowers", count_per_class=1).folder


@pytest.fixture(scope="module")
def manifest(work: Path, folder: Path) -> Manifest:
    made = build_manifest(folder, dataset=DatasetDescription("Five drawings"))
    write_manifest(made, work / "five.json")
    return made


def succeeds(result: Result) -> str:
    assert result.returncode == 0, result.stdout + result.stderr
    return result.stdout


def fails(result: Result) -> str:
    """Return the one line that a mistake gets."""
    assert result.returncode == 1, result.stdout + result.stderr
    assert "Traceback" not in result.stdout + result.stderr
    lines = [line for line in result.stderr.splitlines() if line.startswith("error: ")]
    assert len(lines) == 1, result.stderr
    return lines[0]


def pass_time(web3: Web3, seconds: int) -> None:
    web3.provider.make_request("evm_increaseTime", [seconds])  # type: ignore[arg-type]
    web3.provider.make_request("evm_mine", [])  # type: ignore[arg-type]


def state(veriset: Veriset, campaign: str, *options: str) -> dict[str, Any]:
    return json.loads(succeeds(veriset("status", "--json", *options, VERISET_CAMPAIGN=campaign)))


def in_hand(shown: str) -> int | None:
    lines = [line for line in shown.splitlines() if "is in hand until" in line]
    return int(lines[-1].split()[1]) if lines else None


def balance(web3: Web3, account: str) -> int:
    return int(web3.eth.get_balance(Web3.to_checksum_address(account)))


def play_all(campaign: str, files: dict[str, Path]) -> None:
    """Let each player hand in its file for image after image until it gets no more."""
    with brownie_session(LOCAL_NETWORK) as brownie:
        found = campaign_here(campaign)
        for player, file in files.items():
            sender = BrownieSender(brownie.accounts.at(player))
            played = play(found, sender)
            while played.player.has_image:
                played = play(found, sender, file)


def write_boxes(path: Path, *boxes: list[int]) -> Path:
    path.write_text(json.dumps(boxes))
    return path


def test_a_campaign_from_its_opening_to_the_last_withdrawal(
    veriset: Veriset,
    web3: Web3,
    accounts: list[str],
    work: Path,
    folder: Path,
    manifest: Manifest,
) -> None:
    sponsor, treasury, validator = accounts[0], accounts[8], accounts[7]
    players = accounts[1:5]
    create = ("create", work / "five.json", "--bet", "0.01 ether", "--annotators", "4")
    create += ("--validators", "1", "--validator-fee", "1 gwei", "--treasury", treasury)
    create += ("--name", "Flowers", "--classes", "flower,leaf", "--annotations", "3")
    dry = veriset(*create, "--dry-run")
    assert "it costs 0.200000005 ether: 5 images x 4 plays x 0.01 ether" in succeeds(dry)
    assert "warning: without --verifier anybody can be a validator" in dry.stderr
    shown = succeeds(veriset(*create, by=sponsor))
    assert shown.startswith("Flowers opened at 0x")
    campaign = shown.split()[3]
    here = {"VERISET_CAMPAIGN": campaign}
    assert "Flowers was opened before" in succeeds(veriset(*create, by=sponsor))
    assert state(veriset, campaign)["balance"] == 200_000_005 * 10**9

    # The first plays by the command; three mark the same box, a pixel apart, the last another.
    shown = succeeds(veriset("play", "--images", folder, by=players[0], **here))
    image = in_hand(shown)
    assert image is not None
    assert str(folder / str(manifest.images[image].path)) in shown
    path = write_boxes(work / "boxes.json", [10, 12, 30, 31, 0])
    while image is not None:
        options = ("--annotations", path, "--image", image)
        shown = succeeds(veriset("play", *options, by=players[0], **here))
        assert f"image {image} handed in, sealed" in shown
        image = in_hand(shown)
    assert "no image in hand" in shown
    assert "0.001 ether of your own are in play" in succeeds(
        veriset("bet", "0.001 ether", by=players[0], **here)
    )
    boxes = {players[1]: [11, 12, 30, 31], players[2]: [12, 12, 30, 31], players[3]: [60, 60, 9, 9]}
    play_all(
        campaign,
        {player: write_boxes(work / f"{player}.json", box) for player, box in boxes.items()},
    )
    secrets = work / "campaigns" / "837471" / campaign / f"{players[0]}.jsonl"
    assert stat.S_IMODE(secrets.stat().st_mode) == 0o600
    assert "playing is over: revealing goes on until" in fails(
        veriset("bet", "1 gwei", by=players[0], **here)
    )

    # Two reveal their own, a stranger reveals for the third, the last one never does.
    assert "5 plays revealed in 1 transactions" in succeeds(
        veriset("reveal", by=players[0], **here)
    )
    others = [secrets.with_name(f"{player}.jsonl") for player in players[:3]]
    options = [word for other in others for word in ("--secrets", other)]
    shown = succeeds(veriset("reveal", *options, by=accounts[9], **here))
    assert "10 plays revealed in 1 transactions" in shown
    assert "5 were revealed before" in shown
    waiting = succeeds(veriset("settle", by=accounts[9], **here))
    assert "0 images settled" in waiting
    assert "revealing goes on until" in waiting
    pass_time(web3, 10 * 24 * 3600)

    # A page is voted on when it is settled; the campaign goes on when it is decided.
    assert "no page can be voted on" in fails(veriset("vote", by=validator, **here))
    shown = succeeds(veriset("settle", by=accounts[9], **here))
    assert "5 images settled, 0 counted after review" in shown
    assert "page 0 has 0 of 1 votes" in shown
    for who, message in ((players[0], "plays in this campaign"), (sponsor, "the sponsor gains")):
        assert message in fails(veriset("vote", by=who, **here))
    assert "there is no image 5; they are numbered from 0 to 4" in fails(
        veriset("vote", "--reject", 5, by=validator, **here)
    )
    assert "page 0: voted" in succeeds(veriset("vote", "--reject", 2, by=validator, **here))
    assert "you voted on it before" in fails(veriset("vote", "--reject", 2, by=validator, **here))
    assert "nothing is due" in succeeds(veriset("withdraw", by=players[0], **here))
    assert "is not settled yet" in fails(veriset("export", "--out", work / "coco.json", **here))
    shown = succeeds(veriset("settle", by=accounts[9], **here))
    assert "0 images settled, 5 counted after review, 3 players ranked" in shown

    # The one in the middle is nearest, the other two share a position; the last one lost its bet.
    found = state(veriset, campaign, "--check", "--players")
    assert found["check"] == {"images": 5, "players": 4, "differences": []}
    assert found["phase"] == "payout"
    rows = {row["account"]: row for row in found["players"]}
    assert [rows[player]["position"] for player in players] == [2, 1, 2, None]
    assert [rows[player]["countedPlays"] for player in players] == [4, 4, 4, 0]
    assert "all the same" in succeeds(veriset("status", "--check", **here))
    bets = [4 * 10**16 + 10**15, 4 * 10**16, 4 * 10**16]
    points = [bet * weight for bet, weight in zip(bets, (4, 9, 4), strict=True)]
    rewards = [sum(bets) * one // sum(points) for one in points]
    assert [rows[player]["owed"] for player in players] == [*rewards, 0]

    # What anybody pushes goes to whom it is due, and in the end nothing is left.
    before = {who: balance(web3, who) for who in (*players[:3], treasury, validator)}
    assert "paid" in succeeds(veriset("withdraw", "--for", players[1], by=accounts[9], **here))
    shown = succeeds(veriset("withdraw", "--all", by=accounts[9], **here))
    assert f"{validator}: 4 gwei paid" not in shown
    assert f"{validator}: 5 gwei paid" in shown
    after = {who: balance(web3, who) for who in before}
    assert [after[one] - before[one] for one in players[:3]] == rewards
    assert after[treasury] - before[treasury] == sum(bets) - sum(rewards)
    assert "nothing is due to anybody" in succeeds(veriset("withdraw", "--all", **here))
    found = state(veriset, campaign, "--check")
    assert found["check"]["differences"] == []
    assert (found["balance"], set(found["books"].values())) == (0, {0})

    # The results.
    report = ("report", "--out", work / "report", "--images", folder)
    assert "index.html: 5 pictures" in succeeds(veriset(*report, **here))
    assert players[0] in (work / "report" / "index.html").read_text()
    assert "4 boxes on 4 images" in succeeds(veriset("export", "--out", work / "coco.json", **here))
    coco = json.loads((work / "coco.json").read_bytes())
    assert {tuple(one["bbox"]) for one in coco["annotations"]} == {(11.0, 12.0, 31.0, 30.0)}
    assert coco["categories"][0]["name"] == "flower"
    content = (work / "coco.json").read_bytes()
    succeeds(veriset("export", "--out", work / "coco.json", **here))
    assert (work / "coco.json").read_bytes() == content
    assert json.loads(succeeds(veriset("list", "--json")))["campaigns"][0]["phase"] == "payout"


@pytest.fixture(scope="module")
def script(work: Path, web3: Web3) -> Veriset:
    """Run a script as `brownie run` does, but in this process, for that takes seconds less."""

    def script(name: str, *arguments: Any, by: str) -> Result:
        out, err = io.StringIO(), io.StringIO()
        with pytest.MonkeyPatch.context() as patch, contextlib.ExitStack() as stack:
            patch.setenv("VERISET_ACCOUNT", by)
            stack.enter_context(brownie_session(LOCAL_NETWORK))
            stack.enter_context(contextlib.redirect_stdout(out))
            stack.enter_context(contextlib.redirect_stderr(err))
            path = PROJECT / "scripts" / f"{name}.py"
            module = importlib.util.module_from_spec(
                spec := importlib.util.spec_from_file_location(name, path)
            )
            patch.setitem(sys.modules, name, module)
            spec.loader.exec_module(module)
            try:
                module.main(*map(str, arguments))
                code = 0
            except SystemExit as end:
                code = int(end.code or 0)
        return Result([name], code, out.getvalue(), err.getvalue())

    return script


def test_the_scripts_do_the_same(
    script: Veriset, web3: Web3, accounts: list[str], work: Path, folder: Path, manifest: Manifest
) -> None:
    player, anyone, validator = accounts[1], accounts[9], accounts[7]
    create = ("create_campaign", work / "five.json", "bet=1gwei", "name=By script")
    create += ("annotators=1", "validators=1", "validator_fee=2gwei")
    opened = succeeds(script(*create, by=accounts[0]))
    campaign = opened.split()[4]
    assert opened.startswith("By script opened at 0x")
    assert "nothing was paid again" in succeeds(script(*create, by=accounts[0]))
    assert "'annotator=1': give NAME=VALUE with one of bet, name" in fails(
        script(*create, "annotator=1", by=accounts[0])
    )
    first = in_hand(succeeds(script("play_campaign", campaign, by=player)))
    given = succeeds(script("give_back_image", campaign, by=player))
    assert given == f"image {first} is given back\n"
    image = in_hand(succeeds(script("play_campaign", campaign, by=player)))
    assert image not in (None, first)
    box = write_boxes(work / "script.json", [1, 2, 3, 4])
    assert f"image {image} handed in, sealed" in succeeds(
        script("play_campaign", box, campaign, by=player)
    )
    assert "2 arguments beside the campaign do not fit" in fails(
        script("play_campaign", box, box, campaign, by=player)
    )
    assert "5 gwei added" in succeeds(script("bet_campaign", "5gwei", campaign, by=player))
    pass_time(web3, 8 * 24 * 3600)
    assert "1 plays revealed" in succeeds(script("reveal_campaign", campaign, by=player))
    assert "page 0 has 0 of 1 votes" in succeeds(script("settle_campaign", campaign, by=anyone))
    assert "page 0: voted" in succeeds(script("vote_campaign", campaign, by=validator))
    assert "1 players ranked" in succeeds(script("settle_campaign", campaign, by=anyone))
    assert f"{player}: 6 gwei paid" in succeeds(script("withdraw_campaign", campaign, by=player))
    shown = succeeds(script("withdraw_campaign", "all", campaign, by=anyone))
    assert f"{validator}: 2 gwei paid" in shown
    assert f"{accounts[0]}: 12 gwei paid" in shown
    shown = succeeds(script("campaign_status", "check", campaign, by=anyone))
    assert "all the same: clusters, scores, ranking, rewards" in shown
    report = ("campaign_report", work / "by-script", folder, campaign)
    assert "index.html: 5 pictures" in succeeds(script(*report, by=anyone))
    export = ("campaign_export", work / "by-script.json", campaign)
    assert "1 boxes on 1 images" in succeeds(script(*export, by=anyone))


@pytest.fixture(scope="module")
def guarded(veriset: Veriset, accounts: list[str], work: Path, manifest: Manifest) -> str:
    """Return a campaign of open plays to which accounts[6] admits."""
    create = ("create", work / "five.json", "--bet", "1 gwei", "--name", "Guarded", "--open")
    create += ("--verifier", accounts[6], "--annotations", "2", "--hours", "1", "--play-days", "30")
    create += ("--classes", "flower,leaf")
    return succeeds(veriset(*create, by=accounts[0])).split()[3]


def test_who_is_admitted_and_what_is_refused_before_it_is_sent(
    veriset: Veriset, web3: Web3, accounts: list[str], work: Path, guarded: str
) -> None:
    here = {"VERISET_CAMPAIGN": guarded}
    alice, bob, verifier = accounts[1], accounts[2], accounts[6]
    assert f"admits accounts that {verifier} has signed for" in fails(
        veriset("play", by=alice, **here)
    )
    admission = work / "alice.json"
    assert "its verifier is" in fails(veriset("admit", alice, "--out", admission, by=bob, **here))
    assert f"admits {alice}" in succeeds(
        veriset("admit", alice, "--out", admission, by=verifier, **here)
    )
    assert f"admits {alice} to {guarded}" in fails(
        veriset("play", "--admission", admission, by=bob, **here)
    )
    box = write_boxes(work / "box.json", [1, 2, 3, 4])
    first = ("--admission", admission)
    assert f"{alice} holds no image; draw one" in fails(
        veriset("play", "--annotations", box, *first, by=alice, **here)
    )
    image = in_hand(succeeds(veriset("play", *first, by=alice, **here)))
    assert image is not None
    # Who is admitted needs no admission again, and keeps the image in hand.
    assert in_hand(succeeds(veriset("play", by=alice, **here))) == image
    count = web3.eth.get_transaction_count(Web3.to_checksum_address(alice))
    for boxes, options, message in (
        ([[1, 2, 3, 4]] * 3, (), "has 3 annotations, and a play at most 2"),
        ([[90, 2, 3, 7]], (), "annotation 1 reaches to 97, 5, outside the image of 96 x 96"),
        ([[1, 2, 3, 4, 2]], (), "there is no class 2; they are numbered from 0 to 1"),
        ([[1, 2, 3, 4, "bee"]], (), "there is no class 'bee'; the classes are flower, leaf"),
        ([[1, 2, 3.5, 4]], (), "annotation 1: height is 3.5; it is a whole number from 0 to"),
        ([[1, 2, 0, 4]], (), "the height is 0; a box has at least one pixel"),
        ([[1, 2, 3, 4]], ("--image", (image + 1) % 5), "holds image"),
        ({"image": "tulips/no.jpg", "annotations": []}, (), "no image 'tulips/no.jpg'"),
    ):
        path = work / "bad.json"
        path.write_text(json.dumps(boxes))
        assert message in fails(veriset("play", "--annotations", path, *options, by=alice, **here))
    assert "a bet of 0 is none" in fails(veriset("bet", "0", by=alice, **here))
    assert "revealing has not begun: playing goes on until" in fails(
        veriset("reveal", by=alice, **here)
    )
    assert "no validators, so there is nothing to vote on" in fails(
        veriset("vote", by=accounts[7], **here)
    )
    assert web3.eth.get_transaction_count(Web3.to_checksum_address(alice)) == count
    pass_time(web3, 3601)
    assert f"the time to hand in image {image} ended at" in fails(
        veriset("play", "--annotations", box, by=alice, **here)
    )
    following = in_hand(succeeds(veriset("play", by=alice, **here)))
    assert following not in (None, image)
    shown = succeeds(veriset("play", "--annotations", box, "--last", by=alice, **here))
    assert shown.startswith(f"image {following} handed in, ")
    assert "no image in hand" in shown
    assert not (work / "campaigns" / "837471" / guarded).exists()


def test_a_play_whose_secret_is_missing(
    veriset: Veriset, web3: Web3, accounts: list[str], work: Path, manifest: Manifest
) -> None:
    create = ("create", work / "five.json", "--bet", "1 gwei", "--name", "Lost")
    create += ("--annotators", "1", "--play-days", "1")
    campaign = succeeds(veriset(*create, by=accounts[0])).split()[3]
    here = {"VERISET_CAMPAIGN": campaign}
    player = accounts[1]
    image = in_hand(succeeds(veriset("play", by=player, **here)))
    box = write_boxes(work / "lost.json", [1, 2, 3, 4])
    succeeds(veriset("play", "--annotations", box, "--last", by=player, **here))
    assert "revealing has not begun" in fails(veriset("reveal", by=player, **here))
    pass_time(web3, 24 * 3600 + 1)
    assert "playing is over since" in fails(veriset("play", by=player, **here))
    secrets = work / "campaigns" / "837471" / campaign / f"{player}.jsonl"
    kept = secrets.rename(work / "elsewhere.jsonl")
    message = fails(veriset("reveal", by=player, **here))
    assert f"what opens the plays of {player} on image {image} is not in {secrets}" in message
    assert "has no play to reveal" in fails(veriset("reveal", by=accounts[2], **here))
    # A secret of another play opens nothing; the right one does, and a line that was cut off
    # while it was written is passed over.
    line = json.loads(kept.read_text())
    secrets.write_text(json.dumps(line | {"salt": "0x" + "11" * 32}) + "\n")
    shown = succeeds(veriset("reveal", by=player, **here))
    assert "0 plays revealed" in shown
    assert f"nothing here opens your plays on image {image}" in shown
    kept.write_text(kept.read_text() + kept.read_text()[:50])
    assert "1 plays revealed" in succeeds(
        veriset("reveal", "--secrets", kept, by=accounts[2], **here)
    )
    assert "revealing is over" in fails(veriset("reveal", "--secrets", kept, by=player, **here))


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("status", "--campaign", "0x12"), "'0x12' is not an address"),
        (("status", "--campaign", "0x" + "12" * 20), "is no campaign of the factory at 0x"),
        (("create", "no.json", "--bet", "1 gwei"), "cannot read no.json"),
        (("create", "no.json", "--bet", "much"), "'much' is not an amount"),
        (("create", "no.json", "--bet", "1", "--annotators", "143"), "it goes from 1 to 142"),
        (
            ("create", "no.json", "--bet", "1", "--annotations", "9"),
            "with 10 annotators give at most 8 annotations a play",
        ),
        (("create", "no.json", "--bet", "1", "--distance", "131071"), "it goes from 0 to 131,070"),
        (("create", "no.json", "--bet", "1", "--confirmation", "101"), "it goes from 0 to 100"),
        (("create", "no.json", "--bet", "1", "--validators", "41"), "it goes from 0 to 40"),
        (("create", "no.json", "--bet", "1", "--validator-fee", "1"), "and no validators"),
        (("create", "no.json", "--bet", "1", "--treasury", "0x1"), "'0x1' is not an address"),
        (("withdraw", "--all", "--to", "0x" + "12" * 20), "give one of --for, --all and --to"),
        (("settle", "no.json"), "give --dry-run to compute the result of a file"),
    ],
)
def test_what_a_user_can_get_wrong(
    veriset: Veriset, guarded: str, arguments: tuple[str, ...], message: str
) -> None:
    assert guarded
    assert message in fails(veriset(*arguments))


def test_a_campaign_must_be_named_where_there_are_several(
    veriset: Veriset, guarded: str, work: Path
) -> None:
    assert guarded
    assert "say which with --campaign or VERISET_CAMPAIGN" in fails(veriset("status"))


def test_what_a_sponsor_cannot_pay(
    veriset: Veriset, web3: Web3, accounts: list[str], work: Path, manifest: Manifest
) -> None:
    poor = accounts[5]
    web3.provider.make_request("anvil_setBalance", [poor, "0x1"])  # type: ignore[arg-type]
    message = fails(veriset("create", work / "five.json", "--bet", "1 gwei", by=poor))
    assert "the campaign costs 50 gwei and account" in message
    assert "nothing was sent" in message


def test_the_demonstration_ends_with_its_sums(veriset: Veriset, work: Path) -> None:
    pictures = draw_flowers(work / "more", count_per_class=3).folder
    shown = succeeds(veriset("demo", "--flowers", pictures, "--images", 5))
    assert "30 plays handed in" in shown
    assert "plays of who stays silent are void once the time to reveal is over" in shown
    assert "two of three validators reject image" in shown
    assert "Python computes the same: 5 images, 9 players" in shown
    assert "the contract holds 0" in shown
    assert "registered as dataset 0x" in shown
    folder = work / "demo" / "campaign"
    assert len(list((folder / "report" / "pictures").iterdir())) == 5
    coco = json.loads((folder / "flowers.coco.json").read_bytes())
    assert len(coco["images"]) == 4  # all but the rejected one


def test_help_imports_nothing_heavy() -> None:
    code = (
        "import sys; from veriset.cli.app import app\n"
        "try: app(['campaign', '--help'])\n"
        "except SystemExit: pass\n"
        "heavy = {'numpy', 'numba', 'PIL', 'web3', 'brownie'}\n"
        "sys.exit(', '.join(sorted(heavy & set(sys.modules))) or None)"
    )
    result = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=False
    )
    assert result.returncode == 0, result.stderr
    assert "give-back" in result.stdout
