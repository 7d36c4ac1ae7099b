"""From the lines of a PDF's pages to headings, paragraphs, lists, tables and footnotes."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import quantiles

from eujassist.reading.blocks import Block
from eujassist.reading.cleaning import is_wide, separator, superscript
from eujassist.reading.grids import find_table
from eujassist.reading.hyphens import Hyphenation, hyphenation, link
from eujassist.reading.lines import Line
from eujassist.reading.running import without_running_lines

# Our measurements on 18 PDFs with truth texts; shares of the font size unless said otherwise.
_HEADING = 1.12  # of the body's size
_HEADING_CHARACTERS = 200
_FOOTNOTE = 0.88  # of the body's size
_OTHER_SIZE = 0.08
_GAP = 1.3  # of the usual distance of lines
_SHORT = 0.1  # of the column's width
_INDENT = (0.8, 4.0)
_OUTDENT = 0.5
_EDGE = 0.9  # of the lines' right ends, in order
_CJK_WORD = 3  # characters that may have to stay together
_ROOM = 3.0  # beyond the next word
_UPWARD = 2.5  # less is another cell of a table's row
_USUAL_PITCH = 1.2

_STOP = re.compile(r"[.!?…。！？][\"'”’»」』)）\]]*\d*[⁰¹²³⁴⁵⁶⁷⁸⁹]*\s*$")
_PAUSE = re.compile(r"[.!?…。！？:：;；、,，»」』)）]\s*$")
_NOTE_MARK = re.compile(r"(\d{1,3}(?!\d|[.,]\d)|[⁰¹²³⁴⁵⁶⁷⁸⁹]+|[*†‡§]+|\(\d{1,3}\)|[（(]?注|※)\s*")
_BULLET = re.compile(r"[•‣◦▪▫●○■□◆◇►▶➢✓・\ue000-\uf8ff]\s*")
_DASH = re.compile(r"[-–—*]\s+")
_NUMBER = re.compile(
    r"(\(?\d{1,2}[.)]\s|[０-９]{1,2}[．）、]|[（(][０-９0-9一二三四五六七八九十]{1,2}[）)]"
    r"|[a-z]\)\s|[①-⑳])"
)


@dataclass(frozen=True, slots=True)
class _Type:
    """How a document is set."""

    body: float
    """The font size of most characters."""
    pitches: dict[float, float]
    """The usual distance of lines by font size."""
    hyphens: Hyphenation

    def pitch(self, size: float) -> float:
        return self.pitches.get(round(size, 1), _USUAL_PITCH * size)


def lay_out(pages: list[list[Line]], heights: list[float]) -> list[list[Block]]:
    """Return the blocks of each page without running heads; `heights` are in points."""
    pages = without_running_lines(pages, heights)
    setting = _setting(pages)
    parted = [_part_footnotes(_columns(lines), setting) for lines in pages]
    _carry_words([columns for columns, _ in parted], setting.hyphens)
    return [
        _with_footnotes(list(_blocks(columns, setting)), footnotes, setting)
        for columns, footnotes in parted
    ]


def _setting(pages: list[list[Line]]) -> _Type:
    sizes = Counter[float]()
    distances = defaultdict[float, list[float]](list)
    for lines in pages:
        for number, line in enumerate(lines):
            sizes[round(line.size, 1)] += len(line.text)
            fall = lines[number - 1].baseline - line.baseline if number else 0.0
            if 0.8 * line.size < fall < 3 * line.size:
                distances[round(line.size, 1)].append(fall)
    body = sizes.most_common(1)[0][0] if sizes else 0.0
    # The lower quartile: the distances between paragraphs are among them.
    pitches = {size: quantiles(falls)[0] for size, falls in distances.items() if len(falls) > 2}
    return _Type(body, pitches, hyphenation([line for lines in pages for line in lines]))


def _columns(lines: list[Line]) -> list[list[Line]]:
    """Return the lines by columns: one ends where the next line stands higher."""
    columns: list[list[Line]] = []
    for line in lines:
        before = columns[-1][-1] if columns else None
        higher = before and line.baseline > before.baseline + _UPWARD * line.size
        if before is None or higher or before.vertical != line.vertical:
            columns.append([])
        columns[-1].append(line)
    return columns


def _part_footnotes(
    columns: list[list[Line]], setting: _Type
) -> tuple[list[list[Line]], list[Line]]:
    """Return the columns without the small print at their feet that begins with a note's mark."""
    kept, footnotes = [], []
    for column in columns:
        foot = len(column)
        while foot and column[foot - 1].size < _FOOTNOTE * setting.body:
            foot -= 1
        marked = (place for place in range(foot, len(column)) if _begins_note(column[place]))
        start = next(marked, len(column))
        footnotes += column[start:]
        if start:
            kept.append(column[:start])
    return kept, footnotes


def _begins_note(line: Line) -> bool:
    return bool(_NOTE_MARK.match(line.text)) and not line.cells


def _carry_words(pages: list[list[list[Line]]], hyphens: Hyphenation) -> None:
    """Give a word that is cut by the end of a page to the page it begins on."""
    for columns, following in pairwise(pages):
        if not columns or not following or not columns[-1][-1].hyphen:
            continue
        last, first = columns[-1][-1], following[0][0]
        rest = first.text.split(" ", 1)[0]
        hyphen = link(last, first.text, hyphens)
        last.text += hyphen + rest
        last.indexes = [*last.indexes, *[last.indexes[-1]] * len(hyphen + rest)]
        last.hyphen = False
        place = len(first.text) - len(first.text[len(rest) :].lstrip())
        first.text, first.indexes = first.text[place:], first.indexes[place:]


