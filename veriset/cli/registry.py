"""veriset registry: what is on a chain."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

import typer

from veriset.cli.options import Json, NetworkName
from veriset.cli.output import print_json, print_record

app = typer.Typer()


@app.command()
def show(network: NetworkName = "veriset-local", json_: Json = False) -> None:
    """Show every dataset and model, with what each was trained on."""
    from veriset.chain.session import open_registry

    with open_registry(network) as registry:
        datasets = [registry.dataset(dataset_id) for dataset_id in registry.dataset_ids()]
        models = [registry.model(model_id) for model_id in registry.model_ids()]
    if json_:
        print_json(
            {
                "network": network,
                "registry": registry.address,
                "datasets": [_plain(asdict(record)) for record in datasets],
                "models": [_plain(asdict(record)) for record in models],
            }
        )
        return
    print(f"ProvenanceRegistry {registry.address} on {network}")
    for kind, records in (("dataset", datasets), ("model", models)):
        for record in records:
            fields = _plain(asdict(record))
            print_record(
                f"{kind} {fields.pop('metadata')}",
                {name: _shown(value) for name, value in fields.items() if value},
            )
    if not datasets:
        print("no dataset is registered")


def _plain(record: dict[str, Any]) -> dict[str, Any]:
    """Return a record with bytes as 0x and hexadecimal digits."""

    def plain(value: Any) -> Any:
        if isinstance(value, bytes):
            return "0x" + value.hex()
        return [plain(item) for item in value] if isinstance(value, tuple) else value

    return {name: plain(value) for name, value in record.items()}


def _shown(value: Any) -> object:
    return ", ".join(map(str, value)) if isinstance(value, list) else getattr(value, "value", value)
