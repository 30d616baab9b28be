"""A folder of image files: flat, of class folders, or of splits of class folders."""

from __future__ import annotations

import os
import unicodedata
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from veriset.errors import InputError
from veriset.images import EXTENSIONS, HashKind, ImageDigest
from veriset.manifest.types import ImageEntry
from veriset.progress import Progress, silent
from veriset.readers.links import check_symlink, shown
from veriset.readers.workers import digest_files

SPLITS = frozenset({"train", "test", "validation", "valid", "val", "dev"})
"""Names of top folders that are taken for splits and not for classes."""

_ENDINGS = tuple(EXTENSIONS)
_REFUSED = frozenset({"Cc", "Cs", "Zl", "Zp"})
"""Unicode categories of control characters, surrogates, line and paragraph separators."""


class FolderReader:
    """Reads image files, known by their extension; the folders above a file are its label.

    `roses/1.jpg` has the label roses, `train/roses/1.jpg` also the split train, and `1.jpg`
    neither. Other files, and names that begin with a dot, are not images and are left out.
    """

    name = "folder"
    default_hash_kind = HashKind.FILE

    def recognizes(self, source: Path) -> bool:
        """Tell whether it is a folder at all."""
        return source.is_dir()

    def read(
        self,
        source: Path,
        hash_kind: HashKind,
        progress: Progress = silent,
        unreadable: dict[str, str] | None = None,
    ) -> list[ImageEntry]:
        """Return an entry for each image file below the folder."""
        paths = image_paths(source)
        entries = []
        with closing(digest_files(source, paths, hash_kind, progress)) as digests:
            for path, digest in zip(paths, digests, strict=True):
                if not isinstance(digest, InputError):
                    entries.append(_entry(path, digest))
                elif unreadable is None:
                    raise digest
                else:
                    unreadable[path] = str(digest)
        return entries


def _entry(path: str, digest: ImageDigest) -> ImageEntry:
    label, split = _label_and_split(path)
    return ImageEntry(
        content_hash="0x" + digest.content_hash.hex(),
        width=digest.width,
        height=digest.height,
        size=digest.size,
        path=path,
        label=label,
        split=split,
    )


def image_paths(source: Path) -> list[str]:
    """Return the paths of the image files below a folder, relative to it, with `/`, sorted.

    Raises:
        InputError: there is none, a folder cannot be read, or a name or symbolic link is refused.
    """
    paths = sorted(_walk(source))
    if not paths:
        raise InputError(
            f"{source} holds no image ({' '.join(sorted(EXTENSIONS))}); give another folder"
        )
    _check_names(source, paths)
    return paths


def _walk(source: Path) -> Iterator[str]:
    """Yield the paths of image files below the source, relative to it, with `/`."""
    folders = [""]
    while folders:
        folder = folders.pop()
        try:
            with os.scandir(source / folder) as children:
                for child in children:
                    path = f"{folder}{child.name}"
                    if child.name.startswith("."):
                        continue
                    if child.is_symlink():
                        check_symlink(source, source / path)
                    if child.is_dir():
                        folders.append(f"{path}/")
                    elif child.name.lower().endswith(_ENDINGS):
                        yield path
        except OSError as error:
            raise InputError(
                f"cannot read {shown(source / folder)}: {error.strerror or error}"
            ) from error


def _check_names(source: Path, paths: list[str]) -> None:
    """Refuse names that another system could not store, or would take for each other."""
    seen: dict[str, str] = {}
    for path in paths:
        # Python holds bytes that are not UTF-8 as surrogates, Cs; printable characters are neither.
        if not path.isprintable() and not _REFUSED.isdisjoint(map(unicodedata.category, path)):
            raise InputError(
                f"{shown(source / path)} has a name with a line break, another control character "
                "or bytes that are not UTF-8; rename it"
            )
        folded = path if path.isascii() and path.islower() else _folded(path)
        if folded in seen:
            raise InputError(
                f"{source / seen[folded]} and {path} differ only in case or accents' encoding, "
                "and would be one file on other systems; rename one"
            )
        seen[folded] = path


def _folded(path: str) -> str:
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", path).casefold())


def _label_and_split(path: str) -> tuple[str | None, str | None]:
    folder, _, _ = path.rpartition("/")
    if not folder:
        return None, None
    first, _, rest = folder.partition("/")
    return (rest or None, first) if first in SPLITS else (folder, None)
