"""The lines of a PDF page: their text, their place, and the index of each of their characters.

pdfium hands over characters in the order of the page's content, with its own line breaks. We ask it
for a few things of each line only: a call for each character would take longer than all the rest.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from eujassist.reading.characters import PageText, Rectangle
from eujassist.reading.cleaning import is_wide, normalise

_HYPHENS = "\x02\ufffe"  # what pdfium writes for a hyphen at a line's end
_LINE = re.compile(rf"[^\r\n{_HYPHENS}]+[{_HYPHENS}]?")
_HYPHENATED = re.compile(r"[^\W\d_][-\u2010\u2011\u00ad]$")
_GAP_AND_HYPHEN = re.compile(r"[^\W\d_] [-\u2010\u2011]$")
_DIGITS = re.compile(r"\d+")
_KANA_ONLY = re.compile(r"[\u3040-\u30ff\s]+")
_CLUSTER = re.compile(r".[\u0300-\u036f\u3099\u309a\uff9e\uff9f]*", re.DOTALL)
_MARKER = re.compile(r"(\W|\(?[0-9０-９a-zA-Z]{1,3}[.)．）、])\s*")
_SUPERSCRIPTS = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
_SUBSCRIPTS = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")

# Shares of the font size, from our 18 PDFs with truth texts.
_RUBY = 0.65  # kana below it are readings
_RAISED = 0.8  # digits below it, off the baseline, are raised or lowered
_OFF_BASELINE = 0.1
_CELL_GAP, _CJK_CELL_GAP = 0.7, 0.45  # a wider gap may part cells; beside CJK there are no spaces
_CJK_GAP = 0.9  # a narrower gap beside a CJK character is no space
_WORD_GAP = 0.2  # a wider gap between two pieces of a line is one
_SAME_BASELINE = 0.2
_LOOSE = 1.05  # CJK text so much longer than its characters has gaps


@dataclass(slots=True)
class Line:
    """One line of a page. Coordinates are points from the lower left corner of the page.

    For a vertical line `left` and `right` count downwards and `baseline` is its middle, which falls
    from line to line: what is said of horizontal lines holds for it.
    """

    text: str
    indexes: Sequence[int]
    """For each character of `text`, its index among pdfium's characters of the page."""
    box: Rectangle
    left: float
    right: float
    baseline: float
    size: float
    vertical: bool = False
    hyphen: bool = False
    """Whether the line ended in a hyphen, which `text` leaves out."""
    hyphen_apart: bool = False
    """Whether that hyphen was drawn apart from the word, as some programs draw those they add."""
    cells: tuple[int, ...] = ()
    """Where in `text` another cell begins, after a wide gap."""
    extents: tuple[tuple[float, float], ...] = ()
    """From where to where on the page each cell goes, as `left` counts; empty without cells."""


def read_lines(page: PageText) -> list[Line]:
    """Return the lines of a page in reading order, without ruby."""
    text = page.text()
    lines = []
    for match in _LINE.finditer(text):
        start, end = match.span()
        while start < end and text[start].isspace():
            start += 1
        while end > start and text[end - 1].isspace():
            end -= 1
        if start < end:
            lines.append(_line(page, text[start:end], page.indexes(start, end)))
    if _is_vertical(lines):
        lines = list(_turned(lines))
    lines = _merged(_without_ruby(lines))
    for line in lines:
        _find_cells(page, line)
    return _vertical_order(lines) if any(line.vertical for line in lines) else lines


def _line(page: PageText, text: str, indexes: Sequence[int]) -> Line:
    hyphen, apart = _hyphen(page, text, indexes)
    if hyphen:
        text, indexes = text[:-hyphen], indexes[:-hyphen]
    rectangles = page.rectangles(indexes[0], indexes[-1] - indexes[0] + 1)
    if not rectangles:
        rectangles = [page.box(indexes[0])]
    lefts, bottoms, rights, tops = zip(*rectangles, strict=True)
    box = Rectangle(min(lefts), min(bottoms), max(rights), max(tops))
    size = _typical_size(page, indexes)
    text, indexes = _without_false_spaces(page, text, indexes, size)
    text, indexes = _with_raised_digits(page, text, indexes, size)
    text, indexes = _normalised(text, indexes)
    left, baseline = page.origin(indexes[0]) if indexes else (box.left, box.bottom)
    return Line(text, indexes, box, left, box.right, baseline, size, False, hyphen > 0, apart)


