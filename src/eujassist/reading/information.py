"""What a PDF file says of itself, by pypdf."""

from __future__ import annotations

import datetime
from pathlib import Path

import pypdf
from pypdf.errors import DependencyError, PyPdfError

from eujassist.reading.metadata import sensible_title

UNREADABLE = (
    PyPdfError,
    DependencyError,
    NotImplementedError,
    AttributeError,
    KeyError,
    TypeError,
    ValueError,
    RecursionError,
)
"""What pypdf raises at damaged or unusual files that pdfium still reads."""


def read_information(path: Path) -> tuple[str | None, datetime.date | None]:
    """Return a PDF file's title and the date of its making; None for what it does not tell.

    The file's own language is not asked for: programs write that of their menus there.
    """
    try:
        with pypdf.PdfReader(path) as reader:
            information = reader.metadata
            if information is None:
                return None, None
            made = information.creation_date
            return sensible_title(information.title), made.date() if made else None
    except UNREADABLE:
        return None, None
