"""What a dataset descriptor must say, and how a bad one is named."""

import pytest
import yaml
from pydantic import ValidationError

from veriset.datasets.descriptor import descriptor_names, load_descriptor
from veriset.errors import InputError


def test_known_names():
    assert {"flowers", "mnist"} <= set(descriptor_names())


def test_mnist():
    mnist = load_descriptor("mnist")
    assert (mnist.hash_kind, mnist.reader) == ("pixels", "idx")
    assert mnist.expected.images == 70_000
    assert sum(mnist.expected.splits.values()) == 70_000
    assert sum(mnist.expected.classes.values()) == 70_000
    # 16 and 8 bytes of header, then the bytes of the images and labels.
    assert [file.uncompressed_size for file in mnist.files] == [
        16 + 60_000 * 784,
        8 + 60_000,
        16 + 10_000 * 784,
        8 + 10_000,
    ]
    assert mnist.package is not None


def test_flowers():
    flowers = load_descriptor("flowers")
    assert (flowers.hash_kind, flowers.reader) == ("file", "folder")
    assert sum(flowers.expected.classes.values()) == flowers.expected.images == 3_670
    assert flowers.files[0].size == 228_813_984


def test_cannot_be_changed():
    with pytest.raises(ValidationError):
        load_descriptor("mnist").name = "other"


@pytest.mark.parametrize("name", ["emnist", "", "../mnist", "manifests/mnist"])
def test_unknown_name_lists_the_known(name):
    with pytest.raises(InputError, match=r"known are flowers, mnist"):
        load_descriptor(name)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("hash_kind", "bytes"),
        ("expected_root", "0xABC"),
        ("license", ""),
        ("surprise", 1),
        ("creators", []),
    ],
)
def test_bad_field_is_named_with_the_file(tmp_path, field, value):
    path = _edited(tmp_path, lambda content: content.update({field: value}))
    with pytest.raises(InputError) as caught:
        load_descriptor(path)
    assert str(path) in str(caught.value)
    assert field in str(caught.value)
    assert "\n" not in str(caught.value)


def test_bad_field_of_a_file_is_named_with_its_place(tmp_path):
    path = _edited(tmp_path, lambda content: content["files"][2].update(sha256="beef"))
    with pytest.raises(InputError, match=r"files\.2\.sha256"):
        load_descriptor(path)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"name: [", "line 1: not valid YAML"),
        (b"- 1", "valid dictionary"),
        (b"", "valid dictionary"),
        (b"\xff\xfe\xff", "cannot read"),
    ],
)
def test_not_a_descriptor_at_all(tmp_path, content, message):
    path = tmp_path / "bad.yaml"
    path.write_bytes(content)
    with pytest.raises(InputError, match=message) as caught:
        load_descriptor(path)
    assert "\n" not in str(caught.value)


def test_missing_file(tmp_path):
    with pytest.raises(InputError, match="No such file"):
        load_descriptor(tmp_path / "none.yaml")


def _edited(folder, edit):
    content = yaml.safe_load(yaml.safe_dump(load_descriptor("mnist").model_dump(mode="json")))
    edit(content)
    path = folder / "edited.yaml"
    path.write_text(yaml.safe_dump(content))
    return path
