"""PDF by pypdfium2: the pages' text, cleaned."""

from __future__ import annotations

import logging
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

import pypdfium2
import pypdfium2.raw as pdfium

from eujassist import strings
from eujassist.documents import Page
from eujassist.errors import FileDamaged, FileEncrypted, FileTooLarge, FileTooSlow, ScanUnread
from eujassist.reading.blocks import page_text
from eujassist.reading.characters import PageText
from eujassist.reading.cleaning import is_garbled
from eujassist.reading.cmaps import with_known_cmaps
from eujassist.reading.extract import Declared, Extract
from eujassist.reading.flow import read_lines
from eujassist.reading.information import read_information
from eujassist.reading.layout import lay_out
from eujassist.reading.lines import Line
from eujassist.reading.recognition import DOTS_PER_INCH, languages, missing_packages, recognise
from eujassist.settings import Settings

_logger = logging.getLogger("eujassist.reading")
_PASSWORD, _SECURITY = 4, 5  # pdfium's FPDF_ERR_PASSWORD and FPDF_ERR_SECURITY
_FEW_CHARACTERS = 20  # fewer on a page of pictures: a scan
_PICTURE_SHARE, _OUTLINES, _DEPTH = 0.4, 100, 3
_MOST_PIXELS = 12_000_000  # a little more than A4 at 300 dots an inch


def read_pdf(path: Path, file: str, settings: Settings, progress: Callable[[], None]) -> Extract:
    """Return a PDF file by pages; `file` is the name that errors show.

    A page without text, or whose text is garble, is a scan: it is recognised where that can be
    done, else left empty and logged. `progress` is called before each page that is recognised.
    Raises FileDamaged, FileEncrypted, FileTooLarge, FileTooSlow and ScanUnread.
    """
    with open_pdf(path, file) as document:
        if len(document) > settings.max_pages:
            raise _too_large(file, len(document), settings.max_pages, "MAX_PAGES")
        read = _read_pages(document, file, settings)
        recognised = {}
        if settings.recognition_seconds and languages():
            for number in read.scans:
                progress()
                recognised[number] = _recognise(document, number, file, settings)
        labels = [document.get_page_label(number) for number in range(len(document))]
    texts = [page_text(blocks) for blocks in lay_out(read.lines, read.heights)]
    pages = []
    for number, (text, label) in enumerate(zip(texts, labels, strict=True)):
        ocr = recognised.get(number, "")
        shown = "" if label == str(number + 1) else label
        pages.append(Page(number + 1, ocr or text, shown, ocr=bool(ocr)))
    scans = [page for page in pages if page.number - 1 in read.scans]
    _tell_skipped(scans, pages, file, tried=settings.recognition_seconds > 0)
    title, made = read_information(path)
    return Extract(tuple(pages), Declared(title if title != path.stem else None), made)


class _Read(NamedTuple):
    """The text layers of a document's pages."""

    lines: list[list[Line]]
    heights: list[float]
    scans: list[int]
    """The pages, from 0, whose text layer is missing or garbled."""


def _read_pages(document: pypdfium2.PdfDocument, file: str, settings: Settings) -> _Read:
    read = _Read([], [], [])
    left = settings.max_characters
    for number in range(len(document)):
        with open_page(document, number, file) as page:
            characters = PageText(page)
            if characters.count > settings.max_page_characters:
                limit = settings.max_page_characters
                raise _too_large(file, characters.count, limit, "MAX_PAGE_CHARACTERS")
            left -= characters.count
            if left < 0:
                limit = settings.max_characters
                raise _too_large(file, limit - left, limit, "MAX_CHARACTERS")
            garbled = is_garbled(characters.text)
            read.lines.append([] if garbled else read_lines(characters))
            read.heights.append(page.get_height())
            if garbled or (characters.count < _FEW_CHARACTERS and _is_picture(page)):
                read.scans.append(number)
            characters.close()
    return read


def _is_picture(page: pypdfium2.PdfPage) -> bool:
    """Return whether pictures cover much of a page, or its letters may be drawn as outlines."""
    covered, outlines = 0.0, 0
    for item in page.get_objects(max_depth=_DEPTH):
        if item.type == pdfium.FPDF_PAGEOBJ_IMAGE:
            left, bottom, right, top = item.get_bounds()
            covered += (right - left) * (top - bottom)
        outlines += item.type == pdfium.FPDF_PAGEOBJ_PATH
    width, height = page.get_size()
    return covered > _PICTURE_SHARE * width * height or outlines > _OUTLINES


def _recognise(document: pypdfium2.PdfDocument, number: int, file: str, settings: Settings) -> str:
    with open_page(document, number, file) as page:
        width, height = page.get_size()
        scale = min(DOTS_PER_INCH / 72, (_MOST_PIXELS / (width * height)) ** 0.5)
        picture = page.render(scale=scale, grayscale=True).to_pil()
    try:
        return recognise(picture, settings.recognition_seconds)
    except subprocess.TimeoutExpired as error:
        seconds, setting = round(settings.recognition_seconds), "EUJASSIST_RECOGNITION_SECONDS"
        raise FileTooSlow(file=file, seconds=seconds, setting=setting) from error


def _tell_skipped(scans: list[Page], pages: list[Page], file: str, *, tried: bool) -> None:
    """Log which scans have no text, or raise ScanUnread where the document has none at all."""
    skipped = ", ".join(str(page.number) for page in scans if not page.text)
    if not skipped:
        return
    packages = missing_packages()
    if not any(page.text for page in pages):
        if packages:
            raise ScanUnread(file=file, packages=packages)
        return
    if packages:
        key = "reading.scans-skipped"
    else:
        key = "reading.scans-illegible" if tried else "reading.scans-off"
    language = strings.terminal_language()
    _logger.warning(strings.text(key, language, file=file, pages=skipped, packages=packages))


@contextmanager
def open_pdf(path: Path, file: str) -> Iterator[pypdfium2.PdfDocument]:
    """Open a PDF file. Raises FileDamaged and FileEncrypted."""
    content = with_known_cmaps(path.read_bytes())
    try:
        document = pypdfium2.PdfDocument(content)
    except pypdfium2.PdfiumError as error:
        # pdfium may leave the code of the file before: we look for the dictionary that it is about.
        if error.err_code in (_PASSWORD, _SECURITY) and b"/Encrypt" in content:
            raise FileEncrypted(file=file) from error
        raise FileDamaged(file=file) from error
    try:
        if len(document) == 0:
            raise FileDamaged(file=file)
        yield document
    finally:
        document.close()


@contextmanager
def open_page(
    document: pypdfium2.PdfDocument, number: int, file: str
) -> Iterator[pypdfium2.PdfPage]:
    """Open a page by its number from 0. Raises FileDamaged."""
    try:
        page = document[number]
    except pypdfium2.PdfiumError as error:
        raise FileDamaged(file=file) from error
    try:
        yield page
    finally:
        page.close()


def _too_large(file: str, size: int, limit: int, setting: str) -> FileTooLarge:
    return FileTooLarge(file=file, size=size, limit=limit, setting=f"EUJASSIST_{setting}")
