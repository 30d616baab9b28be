"""A campaign's report: a folder with one page, and one picture an image.

`index.html` needs nothing but the folder: no script, no font, no address of another host.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from veriset.campaigns.outcome import ImageOutcome, Outcome
from veriset.campaigns.photographs import find_photograph
from veriset.campaigns.report_page import GENERATOR, report_page
from veriset.campaigns.report_picture import colours_of, draw_image
from veriset.errors import InputError
from veriset.progress import Progress, silent

PAGE = "index.html"
_FOLDERS = ("pictures", "thumbnails")
_THUMBNAIL = (360, 270)
_QUALITY = 88


@dataclass(frozen=True)
class Report:
    """What was written.

    Attributes:
        page: the page to open.
        pictures: how many images were drawn.
        missing: names of the images that could not be shown, with the reason.
    """

    page: Path
    pictures: int
    missing: tuple[str, ...]


def write_report(
    outcome: Outcome, folder: Path | None, out: Path, *, progress: Progress = silent
) -> Report:
    """Draw every image of a campaign and write the page over them; `out` is whole or as before.

    Args:
        outcome: the settled campaign.
        folder: where the paths of the images start; None draws all on blank canvases. An image
            that is missing, or is not the one with the campaign's hash, is drawn on one too.
        out: folder for the report; an earlier report there is replaced.
        progress: told of the pictures.

    Raises:
        InputError: `folder` is no folder, or `out` holds something else or cannot be written.
    """
    if folder is not None and not folder.is_dir():
        raise InputError(f"{folder} is not a folder; give the one with the campaign's images")
    out = out.resolve()
    _check_free(out)
    colours = colours_of(outcome.players)
    with _replacing(out) as target:

        def draw(image: ImageOutcome) -> str | None:
            photograph = find_photograph(image.played, outcome.campaign, folder)
            whole, bare = draw_image(image, outcome.campaign, photograph, colours)
            name = picture_name(image)
            whole.save(target / "pictures" / name, quality=_QUALITY, subsampling=0)
            bare.thumbnail(_THUMBNAIL)
            bare.save(target / "thumbnails" / name, quality=_QUALITY)
            return photograph if isinstance(photograph, str) else None

        reasons = _on_all_cores(draw, outcome.images, progress)
        missing = {
            image.played.index: reason
            for image, reason in zip(outcome.images, reasons, strict=True)
            if reason is not None
        }
        page = report_page(outcome, colours, picture_name, missing)
        (target / PAGE).write_text(page, encoding="utf-8", newline="\n")
    return Report(out / PAGE, len(outcome.images), tuple(missing.values()))


def picture_name(image: ImageOutcome) -> str:
    """Return the file name of an image's picture: by index, as paths may clash or lead away."""
    return f"{image.played.index:05}.jpg"


def _check_free(out: Path) -> None:
    """Refuse a place that holds something else than an earlier report."""
    if not out.exists():
        return
    if out.is_dir():
        found = {path.name for path in out.iterdir()}
        if not found:
            return
        if found <= {PAGE, *_FOLDERS} and PAGE in found:
            with (out / PAGE).open("rb") as file:
                if GENERATOR.encode() in file.read(1024):
                    return
    raise InputError(f"{out} holds something else than a report; choose another folder")


@contextmanager
def _replacing(out: Path) -> Iterator[Path]:
    """Yield an empty folder that takes the place of `out` once the block ends well."""
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=out.parent, prefix=f".{out.name[:50]}-") as name:
            target = Path(name) / "report"
            for part in _FOLDERS:
                (target / part).mkdir(parents=True)
            yield target
            if out.exists():
                out.replace(Path(name) / "earlier")
            target.replace(out)
    except OSError as error:
        raise InputError(
            f"cannot write {out}: {error.strerror or error}; free space or choose another place"
        ) from error


def _on_all_cores(
    draw: Callable[[ImageOutcome], str | None],
    images: Sequence[ImageOutcome],
    progress: Progress,
) -> list[str | None]:
    """Return what `draw` returns of each; in threads, as Pillow lets others run while it works."""
    reasons: list[str | None] = []
    executor = ThreadPoolExecutor(max_workers=min(32, os.cpu_count() or 1))
    try:
        for reason in executor.map(draw, images):
            reasons.append(reason)
            progress(len(reasons), len(images))
    finally:
        # Neither an error nor Ctrl-C waits for pictures that nobody needs any more.
        executor.shutdown(cancel_futures=True)
    return reasons
