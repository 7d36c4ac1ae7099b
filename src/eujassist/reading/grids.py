"""Tables of a PDF: lines whose cells stand below one another, on one page or on several."""

from __future__ import annotations

from collections.abc import Sequence
from statistics import fmean
from typing import NamedTuple

from eujassist.reading.blocks import Block, table_blocks
from eujassist.reading.cleaning import separator
from eujassist.reading.lines import Line

# In font sizes, set on the tables of our PDFs with truth texts and of our corpus.
_ALIGNED = 0.6  # that a cell may stand off from its column
_SAME_ROW = 0.9  # between the baselines of one row's cells
_WRAPPED = 1.5  # from a row's baseline to the other lines of its cells
_SAME_TABLE = 4.0  # from line to line
_HEAD_LINES = 8
_ROWS, _ROWS_OF_TWO = 2, 3  # fewer lines with gaps, or with a single gap, are justified text

Extent = tuple[float, float]


class Cell(NamedTuple):
    """A cell's text, and for each character its index among the page's."""

    text: str
    indexes: list[int]


_EMPTY = Cell("", [])


class Table(NamedTuple):
    """What is found of a table on one page, or in one column of it."""

    rows: list[Block]
    end: int
    """The line after its last one."""
    first: list[Cell]
    """The cells of its first row."""
    headed: bool
    """Whether those are the heads of its columns."""
    columns: Sequence[Extent]


def find_table(lines: list[Line], start: int, before: Table | None = None) -> Table | None:
    """Return the table that begins at `start`, if any.

    `before` is a table that ended where these lines begin, on the page or in the column before:
    where the columns are the same, it goes on, and so do its heads.
    """
    first = _first_row(lines, start)
    if first is None:
        return None
    table = lines[first : _end(lines, first)]
    widest = max(table, key=lambda line: len(line.cells))
    before = before if before and _same_columns(before, widest) else None
    fewest = 1 if before else _ROWS if len(widest.cells) > 1 else _ROWS_OF_TWO
    if sum(_is_aligned(line, widest) for line in table) < fewest:
        return None
    rows = _rows([line for line in table if line.cells])
    heads = lines[start:first]
    if heads and before and not before.rows and _is_rest(heads, widest):
        before, heads = _with_more(before, heads, widest), []
    if heads:
        if not _are_heads(heads, widest):
            return None
        rows.insert(0, fmean(line.baseline for line in heads))
    while min(abs(row - table[-1].baseline) for row in rows) > _WRAPPED * table[-1].size:
        table.pop()
    cells = [[_EMPTY for _ in widest.extents] for _ in rows]
    for line in sorted(heads + table, key=lambda line: -line.baseline):
        nearest = min(range(len(rows)), key=lambda row: abs(rows[row] - line.baseline))
        _add(cells[nearest], line, widest.extents)
    cells = [row for row in cells if any(cell.text for cell in row)]
    return _table(cells, first + len(table), before, widest.extents)


def lone_heads(line: Line) -> Table | None:
    """Return the heads of a table that a page's last line may be, its rows being on the next."""
    if len(line.cells) < 2:
        return None
    first = [_EMPTY for _ in line.extents]
    _add(first, line, line.extents)
    return Table([], 0, first, headed=True, columns=line.extents)


def _table(
    cells: list[list[Cell]], end: int, before: Table | None, columns: Sequence[Extent]
) -> Table:
    """Return a table's rows with their heads, which may stand on the page before."""
    repeated = before is not None and _texts(before.first) == _texts(cells[0])
    if repeated and len(cells) == 1:
        return Table([], end, cells[0], headed=True, columns=columns)
    if before and not repeated and before.headed:
        heads = [cell._replace(indexes=[]) for cell in before.first]
        return Table(_traced([heads, *cells], headed=True), end, before.first, True, columns)
    rows = _traced(cells, headed=repeated)
    return Table(rows, end, cells[0], len(rows) < len(cells), columns)


def _texts(row: Sequence[Cell]) -> list[str]:
    return [cell.text for cell in row]


def _same_columns(before: Table, line: Line) -> bool:
    """Return whether a line's cells stand as the columns of a table, a new left edge aside."""
    if len(before.columns) != len(line.extents):
        return False
    return any(
        all(
            _distance((left + shift, right + shift), extent) <= _ALIGNED * line.size
            for (left, right), extent in zip(before.columns, line.extents, strict=True)
        )
        for shift in (0.0, line.extents[0][0] - before.columns[0][0])
    )


