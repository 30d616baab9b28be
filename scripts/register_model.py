"""brownie run register_model [main NAME[=FOLDER] ...] --network NAME: train and publish models.

Trains the small classifier of mnist, flowers or both, unless it is there, and registers it on
its dataset.
"""

from veriset.chain.publish import publish_model
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
from veriset.registry_ids import registry_id
from veriset.workflow import fill_manifest, obtain_dataset, train_model


@entry_point
def main(*datasets: str) -> None:
    registry, sender = registry_here(), sender_here()
    with open_pinning(work_folder() / "pins") as pinning:
        for name, folder in dataset_arguments(datasets).items():
            with progress_bar(name) as progress:
                dataset = obtain_dataset(name, folder, draw=True, progress=progress)
                _, manifest = fill_manifest(dataset, progress)
                path, model, is_new = train_model(
                    dataset, manifest, lambda root: registry_id(sender.address, root), progress
                )
            print(f"{model.name}: {'trained' if is_new else 'was trained before'}")
            print(f"  weights {model.weights.sha256}")
            print(f"  {', '.join(f'{key} {value:g}' for key, value in model.metrics.items())}")
            show_publication(publish_model(path, registry, sender, pinning))
