"""The blocks that a page is written from, and the text that `documents.Page` promises."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Literal, NamedTuple

BlockKind = Literal["heading", "paragraph", "item", "row"]

_INTRODUCES = re.compile(r"[:：、，,]\s*$")
_FULL_WIDTH_DIGITS = str.maketrans("０１２３４５６７８９", "0123456789")
_YEAR = re.compile(r"\D{0,12}(19|20)\d\d\D{0,6}")
_QUANTITY = re.compile(r"[^\d]{0,6}\d[\d\s.,:/%‰°±+–−-]*\D{0,6}")
_HEAD_CHARACTERS = 60


class Block(NamedTuple):
    """One heading, paragraph, list item or table row, on one line."""

    kind: BlockKind
    text: str
    indexes: Sequence[int] = ()
    """In a PDF, for each character of `text`, its index among the characters of the page."""


def page_text(blocks: Iterable[Block]) -> str:
    """Return the blocks as the text of a page; see `documents.Page` for how it is written."""
    text = ""
    before = Block("heading", "")
    for block in blocks:
        if not block.text.strip():
            continue
        if text:
            text += "\n" if _belongs_below(before, block) else "\n\n"
        text += f"# {block.text.strip()}" if block.kind == "heading" else block.text.strip()
        before = block
    return text


def _belongs_below(before: Block, block: Block) -> bool:
    """Return whether `block` goes on with the list or table that `before` is part of."""
    if block.kind == "row":
        return before.kind == "row"
    if block.kind != "item":
        return False
    introduced = before.kind == "paragraph" and _INTRODUCES.search(before.text) is not None
    return before.kind == "item" or introduced


def table_blocks(rows: Sequence[Sequence[str]], *, headed: bool = False) -> list[Block]:
    """Return a table as one line a row, each cell with the head of its column.

    `headed` says that the document itself marks the first row as heads; else the row is judged by
    what its cells look like. Heads that are repeated below, as at the top of a page, are left out.
    A table of one column is a sequence of paragraphs.
    """
    rows = [row for row in rows if any(cell.strip() for cell in row)]
    if not rows or max(len(row) for row in rows) == 1:
        return [Block("paragraph", row[0]) for row in rows]
    if len(rows) > 1 and (headed or _looks_like_heads(rows)):
        own = [row for row in rows[1:] if list(row) != list(rows[0])]
        return [Block("row", _headed_row(rows[0], row)) for row in own]
    return [Block("row", " | ".join(cell for cell in row if cell.strip())) for row in rows]


def _headed_row(heads: Sequence[str], row: Sequence[str]) -> str:
    cells = []
    for column, cell in enumerate(row):
        head = heads[column].strip() if column < len(heads) else ""
        if cell.strip():
            cells.append(f"{head}: {cell}" if head and head != cell else cell)
    return " | ".join(cells)


def _looks_like_heads(rows: Sequence[Sequence[str]]) -> bool:
    """Return whether the first row names the columns: short distinct words (or years), no figures.

    A table of two columns is most often one of names and values, so there the second column has to
    hold figures.
    """
    first, columns = rows[0], max(len(row) for row in rows)
    named = [cell.strip() for cell in first[1:]]
    if len(first) < columns or not all(named) or len(set(named)) < len(named):
        return False
    if any(len(cell) > _HEAD_CHARACTERS or _is_quantity(cell) for cell in first):
        return False
    return columns > 2 or all(_is_quantity(row[-1]) for row in rows[1:])


def _is_quantity(cell: str) -> bool:
    cell = cell.strip().translate(_FULL_WIDTH_DIGITS)
    return bool(_QUANTITY.fullmatch(cell)) and not _YEAR.fullmatch(cell)
