"""Tables that go on: on the next page of a PDF, in the next column, with their heads or without."""

from collections.abc import Sequence
from pathlib import Path

import pytest

from eujassist.documents import Document
from eujassist.indexing.splitting import split
from eujassist.reading.blocks import table_blocks
from eujassist.reading.marking import find_rectangles
from eujassist.reading.reader import read_document
from eujassist.reading.web import read_html
from tests.reading.making import SETTINGS, docx, pdf, placed

FULL = "A line of text that goes to the right edge of the column of this page of the report"
COLUMNS = (72, 220, 350)
HEADS = ("Town", "People", "Area")
TOWNS = [("Paris", "2 103", "105"), ("Kyoto", "1 464", "828"), ("Dijon", "159", "41")]
MORE = [("Osaka", "2 753", "225"), ("Nantes", "323", "65"), ("Kobe", "1 525", "557")]


def table(
    rows: Sequence[tuple[str, ...]], top: int, left: int = 0, *, below: str = "", above: str = ""
) -> bytes:
    """Return a page with a table whose first row stands at `top`."""
    texts = [(72 + left, top + 40, above)] if above else []
    texts += [
        (column + left, top - 20 * number, cell)
        for number, row in enumerate(rows)
        for column, cell in zip(COLUMNS, row, strict=False)
    ]
    texts += [(72 + left, top - 20 * len(rows) - 30, below)] if below else []
    return placed(*texts)


def made(folder: Path, *pages: bytes) -> Document:
    path = folder / "made.pdf"
    path.write_bytes(pdf(pages))
    return read_document(path, "made.pdf", SETTINGS)


WITH_HEADS = "Town: Osaka | People: 2 753 | Area: 225\nTown: Nantes | People: 323 | Area: 65"


def test_rows_on_the_next_page_carry_the_heads_of_the_page_before(tmp_path: Path) -> None:
    first, second = made(
        tmp_path,
        table([HEADS, *TOWNS], 200, above=FULL),
        table(MORE, 780, below=FULL),
    ).pages
    assert first.text.endswith("Town: Dijon | People: 159 | Area: 41")
    assert second.text.startswith(WITH_HEADS)
    assert second.text.endswith(FULL)


def test_heads_go_on_over_several_pages_and_a_single_row(tmp_path: Path) -> None:
    pages = made(
        tmp_path, table([HEADS, *TOWNS], 200), table(MORE, 780), table(TOWNS[:1], 780, below=FULL)
    ).pages
    assert pages[2].text.startswith("Town: Paris | People: 2 103 | Area: 105\n")


def test_heads_that_are_repeated_on_the_next_page_are_no_row(tmp_path: Path) -> None:
    _, second = made(tmp_path, table([HEADS, *TOWNS], 200), table([HEADS, *MORE], 780)).pages
    assert second.text.startswith(WITH_HEADS)
    assert second.text.count("People") == 3


def test_heads_that_are_alone_at_a_pages_end_are_those_of_the_next_page(tmp_path: Path) -> None:
    _, second = made(tmp_path, table([HEADS], 60, above=FULL), table(MORE, 780)).pages
    assert second.text.startswith(WITH_HEADS)


def test_pages_whose_margins_alternate_hold_one_table(tmp_path: Path) -> None:
    _, second = made(tmp_path, table([HEADS, *TOWNS], 200), table(MORE, 780, left=40)).pages
    assert second.text.startswith(WITH_HEADS)


def test_a_table_with_other_columns_is_another_table(tmp_path: Path) -> None:
    other = placed(
        *[
            (x, 780 - 20 * number, cell)
            for number, row in enumerate([("Kobe", "1 525", "557", "x"), ("Nara", "354", "2", "y")])
            for x, cell in zip((72, 150, 300, 430), row, strict=True)
        ]
    )
    _, second = made(tmp_path, table([HEADS, *TOWNS], 200), other).pages
    assert "Town" not in second.text


def test_text_between_two_tables_parts_them(tmp_path: Path) -> None:
    after = table(MORE, 700, above=FULL)
    _, second = made(tmp_path, table([HEADS, *TOWNS], 200), after).pages
    assert "Town" not in second.text


def test_a_row_with_heads_from_the_page_before_is_a_quotation_and_found(tmp_path: Path) -> None:
    document = made(tmp_path, table([HEADS, *TOWNS], 200), table(MORE, 780))
    quote = "Town: Nantes | People: 323 | Area: 65"
    sentences = [sentence for passage in split(document, "1") for sentence in passage.sentences]
    assert quote in [sentence.text for sentence in sentences]
    rectangles = find_rectangles(tmp_path / "made.pdf", "made.pdf", 2, quote)
    assert any(740 < rectangle.bottom < 770 and rectangle.left > 340 for rectangle in rectangles)
    assert all(740 < rectangle.bottom < 770 for rectangle in rectangles)


@pytest.mark.parametrize("headed", [True, False])
def test_heads_repeated_within_a_table_are_no_row(headed: bool) -> None:
    rows = [HEADS, *TOWNS, HEADS, *MORE]
    assert len(table_blocks(rows, headed=headed)) == 6


def test_heads_repeated_in_html_and_docx_are_no_row(tmp_path: Path) -> None:
    rows = [HEADS, *TOWNS, HEADS, *MORE]
    html = "".join(f"<tr>{''.join(f'<td>{cell}</td>' for cell in row)}</tr>" for row in rows)
    word = "".join(
        f"<w:tr>{''.join(f'<w:tc><w:p><w:r><w:t>{c}</w:t></w:r></w:p></w:tc>' for c in row)}</w:tr>"
        for row in rows
    )
    (tmp_path / "a.docx").write_bytes(docx(f"<w:tbl>{word}</w:tbl>"))
    for text in (
        read_html(f"<!doctype html><table>{html}</table>".encode(), "a.html").pages[0].text,
        read_document(tmp_path / "a.docx", "a.docx", SETTINGS).pages[0].text,
    ):
        assert text.count("Town") == 6
        assert WITH_HEADS in text
