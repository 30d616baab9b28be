"""The flowers dataset: a given folder, the archive, and archives that must not be trusted."""

import hashlib
import io
import tarfile

import pytest

from tests.package.datasets_server import closed_address, serve
from veriset.datasets.descriptor import load_descriptor
from veriset.datasets.flowers import CLASSES, count_images, fetch_flowers
from veriset.errors import InputError

COUNTS = {"daisy": 1, "dandelion": 2, "roses": 3, "sunflowers": 1, "tulips": 2}


def pictures():
    """Return the files of a tiny flowers archive, by name."""
    files = {
        f"flower_photos/{name}/{number}.jpg": f"{name} {number}".encode()
        for name, count in COUNTS.items()
        for number in range(count)
    }
    return {"flower_photos/LICENSE.txt": b"CC-BY", **files}


def archive(files, extra=()):
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w:gz") as tar:
        folder = tarfile.TarInfo("flower_photos")
        folder.type = tarfile.DIRTYPE
        tar.addfile(folder)
        for name, content in files.items():
            member = tarfile.TarInfo(name)
            member.size = len(content)
            tar.addfile(member, io.BytesIO(content))
        for member in extra:
            tar.addfile(member)
    return buffer.getvalue()


def describe(content, addresses):
    flowers = load_descriptor("flowers")
    file = flowers.files[0].model_copy(
        update={
            "urls": tuple(f"{address}/flowers.tgz" for address in addresses),
            "size": len(content),
            "sha256": hashlib.sha256(content).hexdigest(),
        }
    )
    expected = flowers.expected.model_copy(update={"images": 9, "classes": COUNTS})
    return flowers.model_copy(update={"files": (file,), "expected": expected})


def fetch(out, content, **options):
    with serve({"/flowers.tgz": content}) as site:
        return fetch_flowers(out, descriptor=describe(content, [site.address]), **options)


def names(folder):
    return sorted(path.name for path in folder.iterdir())


def make_folder(folder, classes=CLASSES):
    for name in classes:
        (folder / name).mkdir(parents=True)
        (folder / name / "1.jpg").write_bytes(b"picture")
    return folder


@pytest.fixture(autouse=True)
def no_proxy(monkeypatch):
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")


class TestGivenFolder:
    def test_is_used_where_it_is(self, tmp_path):
        folder = make_folder(tmp_path / "mine")
        got = fetch_flowers(tmp_path / "out", folder)
        assert (got.folder, got.source, got.images) == (folder, "folder", 5)
        assert not (tmp_path / "out").exists()

    def test_subset_says_so(self, tmp_path):
        got = fetch_flowers(tmp_path / "out", make_folder(tmp_path / "mine"))
        assert not got.complete
        assert got.detail == "a subset: 5 of 3,670 photographs"

    def test_folder_around_it_is_accepted(self, tmp_path):
        make_folder(tmp_path / "mine" / "flower_photos")
        got = fetch_flowers(tmp_path / "out", tmp_path / "mine")
        assert got.folder == tmp_path / "mine" / "flower_photos"

    def test_missing_class_is_named(self, tmp_path):
        folder = make_folder(tmp_path / "mine", CLASSES[:-2])
        with pytest.raises(InputError, match="no pictures in sunflowers, tulips"):
            fetch_flowers(tmp_path / "out", folder)

    def test_what_is_no_picture_does_not_count(self, tmp_path):
        folder = make_folder(tmp_path / "mine")
        (folder / "daisy" / "notes.txt").write_text("")
        (folder / "daisy" / "._1.jpg").write_text("")
        assert count_images(folder)["daisy"] == 1

    def test_no_such_folder(self, tmp_path):
        with pytest.raises(InputError, match="is not a folder"):
            fetch_flowers(tmp_path / "out", tmp_path / "none")


