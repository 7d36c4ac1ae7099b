"""From the lines of a PDF's pages to headings, paragraphs, lists, tables and footnotes."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import quantiles

from eujassist.reading.blocks import Block
from eujassist.reading.cleaning import ends_sentence, is_wide
from eujassist.reading.footnotes import part_footnotes, with_footnotes
from eujassist.reading.grids import Table, find_table, lone_heads
from eujassist.reading.hyphens import Hyphenation, hyphenation, joined, link
from eujassist.reading.lines import Line
from eujassist.reading.running import without_running_lines

# Shares of the font size unless said otherwise, set on 18 PDFs with truth texts and our corpus.
_HEADING = 1.12  # of the body's size
_HEADING_CHARACTERS = 200
_OTHER_SIZE = 0.08
_GAP = 1.3  # of the usual distance of lines
_SHORT = 0.1  # of the column's width
_INDENT = (0.8, 4.0)
_OUTDENT = 0.5
_EDGE = 0.9  # of the lines' right ends, in order
_CJK_WORD = 3  # characters that may have to stay together
_ROOM = 3.0  # beyond the next word
_LIST_INDENT = 1.0
_UPWARD = 2.5  # less is another cell of a table's row
_USUAL_PITCH = 1.2

_INTRODUCES = (":", "：", ",", "、")
_ENDS_ITEM = (":", "：", ";", "；")
_LEADER = re.compile(r"(\.\s?){4,}\S{1,6}$|[…‥・]{2,}\s*\S{1,6}$")  # of a table of contents
_PAUSE = re.compile(r"[.!?…。！？:：;；、,，»」』)）]\s*$")
_BULLET = re.compile(r"[•‣◦▪▫●○■□◆◇►▶➢✓・\ue000-\uf8ff]\s*")
_DASH = re.compile(r"[-–—*]\s+")
_NUMBER = re.compile(
    r"(\(?\d{1,2}[.)](\s|(?=[^\x00-\u2fff]))|[０-９]{1,2}[．）、]|[（(][０-９0-9一二三四五六七八九十]{1,2}[）)]"
    r"|[a-z]\)\s|[①-⑳])"
)


@dataclass(frozen=True, slots=True)
class _Setting:
    """How a document is set."""

    body: float
    """The font size of most characters."""
    pitches: dict[float, float]
    """The usual distance of lines by font size."""
    hyphens: Hyphenation

    def pitch(self, size: float) -> float:
        usual = self.pitches.get(self.body, _USUAL_PITCH * self.body) / (self.body or 1.0)
        return self.pitches.get(round(size, 1), usual * size)


@dataclass(slots=True)
class _OpenTable:
    """The table that the lines read last belong to: it may go on on the next page."""

    table: Table | None = None


def lay_out(pages: list[list[Line]], heights: list[float]) -> list[list[Block]]:
    """Return the blocks of each page without running heads; `heights` are in points."""
    pages = without_running_lines(pages, heights)
    setting = _setting(pages)
    parted = [part_footnotes(_columns(lines), setting.body) for lines in pages]
    _carry_words([columns for columns, _ in parted], setting.hyphens)
    laid_out = []
    introduced = False
    open_table = _OpenTable()
    for columns, footnotes in parted:
        blocks = list(_blocks(columns, setting, introduced, open_table))
        introduced = bool(blocks) and blocks[-1].kind == "item"
        laid_out.append(with_footnotes(blocks, footnotes, setting.hyphens))
    return laid_out


def _setting(pages: list[list[Line]]) -> _Setting:
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
    return _Setting(body, pitches, hyphenation([line for lines in pages for line in lines]))


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


def _carry_words(pages: list[list[list[Line]]], hyphens: Hyphenation) -> None:
    """Give a word that is cut by the end of a page to the page it begins on."""
    for columns, following in pairwise(pages):
        if not columns or not following:
            continue
        last, first = columns[-1][-1], following[0][0]
        if not last.hyphen or first.cells:
            continue
        rest = first.text.split(" ", 1)[0]
        hyphen = link(last, first.text, hyphens)
        last.text += hyphen + rest
        last.indexes = [*last.indexes, *[last.indexes[-1]] * len(hyphen + rest)]
        last.hyphen = False
        place = len(first.text) - len(first.text[len(rest) :].lstrip())
        first.text, first.indexes = first.text[place:], first.indexes[place:]


def _blocks(
    columns: list[list[Line]], setting: _Setting, introduced: bool, open_table: _OpenTable
) -> Iterator[Block]:
    """Yield the blocks of a page; `introduced` says that the page before ended in a list."""
    for part, left in _parts(columns, setting, open_table):
        if isinstance(part, Block):
            yield part
            introduced = False
            continue
        block = _written(part, setting)
        # A browser prints a list's bullets as drawings: only where it stands shows what it is.
        indented = part[0].left > left + _LIST_INDENT * part[0].size
        if introduced and indented and block.kind == "paragraph":
            block = _item(block.text, block.indexes)
        introduced = block.text.endswith(_INTRODUCES) or (introduced and block.kind == "item")
        yield block


def _item(text: str, indexes: Sequence[int]) -> Block:
    mark = "- "
    return Block("item", mark + text, [*[indexes[0]] * len(mark), *indexes])


def _parts(
    columns: list[list[Line]], setting: _Setting, open_table: _OpenTable
) -> Iterator[tuple[Block | list[Line], float]]:
    """Yield a page's table rows and the lines of its other blocks, with their column's left edge.

    A paragraph may go on in the next column, and a table there or on the next page.
    """
    paragraph: list[Line] = []
    ended = False
    left = 0.0
    for column in columns:
        edges = _edges(column, setting)
        place = 0
        while place < len(column):
            table = find_table(column, place, None if place else open_table.table)
            line = column[place]
            open_table.table = table or (lone_heads(line) if line is column[-1] else None)
            if paragraph and (table or ended or _begins_block(paragraph, line, edges, setting)):
                yield paragraph, left
                paragraph = []
            yield from ((row, edges[0]) for row in (table.rows if table else ()))
            if not table and line.text:
                left = left if paragraph else edges[0]
                paragraph.append(line)
                short = line.right < edges[1] - _SHORT * (edges[1] - edges[0])
                ended = (_stops(line) and short) or _LEADER.search(line.text) is not None
            place = table.end if table else place + 1
    if paragraph:
        yield paragraph, left


def _edges(column: list[Line], setting: _Setting) -> tuple[float, float]:
    """Return from where to where a column's text goes; a head across the page does not count."""
    lines = [line for line in column if line.size <= _HEADING * setting.body] or column
    rights = sorted(line.right for line in lines)
    return min(line.left for line in lines), rights[int(_EDGE * (len(rights) - 1))]


