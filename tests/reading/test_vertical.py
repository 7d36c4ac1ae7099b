"""Vertical Japanese in tiers (段組), as programs print it: by columns, or by characters."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from eujassist.reading.marking import find_rectangles
from eujassist.reading.reader import read_document
from tests.reading.making import SETTINGS, assembled

PARAGRAPHS = [
    "第一段の冒頭に置かれた文章は、委員会が京都で開かれたことを述べる。参加者は日本と欧州の研究者であり、"
    "議題は引用の正確さであった。",
    "続く段では、検索の方法が説明される。まず文書を短い節に分け、それぞれに番号を付ける。次に質問と照らし"
    "合わせて近いものを選ぶ。",
    "独立した齟齬という語には振り仮名を付ける。",
    "三番目の段落は、評価の結果を報告する。正答率は前年より高くなり、利用者の満足度も向上したと記されてい"
    "る。課題は古い資料の扱いである。",
    "最後に、座長は次回の日程を確認し、各委員に意見の提出を求めた。事務局は議事録を公開する予定である。",
]
SIZE, PITCH, RIGHT, TOP = 11, 20, 380, 540


def columns(paragraphs: list[str], length: int) -> Iterator[str]:
    """Yield what stands in each column: paragraphs begin with an indent, no column with a mark."""
    for paragraph in paragraphs:
        rest = "　" + paragraph
        while rest:
            end = length + (rest[length : length + 1] in ("、", "。"))
            yield rest[:end]
            rest = rest[end:]


def shown(x: float, y: float, size: float, text: str, font: str) -> str:
    return f"/{font} {size} Tf 1 0 0 1 {x} {y} Tm <{text.encode('utf-16-be').hex()}> Tj"


def down(x: float, y: float, size: float, text: str, way: str) -> str:
    """Write a column whose first character is below (x, y), in one go or as browsers do."""
    if way == "columns":
        return shown(x + size / 2, y, size, text, "V")
    return "\n".join(
        shown(x, y - size * number - 0.88 * size, size, character, "H")
        for number, character in enumerate(text)
        if character != "　"
    )


def page(written: list[str], tiers: int, way: str, *, ruby: bool = True, foot: str = "1") -> bytes:
    """Return the content of a page with tiers of 13 columns, a head, ruby and a page number."""
    height = 480 / tiers
    parts = [shown(150, 570, 8, "データ観測機構　会報", "H"), shown(205, 20, 8, foot, "H")]
    for number, column in enumerate(written):
        tier, place = divmod(number, 13)
        x, y = RIGHT - PITCH * place, TOP - tier * height
        parts.append(down(x, y, SIZE, column, way))
        if ruby and "齟" in column:
            start = y - SIZE * column.index("齟")
            parts.append(down(x + SIZE + 1, start, 5, "そご", way))
    return "\n".join(["BT", *parts, "ET"]).encode()


def pdf(pages: list[bytes]) -> bytes:
    kids = " ".join(f"{7 + 2 * number} 0 R" for number in range(len(pages)))
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {len(pages)} /MediaBox [0 0 420 595]"
        " /Resources << /Font << /V 3 0 R /H 4 0 R >> >> >>".encode(),
    ]
    objects += [
        f"<< /Type /Font /Subtype /Type0 /BaseFont /M /Encoding /UniJIS-UTF16-{name}"
        " /DescendantFonts [5 0 R] >>".encode()
        for name in ("V", "H")
    ]
    objects += [
        b"<< /Type /Font /Subtype /CIDFontType0 /BaseFont /M /DW 1000 /FontDescriptor 6 0 R"
        b" /CIDSystemInfo << /Registry (Adobe) /Ordering (Japan1) /Supplement 6 >> >>",
        b"<< /Type /FontDescriptor /FontName /M /Flags 4 /FontBBox [0 -120 1000 880]"
        b" /ItalicAngle 0 /Ascent 880 /Descent -120 /CapHeight 700 /StemV 80 >>",
    ]
    for number, content in enumerate(pages):
        objects.append(b"<< /Type /Page /Parent 2 0 R /Contents %d 0 R >>" % (8 + 2 * number))
        objects.append(b"<< /Length %d >>\nstream\n%s\nendstream" % (len(content), content))
    return assembled(objects)


def in_pages(paragraphs: list[str], tiers: int, way: str) -> bytes:
    written = list(columns(paragraphs, int(480 / tiers / SIZE) - 2))
    full = 13 * tiers
    return pdf(
        [
            page(written[start : start + full], tiers, way, foot=str(start // full + 1))
            for start in range(0, len(written), full)
        ]
    )


WAYS = pytest.mark.parametrize("way", ["columns", "characters"])


@WAYS
@pytest.mark.parametrize("tiers", [1, 2, 3])
def test_tiers_are_read_from_the_top_each_from_right_to_left(
    tmp_path: Path, tiers: int, way: str
) -> None:
    (tmp_path / "a.pdf").write_bytes(in_pages(PARAGRAPHS, tiers, way))
    text = read_document(tmp_path / "a.pdf", "a.pdf", SETTINGS).pages[0].text
    assert "\n\n".join(PARAGRAPHS) in text


@WAYS
def test_a_head_and_the_page_numbers_are_dropped_and_the_text_goes_on(
    tmp_path: Path, way: str
) -> None:
    (tmp_path / "a.pdf").write_bytes(in_pages(PARAGRAPHS * 3, 2, way))
    pages = read_document(tmp_path / "a.pdf", "a.pdf", SETTINGS).pages
    assert len(pages) == 2
    assert "".join(page.text for page in pages).replace("\n", "") == "".join(PARAGRAPHS * 3)


@WAYS
def test_a_quotation_over_two_tiers_is_found(tmp_path: Path, way: str) -> None:
    path = tmp_path / "a.pdf"
    path.write_bytes(in_pages(PARAGRAPHS, 3, way))
    for paragraph in PARAGRAPHS:
        assert find_rectangles(path, "a.pdf", 1, paragraph), paragraph


@WAYS
def test_a_column_that_ends_beside_the_next_ones_beginning_is_no_line_across(
    tmp_path: Path, way: str
) -> None:
    texts = ["　委員会は報告書を採択し", "た。", "　次回は京都で開かれる予", "定である。"]
    (tmp_path / "a.pdf").write_bytes(pdf([page(texts, 1, way)]))
    text = read_document(tmp_path / "a.pdf", "a.pdf", SETTINGS).pages[0].text
    assert "委員会は報告書を採択した。\n\n次回は京都で開かれる予定である。" in text
