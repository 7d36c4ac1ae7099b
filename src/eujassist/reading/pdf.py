"""PDF by pypdfium2: the pages' text, cleaned, and what the file says of itself."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pypdfium2

from eujassist.documents import Page
from eujassist.errors import FileDamaged, FileEncrypted, FileTooLarge
from eujassist.reading.blocks import page_text
from eujassist.reading.characters import PageText
from eujassist.reading.cleaning import is_garbled
from eujassist.reading.content import Content, Declared
from eujassist.reading.layout import lay_out
from eujassist.reading.lines import Line, read_lines
from eujassist.reading.metadata import find_date, sensible_title
from eujassist.settings import Settings

_PASSWORD, _SECURITY = 4, 5  # pdfium's FPDF_ERR_PASSWORD and FPDF_ERR_SECURITY


def read_pdf(path: Path, file: str, settings: Settings) -> Content:
    """Return a PDF file by pages; `file` is the name that errors show.

    Raises FileDamaged, FileEncrypted and FileTooLarge.
    """
    with open_pdf(path, file) as document:
        if len(document) > settings.max_pages:
            raise _too_large(file, len(document), settings.max_pages, "MAX_PAGES")
        lines, heights, labels = [], [], []
        left = settings.max_characters
        for number in range(len(document)):
            with open_page(document, number, file) as page:
                characters = PageText(page)
                if characters.count > settings.max_page_characters:
                    limit = settings.max_page_characters
                    raise _too_large(file, characters.count, limit, "MAX_PAGE_CHARACTERS")
                left -= characters.count
                if left < 0:
                    size = settings.max_characters - left
                    raise _too_large(file, size, settings.max_characters, "MAX_CHARACTERS")
                lines.append(_readable_lines(characters))
                heights.append(page.get_height())
                characters.close()
            label = document.get_page_label(number)
            labels.append("" if label == str(number + 1) else label)
        information = document.get_metadata_dict()
    pages = tuple(
        Page(number, page_text(blocks), label)
        for number, (blocks, label) in enumerate(
            zip(lay_out(lines, heights), labels, strict=True), 1
        )
    )
    declared = Declared(title=sensible_title(information.get("Title")))
    return Content(pages, declared, find_date(information.get("CreationDate", "")[2:10]))


def _readable_lines(characters: PageText) -> list[Line]:
    return [] if is_garbled(characters.text()) else read_lines(characters)


@contextmanager
def open_pdf(path: Path, file: str) -> Iterator[pypdfium2.PdfDocument]:
    """Open a PDF file. Raises FileDamaged and FileEncrypted."""
    try:
        document = pypdfium2.PdfDocument(path.read_bytes())
    except pypdfium2.PdfiumError as error:
        if error.err_code in (_PASSWORD, _SECURITY):
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