def _blocks(columns: list[list[Line]], setting: _Type) -> Iterator[Block]:
    """Yield the blocks of a page; a paragraph may go on in the next column."""
    paragraph: list[Line] = []
    ended = False
    for column in columns:
        edges = _edges(column, setting)
        place = 0
        while place < len(column):
            table, end = find_table(column, place)
            if table:
                yield from _written(paragraph, setting)
                paragraph = []
                yield from table
                place = end
                continue
            line = column[place]
            if paragraph and (ended or _begins_block(paragraph, line, edges, setting)):
                yield from _written(paragraph, setting)
                paragraph = []
            if line.text:
                paragraph.append(line)
                ended = _stops(line) and line.right < edges[1] - _SHORT * (edges[1] - edges[0])
            place += 1
    yield from _written(paragraph, setting)


def _edges(column: list[Line], setting: _Type) -> tuple[float, float]:
    """Return from where to where a column's text goes; a head across the page does not count."""
    lines = [line for line in column if line.size <= _HEADING * setting.body] or column
    rights = sorted(line.right for line in lines)
    return min(line.left for line in lines), rights[int(_EDGE * (len(rights) - 1))]


def _begins_block(
    paragraph: list[Line], line: Line, edges: tuple[float, float], setting: _Type
) -> bool:
    """Return whether a line begins a heading, paragraph or item; `edges` are its column's."""
    last = paragraph[-1]
    if abs(line.size - last.size) > _OTHER_SIZE * last.size or line.vertical != last.vertical:
        return True
    if _begins_item(paragraph, line):
        return True
    fall = last.baseline - line.baseline
    if fall > _GAP * max(setting.pitch(line.size), setting.pitch(last.size)):
        return True
    if fall < 0:  # in another column
        return _stops(last) and line.left - edges[0] > _INDENT[0] * line.size
    if line.size <= _HEADING * setting.body and _had_room(last, line, edges):
        return True
    if _marker(paragraph[0].text):
        return line.left < paragraph[0].left - _OUTDENT * line.size
    indent = line.left - last.left
    return _stops(last) and _INDENT[0] * line.size < indent < _INDENT[1] * line.size


def _had_room(last: Line, line: Line, edges: tuple[float, float]) -> bool:
    """Return whether a line ended where the next word had room, with a full line below it."""
    left, right = edges
    wide = is_wide(line.text[0])
    word = _CJK_WORD if wide else len(line.text.split(" ", 1)[0])
    needed = word * (line.right - line.left) / len(line.text) + _ROOM * line.size
    return last.right + needed < right and line.right > right - _SHORT * (right - left)


def _stops(line: Line) -> bool:
    return _STOP.search(line.text) is not None and not line.hyphen


def _begins_item(paragraph: list[Line], line: Line) -> bool:
    """Return whether a line begins a list item; a dash or a number may also be part of a text."""
    if _BULLET.match(line.text):
        return True
    if not (_DASH.match(line.text) or _NUMBER.match(line.text)):
        return False
    return bool(_marker(paragraph[0].text)) or _PAUSE.search(paragraph[-1].text) is not None


def _marker(text: str) -> re.Match[str] | None:
    return _BULLET.match(text) or _DASH.match(text) or _NUMBER.match(text)


def _written(paragraph: Sequence[Line], setting: _Type) -> Iterator[Block]:
    """Yield the block that some lines are."""
    if not paragraph:
        return
    text, indexes = joined(paragraph, setting.hyphens)
    if not text.strip():
        return
    if paragraph[0].size > _HEADING * setting.body and len(text) < _HEADING_CHARACTERS:
        yield Block("heading", text, indexes)
        return
    bullet = _BULLET.match(text) or _DASH.match(text)
    if bullet and bullet.end() < len(text):
        mark, end = "- ", bullet.end()
        yield Block("item", mark + text[end:], [indexes[0]] * len(mark) + indexes[end:])
    elif _NUMBER.match(text):
        yield Block("item", text, indexes)
    else:
        yield Block("paragraph", text, indexes)


def joined(lines: Sequence[Line], hyphens: Hyphenation) -> tuple[str, list[int]]:
    """Return the text of a paragraph's lines, and the index of each of its characters."""
    text, indexes = lines[0].text, list(lines[0].indexes)
    for last, line in pairwise(lines):
        cut = last.hyphen
        between = link(last, line.text, hyphens) if cut else separator(last.text, line.text)
        text += between + line.text
        indexes += [indexes[-1]] * len(between) + list(line.indexes)
    if lines[-1].hyphen:
        text, indexes = text + "-", [*indexes, indexes[-1]]
    return text, indexes


def _with_footnotes(blocks: list[Block], footnotes: list[Line], setting: _Type) -> list[Block]:
    """Return a page's blocks with its footnotes, each a paragraph that begins with its mark.

    They stand at the end of the page, but before a paragraph that goes on on the next page, so that
    its sentence is not cut.
    """
    notes: list[list[Line]] = []
    for line in footnotes:
        if not notes or _begins_note(line):
            notes.append([])
        notes[-1].append(line)
    written = []
    for note in notes:
        text, indexes = joined(note, setting.hyphens)
        mark = re.match(r"\d+\s*", text)
        if mark:
            raised = superscript(mark[0].rstrip()) + " "
            text = raised + text[mark.end() :]
            indexes = [indexes[0]] * len(raised) + indexes[mark.end() :]
        written.append(Block("paragraph", text, indexes))
    runs_on = bool(blocks) and blocks[-1].kind == "paragraph" and not _STOP.search(blocks[-1].text)
    return blocks[:-1] + written + blocks[-1:] if runs_on else blocks + written
