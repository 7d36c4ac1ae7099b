"""ODT: paragraphs, lists, tables, footnotes and the base text of ruby, in reading order."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from xml.etree.ElementTree import Element

from eujassist.documents import Page
from eujassist.reading.blocks import Block, page_text, table_blocks
from eujassist.reading.cleaning import normalise, superscript
from eujassist.reading.extract import Declared, Extract
from eujassist.reading.metadata import find_date, sensible_title
from eujassist.reading.office import Archive
from eujassist.settings import Settings

_OASIS = "urn:oasis:names:tc:opendocument:xmlns:"
_OFFICE = f"{{{_OASIS}office:1.0}}"
_TEXT = f"{{{_OASIS}text:1.0}}"
_TABLE = f"{{{_OASIS}table:1.0}}"
_STYLE = f"{{{_OASIS}style:1.0}}"
_META = f"{{{_OASIS}meta:1.0}}"
_DRAW = f"{{{_OASIS}drawing:1.0}}"
_SVG = f"{{{_OASIS}svg-compatible:1.0}}"
_DC = "{http://purl.org/dc/elements/1.1/}"

_PASSED_OVER = frozenset(
    (
        f"{_TEXT}tracked-changes",
        f"{_TEXT}table-of-content",
        f"{_TEXT}ruby-text",
        f"{_TEXT}sequence-decls",
        f"{_OFFICE}annotation",
        f"{_OFFICE}annotation-end",
        f"{_OFFICE}forms",
        f"{_SVG}title",
        f"{_SVG}desc",
    )
)
_MOST_REPEATED = 100  # cells; a sheet may repeat an empty one a million times


@dataclass
class _Walk:
    """The state of one walk through a document."""

    numbered: dict[str, str]
    """The sign after the number (`.`) of each list style that numbers."""
    notes: list[str] = field(default_factory=list)
    boxes: list[Element] = field(default_factory=list)
    """Text boxes met in the paragraph at hand; they follow it."""


def read_odt(path: Path, file: str, settings: Settings) -> Extract:
    """Return an ODT file as one page; `file` is the name that errors show.

    Raises FileDamaged and FileTooComplex.
    """
    with Archive(path, file, settings.reading_memory_bytes) as archive:
        content = archive.required("content.xml")
        walk = _Walk(_numbered(content) | _numbered(archive.xml("styles.xml")))
        body = content.find(f"{_OFFICE}body/{_OFFICE}text")
        blocks = list(_blocks(body, walk)) if body is not None else []
        blocks += [Block("paragraph", note) for note in walk.notes]
        meta = archive.xml("meta.xml")
    if meta is None:
        return Extract((Page(1, page_text(blocks)),))
    declared = Declared(title=sensible_title(meta.findtext(f".//{_DC}title")))
    created = find_date(meta.findtext(f".//{_META}creation-date") or "")
    return Extract((Page(1, page_text(blocks)),), declared, created)


def _numbered(tree: Element | None) -> dict[str, str]:
    numbered = {}
    for style in tree.iter(f"{_TEXT}list-style") if tree is not None else ():
        level = style.find(f"{_TEXT}list-level-style-number")
        if level is not None and level.get(f"{_STYLE}num-format"):
            numbered[style.get(f"{_STYLE}name", "")] = level.get(f"{_STYLE}num-suffix", ".")
    return numbered


def _blocks(parent: Element, walk: _Walk) -> Iterator[Block]:
    for child in parent:
        if child.tag in (f"{_TEXT}p", f"{_TEXT}h"):
            text = _text(child, walk)
            yield Block("heading" if child.tag == f"{_TEXT}h" else "paragraph", text)
            while walk.boxes:
                yield from _blocks(walk.boxes.pop(0), walk)
        elif child.tag == f"{_TEXT}list":
            yield from _list(child, walk, walk.numbered.get(child.get(f"{_TEXT}style-name", "")))
        elif child.tag == f"{_TABLE}table":
            yield from _table(child, walk)
        elif child.tag not in _PASSED_OVER:
            yield from _blocks(child, walk)


def _list(items: Element, walk: _Walk, suffix: str | None) -> Iterator[Block]:
    """Yield the items of a list; `suffix` is what follows their numbers, None for bullets."""
    number = 0
    for item in items:
        if item.tag not in (f"{_TEXT}list-item", f"{_TEXT}list-header"):
            continue
        number += 1
        marker = "-" if suffix is None else f"{number}{suffix}"
        for block in _blocks(item, walk):
            if block.kind == "paragraph" and marker:
                block, marker = Block("item", f"{marker} {block.text}"), ""
            yield block


def _text(element: Element, walk: _Walk) -> str:
    return normalise(_inline(element, walk)).strip()


def _inline(element: Element, walk: _Walk) -> str:
    text = element.text or ""
    for child in element:
        if child.tag in (f"{_TEXT}s", f"{_TEXT}tab", f"{_TEXT}line-break"):
            text += " "
        elif child.tag == f"{_TEXT}note":
            text += _note(child, walk)
        elif child.tag == f"{_DRAW}text-box":
            walk.boxes.append(child)
        elif child.tag not in _PASSED_OVER:
            text += _inline(child, walk)
        text += child.tail or ""
    return text


def _note(note: Element, walk: _Walk) -> str:
    mark = superscript(str(len(walk.notes) + 1))
    walk.notes.append(mark)
    body = note.find(f"{_TEXT}note-body")
    text = " ".join(_text(part, walk) for part in body) if body is not None else ""
    walk.notes[walk.notes.index(mark)] = f"{mark} {text}"
    return mark


def _table(table: Element, walk: _Walk) -> Iterator[Block]:
    headed = table.find(f"{_TABLE}table-header-rows") is not None
    rows: list[list[str]] = []
    for row in table.iter(f"{_TABLE}table-row"):
        cells: list[str] = []
        for cell in row:
            if cell.tag not in (f"{_TABLE}table-cell", f"{_TABLE}covered-table-cell"):
                continue
            text = " ".join(_text(part, walk) for part in cell.iter(f"{_TEXT}p")).strip()
            repeated = cell.get(f"{_TABLE}number-columns-repeated", "1")
            count = min(int(repeated), _MOST_REPEATED) if repeated.isdecimal() else 1
            cells += [text] * count
        rows.append(cells)
    yield from table_blocks(rows, headed=headed)