def _hyphen(page: PageText, text: str, indexes: Sequence[int]) -> tuple[int, bool]:
    """Return how many characters at the end of a line are its hyphen, and if it was drawn apart."""
    if _GAP_AND_HYPHEN.search(text) and page.is_generated(indexes[-2]):
        return 2, True
    if len(text) < 3 or not (text[-1] in _HYPHENS or _HYPHENATED.search(text)):
        return 0, False
    word_together = page.same_object(indexes[-3], indexes[-2])
    return 1, word_together and not page.same_object(indexes[-2], indexes[-1])


def _typical_size(page: PageText, indexes: Sequence[int]) -> float:
    """Return the middle one of three characters' sizes: the first may be raised, or a drop cap."""
    places = (indexes[0], indexes[len(indexes) // 2], indexes[-1])
    by_size = {page.nominal_size(index): index for index in places}
    return page.size(by_size[sorted(page.nominal_size(index) for index in places)[1]])


def _without_false_spaces(
    page: PageText, text: str, indexes: Sequence[int], size: float
) -> tuple[str, Sequence[int]]:
    """Return a line without the spaces that pdfium sees in the wide setting of CJK text."""
    false = []
    for place in range(1, len(text) - 1):
        if text[place] == " " and (is_wide(text[place - 1]) or is_wide(text[place + 1])):
            before, after = page.box(indexes[place - 1]), page.box(indexes[place + 1])
            gap = max(after.left - before.right, before.bottom - after.top)
            if page.is_generated(indexes[place]) and gap < _CJK_GAP * size:
                false.append(place)
    if not false:
        return text, indexes
    kept = [place for place in range(len(text)) if place not in set(false)]
    return "".join(text[place] for place in kept), [indexes[place] for place in kept]


def _with_raised_digits(
    page: PageText, text: str, indexes: Sequence[int], size: float
) -> tuple[str, Sequence[int]]:
    """Return a line with small digits above or below its baseline written as such."""
    for match in _DIGITS.finditer(text):
        small = indexes[match.start()]
        if not match[0].isascii() or page.size(small) > _RAISED * size:
            continue
        base = next((p for p in (match.start() - 1, match.end()) if 0 <= p < len(text)), None)
        rise = page.origin(small)[1] - page.origin(indexes[base])[1] if base is not None else 0
        if abs(rise) > _OFF_BASELINE * size or match.start() == 0:
            raised = match[0].translate(_SUPERSCRIPTS if rise >= 0 else _SUBSCRIPTS)
            text = text[: match.start()] + raised + text[match.end() :]
    return text, indexes


def _normalised(text: str, indexes: Sequence[int]) -> tuple[str, Sequence[int]]:
    """Return a line as it is shown, each character with the index of what it was made of."""
    normal = normalise(text)
    if normal == text:
        return text, indexes
    shown, places = "", []
    for match in _CLUSTER.finditer(text):
        cluster = normalise(match[0])
        if not (cluster == " " and shown.endswith(" ")):
            shown += cluster
            places += [indexes[match.start()]] * len(cluster)
    return shown, places


def _is_vertical(lines: list[Line]) -> bool:
    """Return whether most characters of a page stand in lines that are higher than wide."""
    votes = Counter[bool]()
    for line in lines:
        if len(line.text) > 1:
            votes[_is_high(line)] += len(line.text)
    return votes[True] > votes[False]


def _is_high(line: Line) -> bool:
    return line.box.top - line.box.bottom > 1.5 * max(line.box.right - line.box.left, line.size)


def _turned(lines: list[Line]) -> Iterator[Line]:
    """Yield the lines of a vertical page, those that are vertical turned to count downwards.

    pdfium breaks a page's horizontal head into lines of one character: these are recognised by
    their neighbour, which stands beside them.
    """
    for place, line in enumerate(lines):
        neighbours = lines[max(place - 1, 0) : place] + lines[place + 1 : place + 2]
        if line.box.top - line.box.bottom < 1.5 * line.size and len(line.text) < 3:
            vertical = not any(_stand_beside(line, other) for other in neighbours)
        else:
            vertical = _is_high(line)
        if not vertical:
            yield line
            continue
        left, bottom, right, top = line.box
        middle = (left + right) / 2
        yield replace(line, left=-top, right=-bottom, baseline=middle, vertical=True)


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
    gaps = line.right - line.left > _LOOSE * expected + line.size
    if not gaps and (line.vertical or wide or not _has_gap(page, line)):
        return
    boxes = []
    for place, index in enumerate(line.indexes):
        if line.text[place] != " ":
            box = page.advance_box(index)
            left, right = (-box.top, -box.bottom) if line.vertical else (box.left, box.right)
            boxes.append((place, left, right))
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
