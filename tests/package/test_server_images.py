"""Images: looking them up, sending them to be hashed, and getting them."""

# The fixtures that are imported are what arguments name.
# ruff: noqa: F811

from __future__ import annotations

import hashlib
import io
import json
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from fastapi.testclient import TestClient
from PIL import Image
from typer.testing import CliRunner

from tests.package.local_index import chain, work  # noqa: F401
from tests.package.local_server import (  # noqa: F401
    API,
    UNKNOWN,
    World,
    client,
    file_of,
    get,
    problem,
    raw,
    world,
)
from tests.package.pictures import png
from veriset.cid import cid_v1
from veriset.cli.app import app
from veriset.images import HashKind, digest_image
from veriset.merkle import leaf_hash, verify_proof
from veriset.server.app import create_app


def test_an_image_is_found_with_a_proof_that_the_chain_takes(
    client: TestClient, world: World
) -> None:
    for image in world.asters_manifest.images:
        found = get(client, f"/images/{image.content_hash}")
        [match] = found["matches"]
        content_hash, proof = raw(image.content_hash), [raw(part) for part in match["proof"]]
        assert raw(match["leaf"]["hash"]) == leaf_hash(content_hash)
        assert verify_proof(raw(match["root"]), content_hash, proof)
        assert world.chain.registry.verify(raw(match["dataset"]), content_hash, tuple(proof))
        assert (match["name"], match["kind"], match["image"]["path"]) == (
            "asters",
            "bytes",
            image.path,
        )
        assert match["superseded_by"] == "0x" + world.pixels.hex()
        [model] = found["models"]
        assert (model["id"], model["name"], model["through"]) == (
            "0x" + world.model.hex(),
            "net",
            match["dataset"],
        )


def test_an_unknown_image_is_an_answer_too(client: TestClient) -> None:
    found = get(client, f"/images/{UNKNOWN}")
    assert (found["digest"], found["matches"], found["models"]) == (UNKNOWN, [], [])


def test_upper_case_is_the_same_hash(client: TestClient, world: World) -> None:
    digest = world.asters_manifest.images[0].content_hash
    assert get(client, f"/images/0x{digest[2:].upper()}") == get(client, f"/images/{digest}")


