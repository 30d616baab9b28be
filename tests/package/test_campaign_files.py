"""What a campaign reads and writes beside the chain: annotations, secrets, words, plans."""

from __future__ import annotations

import json
import stat
from pathlib import Path
from typing import Any

import pytest
from eth_abi.abi import encode
from eth_utils.crypto import keccak

from veriset.campaigns.annotation_bytes import decode_annotations, encode_annotations
from veriset.campaigns.annotation_file import check_annotations, read_annotations
from veriset.campaigns.description import Description, parse_description
from veriset.campaigns.outcome import Annotation
from veriset.chain.campaign_open import Plan
from veriset.chain.campaign_refusals import in_words
from veriset.chain.campaign_reveal import BLOB_BYTES, PLAY_OVERHEAD, _parts
from veriset.chain.campaign_script import plan_from
from veriset.chain.campaign_secrets import Secret, keep_secret, read_secrets, secrets_path
from veriset.errors import ChainError, InputError

ALICE, CAMPAIGN = "0x" + "00" * 19 + "0A", "0x" + "00" * 19 + "0C"


def write(path: Path, content: Any) -> Path:
    path.write_text(content if isinstance(content, str) else json.dumps(content))
    return path


def test_annotations_are_nine_bytes_each() -> None:
    given = (Annotation(1, 2, 3, 4, 5), Annotation(65_535, 0, 256, 1))
    content = encode_annotations(given)
    assert content.hex() == "000100020003000405" + "ffff00000100000100"
    assert decode_annotations(content) == given
    assert decode_annotations(b"") == ()
    with pytest.raises(InputError, match="10 bytes are not whole annotations"):
        decode_annotations(content[:10])
    with pytest.raises(InputError, match="cannot be stored"):
        encode_annotations([Annotation(65_536, 0, 1, 1)])


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.json", [[1, 2, 3, 4, 1], [5, 6, 7, 8]]),
        ("a.json", {"annotations": [[1, 2, 3, 4, "dog"], [5, 6, 7, 8, "cat"]], "image": 7}),
        (
            "a.JSON",
            [
                {"x": 1, "y": 2, "height": 3, "width": 4, "class": "dog"},
                {"width": 8, "height": 7, "y": 6, "x": 5},
            ],
        ),
        ("a.csv", "x,y,height,width,class\n1,2,3,4,dog\n5,6,7,8,\n"),
        ("a.csv", "\ufeffclass, width, height, y, x\r\n1, 4, 3, 2, 1\r\n0, 8, 7, 6, 5\r\n"),
    ],
)
def test_files_of_annotations(tmp_path: Path, name: str, content: Any) -> None:
    found = read_annotations(write(tmp_path / name, content), ("cat", "dog"))
    assert found.annotations == (Annotation(1, 2, 3, 4, 1), Annotation(5, 6, 7, 8))
    assert found.image == (7 if isinstance(content, dict) else None)


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("a.txt", "", "is neither .json nor .csv"),
        ("a.json", "{", "is no JSON"),
        ("a.json", "NaN", "has no list of annotations"),
        ("a.json", {"boxes": []}, 'has the keys "annotations" and "image"'),
        ("a.json", {"image": True, "annotations": []}, "the image is a number or a path"),
        ("a.json", [[1, 2, 3]], "annotation 1 is not x, y, height, width"),
        ("a.json", [[1, 2, 3, 4], 5], "annotation 2 is not x, y, height, width"),
        ("a.json", [[1, 2, 3, 65_536]], "width is 65536; it is a whole number from 0 to 65,535"),
        ("a.json", [[1, 2, 3, 4.0]], "width is 4.0; it is a whole number"),
        ("a.json", [[True, 2, 3, 4]], "x is True; it is a whole number"),
        ("a.json", [[-1, 2, 3, 4]], "x is -1; it is a whole number"),
        ("a.json", [[1, 2, 0, 4]], "the height is 0; a box has at least one pixel"),
        ("a.json", [[1, 2, 3, 4, 2]], "no class 2; they are numbered from 0 to 1"),
        ("a.json", [[1, 2, 3, 4, "bee"]], "no class 'bee'; the classes are cat, dog"),
        ("a.csv", "x,y,w,h\n1,2,3,4\n", "the first line names x, y, w, h"),
        ("a.csv", "", "the first line names nothing"),
        ("a.csv", "x,y,height,width\n1,2,3,4.5\n", "width is '4.5'; it is a whole number"),
        ("a.csv", "x,y,height,width\n1,2,3\n", "width is None; it is a whole number"),
        ("a.csv", "x,y,height,width\n1,2,3,4,5,6\n", "annotation 1 is not x, y, height, width"),
    ],
)
def test_what_is_no_file_of_annotations(
    tmp_path: Path, name: str, content: Any, message: str
) -> None:
    with pytest.raises(InputError) as caught:
        read_annotations(write(tmp_path / name, content), ("cat", "dog"))
    assert message in str(caught.value)
    assert "\n" not in str(caught.value)


