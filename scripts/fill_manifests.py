"""brownie run fill_manifests [main NAME[=FOLDER] ...] --network NAME: publish datasets.

Builds, pins and registers the manifests of mnist, flowers or both.
"""

from pathlib import Path

from veriset.chain.publish import publish_dataset
from veriset.chain.script import (
    dataset_arguments,
    entry_point,
    registry_here,
    sender_here,
    show_publication,
)
from veriset.cli.output import progress_bar
from veriset.paths import work_folder
from veriset.pinning import open_pinning
from veriset.workflow import fill_manifest, obtain_dataset


@entry_point
def main(*datasets: str) -> None:
    registry, sender = registry_here(), sender_here()
    with open_pinning(work_folder() / "pins") as pinning:
        for name, folder in dataset_arguments(datasets).items():
            with progress_bar(name) as progress:
                dataset = obtain_dataset(name, folder, draw=True, progress=progress)
                path, manifest = fill_manifest(dataset, progress)
            print(f"{name}: {dataset.detail}")
            print(f"  {manifest.count:,} images, root {manifest.root}, in {_near(path)}")
            show_publication(publish_dataset(path, registry, sender, pinning))


def _near(path: Path) -> Path:
    return path.relative_to(Path.cwd()) if path.is_relative_to(Path.cwd()) else path