def test_an_upload_is_looked_up_by_both_hashes_and_dropped(
    client: TestClient, world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    path = file_of(world)
    found = client.post(f"{API}/images/lookup", files={"file": path.read_bytes()}).json()
    assert raw(found["hashes"]["bytes"]) == hashlib.sha256(path.read_bytes()).digest()
    pixels = digest_image(path, HashKind.PIXELS).content_hash
    assert raw(found["hashes"]["pixels"]) == pixels
    kinds = {match["kind"]: match["name"] for match in found["matches"]}
    assert kinds.get("bytes") == "asters"
    # A lossless copy is found by its pixels alone.
    copy = io.BytesIO()
    Image.open(path).save(copy, "PNG")
    again = client.post(f"{API}/images/lookup", files={"file": copy.getvalue()}).json()
    assert raw(again["hashes"]["pixels"]) == pixels
    assert {match["kind"] for match in again["matches"]} <= {"pixels"}
    assert list(tmp_path.iterdir()) == []


def test_an_upload_of_an_image_of_the_other_kind(client: TestClient, world: World) -> None:
    path = world.folder / "pixels" / str(world.pixels_manifest.images[0].path)
    copy = io.BytesIO()
    Image.open(path).save(copy, "BMP")
    found = client.post(f"{API}/images/lookup", files={"file": copy.getvalue()}).json()
    [match] = found["matches"]
    assert (match["kind"], match["name"]) == ("pixels", "pixels")


SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'


@pytest.mark.parametrize(
    ("content", "status", "said"),
    [
        (b"not an image", 415, "is not an image"),
        (SVG, 415, "is not an image"),
        (b"\x89PNG\r\n\x1a\n broken", 415, "image"),
        (b"", 422, "no file"),
        (png(20_000, 20_000, 8, 2, b""), 415, "more than 1,000,000"),
        (b"\xff" * ((1 << 20) + 1), 413, "more than 1 MiB"),
        (b"\xff" * (3 << 20), 413, "more than 1 MiB"),
    ],
)
def test_what_is_no_image(client: TestClient, content: bytes, status: int, said: str) -> None:
    problem(client.post(f"{API}/images/lookup", files={"file": content}), status, said)


def test_an_image_without_canonical_pixels_is_looked_up_by_its_bytes(client: TestClient) -> None:
    deep = io.BytesIO()
    Image.fromarray(np.arange(64, dtype=np.uint16).reshape(8, 8) * 900).save(deep, "PNG")
    found = client.post(f"{API}/images/lookup", files={"file": deep.getvalue()}).json()
    assert found["hashes"]["pixels"] is None
    assert "more than 8 bits" in found["pixels_trouble"]


@pytest.mark.parametrize(
    ("body", "kind", "status"),
    [
        (b"abc", "text/plain", 415),
        (b"abc", "multipart/form-data", 415),
        (b"abc", "multipart/form-data; boundary=x", 422),
        (b"--x\r\n\r\nabc", "multipart/form-data; boundary=x", 422),
        (
            b'--x\r\nContent-Disposition: form-data; name="other"\r\n\r\nabc\r\n--x--\r\n',
            "multipart/form-data; boundary=x",
            422,
        ),
        (
            b'--x\r\nContent-Disposition: form-data; name="file"\r\n\r\ncut off',
            "multipart/form-data; boundary=x",
            422,
        ),
    ],
)
def test_what_is_no_form(client: TestClient, body: bytes, kind: str, status: int) -> None:
    problem(
        client.post(f"{API}/images/lookup", content=body, headers={"Content-Type": kind}), status
    )


def test_a_stream_without_a_length_is_cut_off(client: TestClient) -> None:
    taken = 0

    def body() -> Any:
        nonlocal taken
        yield b'--x\r\nContent-Disposition: form-data; name="file"\r\n\r\n'
        for _ in range(50):
            taken += 1
            yield b"\xff" * (1 << 20)

    headers = {"Content-Type": "multipart/form-data; boundary=x"}
    problem(client.post(f"{API}/images/lookup", content=body(), headers=headers), 413)


def test_a_file_name_of_a_stranger_changes_nothing(client: TestClient, world: World) -> None:
    content = file_of(world).read_bytes()
    name = '../../etc/passwd\r\nX-Injected: yes"'
    response = client.post(f"{API}/images/lookup", files={"file": (name, content)})
    assert response.status_code == 200
    assert "x-injected" not in response.headers


def test_the_content_of_an_image(client: TestClient, world: World) -> None:
    image = world.asters_manifest.images[3]
    response = client.get(f"{API}/images/{image.content_hash}/content")
    assert hashlib.sha256(response.content).digest() == raw(image.content_hash)
    assert response.headers["content-type"] == "image/jpeg"
    assert "immutable" in response.headers["cache-control"]
    assert "sandbox" in response.headers["content-security-policy"]
    tag = response.headers["etag"]
    again = client.get(f"{API}/images/{image.content_hash}/content", headers={"If-None-Match": tag})
    assert (again.status_code, again.content) == (304, b"")


def test_a_file_that_is_another_image_now_is_not_sent(client: TestClient, world: World) -> None:
    image, path = world.asters_manifest.images[4], file_of(world, 4)
    before = path.read_bytes()
    path.write_bytes(file_of(world, 5).read_bytes())
    try:
        problem(client.get(f"{API}/images/{image.content_hash}/content"), 404, "does not have")
    finally:
        path.write_bytes(before)


def test_pixels_are_sent_by_their_hash(client: TestClient, world: World) -> None:
    digest = world.pixels_manifest.images[0].content_hash
    assert client.get(f"{API}/images/{digest}/content").status_code == 200
    problem(client.get(f"{API}/images/{UNKNOWN}/content"), 404)


@pytest.fixture
def store(tmp_path: Path) -> Path:
    return tmp_path / "pins"


@pytest.fixture
def pinned(world: World, store: Path) -> Iterator[TestClient]:
    """A server without folders of images, beside a pinning service."""
    settings = replace(world.settings, image_folders=(), pins=store)
    with TestClient(create_app(settings)) as client:
        yield client


def pin(path: Path, store: Path) -> str:
    """Pin as `veriset pin` does."""
    environment = {"VERISET_HOME": str(store.parent), "VERISET_PINNING": "local"}
    done = CliRunner().invoke(app, ["pin", str(path), "--json"], env=environment)
    assert done.exit_code == 0, done.output
    return str(json.loads(done.stdout)["cid"])


def test_a_campaign_shows_images_that_are_pinned(
    pinned: TestClient, world: World, store: Path
) -> None:
    path = f"/campaigns/{world.campaign.address}/images"
    items = get(pinned, path)["items"]
    content = f"{API}/images/{items[0]['digest']}/content"
    problem(pinned.get(content), 404, "does not have")
    assert get(pinned, f"{path}/0")["mime"] is None
    pin(world.folder / "asters", store)
    assert get(pinned, f"{path}/0")["mime"] == "image/jpeg"
    for item in items:
        response = pinned.get(f"{API}/images/{item['digest']}/content")
        assert hashlib.sha256(response.content).digest() == raw(item["digest"])
        assert response.headers["content-type"] == "image/jpeg"


def test_an_image_that_is_pinned_alone_is_found_by_its_hash(
    pinned: TestClient, world: World, store: Path
) -> None:
    image = world.asters_manifest.images[2]
    pin(file_of(world, 2), store)
    response = pinned.get(f"{API}/images/{image.content_hash}/content")
    assert response.content == file_of(world, 2).read_bytes()
    other = world.asters_manifest.images[3]
    problem(pinned.get(f"{API}/images/{other.content_hash}/content"), 404)


def test_pixels_are_found_in_a_pinned_folder_by_their_path(
    pinned: TestClient, world: World, store: Path
) -> None:
    pin(world.folder / "pixels", store)
    for image in world.pixels_manifest.images:
        content = pinned.get(f"{API}/images/{image.content_hash}/content").content
        assert content == (world.folder / "pixels" / str(image.path)).read_bytes()


@pytest.mark.parametrize("kind", ["asters", "pixels"])
def test_what_went_bad_in_the_store_is_not_sent(
    pinned: TestClient, world: World, store: Path, kind: str
) -> None:
    pin(world.folder / kind, store)
    manifest = world.asters_manifest if kind == "asters" else world.pixels_manifest
    image, other = manifest.images[:2]
    path = f"{API}/images/{image.content_hash}/content"
    assert pinned.get(path).status_code == 200
    right, wrong = (world.folder / kind / str(one.path) for one in (image, other))
    (store / "content" / cid_v1(right)).write_bytes(wrong.read_bytes())
    problem(pinned.get(path), 404, "does not have")


def test_what_is_pinned_and_in_no_manifest_is_not_sent(
    pinned: TestClient, store: Path, tmp_path: Path
) -> None:
    """The store may hold what its owner shows nobody."""
    (tmp_path / "secret").write_text("secret")
    pin(tmp_path / "secret", store)
    digest = hashlib.sha256(b"secret").hexdigest()
    problem(pinned.get(f"{API}/images/0x{digest}/content"), 404)


def test_a_larger_image_than_is_sent(
    pinned: TestClient, world: World, store: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pin(world.folder / "asters", store)
    monkeypatch.setattr("veriset.server.image_files._LARGEST", file_of(world).stat().st_size - 1)
    path = f"{API}/images/{world.asters_manifest.images[0].content_hash}/content"
    problem(pinned.get(path), 404)


@pytest.mark.parametrize("asked", ["lookup", "proof", "campaign"])
def test_a_question_heals_the_index_whose_trees_are_gone(world: World, asked: str) -> None:
    digest = world.asters_manifest.images[0].content_hash
    path = {
        "lookup": f"/images/{digest}",
        "proof": f"/datasets/0x{world.asters.hex()}/images/{digest}/proof",
        "campaign": f"/campaigns/{world.campaign.address}/images/0",
    }[asked]
    tree = world.settings.trees / f"{world.asters_manifest.root[2:]}.tree"
    content = tree.read_bytes()
    tree.unlink()
    with TestClient(create_app(world.settings)) as client:
        response = client.get(API + path)
        problem(response, 503, "made again")
        assert response.headers["retry-after"] == "1"
        deadline = time.monotonic() + 60
        while get(client, "/status")["index"]["manifests"]["waiting"] == 0:
            assert time.monotonic() < deadline
            time.sleep(0.02)
        assert world.index.loader.step()
        assert tree.read_bytes() == content
        assert get(client, path)["chain"]
        while not get(client, f"/images/{digest}")["matches"]:
            assert time.monotonic() < deadline
            time.sleep(0.02)
