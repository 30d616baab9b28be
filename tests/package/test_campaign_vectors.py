"""Sealed plays are the same in Python, on the page and on the chain: tests/vectors."""

import json
from pathlib import Path

import pytest

from tests.vectors.make_campaign_plays import NAMED, vector
from veriset.campaigns.annotation_bytes import decode_annotations, encode_annotations
from veriset.campaigns.outcome import Annotation
from veriset.chain.campaign_secrets import Secret, read_secrets

FILE = Path(__file__).parents[1] / "vectors" / "campaign_plays.json"
PLAYS = json.loads(FILE.read_text())["plays"]


def secret_of(play: dict) -> Secret:
    return Secret(
        play["chainId"],
        play["campaign"],
        play["player"],
        play["image"],
        bytes.fromhex(play["salt"][2:]),
        bytes.fromhex(play["bytes"][2:]),
    )


def test_the_file_is_what_its_maker_makes():
    assert [vector(*case) for case in NAMED] == PLAYS


@pytest.mark.parametrize("play", PLAYS, ids=lambda play: play["name"])
def test_annotations_have_the_bytes(play):
    annotations = tuple(Annotation(*one) for one in play["annotations"])
    content = encode_annotations(annotations)
    assert "0x" + content.hex() == play["bytes"]
    assert decode_annotations(content) == annotations


@pytest.mark.parametrize("play", PLAYS, ids=lambda play: play["name"])
def test_a_play_has_the_commitment_and_the_line(play):
    secret = secret_of(play)
    assert "0x" + secret.commitment.hex() == play["commitment"]
    assert secret.to_json() == play["line"]


def test_a_file_of_the_lines_is_read(tmp_path):
    # What the page's back-up is: `veriset campaign reveal --secrets` takes it.
    path = tmp_path / "plays.jsonl"
    path.write_text("".join(play["line"] + "\n" for play in PLAYS))
    assert read_secrets(path) == [secret_of(play) for play in PLAYS]
