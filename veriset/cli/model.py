"""veriset model: build, show, verify."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Annotated

import typer

from veriset.cli.options import Json
from veriset.cli.output import print_json, print_record, progress_bar

app = typer.Typer()


@app.command()
def build(
    task: Annotated[str, typer.Argument(help="The training: mnist or flowers.")],
    data: Annotated[Path, typer.Argument(help="Folder of the images.")],
    manifest: Annotated[Path, typer.Option(help="Manifest of the dataset.")],
    publisher: Annotated[str, typer.Option(help="Address that registers the dataset.")],
    out: Annotated[Path, typer.Option(help="Folder for the weights and the model manifest.")],
    json_: Json = False,
) -> None:
    """Train a model, always to the same bytes, and write its weights and manifest."""
    from veriset.files import write_atomically
    from veriset.manifest import load_manifest
    from veriset.model_manifest import TrainedOn, dump_model_manifest, model_digest
    from veriset.registry_ids import registry_id
    from veriset.workflow import trained_model_manifest

    dataset = load_manifest(manifest)
    used = TrainedOn(
        id="0x" + registry_id(publisher, bytes.fromhex(dataset.root[2:])).hex(),
        root=dataset.root,
        name=dataset.dataset.name,
        splits=("train",) if any(image.split == "train" for image in dataset.images) else (),
    )
    with progress_bar("Training") as progress:
        model = trained_model_manifest(task, data, out / "weights.safetensors", used, progress)
    content = dump_model_manifest(model)
    write_atomically(out / "model.json", content)
    values = {
        "manifest": str(out / "model.json"),
        "digest": "0x" + model_digest(content).hex(),
        "weights": model.weights.sha256,
        "metrics": model.metrics,
    }
    print_json(values) if json_ else print_record(model.name, dict(values))


@app.command()
def show(
    file: Annotated[Path, typer.Argument(help="The model manifest.")], json_: Json = False
) -> None:
    """Show what a model was made from."""
    import json

    from veriset.model_manifest import dump_model_manifest, load_model_manifest

    values = json.loads(dump_model_manifest(load_model_manifest(file)))
    print_json(values) if json_ else print_record(str(file), values)


@app.command()
def verify(
    file: Annotated[Path, typer.Argument(help="The model manifest.")],
    data: Annotated[Path, typer.Argument(help="Folder of the images it was trained on.")],
    json_: Json = False,
) -> None:
    """Train the model again as its manifest says and compare the weights' digest."""
    from veriset.model_manifest import load_model_manifest
    from veriset.workflow import retrain

    model = load_model_manifest(file)
    with tempfile.TemporaryDirectory() as folder, progress_bar("Training again") as progress:
        digest = retrain(model, data, Path(folder) / model.weights.file, progress)
    equal = digest == model.weights.sha256
    if json_:
        print_json({"equal": equal, "weights": digest, "expected": model.weights.sha256})
    else:
        print(f"weights   {digest}\nmanifest  {model.weights.sha256}")
        print("equal: the model is what its manifest says" if equal else "different")
    if not equal:
        raise typer.Exit(1)
