"""Running heads and feet: what stands at the edge of page after page, and page numbers."""

from __future__ import annotations

import re
from collections import Counter

from eujassist.reading.lines import Line

_EDGE_LINES = 3
_EDGE_SHARE = 0.22  # of the page's height, at the top and at the bottom
_REPEATED_PAGES, _REPEATED_SHARE = 3, 0.3
_PLACE_TOLERANCE = 2.0  # points, where a document is too short for the rule above
_DIGITS = re.compile(r"\d+")
_PAGE_NUMBER = re.compile(
    r"\W*(page|p\.|seite|頁|ページ|第)?\s*(\d{1,4}|[ivxlc]{1,6})\s*(頁|ページ)?"
    r"(\s*(/|of|sur|de|／)\s*\d{1,4})?\W*",
    re.IGNORECASE,
)


def without_running_lines(pages: list[list[Line]], heights: list[float]) -> list[list[Line]]:
    """Return the lines of each page without heads, feet and page numbers.

    A head or foot is one of the outer three lines, in the outer 22% of the page, whose text but for
    its digits repeats on three pages and 30% of them; in a document of two pages, on both at the
    same height.
    """
    edges = [_edge_lines(lines, height) for lines, height in zip(pages, heights, strict=True)]
    seen = Counter(text for lines in edges for text in {_masked(line) for line in lines.values()})
    places = Counter(key for lines in edges for key in {_placed(line) for line in lines.values()})
    enough = max(_REPEATED_PAGES, _REPEATED_SHARE * len(pages))

    def runs(line: Line) -> bool:
        if _PAGE_NUMBER.fullmatch(line.text) or seen[_masked(line)] >= enough:
            return True
        return len(pages) < _REPEATED_PAGES and places[_placed(line)] == len(pages) > 1

    return [
        [line for place, line in enumerate(lines) if place not in edge or not runs(line)]
        for lines, edge in zip(pages, edges, strict=True)
    ]


def _edge_lines(lines: list[Line], height: float) -> dict[int, Line]:
    """Return the lines at the top and bottom of a page by their place among its lines."""
    across = [(line.box.bottom, place) for place, line in enumerate(lines) if not line.vertical]
    across.sort()
    low, high = _EDGE_SHARE * height, (1 - _EDGE_SHARE) * height
    bottom = [place for y, place in across[:_EDGE_LINES] if y < low]
    top = [place for y, place in across[-_EDGE_LINES:] if y > high]
    return {place: lines[place] for place in bottom + top}


def _masked(line: Line) -> str:
    return _DIGITS.sub("#", line.text)


def _placed(line: Line) -> tuple[str, int]:
    return _masked(line), round(line.baseline / _PLACE_TOLERANCE)
