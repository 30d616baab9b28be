"""Finding and proving images of a manifest."""

from __future__ import annotations

import pytest

from tests.package.pictures import flowers, picture
from veriset.errors import ProofError
from veriset.manifest import ImageIndex, build_manifest
from veriset.merkle import leaf_hash, verify_proof


@pytest.fixture
def index(tmp_path):
    folder = flowers(tmp_path / "flowers")
    picture(folder / "zinnia" / "copy.png", 4, height=12, width=9)  # of roses/3.png
    return ImageIndex(build_manifest(folder))


def test_every_image_is_proved(index):
    for image in index.manifest.images:
        content_hash = bytes.fromhex(image.content_hash[2:])
        proof = index.prove(content_hash)
        assert image in proof.images
        assert (proof.content_hash, proof.leaf) == (content_hash, leaf_hash(content_hash))
        assert "0x" + proof.root.hex() == index.manifest.root
        assert verify_proof(proof.root, content_hash, proof.proof)


def test_an_image_that_is_there_twice(index):
    content_hash = bytes.fromhex(index.manifest.images[-1].content_hash[2:])
    assert [image.path for image in index.find(content_hash)] == [
        "roses/3.png",
        "zinnia/copy.png",
    ]


def test_as_json(index):
    image = index.manifest.images[0]
    proof = index.prove(bytes.fromhex(image.content_hash[2:]))
    assert proof.to_json() == {
        "root": index.manifest.root,
        "contentHash": image.content_hash,
        "leaf": "0x" + proof.leaf.hex(),
        "proof": ["0x" + sibling.hex() for sibling in proof.proof],
        "images": [image.to_json()],
    }


def test_an_image_that_is_not_there(index):
    assert index.find(bytes(32)) == ()
    with pytest.raises(ProofError, match=r"no image of flowers has the content hash 0x00.*file"):
        index.prove(bytes(32))


def test_a_proof_of_another_tree(index, tmp_path):
    """An image that is in both trees, with the wrong one's proof."""
    other = tmp_path / "other"
    flowers(other)
    picture(other / "more.png", 99)
    stranger = ImageIndex(build_manifest(other))
    for image in stranger.manifest.images:
        proof = stranger.prove(bytes.fromhex(image.content_hash[2:]))
        assert verify_proof(proof.root, proof.content_hash, proof.proof)
        assert not verify_proof(index.tree.root, proof.content_hash, proof.proof)
