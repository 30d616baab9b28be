"""The JSON Schemas that are published under manifests/."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import jsonschema
import pytest

from tests.package.pictures import flowers, idx_folder
from tests.package.test_manifest_store import EDITS
from veriset.manifest import build_manifest, dump_manifest
from veriset.manifest.store import manifest_schema
from veriset.model_manifest import model_manifest_schema
from veriset.schemas import main, schema_files

PUBLISHED = Path(__file__).parents[2] / "manifests"
SCHEMAS = {"manifest.schema.json": manifest_schema, "model.schema.json": model_manifest_schema}


@pytest.mark.parametrize("name", SCHEMAS)
def test_the_published_file_is_the_codes(name):
    """If this fails: python -m veriset.schemas."""
    content = (PUBLISHED / name).read_bytes()
    assert content == schema_files()[name]
    assert json.loads(content) == SCHEMAS[name]()


@pytest.mark.parametrize("name", SCHEMAS)
def test_they_are_schemas(name):
    schema = json.loads((PUBLISHED / name).read_text())
    assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    jsonschema.Draft202012Validator.check_schema(schema)


def test_they_are_written_as_documented(tmp_path):
    subprocess.run([sys.executable, "-m", "veriset.schemas", str(tmp_path)], check=True)
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == schema_files()
    main(tmp_path / "again")
    assert len(list((tmp_path / "again").iterdir())) == 2


@pytest.fixture(params=["folder", "idx"])
def values(request, tmp_path):
    source = tmp_path / "source"
    (flowers if request.param == "folder" else idx_folder)(source)
    return json.loads(dump_manifest(build_manifest(source)))


def validate(values) -> None:
    schema = json.loads((PUBLISHED / "manifest.schema.json").read_text())
    jsonschema.validate(values, schema, cls=jsonschema.Draft202012Validator)


def test_manifests_are_valid(values):
    validate(values)


# What a schema cannot see: whether the root, count and order are those of the images.
BEYOND = {"a content hash", "an image less", "the root", "the count", "the order", "an image twice"}


@pytest.mark.parametrize("edit", sorted(EDITS.keys() - BEYOND))
def test_what_the_loader_refuses_is_not_valid(edit, values):
    EDITS[edit][0](values)
    with pytest.raises(jsonschema.ValidationError):
        validate(values)
