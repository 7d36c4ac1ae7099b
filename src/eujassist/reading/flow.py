"""The lines of a PDF's page in reading order: across or down, without ruby, with their cells."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from eujassist.reading.characters import PageText, Rectangle
from eujassist.reading.cleaning import is_wide
from eujassist.reading.lines import HYPHENS, Line, make_line

_LINE = re.compile(rf"[^\r\n{HYPHENS}]+[{HYPHENS}]?")
_KANA_ONLY = re.compile(r"[\u3040-\u30ff\s]+")
_MARKER = re.compile(r"(\W|\(?[0-9０-９a-zA-Z]{1,3}[.)．）、])\s*")

# Shares of the font size, set on 18 PDFs with truth texts and our corpus.
_RUBY = 0.65  # kana below it are readings
_CELL_GAP, _CJK_CELL_GAP = 0.7, 0.45  # a wider gap may part cells; beside CJK there are no spaces
_WORD_GAP = 0.2  # a wider gap between two pieces of a line is a space
_SAME_BASELINE = 0.2
_LOOSE = 1.05  # CJK text so much longer than its characters has gaps
_WIDEST_SPACE, _EVEN = 1.6, 1.3  # spaces below that, and so even, are those of a justified line
_LEAP = 6.0  # from one character of a line to the next, at most
_PITCH = 1.6  # from one character of a column to the next, at most
_HIGH = 1.5  # a line so much higher than wide is vertical


_Piece = tuple[str, Sequence[int]]


def read_lines(page: PageText) -> list[Line]:
    """Return the lines of a page in reading order, without ruby."""
    pieces = list(_pieces(page))
    lines = [make_line(page, *piece) for piece in pieces]
    if _is_vertical(lines):
        parts = (part for piece in pieces for part in _parted(page, *piece))
        lines = list(_turned(list(_unjoined(page, [make_line(page, *part) for part in parts]))))
    lines = _merged(_without_ruby(lines))
    for line in lines:
        _find_cells(page, line)
    return _vertical_order(lines) if any(line.vertical for line in lines) else lines


def _pieces(page: PageText) -> Iterator[_Piece]:
    """Yield the lines as pdfium breaks them, without white space around them."""
    text = page.text
    for match in _LINE.finditer(text):
        start, end = match.span()
        start, end = _trimmed(text, start, end)
        if start < end:
            yield text[start:end], page.indexes(start, end)


def _parted(page: PageText, text: str, indexes: Sequence[int]) -> Iterator[_Piece]:
    """Yield the parts of a vertical page's line between which its characters leap.

    pdfium may join a page's head, its number and one of its columns.
    """
    size = page.size(indexes[0])
    origins = [page.origin(index) for index in indexes]
    starts = [0]
    for place, (before, after) in enumerate(pairwise(origins), 1):
        across, down = abs(after[0] - before[0]), abs(after[1] - before[1])
        if max(across, down) > _LEAP * size or min(across, down) > size:
            starts.append(place)
    for start, end in pairwise([*starts, len(text)]):
        start, end = _trimmed(text, start, end)
        if start < end:
            yield text[start:end], indexes[start:end]


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    """Return a range of a text without the white space at its ends."""
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end


def _is_vertical(lines: list[Line]) -> bool:
    """Return whether most characters of a page stand in columns.

    These are lines higher than wide, or, as browsers print them, lines of one character below each
    other.
    """
    votes = Counter[bool]()
    for before, line in pairwise([None, *lines]):
        if line is not None and len(line.text) > 1:
            votes[_is_high(line)] += len(line.text)
        elif line and before and len(before.text) == 1 and is_wide(line.text):
            votes[True] += _stand_below(line, before)
    return votes[True] > votes[False]


def _is_high(line: Line) -> bool:
    return line.box.top - line.box.bottom > _HIGH * max(line.box.right - line.box.left, line.size)


def _turned(lines: list[Line]) -> Iterator[Line]:
    """Yield the lines of a vertical page, those that are vertical turned to count downwards.

    pdfium may break a page into lines of one character. Those of a horizontal head are recognised
    by a neighbour which stands beside them, and neither above nor below another: the end of a
    column may well stand beside the beginning of the next.
    """
    stacked = {
        id(line)
        for place, line in enumerate(lines)
        if any(_stand_below(line, other) for other in _neighbours(lines, place))
    }
    for place, line in enumerate(lines):
        if line.box.top - line.box.bottom < _HIGH * line.size and len(line.text) < 3:
            vertical = id(line) in stacked or not (
                line.text.isascii()  # a page's number
                or any(
                    _stand_beside(line, other) and not (id(other) in stacked or _is_high(other))
                    for other in _neighbours(lines, place)
                )
            )
        else:
            vertical = _is_high(line)
        if not vertical:
            yield line
            continue
        left, bottom, right, top = line.box
        middle = (left + right) / 2
        yield replace(line, left=-top, right=-bottom, baseline=middle, vertical=True)


def _unjoined(page: PageText, lines: list[Line]) -> Iterator[Line]:
    """Yield a vertical page's lines, the end of a column parted from the next one's beginning.

    Where these stand beside each other, as below an indent, pdfium takes them for a line across.
    """
    for place, line in enumerate(lines):
        if len(line.text.replace(" ", "")) == 2 and 0 < place < len(lines) - 1:
            begins = make_line(page, line.text[0], line.indexes[:1])
            ends = make_line(page, line.text[-1], line.indexes[-1:])
            before, after = lines[place - 1], lines[place + 1]
            if _stand_below(ends, before) and _stand_below(begins, after):
                yield from (ends, begins)
                continue
        yield line


def _neighbours(lines: list[Line], place: int) -> list[Line]:
    return lines[max(place - 1, 0) : place] + lines[place + 1 : place + 2]


def _stand_below(line: Line, other: Line) -> bool:
    """Return whether one of two lines goes on below the other in a column."""
    fall = abs(line.baseline - other.baseline)
    aside = (line.box.left + line.box.right - other.box.left - other.box.right) / 2
    return abs(aside) < line.size / 2 < fall < _PITCH * line.size


def _stand_beside(line: Line, other: Line) -> bool:
    near = abs(line.box.left - other.box.left) < max(2, len(other.text)) * 2 * line.size
    return near and abs(line.baseline - other.baseline) < _SAME_BASELINE * line.size


def _without_ruby(lines: list[Line]) -> list[Line]:
    sizes = Counter[float]()
    for line in lines:
        sizes[round(line.size, 1)] += len(line.text)
    body = sizes.most_common(1)[0][0] if sizes else 0.0
    return [
        line
        for line in lines
        if line.text and not (line.size < _RUBY * body and _KANA_ONLY.fullmatch(line.text))
    ]


def _merged(lines: list[Line]) -> list[Line]:
    """Return the lines with those joined that go on along the same baseline."""
    merged: list[Line] = []
    for line in lines:
        last = merged[-1] if merged else None
        if last and last.vertical == line.vertical and _goes_on(last, line):
            gap = "" if line.left - last.right < _WORD_GAP * line.size else " "
            gap = "" if is_wide(last.text[-1]) or is_wide(line.text[0]) else gap
            last.indexes = [*last.indexes, *([line.indexes[0]] if gap else []), *line.indexes]
            last.text += gap + line.text
            last.right, last.hyphen, last.hyphen_apart = line.right, line.hyphen, line.hyphen_apart
            last.box = Rectangle(
                min(last.box.left, line.box.left),
                min(last.box.bottom, line.box.bottom),
                max(last.box.right, line.box.right),
                max(last.box.top, line.box.top),
            )
            last.size = max(last.size, line.size)
        else:
            merged.append(line)
    return merged


def _goes_on(last: Line, line: Line) -> bool:
    size = max(last.size, line.size)
    tolerance = (0.5 if line.vertical else _SAME_BASELINE) * size
    on_baseline = abs(last.baseline - line.baseline) <= tolerance
    return on_baseline and not last.hyphen and line.left >= last.right - 0.5 * size


def _find_cells(page: PageText, line: Line) -> None:
    """Note where a line's cells begin, if it has wide gaps."""
    wide = sum(map(is_wide, line.text))
    expected = (wide + 0.5 * (len(line.text) - wide)) * line.size
    loose = line.right - line.left > _LOOSE * expected + line.size
    if not loose and (line.vertical or wide or not _has_gap(page, line)):
        return
    boxes = []
    for place, index in enumerate(line.indexes):
        if line.text[place] != " ":
            box = page.advance_box(index)
            left, right = (-box.top, -box.bottom) if line.vertical else (box.left, box.right)
            boxes.append((place, left, right))
    gaps = [after[1] - before[2] for before, after in pairwise(boxes) if after[0] > before[0] + 1]
    if len(gaps) > 1 and max(gaps) < min(_WIDEST_SPACE * line.size, _EVEN * min(gaps)):
        return  # the spaces of a justified line
    cells, extents = [], [boxes[0][1:]]
    for (last, _, end), (place, left, right) in pairwise(boxes):
        both = is_wide(line.text[last]) and is_wide(line.text[place])
        limit = (_CJK_CELL_GAP if both else _CELL_GAP) * line.size
        if left - end > limit and not _MARKER.fullmatch(line.text[:place]):
            cells.append(place)
            extents.append((left, right))
        else:
            extents[-1] = extents[-1][0], right
    if cells:
        line.cells, line.extents = tuple(cells), tuple(extents)


def _has_gap(page: PageText, line: Line) -> bool:
    rectangles = page.rectangles(line.indexes[0], line.indexes[-1] - line.indexes[0] + 1)
    rights = [line.left]
    for rectangle in rectangles:
        if rectangle.left - rights[-1] > _CELL_GAP * line.size:
            return True
        rights.append(rectangle.right)
    return False


def _vertical_order(lines: list[Line]) -> list[Line]:
    """Return the lines of a vertical page as they are read.

    Columns go from right to left, the upper tier before the lower one; horizontal lines stand
    above or below them.
    """
    columns = sorted((line for line in lines if line.vertical), key=lambda line: line.left)
    tiers: list[list[Line]] = []
    end = 0.0
    for line in columns:
        if not tiers or line.left > end + line.size:
            tiers.append([])
            end = line.right
        tiers[-1].append(line)
        end = max(end, line.right)
    ordered = [line for tier in tiers for line in sorted(tier, key=lambda line: -line.baseline)]
    middle = (columns[0].left + end) / 2
    above = [line for line in lines if not line.vertical and -line.box.top < middle]
    below = [line for line in lines if not line.vertical and -line.box.top >= middle]
    return above + ordered + below
