"""The main job on real input, from images to verifications, on a chain of this machine.

It runs the same `brownie run` scripts that a user runs, one after the other, in one process; then
the scenes in which a dataset is built together and photographs are annotated.
"""

from __future__ import annotations

import json
import os
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

from veriset.chain.networks import LOCAL_NETWORK
from veriset.paths import PROJECT, work_folder

if TYPE_CHECKING:
    from veriset.chain.registry import ProvenanceRegistry


def run(flowers: Path | None) -> None:
    """Run the demo; a second run finds what is there and does only what is missing.

    The scenes open a dataset and a campaign of their own each time.

    Args:
        flowers: folder of flower photographs, None downloads them or draws some.

    Raises:
        VerisetError: any step failed.
    """
    from veriset import campaign_demo, dataset_demo
    from veriset.chain.brownie_session import brownie_session, load_project
    from veriset.workflow import obtain_dataset

    start = time.perf_counter()
    datasets = ("mnist", f"flowers={flowers.resolve()}" if flowers else "flowers")
    os.chdir(PROJECT)  # where the scripts and what they print lie
    with brownie_session(LOCAL_NETWORK) as brownie:
        load_project()
        for script, arguments in (
            ("deploy", ()),
            ("fill_manifests", datasets),
            ("register_model", datasets),
        ):
            print(f"\n$ brownie run {' '.join((script, 'main', *arguments)).strip()}")
            brownie.project.scripts.run(f"scripts/{script}.py", args=arguments)
        _show(brownie, obtain_dataset("flowers", flowers, draw=True).folder)
        print("\n# A dataset that is built together\n$ veriset dataset demo")
        dataset = dataset_demo.play(brownie)
        print("\n# An annotation campaign\n$ veriset campaign demo")
        campaign = campaign_demo.stage(brownie, flowers)
    print(f"\nDone in {time.perf_counter() - start:.0f} s. Look at it all again:")
    print("  .venv/bin/veriset registry show")
    print(f"  .venv/bin/veriset verify {_near(work_folder() / 'demo' / 'digit.png')}")
    print(f"  .venv/bin/veriset dataset status --dataset {dataset.address}")
    print(f"  .venv/bin/veriset campaign status --check --campaign {campaign.address}")


def _show(brownie: Any, flowers: Path) -> None:
    """Print what the chain holds now, and verify three images against it."""
    from veriset.chain.connection import connect
    from veriset.chain.deployments import require_deployment
    from veriset.chain.networks import load_network
    from veriset.chain.registry import CONTRACT, ProvenanceRegistry

    network = load_network(LOCAL_NETWORK)
    web3 = connect(network)
    deployment = require_deployment(web3, network.chain_id, CONTRACT, network.name)
    registry = ProvenanceRegistry(web3, deployment.address)
    print()
    for event, ids in (
        ("DatasetRegistered", registry.dataset_ids()),
        ("ModelRegistered", registry.model_ids()),
    ):
        for id_ in ids:
            _show_record(registry, event, id_)
    for what, image in _demo_images(flowers).items():
        print(f"\n# {what}\n$ brownie run verify_image main {_near(image)}")
        brownie.project.scripts.run("scripts/verify_image.py", args=(str(image),))


def _show_record(registry: ProvenanceRegistry, event: str, id_: bytes) -> None:
    from veriset.cli.output import print_record

    receipt = registry.registration_receipt(event, id_)
    if event == "DatasetRegistered":
        dataset = registry.dataset(id_)
        record, fields = (
            dataset.metadata,
            {
                "images": f"{dataset.count:,} (hash kind {dataset.hash_kind.value})",
                "root": f"0x{dataset.root.hex()}",
                "CID": dataset.cid,
                "dataset id": f"0x{id_.hex()}",
            },
        )
    else:
        model = registry.model(id_)
        record, fields = (
            model.metadata,
            {
                "trained on": ", ".join(f"0x{dataset.hex()}" for dataset in model.dataset_ids),
                "CID": model.cid,
                "model id": f"0x{id_.hex()}",
            },
        )
    if receipt is not None:
        fields |= {"transaction": receipt.transaction, "gas": f"{receipt.gas_used:,}"}
    print_record(json.loads(record)["name"], dict(fields))


def _demo_images(flowers: Path) -> dict[str, Path]:
    """Write a lossless copy of a digit and one with a pixel changed; return what to verify."""
    from PIL import Image

    from veriset.readers.idx import idx_path, read_idx

    work = work_folder()
    images = idx_path(work / "data" / "mnist", "t10k", "images")
    assert images is not None
    digit = read_idx(images)[0].copy()
    folder = work / "demo"
    folder.mkdir(parents=True, exist_ok=True)
    Image.fromarray(digit).save(folder / "digit.png")
    digit[0, 0] ^= 1
    Image.fromarray(digit).save(folder / "digit-changed.png")
    return {
        "a picture of the flowers as it is": next(
            picture for picture in sorted(flowers.glob("*/*.jpg"))
        ),
        "a lossless PNG copy of a digit": folder / "digit.png",
        "the same digit with one pixel changed": folder / "digit-changed.png",
    }


def _near(path: Path) -> Path:
    return path.relative_to(PROJECT) if path.is_relative_to(PROJECT) else path