def _is_rest(pieces: list[Line], widest: Line) -> bool:
    """Return whether lines are the rest of heads that a page's end cut through."""
    return len(pieces) == 1 and not pieces[0].cells and _over(pieces[0], widest) is not None


def _over(line: Line, widest: Line) -> int | None:
    """Return the column that a line stands in, if any."""
    distances = [_distance(column, (line.left, line.right)) for column in widest.extents]
    nearest = min(distances)
    return distances.index(nearest) if nearest <= _ALIGNED * line.size else None


def _with_more(before: Table, pieces: list[Line], widest: Line) -> Table:
    first = list(before.first)
    for line in pieces:
        column = _over(line, widest)
        if column is not None:
            text = first[column].text + separator(first[column].text, line.text) + line.text
            first[column] = Cell(text, [])
    return before._replace(first=first)


def _first_row(lines: list[Line], start: int) -> int | None:
    """Return the first line with cells, past some that may be the heads of its columns."""
    for place in range(start, min(start + _HEAD_LINES, len(lines))):
        if lines[place].cells:
            return place
    return None


def _are_heads(heads: list[Line], widest: Line) -> bool:
    """Return whether lines stand over several columns of a table, in one row."""
    middle = fmean(line.baseline for line in heads)
    width = widest.right - widest.left
    over = set()
    for line in heads:
        column = _over(line, widest)
        if column is None or abs(line.baseline - middle) > _WRAPPED * line.size:
            return False
        if line.right - line.left > width / 2:
            return False
        over.add(column)
    return len(over) > 1


def _end(lines: list[Line], start: int) -> int:
    """Return where the lines end that have cells, or are pieces of cells."""
    end = start + 1
    left, right = lines[start].left, lines[start].right
    while end < len(lines):
        line, before = lines[end], lines[end - 1]
        near = abs(before.baseline - line.baseline) < _SAME_TABLE * line.size
        inside = line.left > left - line.size and line.right - line.left < (right - left) / 2
        if not near or line.vertical != before.vertical or not (line.cells or inside):
            break
        left, right = min(left, line.left), max(right, line.right)
        end += 1
    return end


def _is_aligned(line: Line, widest: Line) -> bool:
    """Return whether a line's cells stand below those of the widest line."""
    if len(line.cells) < min(len(widest.cells), 2) or not line.cells:
        return False
    return all(
        min(_distance(column, extent) for column in widest.extents) <= _ALIGNED * line.size
        for extent in line.extents
    )


def _distance(column: Extent, cell: Extent) -> float:
    """Return how far a cell is from standing left, right or centred in a column."""
    left, right = cell[0] - column[0], cell[1] - column[1]
    return min(abs(left), abs(right), abs(left + right) / 2)


def _rows(lines: Sequence[Line]) -> list[float]:
    """Return the baseline of each row."""
    rows: list[float] = []
    for line in lines:
        if not rows or min(abs(row - line.baseline) for row in rows) > _SAME_ROW * line.size:
            rows.append(line.baseline)
    return rows


def _add(row: list[Cell], line: Line, columns: Sequence[Extent]) -> None:
    """Add a line's cells to those of a row, each to the nearest column."""
    places = [0, *line.cells, len(line.text)]
    extents = line.extents or [(line.left, line.right)]
    for start, end, extent in zip(places, places[1:], extents, strict=False):
        column = min(range(len(columns)), key=lambda number: _distance(columns[number], extent))
        text, indexes = row[column]
        piece = line.text[start:end].rstrip()
        between = separator(text, piece)
        row[column] = Cell(
            text + between + piece,
            [*indexes, *indexes[-1:] * len(between), *line.indexes[start : start + len(piece)]],
        )


def _traced(rows: list[list[Cell]], *, headed: bool) -> list[Block]:
    """Return the rows as blocks whose characters, heads included, have their indexes.

    Heads of another page have none on this one; theirs are those of the row's first character.
    """
    texts = [_texts(row) for row in rows]
    blocks = table_blocks(texts, headed=headed)
    headed = len(blocks) < len(rows)
    own_rows = [row for row in rows[1:] if _texts(row) != texts[0]] if headed else rows
    traced = []
    for row, block in zip(own_rows, blocks, strict=True):
        indexes = [next(cell.indexes[0] for cell in row if cell.text)] * len(block.text)
        place = 0
        for head, cell in zip(rows[0], row, strict=True):
            for text, own in [head, cell] if headed and cell.text else [cell]:
                found = block.text.find(text, place) if text else -1
                if found >= 0:
                    if own:
                        indexes[found : found + len(text)] = own
                    place = found + len(text)
        traced.append(Block(block.kind, block.text, indexes))
    return traced
