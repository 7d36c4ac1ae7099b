"""The characters of a PDF page as pdfium gives them, on the page as it is seen."""

from __future__ import annotations

import ctypes
import math
import re
from bisect import bisect_left
from collections.abc import Sequence
from functools import cached_property
from typing import NamedTuple

import pypdfium2
import pypdfium2.raw as pdfium

_MANY_RECTANGLES = 16
_BEYOND_16_BITS = re.compile("[\U00010000-\U0010ffff]")


class Rectangle(NamedTuple):
    """A rectangle in points from the lower left corner of the page as it is seen."""

    left: float
    bottom: float
    right: float
    top: float


class PageText:
    """The characters of one PDF page, as pdfium gives them."""

    def __init__(self, page: pypdfium2.PdfPage) -> None:
        self._textpage = page.get_textpage()
        self._raw = self._textpage.raw
        self._rotation = pdfium.FPDFPage_GetRotation(page.raw)
        self._width, self._height = page.get_size()
        self.count: int = pdfium.FPDFText_CountChars(self._raw)

    @cached_property
    def text(self) -> str:
        """The text as pdfium gives it, with its marks for hyphens and its line ends."""
        size = self.count + 1
        buffer = ctypes.create_string_buffer(2 * size)
        pointer = ctypes.cast(buffer, ctypes.POINTER(ctypes.c_ushort))
        written = pdfium.FPDFText_GetText(self._raw, 0, self.count, pointer)
        return buffer.raw[: 2 * written].decode("utf-16-le", errors="replace").rstrip("\0")

    def close(self) -> None:
        """Give the characters back."""
        self._textpage.close()

    def indexes(self, start: int, end: int) -> Sequence[int]:
        """Return the character indexes of a range of `text`."""
        first, last = self._index(start), self._index(end - 1)
        if last - first == end - 1 - start:
            return range(first, last + 1)
        return [self._index(place) for place in range(start, end)]

    @cached_property
    def _pairs(self) -> list[int]:
        """Where in `text` the characters are that UTF-16 writes as two."""
        return [match.start() for match in _BEYOND_16_BITS.finditer(self.text)]

    def _index(self, place: int) -> int:
        # pdfium counts in UTF-16, where a rare kanji is two.
        unit = place + bisect_left(self._pairs, place)
        return int(pdfium.FPDFText_GetCharIndexFromTextIndex(self._raw, unit))

    def box(self, index: int) -> Rectangle:
        """Return left, bottom, right, top of a character."""
        left, right, bottom, top = (ctypes.c_double() for _ in range(4))
        pdfium.FPDFText_GetCharBox(self._raw, index, left, right, bottom, top)
        return self._upright(left.value, bottom.value, right.value, top.value)

    def advance_box(self, index: int) -> Rectangle:
        """Return the rectangle of a character with the white space that belongs to it."""
        box = pdfium.FS_RECTF()
        pdfium.FPDFText_GetLooseCharBox(self._raw, index, box)
        return self._upright(box.left, box.bottom, box.right, box.top)

    def rectangles(self, start: int, count: int) -> list[Rectangle]:
        """Return left, bottom, right, top of what characters cover; of many, some and the ends."""
        many = pdfium.FPDFText_CountRects(self._raw, start, count)
        step = 1 if many <= _MANY_RECTANGLES else many - 1
        left, top, right, bottom = (ctypes.c_double() for _ in range(4))
        found = []
        for number in range(0, many, step):
            pdfium.FPDFText_GetRect(self._raw, number, left, top, right, bottom)
            found.append(self._upright(left.value, bottom.value, right.value, top.value))
        return found

    def size(self, index: int) -> float:
        """Return a character's font size in points."""
        matrix = pdfium.FS_MATRIX()
        pdfium.FPDFText_GetMatrix(self._raw, index, matrix)
        return self.nominal_size(index) * (math.hypot(matrix.c, matrix.d) or 1.0)

    def nominal_size(self, index: int) -> float:
        """Return a character's font size before the page scales it."""
        return float(pdfium.FPDFText_GetFontSize(self._raw, index))

    def is_generated(self, index: int) -> bool:
        """Return whether pdfium made up the character, a space in a gap."""
        return bool(pdfium.FPDFText_IsGenerated(self._raw, index) == 1)

    def same_object(self, index: int, other: int) -> bool:
        """Return whether two characters were drawn in one go."""
        first = pdfium.FPDFText_GetTextObject(self._raw, index)
        second = pdfium.FPDFText_GetTextObject(self._raw, other)
        return ctypes.addressof(first.contents) == ctypes.addressof(second.contents)

    def origin(self, index: int) -> tuple[float, float]:
        """Return the point of the baseline at which a character begins."""
        x, y = ctypes.c_double(), ctypes.c_double()
        pdfium.FPDFText_GetCharOrigin(self._raw, index, x, y)
        return self._upright(x.value, y.value, x.value, y.value)[:2]

    def _upright(self, left: float, bottom: float, right: float, top: float) -> Rectangle:
        """Return a rectangle of the page as it is seen, which may be turned by quarters."""
        if self._rotation == 1:
            return Rectangle(bottom, self._height - right, top, self._height - left)
        if self._rotation == 2:
            width, height = self._width, self._height
            return Rectangle(width - right, height - top, width - left, height - bottom)
        if self._rotation == 3:
            return Rectangle(self._width - top, left, self._width - bottom, right)
        return Rectangle(left, bottom, right, top)
