"""Who plays in the demonstration of an annotation campaign, and on what."""

from __future__ import annotations

import shutil
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from veriset.campaigns.outcome import Annotation
from veriset.campaigns.players import (
    ABSENT,
    CARELESS,
    COPYING,
    HONEST,
    RANDOM,
    SILENT,
    Scene,
    Skill,
)
from veriset.chain.node_sender import NodeSender
from veriset.manifest import DatasetDescription, Manifest, build_manifest, write_manifest
from veriset.workflow import obtain_dataset

if TYPE_CHECKING:
    from web3 import Web3

    from veriset.chain.annotation_campaign import AnnotationCampaign

_SEED = 4
_FUNDS = 100 * 10**18

_SKILLS: dict[str, Skill] = {
    "honest 1": HONEST,
    "honest 2": replace(HONEST, sigma=3),
    "honest 3": replace(HONEST, sigma=4),
    "honest 4": replace(HONEST, sigma=5),
    "careless": CARELESS,
    "random": RANDOM,
    "copying": COPYING,
    "silent": SILENT,
    "absent": ABSENT,
}
_OTHERS = ("sponsor", "treasury", "anyone", "validator 1", "validator 2", "validator 3")


@dataclass
class Person:
    """Somebody in the story.

    Attributes:
        name: shown.
        sender: account.
        skill: of a player; None for others.
        paid_in: wei that it gave to the campaign.
        paid_out: wei that the campaign gave to it.
    """

    name: str
    sender: NodeSender
    skill: Skill | None = None
    paid_in: int = 0
    paid_out: int = 0

    @property
    def address(self) -> str:
        """The account's address."""
        return self.sender.address

    def balance(self, campaign: AnnotationCampaign) -> int:
        """Return the wei that the account has."""
        web3 = campaign.web3
        return int(web3.eth.get_balance(web3.to_checksum_address(self.address)))


def bring_in(web3: Web3, number: int) -> dict[str, Person]:
    """Return everybody by name, with accounts and money of their own for each demonstration."""
    from tiny_keccak import keccak256

    people = {}
    for name in (*_SKILLS, *_OTHERS):
        digest = keccak256(f"demonstration {number} {name}".encode())
        address = web3.to_checksum_address("0x" + digest[-20:].hex())
        for method, arguments in (
            ("anvil_impersonateAccount", [address]),
            ("anvil_setBalance", [address, hex(_FUNDS)]),
        ):
            web3.provider.make_request(method, arguments)  # type: ignore[arg-type]
        people[name] = Person(name, NodeSender(web3, address), _SKILLS.get(name))
    return people


def choose_images(flowers: Path | None, folder: Path, count: int) -> Path:
    """Copy some pictures of each kind into a folder of their own; return their manifest.

    Args:
        flowers: folder of photographs; None takes those at hand, or drawings.
        folder: takes images/ and flowers.json.
        count: how many.
    """
    dataset = obtain_dataset("flowers", flowers, draw=True)
    kinds = sorted(path for path in dataset.folder.iterdir() if path.is_dir())
    images = folder / "images"
    shutil.rmtree(images, ignore_errors=True)
    for number in range(count):
        kind = kinds[number % len(kinds)]
        pictures = sorted(kind.glob("*.jpg"))
        picture = pictures[(7 * number + _SEED) % len(pictures)]
        (images / kind.name).mkdir(parents=True, exist_ok=True)
        shutil.copyfile(picture, images / kind.name / picture.name)
    description = DatasetDescription(
        name="flowers-demonstration",
        license=dataset.description.license,
        homepage=dataset.description.homepage,
        citation=dataset.description.citation,
        creator=dataset.description.creator,
    )
    path = folder / "flowers.json"
    write_manifest(build_manifest(images, dataset=description), path)
    return path


def look_at(manifest: Manifest, folder: Path) -> list[Scene]:
    """Return what there is to see on each image, in the manifest's order."""
    from PIL import Image

    labels = sorted({entry.label or "" for entry in manifest.images})
    scenes = []
    for number, entry in enumerate(manifest.images):
        assert entry.path is not None
        with Image.open(folder / entry.path) as image:
            label = labels.index(entry.label or "")
            scenes.append(Scene.of(image, _SEED + number, label, len(labels)))
    return scenes


def find_worst(campaign: AnnotationCampaign, scenes: list[Scene]) -> tuple[int, float]:
    """Return the image on which the clusters fit the objects worst, and by how much they overlap.

    A cluster fits as well as it shares its area with an object: intersection over union.
    """
    fits = []
    for image, scene in enumerate(scenes):
        clusters = [_box(word) for word in campaign.result_of(image)[0]]
        best = [
            max((_overlap(thing, one) for one in clusters), default=0.0) for thing in scene.objects
        ]
        spurious = max(0, len(clusters) - len(scene.objects))
        fits.append(sum(best) / (len(best) + spurious))
    worst = min(range(len(fits)), key=fits.__getitem__)
    return worst, fits[worst]


def _box(word: int) -> Annotation:
    """Return the box of a cluster in the form of the contract's event, in whole pixels."""
    x, y, height, width = ((word >> shift & 0xFFFFFF) // 256 for shift in (72, 48, 24, 0))
    return Annotation(x, y, height, width, word >> 96 & 0xFF)


def _overlap(one: Annotation, other: Annotation) -> float:
    width = min(one.x + one.width, other.x + other.width) - max(one.x, other.x)
    height = min(one.y + one.height, other.y + other.height) - max(one.y, other.y)
    shared = max(0, width) * max(0, height)
    return shared / (one.width * one.height + other.width * other.height - shared)
