"""Running heads and feet: what stands at the edge of page after page, and page numbers."""

from __future__ import annotations

import re
from collections import Counter

from eujassist.reading.lines import Line

_EDGE_LINES = 3
_EDGE_SHARE = 0.22  # of the page's height, at the top and at the bottom
_REPEATED_PAGES, _REPEATED_SHARE = 3, 0.3
_PLACE_TOLERANCE = 2.0  # points
_NO_HEADING = 1.12  # of the body's size
_DIGITS = re.compile(r"\d+")
_PAGE_NUMBER = re.compile(
    r"\W*(page|p\.|seite|頁|ページ|第)?\s*(\d{1,4}|[ivxlc]{1,6})\s*(頁|ページ)?"
    r"(\s*(/|of|sur|de|／)\s*\d{1,4})?\W*",
    re.IGNORECASE,
)


def without_running_lines(pages: list[list[Line]], heights: list[float]) -> list[list[Line]]:
    """Return the lines of each page without heads, feet and page numbers.

    A head or foot is one of the outer three lines, in the outer 22% of the page, whose text but for
    its digits repeats on three pages and 30% of them. The outermost line is one as well if it is no
    larger than the text and repeats on three pages at the same height, as a chapter's head does; in
    a document of two pages, on both.
    """
    edges = [_edge_lines(lines, height) for lines, height in zip(pages, heights, strict=True)]
    seen = Counter(text for lines in edges for text in {_masked(line) for line in lines})
    places = Counter(key for lines in edges for key in {_placed(line) for line in _ends(lines)})
    sizes = Counter(round(line.size, 1) for lines in pages for line in lines)
    body = sizes.most_common(1)[0][0] if sizes else 0.0
    enough = max(_REPEATED_PAGES, _REPEATED_SHARE * len(pages))
    fewest = min(_REPEATED_PAGES, max(len(pages), 2))

    def runs(line: Line) -> bool:
        if _PAGE_NUMBER.fullmatch(line.text) or seen[_masked(line)] >= enough:
            return True
        return line.size <= _NO_HEADING * body and places[_placed(line)] >= fewest

    dropped = {id(line) for lines in edges for line in lines if runs(line)}
    return [[line for line in lines if id(line) not in dropped] for lines in pages]


def _edge_lines(lines: list[Line], height: float) -> list[Line]:
    """Return the outer lines across a page, from its bottom to its top."""
    across = sorted((line for line in lines if not line.vertical), key=lambda line: line.box.bottom)
    low, high = _EDGE_SHARE * height, (1 - _EDGE_SHARE) * height
    bottom = [line for line in across[:_EDGE_LINES] if line.box.bottom < low]
    return bottom + [line for line in across[-_EDGE_LINES:] if line.box.bottom > high]


def _ends(lines: list[Line]) -> list[Line]:
    return lines[:1] + lines[-1:]


def _masked(line: Line) -> str:
    return _DIGITS.sub("#", "".join(line.text.split()))  # a wide space is not always seen as one


def _placed(line: Line) -> tuple[str, int]:
    return _masked(line), round(line.baseline / _PLACE_TOLERANCE)
