"""The lines of a PDF page: their text, their place, and the index of each of their characters.

pdfium hands over characters in the order of the page's content, with its own line breaks. We ask it
for a few things of each line only: a call for each character would take longer than all the rest.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from eujassist.reading.characters import PageText, Rectangle
from eujassist.reading.cleaning import is_wide, normalise

HYPHENS = "\x02\ufffe"
"""What pdfium writes for a hyphen at the end of a line."""

_HYPHENATED = re.compile(r"[^\W_][-\u2010\u2011\u00ad]$")
_GAP_AND_HYPHEN = re.compile(r"[^\W\d_] [-\u2010\u2011]$")
_DIGITS = re.compile(r"\d+")
_CLUSTER = re.compile(r".[\u0300-\u036f\u3099\u309a\uff9e\uff9f]*", re.DOTALL)
_SUPERSCRIPTS = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
_SUBSCRIPTS = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")

# Shares of the font size, set on 18 PDFs with truth texts and our corpus.
_RAISED = 0.86  # digits below it, off the baseline, are raised or lowered
_OFF_BASELINE = 0.1
_SAMPLES = 8
_CJK_GAP = 0.9  # a narrower gap beside a CJK character is no space


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


def make_line(page: PageText, text: str, indexes: Sequence[int]) -> Line:
    """Return a line of `page` from pdfium's text of it and the index of each of its characters."""
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
    if len(text) < 3 or not (text[-1] in HYPHENS or _HYPHENATED.search(text)):
        return 0, False
    word_together = page.same_object(indexes[-3], indexes[-2])
    return 1, word_together and not page.same_object(indexes[-2], indexes[-1])


def _typical_size(page: PageText, indexes: Sequence[int]) -> float:
    """Return the commonest of some characters' sizes: one may be raised, or a drop cap."""
    places = indexes[:: len(indexes) // _SAMPLES + 1]
    by_size = {page.nominal_size(index): index for index in places}
    common = Counter(page.nominal_size(index) for index in places).most_common(1)[0][0]
    return page.size(by_size[common])


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
        if abs(rise) > _OFF_BASELINE * size:
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
