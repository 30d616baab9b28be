"""Writes the JSON Schemas of manifests: `python -m veriset.schemas [FOLDER]`.

The folder is manifests/ in the checkout if none is given.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

from veriset.files import write_atomically
from veriset.manifest.store import manifest_schema
from veriset.model_manifest import model_manifest_schema
from veriset.paths import PROJECT


def schema_files() -> dict[str, bytes]:
    """Return the published schemas by the name of their file."""
    schemas = {
        "manifest.schema.json": manifest_schema(),
        "model.schema.json": model_manifest_schema(),
    }
    return {
        name: json.dumps(schema, indent=2, sort_keys=True).encode() + b"\n"
        for name, schema in schemas.items()
    }


def main(folder: Path = PROJECT / "manifests") -> None:
    """Write the schemas into a folder."""
    for name, content in schema_files().items():
        write_atomically(folder / name, content)


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:]))
