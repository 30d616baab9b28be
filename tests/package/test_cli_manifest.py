"""veriset manifest: build, prove, verify, show; and what every command has in common."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from hashlib import sha256

import pytest

from tests.package.pictures import COMMAND, fails, flowers, idx_folder, picture, run, run_here, tree
from veriset.cid import cid_v1
from veriset.manifest import load_manifest
from veriset.merkle import verify_proof


@pytest.fixture
def folder(tmp_path):
    return flowers(tmp_path / "flowers")


@pytest.fixture
def file(folder, tmp_path):
    """The manifest of the folder."""
    path = tmp_path / "flowers.json"
    assert run_here("manifest", "build", folder, "--out", path).code == 0
    return path


# build


def test_build(folder, tmp_path):
    out = tmp_path / "new" / "flowers.json"
    outcome = run("manifest", "build", folder, "--out", out)
    assert (outcome.code, outcome.err) == (0, "")
    manifest = load_manifest(out)
    for text in (manifest.root, cid_v1(out), str(out), "6", "file"):
        assert text in outcome.out
    assert set(tree(out.parent)) == {"flowers.json", "flowers.croissant.json"}


@pytest.mark.parametrize(
    ("make", "arguments", "hash_kind", "count"),
    [
        (flowers, [], "file", 6),
        (flowers, ["--hash", "pixels"], "pixels", 6),
        (flowers, ["--reader", "folder"], "file", 6),
        (idx_folder, [], "pixels", 10),
    ],
)
def test_build_as_json(make, arguments, hash_kind, count, tmp_path):
    out = tmp_path / "out.json"
    outcome = run_here(
        "manifest", "build", make(tmp_path / "in"), "--out", out, "--json", *arguments
    )
    assert (outcome.code, outcome.err) == (0, "")
    values = outcome.json
    seconds = values.pop("seconds")
    assert isinstance(seconds, float)
    assert 0 <= seconds < 60
    assert values == {
        "manifest": str(out),
        "root": load_manifest(out).root,
        "count": count,
        "hash": hash_kind,
        "cid": cid_v1(out),
        "duplicates": [],
    }


def test_build_describes_the_dataset(folder, tmp_path):
    out = tmp_path / "out.json"
    given = {
        "name": "Blumen",
        "version": "2.0.0",
        "license": "CC0-1.0",
        "homepage": "https://example.org",
        "creator": "Me",
        "citation": "@misc{a,\n b}",
    }
    options = [part for name, value in given.items() for part in (f"--{name}", value)]
    assert run_here("manifest", "build", folder, "--out", out, *options).code == 0
    assert json.loads(out.read_bytes())["dataset"] == given
    # A descriptor, of which single fields are replaced.
    assert (
        run_here(
            *("manifest", "build", folder, "--out", out, "--dataset", "flowers", "--name", "mine")
        ).code
        == 0
    )
    described = json.loads(out.read_bytes())["dataset"]
    assert (described["name"], described["license"]) == ("mine", "CC-BY-2.0")


def test_build_names_duplicates(folder, tmp_path):
    picture(folder / "tulips" / "copy.png", 4, height=12, width=9)  # of roses/3.png
    out = tmp_path / "out.json"
    outcome = run_here("manifest", "build", folder, "--out", out)
    assert outcome.code == 0
    assert "duplicates  1, of which 1 contradict each other" in outcome.out
    line = "conflict: roses/3.png, tulips/copy.png under labels roses and tulips"
    assert line in outcome.out
    values = run_here("manifest", "build", folder, "--out", out, "--json").json
    assert values["duplicates"] == [
        {
            "contentHash": "0x" + sha256((folder / "roses/3.png").read_bytes()).hexdigest(),
            "images": ["roses/3.png", "tulips/copy.png"],
            "labels": ["roses", "tulips"],
            "splits": [""],
            "conflict": True,
        }
    ]


def test_build_shows_so_many_duplicates(tmp_path):
    for number in range(22):
        for copy in "ab":
            picture(tmp_path / "in" / f"{number}{copy}.png", number)
    outcome = run_here("manifest", "build", tmp_path / "in", "--out", tmp_path / "out.json")
    assert outcome.out.count("  duplicate: ") == 20
    assert "and 2 more" in outcome.out


def test_build_again_gives_the_same_bytes(folder, file):
    before = tree(file.parent)
    assert run_here("manifest", "build", folder, "--out", file).code == 0
    assert tree(file.parent) == before


# prove


def test_prove(folder, file):
    image = folder / "roses/3.png"
    content_hash = sha256(image.read_bytes()).digest()
    by_image = run_here("manifest", "prove", file, "--image", image, "--json")
    assert (by_image.code, by_image.err) == (0, "")
    values = by_image.json
    assert set(values) == {"root", "contentHash", "leaf", "proof", "images"}
    assert values["root"] == load_manifest(file).root
    assert values["contentHash"] == "0x" + content_hash.hex()
    assert [entry["path"] for entry in values["images"]] == ["roses/3.png"]
    proof = [bytes.fromhex(node[2:]) for node in values["proof"]]
    assert verify_proof(bytes.fromhex(values["root"][2:]), content_hash, proof)
    for spelt in (content_hash.hex(), "0x" + content_hash.hex().upper()):
        assert run_here("manifest", "prove", file, "--sha256", spelt, "--json").json == values
    text = run_here("manifest", "prove", file, "--image", image).out
    assert text.startswith("in flowers as roses/3.png\n")
    for value in (values["root"], values["contentHash"], values["leaf"], *values["proof"]):
        assert value in text


def test_prove_names_a_digits_split(tmp_path):
    source, file = idx_folder(tmp_path / "digits"), tmp_path / "digits.json"
    run_here("manifest", "build", source, "--out", file)
    first = load_manifest(file).images[0]
    outcome = run_here("manifest", "prove", file, "--sha256", first.content_hash)
    assert "as test[0]" in outcome.out


def test_prove_something_else(folder, file, tmp_path):
    stranger = picture(tmp_path / "stranger.png", 99)
    fails(run_here("manifest", "prove", file, "--image", stranger), "no image of flowers has")
    fails(run_here("manifest", "prove", file, "--sha256", "0" * 64), "no image of flowers has")
    for text in ("12", "xyz", "0" * 63, "0" * 66):
        fails(run_here("manifest", "prove", file, "--sha256", text), "64 hexadecimal digits")
    fails(run_here("manifest", "prove", file), "either --image or --sha256")
    image = folder / "roses/3.png"
    both = run_here("manifest", "prove", file, "--image", image, "--sha256", "0" * 64)
    fails(both, "either --image or --sha256")


# verify


def test_verify(folder, file):
    outcome = run_here("manifest", "verify", file, folder)
    assert (outcome.code, outcome.err) == (0, "")
    assert "exactly the 6 images" in outcome.out
    outcome = run_here("manifest", "verify", file, folder, "--json")
    assert outcome.code == 0
    assert outcome.json == {
        "root": load_manifest(file).root,
        "equal": True,
        "missing": [],
        "extra": [],
        "changed": [],
        "relabeled": [],
        "unreadable": {},
    }


def test_verify_names_what_differs(folder, file):
    (folder / "daisy/1.jpg").unlink()
    picture(folder / "daisy/9.png", 98)
    picture(folder / "roses/3.png", 99)
    (folder / "roses/2.bmp").write_bytes(b"")
    outcome = run("manifest", "verify", file, folder)
    assert (outcome.code, outcome.err) == (1, "")
    *lines, last = outcome.out.splitlines()
    assert lines == ["missing: daisy/1.jpg", "extra: daisy/9.png", "changed: roses/3.png"]
    assert last.startswith(f"unreadable: {folder}/roses/2.bmp is empty")
    outcome = run_here("manifest", "verify", file, folder, "--json")
    assert outcome.code == 1
    values = outcome.json
    assert values["equal"] is False
    assert values["missing"] == ["daisy/1.jpg"]
    assert values["extra"] == ["daisy/9.png"]
    assert values["changed"] == ["roses/3.png"]
    assert list(values["unreadable"]) == ["roses/2.bmp"]


# show


def test_show(file, tmp_path):
    outcome = run_here("manifest", "show", file, "--json")
    assert (outcome.code, outcome.err) == (0, "")
    assert outcome.json == {
        "name": "flowers",
        "version": "1.0.0",
        "count": 6,
        "hash": "file",
        "root": load_manifest(file).root,
        "cid": cid_v1(file),
        "labels": {"daisy": 2, "roses": 3, "tulips": 1},
        "splits": {},
    }
    text = run_here("manifest", "show", file).out
    assert "daisy 2, roses 3, tulips 1" in text
    assert load_manifest(file).root in text


def test_show_puts_a_citation_on_one_line(folder, tmp_path):
    out = tmp_path / "out.json"
    run_here("manifest", "build", folder, "--out", out, "--citation", "@misc{a,\n  b\n}")
    assert "@misc{a, b }\n" in run_here("manifest", "show", out).out


# What every command has in common.

HEAVY = {"numpy", "PIL", "web3", "pydantic", "rich", "brownie", "orjson", "yaml", "requests"}


@pytest.mark.parametrize(
    ("arguments", "allowed"),
    [
        (["--help"], set()),
        (["--version"], set()),
        (["manifest", "--help"], {"pydantic"}),  # typer's, for the arguments of commands
        (["manifest", "build", "--help"], {"pydantic"}),
    ],
)
def test_help_imports_nothing_heavy(arguments, allowed):
    """So that it answers at once."""
    script = (
        "import sys\n"
        "from veriset.cli.app import main\n"
        f"sys.argv = ['veriset', *{arguments!r}]\n"
        "try:\n    main()\n"
        "except SystemExit as end:\n    assert not end.code\n"
        f"print('loaded:', *({HEAVY!r} & sys.modules.keys()))\n"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True)
    assert done.stderr == ""
    shown, _, loaded = done.stdout.partition("loaded:")
    assert shown
    assert set(loaded.split()) <= allowed


def test_help_lists_the_commands():
    outcome = run("--help")
    assert outcome.code == 0
    for command in ("manifest", "verify", "model", "data", "registry", "chain", "demo"):
        assert f"  {command} " in outcome.out


def test_version():
    from importlib.metadata import version

    outcome = run_here("--version")
    assert (outcome.code, outcome.out, outcome.err) == (0, version("veriset") + "\n", "")


@pytest.mark.parametrize(
    "arguments",
    [
        ["manifest", "build"],
        ["manifest", "build", "x"],
        ["manifest", "build", "x", "--out", "y", "--hash", "md5"],
        ["manifest", "built"],
        ["manifest", "show", "x", "--yaml"],
    ],
)
def test_usage_errors(arguments):
    outcome = run_here(*arguments)
    assert outcome.code == 2
    assert "Usage: " in outcome.err
    assert "Error: " in outcome.err
    assert outcome.out == ""


def test_a_reader_that_wants_no_more(file):
    """As in `veriset manifest show FILE | head -0`: silence, and no success."""
    readable, writable = os.pipe()
    os.close(readable)
    outcome = run("manifest", "show", file, stdout=writable)
    os.close(writable)
    assert (outcome.code, outcome.err) == (1, "")


def test_no_standard_output(folder, tmp_path):
    """As a shell's `>&-` leaves it."""
    out = tmp_path / "out.json"
    done = subprocess.run(
        ["sh", "-c", 'exec "$@" >&-', "sh", *COMMAND, "manifest", "build", folder, "--out", out],
        stderr=subprocess.PIPE,
    )
    assert (done.returncode, done.stderr) == (0, b"")
    assert out.exists()


def test_a_fault_of_our_own_keeps_its_traceback(file, monkeypatch):
    def broken(_):
        raise ZeroDivisionError

    monkeypatch.setattr("veriset.manifest.load_manifest", broken)
    with pytest.raises(ZeroDivisionError):
        run_here("manifest", "show", file)
