"""Plain text, whose blocks are told by how its lines stand, and Markdown."""

from __future__ import annotations

import re
from itertools import zip_longest

from eujassist.documents import Page
from eujassist.reading.blocks import Block, page_text
from eujassist.reading.cleaning import join, normalise
from eujassist.reading.encodings import decode
from eujassist.reading.extract import Extract
from eujassist.reading.metadata import split_front_matter

_ITEM = re.compile(
    r"[ \t\u3000]*([-*+•・●○■□◆◇▪–‣]|\(?[0-9０-９]{1,3}[.)．）、])[ \t\u3000]*(?=\S)"
)
_STOP = re.compile(r"[.!?:;。！？：；…»”」』)）]\s*$")
_SENTENCE_END = re.compile(r"[.!?](\s|$)|[。！？]")
_EMPTY_LINES = re.compile(r"\n(?:[ \t\u3000]*\n)+")
_HEADING_CHARACTERS = 80
_UNDERLINE = re.compile(r"[=\-~━─＝－]{3,}\s*")
_SHORT_LINE = 0.7  # of the widest line of the block: a shorter one ends its paragraph
_WIDEST_WRAPPED = 120  # characters; text wrapped by a program keeps below it


def read_text(raw: bytes, file: str) -> Extract:
    """Return a plain text as one page; lines that were wrapped are joined again.

    Raises EncodingUnknown; `file` is the name it shows.
    """
    text = decode(raw, file).replace("\r\n", "\n").replace("\r", "\n")
    groups = [group.strip("\n") for group in _EMPTY_LINES.split(text) if group.strip()]
    blocks: list[Block] = []
    for group, following in zip_longest(groups, groups[1:], fillvalue=""):
        if _is_heading(group, following):
            blocks.append(Block("heading", normalise(group).strip()))
        else:
            blocks += _blocks([line for line in group.split("\n") if line.strip()])
    return Extract((Page(1, page_text(blocks)),))


def _is_heading(group: str, following: str) -> bool:
    """Return whether what stands between empty lines is a short line, no sentence, above some."""
    if "\n" in group or len(group) > _HEADING_CHARACTERS or _ITEM.match(group):
        return False
    if _STOP.search(group) or group.rstrip().endswith((",", "、")):
        return False
    return len(following) > len(group) and _SENTENCE_END.search(following) is not None


def _blocks(lines: list[str]) -> list[Block]:
    """Return the paragraphs and list items of lines that no empty line parts."""
    if len(lines) == 2 and _UNDERLINE.fullmatch(lines[1]):
        return [Block("heading", normalise(lines[0]))]
    widest = max((len(line) for line in lines), default=0)
    blocks: list[Block] = []
    paragraph: list[str] = []
    item = False

    def end() -> None:
        if paragraph:
            blocks.append(Block("item" if item else "paragraph", join(paragraph)))
            paragraph.clear()

    for line in lines:
        marker = _ITEM.match(line)
        if marker:
            end()
            item = True
            numbered = marker[1][-1] in ".)．）、"
            text = line if numbered else f"- {line[marker.end() :]}"
            paragraph.append(normalise(text).strip())
        else:
            paragraph.append(normalise(line).strip())
        short = len(line) < _SHORT_LINE * widest
        if _STOP.search(line) or short or widest > _WIDEST_WRAPPED:
            end()
            item = False
    end()
    return blocks


def read_markdown(raw: bytes, file: str) -> Extract:
    """Return a Markdown text as one page, with what its front matter declares.

    Raises EncodingUnknown, and SidecarInvalid where the front matter is not valid; `file` is the
    name they show.
    """
    from markdown_it import MarkdownIt

    from eujassist.reading.web import html_blocks

    declared, text = split_front_matter(decode(raw, file).lstrip("\ufeff"), file)
    html = MarkdownIt("commonmark").enable("table").render(text)
    return Extract((Page(1, page_text(html_blocks(html))),), declared)
