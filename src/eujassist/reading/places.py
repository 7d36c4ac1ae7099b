"""The place of a quotation: on the page for PDF, in the text around it for other formats."""

from __future__ import annotations

import base64
import os
from collections import OrderedDict
from pathlib import Path
from threading import Lock
from types import TracebackType
from typing import NamedTuple

from eujassist.documents import Page, Span
from eujassist.errors import FileGone
from eujassist.reading.process import WorkerProcess
from eujassist.settings import Settings

_KEPT_BYTES = 32_000_000  # of drawn pages: some 100 full ones
_AROUND = 400  # characters


class Place(NamedTuple):
    """A quotation on the page of a PDF."""

    rectangles: tuple[tuple[float, float, float, float], ...]
    """Left, bottom, right, top in points from the page's lower left corner; none if not found."""
    picture: bytes
    """The page as JPEG, with the rectangles marked."""


class Surroundings(NamedTuple):
    """A quotation and the text that stands around it on its page."""

    before: str
    quote: str
    after: str


class PlaceFinder:
    """Finds and draws quotations in a worker process, and keeps what was drawn last.

    May be used from several threads, which wait for one another.
    """

    def __init__(self, settings: Settings) -> None:
        self._worker = WorkerProcess(settings)
        self._lock = Lock()
        self._kept: OrderedDict[tuple[str | int, ...], Place] = OrderedDict()
        self._kept_bytes = 0

    def __enter__(self) -> PlaceFinder:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """End the worker."""
        with self._lock:
            self._worker.close()

    def find(self, path: Path, document_id: str, page: int, quote: str) -> Place:
        """Return where `quote` stands on page `page` (from 1) of the PDF at `path`.

        Raises a ReadingError that names `document_id`.
        """
        try:
            status = path.stat()
        except FileNotFoundError as error:
            raise FileGone(file=document_id) from error
        key = (os.fspath(path), status.st_mtime_ns, status.st_size, page, quote)
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
                return self._kept[key]
            request: dict[str, str | int] = {
                "task": "draw",
                "path": os.fspath(path),
                "document_id": document_id,
                "page": page,
                "quote": quote,
            }
            reply = self._worker.ask(request, document_id)
            rectangles = tuple((box[0], box[1], box[2], box[3]) for box in reply["rectangles"])
            place = Place(rectangles, base64.b64decode(reply["picture"]))
            self._keep(key, place)
            return place

    def _keep(self, key: tuple[str | int, ...], place: Place) -> None:
        self._kept[key] = place
        self._kept_bytes += len(place.picture)
        while self._kept_bytes > _KEPT_BYTES and len(self._kept) > 1:
            _, oldest = self._kept.popitem(last=False)
            self._kept_bytes -= len(oldest.picture)


def text_around(page: Page, span: Span) -> Surroundings:
    """Return what stands at `span` of a page, and up to 400 characters on either side.

    They begin and end with a paragraph, or with a word where the paragraph is longer.
    """
    start, end = max(0, span.start - _AROUND), min(len(page.text), span.end + _AROUND)
    before, after = page.text[start : span.start], page.text[span.end : end]
    if start > 0:
        cut = next((mark for mark in ("\n\n", "\n", "。", " ") if mark in before), "")
        before = before.partition(cut)[2] if cut else before
    if end < len(page.text):
        cut = next((mark for mark in ("\n\n", "\n", "。", " ") if mark in after), "")
        after = after.rpartition(cut)[0] + cut.strip() if cut else after
    return Surroundings(before, page.text[span.start : span.end], after)
