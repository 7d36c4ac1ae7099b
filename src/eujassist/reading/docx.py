"""DOCX: paragraphs, lists, tables, footnotes and the base text of ruby, in reading order."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from xml.etree.ElementTree import Element

from eujassist.documents import Page
from eujassist.reading.blocks import Block, page_text, table_blocks
from eujassist.reading.cleaning import normalise, superscript
from eujassist.reading.extract import Extract
from eujassist.reading.numbering import Numbering
from eujassist.reading.office import Archive
from eujassist.settings import Settings

_MAIN = "word/document.xml"
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_STRICT = "{http://purl.oclc.org/ooxml/wordprocessingml/main}"
_CHOICE = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Choice"
_HEADING_LEVELS = range(9)
# Not text: what was deleted, what a field is computed from, and how things look.
_PASSED_OVER = frozenset(
    _W + name
    for name in "del moveFrom instrText delText delInstrText pPr rPr rt sectPr tblPr".split()
) | {_CHOICE}
_CHARACTERS = {
    _W + "tab": " ",
    _W + "br": " ",
    _W + "cr": " ",
    _W + "noBreakHyphen": "-",
    _W + "ptab": " ",
}


@dataclass
class _Style:
    """What a paragraph style says of its paragraphs."""

    based_on: str | None
    heading: bool
    numbering: Element | None


@dataclass
class _Walk:
    """The state of one walk through a document."""

    styles: dict[str, _Style]
    numbering: Numbering
    notes: dict[tuple[str, str], str]
    """The text of each footnote and endnote by (kind, id)."""
    referred: list[str] = field(default_factory=list)
    boxes: list[Element] = field(default_factory=list)
    """Text boxes met in the paragraph at hand; they follow it."""


def read_docx(path: Path, file: str, settings: Settings) -> Extract:
    """Return a DOCX file as one page; `file` is the name that errors show.

    Raises FileDamaged and FileTooComplex.
    """
    with Archive(path, file, settings.reading_memory_bytes) as archive:
        main = _transitional(archive.required(_MAIN))
        styles = archive.xml("word/styles.xml")
        numbering = archive.xml("word/numbering.xml")
        walk = _Walk(_styles(styles), Numbering(numbering), {})
        for kind in ("footnote", "endnote"):
            walk.notes |= _notes(archive.xml(f"word/{kind}s.xml"), kind, walk)
        body = main.find(f"{_W}body")
        blocks = list(_blocks(body, walk)) if body is not None else []
        blocks += [Block("paragraph", note) for note in walk.referred]
        return Extract((Page(1, page_text(blocks)),), *archive.core_properties())


def _transitional(tree: Element) -> Element:
    """Return a tree of the strict namespace in the transitional one, which is the common one."""
    if tree.tag.startswith(_STRICT):
        for element in tree.iter():
            element.tag = element.tag.replace(_STRICT, _W)
            element.attrib = {
                name.replace(_STRICT, _W): value for name, value in element.attrib.items()
            }
    return tree


def _styles(tree: Element | None) -> dict[str, _Style]:
    styles = {}
    for style in tree.iter(f"{_W}style") if tree is not None else ():
        level = style.find(f"{_W}pPr/{_W}outlineLvl")
        based_on = style.find(f"{_W}basedOn")
        name = style.find(f"{_W}name")
        titled = name is not None and name.get(f"{_W}val", "").lower() == "title"
        styles[style.get(f"{_W}styleId", "")] = _Style(
            based_on=based_on.get(f"{_W}val") if based_on is not None else None,
            heading=titled or _is_level(level),
            numbering=style.find(f"{_W}pPr/{_W}numPr"),
        )
    return styles


def _is_level(level: Element | None) -> bool:
    value = level.get(f"{_W}val", "") if level is not None else ""
    return value.isdecimal() and int(value) in _HEADING_LEVELS


def _notes(tree: Element | None, kind: str, walk: _Walk) -> dict[tuple[str, str], str]:
    notes = {}
    for note in tree.iter(f"{_W}{kind}") if tree is not None else ():
        if note.get(f"{_W}type") is None:  # the others are the lines drawn above notes
            text = " ".join(_text(paragraph, walk) for paragraph in note.iter(f"{_W}p"))
            notes[kind, note.get(f"{_W}id", "")] = normalise(text).strip()
    return notes


def _blocks(parent: Element, walk: _Walk) -> Iterator[Block]:
    for child in parent:
        if child.tag == f"{_W}p":
            yield from _paragraph(child, walk)
            while walk.boxes:
                yield from _blocks(walk.boxes.pop(0), walk)
        elif child.tag == f"{_W}tbl":
            yield from _table(child, walk)
        elif child.tag not in _PASSED_OVER:
            yield from _blocks(child, walk)


def _paragraph(paragraph: Element, walk: _Walk) -> Iterator[Block]:
    heading, numbered = _role(paragraph, walk)
    text = normalise(_text(paragraph, walk)).strip()
    if not text:
        return
    marker = walk.numbering.next(numbered) if numbered is not None else ""
    if heading:
        yield Block("heading", text if marker in ("", "-") else f"{marker} {text}")
    elif marker:
        yield Block("item", f"{marker} {text}")
    else:
        yield Block("paragraph", text)


def _role(paragraph: Element, walk: _Walk) -> tuple[bool, Element | None]:
    """Return whether a paragraph is a heading, and its numbering, from itself or its styles."""
    heading = _is_level(paragraph.find(f"{_W}pPr/{_W}outlineLvl"))
    numbered = paragraph.find(f"{_W}pPr/{_W}numPr")
    named = paragraph.find(f"{_W}pPr/{_W}pStyle")
    name = named.get(f"{_W}val") if named is not None else None
    seen: set[str] = set()
    while name is not None and name in walk.styles and name not in seen:
        seen.add(name)
        style = walk.styles[name]
        heading = heading or style.heading
        numbered = style.numbering if numbered is None else numbered
        name = style.based_on
    return heading, numbered


def _text(element: Element, walk: _Walk) -> str:
    """Return the text of a paragraph or a part of it, with the marks of its notes raised."""
    text = ""
    for child in element:
        if child.tag == f"{_W}t":
            text += child.text or ""
        elif child.tag in _CHARACTERS:
            text += _CHARACTERS[child.tag]
        elif child.tag == f"{_W}txbxContent":
            walk.boxes.append(child)
        elif child.tag in (f"{_W}footnoteReference", f"{_W}endnoteReference"):
            text += _refer(child, walk)
        elif child.tag not in _PASSED_OVER:
            text += _text(child, walk)
    return text


def _refer(reference: Element, walk: _Walk) -> str:
    kind = reference.tag.removeprefix(_W).removesuffix("Reference")
    note = walk.notes.get((kind, reference.get(f"{_W}id", "")))
    if not note:
        return ""
    mark = superscript(str(len(walk.referred) + 1))
    walk.referred.append(f"{mark} {note}")
    return mark


def _table(table: Element, walk: _Walk) -> Iterator[Block]:
    rows: list[list[str]] = []
    headed = False
    for row in table.iter(f"{_W}tr"):
        if not rows:
            headed = row.find(f"{_W}trPr/{_W}tblHeader") is not None
        rows.append(_cells(row, rows[-1] if rows else [], walk))
    yield from table_blocks(rows, headed=headed)
    walk.boxes.clear()


def _cells(row: Element, above: list[str], walk: _Walk) -> list[str]:
    """Return a row's cells; one merged with the cell above repeats it."""
    cells: list[str] = []
    for cell in row.iter(f"{_W}tc"):
        properties = cell.find(f"{_W}tcPr")
        merged = properties.find(f"{_W}vMerge") if properties is not None else None
        text = " ".join(normalise(_text(part, walk)).strip() for part in cell.iter(f"{_W}p"))
        if merged is not None and merged.get(f"{_W}val") != "restart" and len(cells) < len(above):
            text = above[len(cells)]
        span = properties.find(f"{_W}gridSpan") if properties is not None else None
        width = span.get(f"{_W}val", "1") if span is not None else "1"
        cells += [text.strip()] + [""] * (min(int(width), 100) - 1 if width.isdecimal() else 0)
    return cells