class TestArchive:
    def test_is_unpacked(self, tmp_path):
        got = fetch(tmp_path / "a" / "flowers", archive(pictures()))
        assert (got.source, got.counts, got.complete) == ("archive", COUNTS, True)
        for name, content in pictures().items():
            path = got.folder / name.removeprefix("flower_photos/")
            assert path.read_bytes() == content
        assert names(tmp_path / "a") == ["flowers"]

    def test_second_run_asks_nobody(self, tmp_path):
        content = archive(pictures())
        fetch(tmp_path / "flowers", content)
        descriptor = describe(content, [closed_address()])
        got = fetch_flowers(tmp_path / "flowers", descriptor=descriptor)
        assert (got.source, got.images) == ("present", 9)

    def test_second_address_is_tried(self, tmp_path):
        content = archive(pictures())
        with serve({"/flowers.tgz": content}) as site:
            descriptor = describe(content, [closed_address(), site.address])
            got = fetch_flowers(tmp_path / "flowers", descriptor=descriptor)
        assert got.source == "archive"

    @pytest.mark.parametrize(
        ("name", "kind", "link"),
        [
            ("flower_photos/../../evil.jpg", tarfile.REGTYPE, ""),
            ("/evil.jpg", tarfile.REGTYPE, ""),
            ("evil.jpg", tarfile.REGTYPE, ""),
            ("flower_photos/daisy/link.jpg", tarfile.SYMTYPE, "/etc/passwd"),
            ("flower_photos/daisy/hard.jpg", tarfile.LNKTYPE, "flower_photos/daisy/0.jpg"),
            ("flower_photos/daisy/pipe.jpg", tarfile.FIFOTYPE, ""),
        ],
    )
    def test_ways_out_and_links_are_refused(self, tmp_path, name, kind, link):
        member = tarfile.TarInfo(name)
        member.type, member.linkname = kind, link
        with pytest.raises(InputError, match="not a plain file"):
            fetch(tmp_path / "a" / "flowers", archive(pictures(), [member]))
        assert names(tmp_path / "a") == []
        assert names(tmp_path) == ["a"]

    def test_other_pictures_than_expected(self, tmp_path):
        files = pictures()
        del files["flower_photos/roses/0.jpg"]
        with pytest.raises(InputError, match="other pictures than expected"):
            fetch(tmp_path / "a" / "flowers", archive(files))
        assert names(tmp_path / "a") == []

    def test_archive_that_ends_early(self, tmp_path):
        with pytest.raises(InputError, match="archive is damaged"):
            fetch(tmp_path / "a" / "flowers", archive(pictures())[:-40])
        assert names(tmp_path / "a") == []

    @pytest.mark.parametrize("unit", ["bytes", "photographs"])
    def test_interruption_leaves_nothing(self, tmp_path, unit):
        content = archive(pictures())

        def interrupt(done, total):
            if (total == 9) == (unit == "photographs"):
                raise KeyboardInterrupt

        with pytest.raises(KeyboardInterrupt):
            fetch(tmp_path / "a" / "flowers", content, progress=interrupt)
        assert names(tmp_path / "a") == []

    def test_other_bytes_are_refused(self, tmp_path):
        content = archive(pictures())
        with serve({"/flowers.tgz": bytes(len(content))}) as site:
            descriptor = describe(content, [site.address])
            with pytest.raises(InputError, match=r"could not be downloaded: .*SHA-256"):
                fetch_flowers(tmp_path / "a" / "flowers", descriptor=descriptor)
        assert names(tmp_path / "a") == []

    def test_what_is_in_the_way_stays(self, tmp_path):
        folder = make_folder(tmp_path / "flowers")
        with pytest.raises(InputError, match="not the whole flowers dataset"):
            fetch(folder, archive(pictures()))
        assert count_images(folder) == dict.fromkeys(CLASSES, 1)

    def test_offline(self, tmp_path):
        with pytest.raises(InputError, match="give a folder or go online"):
            fetch_flowers(tmp_path / "flowers", offline=True)
