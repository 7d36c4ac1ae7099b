"""PDF by pypdfium2."""

from __future__ import annotations

from pathlib import Path

import pypdfium2

from eujassist.documents import Page
from eujassist.errors import FileDamaged
from eujassist.reading.cleaning import join, normalise
from eujassist.reading.content import Content
from eujassist.settings import Settings


def read_pdf(path: Path, file: str, settings: Settings) -> Content:
    """Return a PDF file by pages."""
    try:
        document = pypdfium2.PdfDocument(path)
    except pypdfium2.PdfiumError as error:
        raise FileDamaged(file=file) from error
    pages = []
    for number, page in enumerate(document, 1):
        text = page.get_textpage().get_text_range().replace("\ufffe", "")
        pages.append(Page(number, join([normalise(line) for line in text.splitlines()])))
    return Content(tuple(pages))
