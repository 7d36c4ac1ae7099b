"""A quotation on a PDF's page: where it stands, and the page drawn with it marked.

Runs in a worker, as all that touches a file.
"""

from __future__ import annotations

import io
import re
import unicodedata
from collections.abc import Iterator, Sequence
from pathlib import Path

import pypdfium2
from PIL import Image, ImageChops, ImageDraw

from eujassist.errors import FileDamaged
from eujassist.reading.blocks import Block
from eujassist.reading.characters import PageText, Rectangle
from eujassist.reading.flow import read_lines
from eujassist.reading.layout import lay_out
from eujassist.reading.lines import Line
from eujassist.reading.pdf import open_page, open_pdf

_SCALE = 1.6  # pixels a point: readable, and drawn in 40 to 100 ms by our measurement
_MOST_PIXELS = 4_000_000
_QUALITY = 80
_MARK = (255, 236, 130)
_MARGIN = 1.0  # points around the characters
# What may differ between a quotation and its page: it is left out of the key of both.
_LEFT_OUT = re.compile(r"[\s\u00ad\-‐‑‒–—'’‘\"“”«»#|⁰¹²³⁴⁵⁶⁷⁸⁹₀₁₂₃₄₅₆₇₈₉]")
_TABLE_PAGES = 5  # that a table may go on over, to be found with its heads
_ENOUGH, _FEWEST = 0.6, 10  # of a quotation that goes on on another page; characters


def find_rectangles(path: Path, file: str, number: int, quote: str) -> list[Rectangle]:
    """Return what a quotation covers on page `number` (from 1); nothing where it is not found.

    Of a quotation that begins or ends on another page, the part on this one is found. Raises
    FileDamaged and FileEncrypted; `file` is the name that errors show.
    """
    with open_pdf(path, file) as document:
        if not 0 < number <= len(document):
            raise FileDamaged(file=file)
        return _rectangles(document, file, number, quote)


def draw_page(path: Path, file: str, number: int, quote: str) -> tuple[list[Rectangle], bytes]:
    """Return what a quotation covers on page `number`, and the page as JPEG with that marked.

    Raises FileDamaged and FileEncrypted; `file` is the name that errors show.
    """
    with open_pdf(path, file) as document:
        if not 0 < number <= len(document):
            raise FileDamaged(file=file)
        with open_page(document, number - 1, file) as page:
            width, height = page.get_size()
            scale = min(_SCALE, (_MOST_PIXELS / (width * height)) ** 0.5)
            rectangles = _rectangles(document, file, number, quote)
            picture: Image.Image = page.render(scale=scale).to_pil().convert("RGB")
            return rectangles, _marked(picture, rectangles, height, scale)


def _marked(
    picture: Image.Image, rectangles: Sequence[Rectangle], height: float, scale: float
) -> bytes:
    mark = Image.new("RGB", picture.size, "white")
    draw = ImageDraw.Draw(mark)
    for left, bottom, right, top in rectangles:
        corners = (
            left - _MARGIN,
            height - top - _MARGIN,
            right + _MARGIN,
            height - bottom + _MARGIN,
        )
        draw.rectangle([scale * place for place in corners], fill=_MARK)
    stream = io.BytesIO()
    ImageChops.multiply(picture, mark).save(stream, "JPEG", quality=_QUALITY)
    return stream.getvalue()


def _rectangles(
    document: pypdfium2.PdfDocument, file: str, number: int, quote: str
) -> list[Rectangle]:
    found: list[int] = []
    # A row of a table may have its heads from a page before; all else is found without that one.
    for first in dict.fromkeys((number, max(1, number - _TABLE_PAGES))):
        pages = [_read(document, file, each) for each in range(first, number + 1)]
        lines, heights = [page[0] for page in pages], [page[1] for page in pages]
        found = max(found, _find(lay_out(lines, heights)[-1], quote), key=len)
        if len(found) >= len(_key(quote)):
            break
    with open_page(document, number - 1, file) as page:
        text = PageText(page)
        boxes = [text.box(index) for index in dict.fromkeys(found)]
        text.close()
    return list(_by_line([box for box in boxes if box.right > box.left]))


def _read(document: pypdfium2.PdfDocument, file: str, number: int) -> tuple[list[Line], float]:
    """Return the lines of a page and its height."""
    with open_page(document, number - 1, file) as page:
        text = PageText(page)
        lines = read_lines(text)
        text.close()
        return lines, page.get_height()


def _find(blocks: Sequence[Block], quote: str) -> list[int]:
    """Return the page's characters that a quotation is made of."""
    places: list[int] = []
    key = ""
    for block in blocks:
        for character, index in zip(block.text, block.indexes, strict=True):
            part = _key(character)
            key += part
            places += [index] * len(part)
    wanted = _key(quote)
    start = key.find(wanted) if wanted else -1
    if start >= 0:
        return places[start : start + len(wanted)]
    for part in (_longest_start(wanted, key), _longest_end(wanted, key)):
        if len(part) > max(_ENOUGH * len(wanted), _FEWEST):
            return places[key.find(part) : key.find(part) + len(part)]
    return []


def _key(text: str) -> str:
    text = _LEFT_OUT.sub("", text)
    return _LEFT_OUT.sub("", unicodedata.normalize("NFKC", text).casefold())


def _longest_start(wanted: str, key: str) -> str:
    found, beyond = 0, len(wanted) + 1
    while beyond - found > 1:
        middle = (found + beyond) // 2
        found, beyond = (middle, beyond) if wanted[:middle] in key else (found, middle)
    return wanted[:found]


def _longest_end(wanted: str, key: str) -> str:
    return _longest_start(wanted[::-1], key[::-1])[::-1]


def _by_line(boxes: Sequence[Rectangle]) -> Iterator[Rectangle]:
    """Yield one rectangle for each run of characters along a line or down a column."""
    run: Rectangle | None = None
    for box in boxes:
        if run and not _are_in_line(run, box):
            yield run
            run = None
        run = box if run is None else _around(run, box)
    if run:
        yield run


def _are_in_line(run: Rectangle, box: Rectangle) -> bool:
    size = max(box.right - box.left, box.top - box.bottom, run.top - run.bottom)
    along = run.bottom < box.top and box.bottom < run.top and box.left - run.left >= 0
    middle, centre = (run.left + run.right) / 2, (box.left + box.right) / 2
    down = abs(middle - centre) < size / 2 and box.top <= run.bottom + size / 2
    near = abs(box.left - run.right) < 2 * size if along else run.bottom - box.top < 2 * size
    return near and (along or (down and run.right - run.left < 2 * size))


def _around(run: Rectangle, box: Rectangle) -> Rectangle:
    return Rectangle(
        min(run.left, box.left),
        min(run.bottom, box.bottom),
        max(run.right, box.right),
        max(run.top, box.top),
    )