def test_annotations_must_lie_in_the_image() -> None:
    box = Annotation(90, 10, 20, 10)
    check_annotations([box], "a.csv", 1, 100, 30)
    check_annotations([box], "a.csv", 1, None, None)
    with pytest.raises(InputError, match="1 reaches to 100, 30, outside the image of 99 x 30"):
        check_annotations([box], "a.csv", 1, 99, 30)
    with pytest.raises(InputError, match="has 2 annotations, and a play at most 1"):
        check_annotations([box, box], "a.csv", 1, 100, 30)


def test_a_secret_is_on_the_disk_for_its_owner_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("VERISET_HOME", str(tmp_path))
    secrets = [Secret.make(31337, CAMPAIGN, ALICE, image, bytes(9 * image)) for image in (3, 0)]
    assert secrets[0].salt != secrets[1].salt
    paths = {keep_secret(secret) for secret in secrets}
    assert paths == {secrets_path(31337, CAMPAIGN, ALICE)}
    [path] = paths
    assert path == tmp_path / "campaigns" / "31337" / CAMPAIGN / f"{ALICE}.jsonl"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    assert read_secrets(path) == secrets
    # A line that a crash cut off is no play, and spoils none that follow.
    path.write_text(path.read_text().rstrip()[:-40])
    keep_secret(secrets[1])
    assert read_secrets(path) == secrets
    path.write_text('{"chainId": 1}\n')
    with pytest.raises(InputError, match="line 1 is no play"):
        read_secrets(path)


def test_a_commitment_is_what_the_contract_says() -> None:
    secret = Secret(5, CAMPAIGN, ALICE, 6, b"\7" * 32, b"\1" * 9)
    types = ["uint256", "address", "address", "uint256", "bytes32", "bytes32"]
    values = [5, CAMPAIGN, ALICE, 6, b"\7" * 32, keccak(b"\1" * 9)]
    assert secret.commitment == keccak(encode(types, values))


def test_a_play_is_not_sent_if_its_secret_cannot_be_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "campaigns").write_text("a file in the way")
    monkeypatch.setenv("VERISET_HOME", str(tmp_path))
    with pytest.raises(InputError, match=r"cannot keep what opens the play .* nothing was sent"):
        keep_secret(Secret.make(1, CAMPAIGN, ALICE, 0, b""))


def test_reveals_are_cut_to_fit_a_contract() -> None:
    plays = [Secret(1, CAMPAIGN, ALICE, image, bytes(32), bytes(9 * 255)) for image in range(25)]
    parts = _parts(plays)
    assert [secret for part in parts for secret in part] == plays
    sizes = [sum(PLAY_OVERHEAD + len(secret.annotations) for secret in part) for part in parts]
    assert max(sizes) <= BLOB_BYTES
    assert [len(part) for part in parts] == [10, 10, 5]


def test_a_description_reads_back_and_is_always_the_same() -> None:
    said = Description("Flowers é", "Mark them.", ("rose",), ("a", "b"), "bafy")
    content = said.to_json()
    assert parse_description(content, "it") == said
    assert content.startswith(b'{"classes":["rose"],"keywords":["a","b"],')
    for wrong in (b"", b"[]", b"{}", content.replace(b'["rose"]', b'"rose"'), b"\xff"):
        with pytest.raises(InputError, match="it is not a campaign's"):
            parse_description(wrong, "it")
    with pytest.raises(InputError, match="24,575 at most"):
        Description("A", "x" * 25_000, (), (), "").to_json()
    with pytest.raises(InputError, match="two classes"):
        Description("A", "", ("a", "a"), (), "")


def test_a_plan_of_a_script() -> None:
    plan = plan_from(("bet=2gwei", "annotators=3", "classes=a, b", "is_sealed=false", "name=N"))
    assert plan == Plan(bet=2 * 10**9, annotators=3, classes=("a", "b"), is_sealed=False, name="N")
    for options, message in (
        ((), "bet of a play is missing"),
        (("bet=1", "annotators=x"), "'x' is not what annotators can be"),
        (("bet=1", "is_sealed=maybe"), "'maybe' is not what is_sealed can be"),
        (("bet=1", "bets=1"), "give NAME=VALUE with one of bet, name"),
        (("bet=1", "play_days=nan"), "in days, is nan"),
        (("bet=1", "distance=-1"), "the distance in pixels is -1; it goes from 0 to 131,070"),
    ):
        with pytest.raises(InputError, match=message):
            plan_from(options)


def test_a_refusal_is_told_in_words_and_by_its_name() -> None:
    error = ChainError("draw is refused by the contract: NoImageLeft(player=0x12)")
    assert str(in_words(error)).startswith("no image is left that lacks plays")
    assert "NoImageLeft(player=0x12)" in str(in_words(error))
    other = ChainError("draw is refused by the contract: Unknown()")
    assert in_words(other) is other
