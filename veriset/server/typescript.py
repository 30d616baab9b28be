"""python -m veriset.server.typescript: what the API answers, in the types of the page.

The page's types are made of the OpenAPI document, and committed; a test tells when they differ.
"""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

from veriset.files import write_atomically
from veriset.paths import PROJECT

OUT = PROJECT / "dapp" / "src" / "api" / "schema.ts"

_HEAD = """// Made by `python -m veriset.server.typescript`; change the server's models instead.

import type { Address, Hex } from "viem";
"""
_ADDRESS = "^0x[0-9a-fA-F]{40}$"


def to_typescript(document: dict[str, Any]) -> str:
    """Return an interface for each schema of an OpenAPI document, but for the pages of lists."""
    schemas = document["components"]["schemas"]
    return _HEAD + "".join(
        _interface(name, schema)
        for name, schema in sorted(schemas.items())
        if not name.endswith("_")  # as those of pages do, which are generic
    )


def openapi_document() -> dict[str, Any]:
    """Return the description of the API, which needs neither a chain nor an index to be there."""
    from fastapi.testclient import TestClient

    from veriset.chain.networks import Network
    from veriset.server.app import create_app
    from veriset.server.settings import API, Settings

    nowhere = Network("nowhere", 31337, "http://127.0.0.1:1", 1)
    with tempfile.TemporaryDirectory() as folder:
        here = Path(folder)
        app = create_app(Settings(nowhere, f"sqlite:///{here / 'index.sqlite'}", here, here))
        with TestClient(app) as client:
            document: dict[str, Any] = client.get(f"{API}/openapi.json").json()
            return document


def main() -> None:
    """Write the types of the page."""
    write_atomically(OUT, to_typescript(openapi_document()).encode())


def _interface(name: str, schema: dict[str, Any]) -> str:
    required = schema.get("required", ())
    lines = [
        f"  {field}{'' if field in required else '?'}: {_type(of)};\n"
        for field, of in schema["properties"].items()
    ]
    said = " ".join(schema.get("description", "").split())
    comment = f"/** {said} */\n" if said else ""
    return f"\n{comment}export interface {name} {{\n{''.join(lines)}}}\n"


def _type(schema: dict[str, Any]) -> str:
    if "$ref" in schema:
        return str(schema["$ref"]).rpartition("/")[2]
    if "anyOf" in schema:
        return " | ".join(dict.fromkeys(map(_type, schema["anyOf"])))
    if "enum" in schema:
        return " | ".join(f'"{value}"' for value in schema["enum"])
    kind = schema.get("type")
    if kind == "string":
        pattern = schema.get("pattern", "")
        return "Address" if pattern == _ADDRESS else "Hex" if pattern[:3] == "^0x" else "string"
    if kind == "array":
        item = _type(schema["items"])
        return f"({item})[]" if " " in item and not item.startswith("Record") else f"{item}[]"
    if kind == "object":
        of = schema.get("additionalProperties", True)
        return f"Record<string, {'unknown' if isinstance(of, bool) else _type(of)}>"
    names = {"integer": "number", "number": "number", "boolean": "boolean", "null": "null"}
    return names.get(str(kind), "unknown")


if __name__ == "__main__":
    main()