def _begins_block(
    paragraph: list[Line], line: Line, edges: tuple[float, float], setting: _Setting
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
    if last.text.endswith(_ENDS_ITEM) and last.left > edges[0] + _LIST_INDENT * line.size:
        return True
    if _marker(paragraph[0].text):
        return line.left < paragraph[0].left - _OUTDENT * line.size
    indent = line.left - last.left
    return _stops(last) and _INDENT[0] * line.size < indent < _INDENT[1] * line.size


def _had_room(last: Line, line: Line, edges: tuple[float, float]) -> bool:
    """Return whether a line was ended where the next word had room.

    Beside a picture all lines are short: so a full line has to follow, or it is part of a list.
    """
    left, right = edges
    wide = is_wide(line.text[0])
    word = _CJK_WORD if wide else len(line.text.split(" ", 1)[0])
    needed = word * (line.right - line.left) / len(line.text) + _ROOM * line.size
    meant = (
        line.right > right - _SHORT * (right - left)
        or last.left > left + _LIST_INDENT * line.size
        or last.text.endswith(_ENDS_ITEM)
    )
    return meant and last.right + needed < right


def _stops(line: Line) -> bool:
    return ends_sentence(line.text) and not line.hyphen


def _begins_item(paragraph: list[Line], line: Line) -> bool:
    """Return whether a line begins a list item; a dash or a number may also be part of a text."""
    if _BULLET.match(line.text):
        return True
    if not (_DASH.match(line.text) or _NUMBER.match(line.text)):
        return False
    return bool(_marker(paragraph[0].text)) or _PAUSE.search(paragraph[-1].text) is not None


def _marker(text: str) -> re.Match[str] | None:
    return _BULLET.match(text) or _DASH.match(text) or _NUMBER.match(text)


def _written(paragraph: Sequence[Line], setting: _Setting) -> Block:
    """Return the block that some lines are."""
    text, indexes = joined(paragraph, setting.hyphens)
    if paragraph[0].size > _HEADING * setting.body and len(text) < _HEADING_CHARACTERS:
        return Block("heading", text, indexes)
    bullet = _BULLET.match(text) or _DASH.match(text)
    if bullet and bullet.end() < len(text):
        return _item(text[bullet.end() :], indexes[bullet.end() :])
    return Block("item" if _NUMBER.match(text) else "paragraph", text, indexes)
