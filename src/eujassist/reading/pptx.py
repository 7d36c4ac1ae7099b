"""PPTX: each slide a page, its title a heading, its tables rows."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from xml.etree.ElementTree import Element

from eujassist.documents import Page
from eujassist.errors import FileTooLarge
from eujassist.reading.blocks import Block, page_text, table_blocks
from eujassist.reading.cleaning import normalise
from eujassist.reading.extract import Extract
from eujassist.reading.office import Archive
from eujassist.settings import Settings

_MAIN = "ppt/presentation.xml"
_P = "{http://schemas.openxmlformats.org/presentationml/2006/main}"
_A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_TITLES = ("title", "ctrTitle")
_LISTS = (None, "body", "obj")  # the kinds of placeholder whose paragraphs have bullets
_FURNITURE = ("dt", "ftr", "sldNum", "hdr")


def read_pptx(path: Path, file: str, settings: Settings) -> Extract:
    """Return a PPTX file by slides; `file` is the name that errors show.

    Raises FileDamaged, FileTooComplex and FileTooLarge.
    """
    with Archive(path, file, settings.reading_memory_bytes) as archive:
        targets = archive.relations(_MAIN)
        slides = archive.required(_MAIN).findall(f"{_P}sldIdLst/{_P}sldId")
        if len(slides) > settings.max_pages:
            raise FileTooLarge(
                file=file,
                size=len(slides),
                limit=settings.max_pages,
                setting="EUJASSIST_MAX_PAGES",
            )
        pages = []
        for number, slide in enumerate(slides, 1):
            tree = archive.required(targets.get(slide.get(f"{_R}id", ""), ""))
            shapes = tree.find(f"{_P}cSld/{_P}spTree")
            blocks = _blocks(shapes) if shapes is not None else ()
            pages.append(Page(number, page_text(blocks)))
        return Extract(tuple(pages), *archive.core_properties())


def _blocks(shapes: Element) -> Iterator[Block]:
    for shape in shapes:
        if shape.tag == f"{_P}grpSp":
            yield from _blocks(shape)
        elif shape.tag == f"{_P}graphicFrame":
            for table in shape.iter(f"{_A}tbl"):
                yield from _table(table)
        elif shape.tag == f"{_P}sp":
            yield from _shape(shape)


def _shape(shape: Element) -> Iterator[Block]:
    body = shape.find(f"{_P}txBody")
    placeholder = shape.find(f"{_P}nvSpPr/{_P}nvPr/{_P}ph")
    kind = placeholder.get("type") if placeholder is not None else ""
    if body is None or kind in _FURNITURE:
        return
    paragraphs = [(paragraph, _text(paragraph)) for paragraph in body.iter(f"{_A}p")]
    if kind in _TITLES:
        yield Block("heading", " ".join(text for _, text in paragraphs if text))
        return
    for paragraph, text in paragraphs:
        properties = paragraph.find(f"{_A}pPr")
        bare = properties is not None and properties.find(f"{_A}buNone") is not None
        marked = properties is not None and (
            properties.find(f"{_A}buChar") is not None
            or properties.find(f"{_A}buAutoNum") is not None
        )
        if text and (marked or (kind in _LISTS and not bare)):
            yield Block("item", f"- {text}")
        else:
            yield Block("paragraph", text)


def _text(paragraph: Element) -> str:
    parts = []
    for element in paragraph.iter():
        if element.tag == f"{_A}t":
            parts.append(element.text or "")
        elif element.tag == f"{_A}br":
            parts.append(" ")
    return normalise("".join(parts)).strip()


def _table(table: Element) -> Iterator[Block]:
    properties = table.find(f"{_A}tblPr")
    headed = properties is not None and properties.get("firstRow") in ("1", "true")
    rows: list[list[str]] = []
    for row in table.iter(f"{_A}tr"):
        cells: list[str] = []
        for cell in row.iter(f"{_A}tc"):
            text = " ".join(_text(paragraph) for paragraph in cell.iter(f"{_A}p")).strip()
            if cell.get("vMerge") in ("1", "true") and rows and len(cells) < len(rows[-1]):
                text = rows[-1][len(cells)]
            cells.append(text)
        rows.append(cells)
    yield from table_blocks(rows, headed=headed)
