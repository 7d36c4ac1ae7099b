"""Footnotes: the small print at the foot of a PDF's column, taken out of the text above."""

from __future__ import annotations

import re

from eujassist.reading.blocks import Block
from eujassist.reading.cleaning import ends_sentence, superscript
from eujassist.reading.hyphens import Hyphenation, joined
from eujassist.reading.lines import Line

_FOOTNOTE = 0.88  # of the body's size: our measurement on 18 PDFs with truth texts
_NOTE_MARK = re.compile(r"(\d{1,3}(?!\d|[.,]\d)|[⁰¹²³⁴⁵⁶⁷⁸⁹]+|[*†‡§]+|\(\d{1,3}\)|[（(]?注|※)\s*")


def part_footnotes(columns: list[list[Line]], body: float) -> tuple[list[list[Line]], list[Line]]:
    """Return the columns without the small print at their feet, and its lines.

    It is smaller than the text, whose size is `body` points, and begins with a note's mark.
    """
    kept, footnotes = [], []
    for column in columns:
        foot = len(column)
        while foot and column[foot - 1].size < _FOOTNOTE * body:
            foot -= 1
        marked = (place for place in range(foot, len(column)) if _begins_note(column[place]))
        start = next(marked, len(column))
        footnotes += column[start:]
        if start:
            kept.append(column[:start])
    return kept, footnotes


def _begins_note(line: Line) -> bool:
    return bool(_NOTE_MARK.match(line.text)) and not line.cells


def with_footnotes(blocks: list[Block], footnotes: list[Line], hyphens: Hyphenation) -> list[Block]:
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
        text, indexes = joined(note, hyphens)
        mark = re.match(r"\d+\s*", text)
        if mark:
            raised = superscript(mark[0].rstrip()) + " "
            text = raised + text[mark.end() :]
            indexes = [indexes[0]] * len(raised) + indexes[mark.end() :]
        written.append(Block("paragraph", text, indexes))
    runs_on = bool(blocks) and blocks[-1].kind == "paragraph" and not ends_sentence(blocks[-1].text)
    return blocks[:-1] + written + blocks[-1:] if runs_on else blocks + written
