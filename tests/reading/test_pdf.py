import json
import re
import unicodedata
from pathlib import Path

import pytest

from eujassist.documents import Document
from eujassist.errors import TextMissing
from eujassist.reading.blocks import table_blocks
from eujassist.reading.reader import read_document
from tests.reading.making import FILES, SETTINGS, lines, pdf, placed

_SENTENCE_END = re.compile(r"(?<=[。！？])|(?<=[.!?])\s+(?=[«“A-ZÀ-Ý])")


def read(name: str) -> Document:
    return read_document(FILES / name, name, SETTINGS)


def made(folder: Path, content: bytes) -> Document:
    path = folder / "made.pdf"
    path.write_bytes(content)
    return read_document(path, "made.pdf", SETTINGS)


def key(text: str) -> str:
    text = re.sub(r"[⁰¹²³⁴⁵⁶⁷⁸⁹]|(?m:^- )", "", text)
    return re.sub(r"\s", "", unicodedata.normalize("NFKC", text))


def sentences(truth: str) -> list[str]:
    blocks = json.loads((FILES / truth).read_text("utf-8"))["blocks"]
    texts = [text for kind, text in blocks if kind in ("h1", "h2", "p", "li")]
    parts = [part for text in texts for part in re.split(r"\[\[|\]\]", text)]
    return [sentence for part in parts for sentence in _SENTENCE_END.split(part) if sentence]


@pytest.mark.parametrize(
    ("name", "truth"),
    [
        ("lo_fr_2col.pdf", "fr_communique.json"),
        ("lo_en_2col.pdf", "en_whitepaper.json"),
        ("cr_fr_1col.pdf", "fr_communique.json"),
        ("cr_en_2col.pdf", "en_whitepaper.json"),
    ],
)
def test_every_sentence_of_a_printed_text_stands_whole(name: str, truth: str) -> None:
    text = key("\n".join(page.text for page in read(name).pages))
    assert [sentence for sentence in sentences(truth) if key(sentence) not in text] == []


def test_vertical_columns_are_read_from_right_to_left_without_ruby() -> None:
    text = key("\n".join(page.text for page in read("lo_ja_tate.pdf").pages))
    missed = [sentence for sentence in sentences("ja_note.json") if key(sentence) not in text]
    # This file lacks the comma that its maker set in the margin.
    assert [sentence[:5] for sentence in missed] == ["縦書きの告"]
    assert "独立行政法人の議事録には、齟齬や瑕疵といった難読語が頻出するため" in text


def test_a_font_without_a_map_is_read_across_and_down() -> None:
    for name in ("cmap_H.pdf", "cmap_V.pdf"):
        text = read(name).pages[0].text
        assert text.startswith("生成ＡＩの利用に関する指針（案）について\n\n令和７年１０月１４日")
        assert "公共機関における生成ＡＩの利用に関する指針案が審議された。" in text


def test_headings_lists_and_notes_are_told_apart() -> None:
    document = read("lo_en_2col.pdf")
    first, second = (page.text.split("\n\n") for page in document.pages)
    assert first[0].startswith("# Trustworthy Retrieval for Public Organisations: A White Paper")
    assert "# 1. Background and definitions" in first
    assert first[-2].startswith("¹ Translation of retrieved passages")
    assert first[-1].startswith("² Files with fewer than")
    assert second[0] == (
        "- Review a random sample of fifty answers each month, with at least two reviewers from"
        " different offices."
    )
    assert "segmentation and translation.¹" in document.pages[0].text


def test_a_running_head_and_foot_are_dropped() -> None:
    for page in read("lo_en_2col.pdf").pages:
        assert "European Data Observatory | White Paper" not in page.text
        assert "1/2" not in page.text


def test_a_table_row_is_quoted_with_the_heads_of_its_columns() -> None:
    rows = next(
        content
        for kind, content in json.loads((FILES / "fr_communique.json").read_text())["blocks"]
        if kind == "table"
    )
    expected = "\n".join(block.text for block in table_blocks(rows))
    for name in ("lo_fr_2col.pdf", "cr_fr_1col.pdf"):
        text = "\n".join(page.text for page in read(name).pages)
        assert unicodedata.normalize("NFKC", expected) in unicodedata.normalize("NFKC", text)


def test_garble_is_never_shown(tmp_path: Path) -> None:
    unknown = (FILES / "cmap_UniJIS-UTF8-H.pdf").read_bytes().replace(b"UTF8-H", b"UTF9-H")
    with (
        pytest.raises(TextMissing) if _all_recognised() else pytest.raises(Exception, match="scan")
    ):
        made(tmp_path, unknown)


def _all_recognised() -> bool:
    from eujassist.reading.recognition import missing_packages

    return not missing_packages()


def test_a_word_cut_by_the_end_of_a_page_is_whole_on_the_first(tmp_path: Path) -> None:
    first = lines("The committee wrote that the hyphen-", "ation of words at the end of a cer-")
    second = lines("tain page is a nuisance to readers.", "Another sentence follows here.")
    pages = made(tmp_path, pdf([first, second])).pages
    assert pages[0].text == (
        "The committee wrote that the hyphenation of words at the end of a certain"
    )
    assert pages[1].text.startswith("page is a nuisance to readers.")


def test_page_labels_are_kept_where_they_are_not_the_number(tmp_path: Path) -> None:
    content = pdf(
        [lines("Preface of the report."), lines("The report itself.")],
        labels="/PageLabels << /Nums [0 << /S /r /St 4 >> 1 << /S /D /St 2 >>] >>",
    )
    assert [page.label for page in made(tmp_path, content).pages] == ["iv", ""]


@pytest.mark.parametrize(
    ("title", "shown"),
    [
        ("The Honest Title", "The Honest Title"),
        ("Microsoft Word - draft7.doc", "A line of the text."),
        ("report_final.pdf", "A line of the text."),
        ("made", "A line of the text."),
    ],
)
def test_the_title_is_the_files_unless_a_program_wrote_it(
    tmp_path: Path, title: str, shown: str
) -> None:
    content = pdf([lines("A line of the text.")], info=f"/Title ({title})")
    assert made(tmp_path, content).title == shown


def test_a_turned_page_is_read_upright(tmp_path: Path) -> None:
    upright = pdf([lines("The first line of this page", "goes on in the second one.")])
    turned = upright.replace(b"/MediaBox [0 0 595 842]", b"/Rotate 180 /MediaBox [0 0 595 842]")
    text = "The first line of this page goes on in the second one."
    assert made(tmp_path, upright).pages[0].text == text
    assert made(tmp_path, turned).pages[0].text  # upside down on the page as it is seen


FULL = "A line of text that goes to the right edge of the column of this page of the report"


def test_a_list_whose_bullets_are_drawings_is_a_list(tmp_path: Path) -> None:
    content = placed(
        (72, 700, FULL),
        (72, 685, "and introduces three points:"),
        (100, 665, "the first one;"),
        (100, 650, "the second, which is longer than the first and has to be written on"),
        (100, 635, "two lines;"),
        (100, 620, "the third"),
        (72, 600, FULL),
        (72, 585, "and ends."),
    )
    assert made(tmp_path, pdf([content])).pages[0].text == (
        f"{FULL} and introduces three points:\n- the first one;\n"
        "- the second, which is longer than the first and has to be written on two lines;\n"
        f"- the third\n\n{FULL} and ends."
    )


def test_a_line_with_room_for_the_next_word_ends_its_paragraph(tmp_path: Path) -> None:
    content = placed((72, 700, "A title in the size of the text"), *[
        (72, 685 - 15 * number, FULL) for number in range(4)
    ])  # fmt: skip
    assert (
        made(tmp_path, pdf([content]))
        .pages[0]
        .text.startswith("A title in the size of the text\n\nA line of text")
    )


def test_heads_on_two_lines_stand_over_their_columns(tmp_path: Path) -> None:
    content = placed(
        (72, 700, FULL),
        (72, 660, "Town"),
        (200, 667, "People"),
        (200, 653, "(thousands)"),
        (330, 660, "Area"),
        (72, 630, "Paris"),
        (200, 630, "2 103"),
        (330, 630, "105"),
        (72, 600, "Kyoto"),
        (200, 600, "1 464"),
        (330, 600, "828"),
    )
    assert (
        made(tmp_path, pdf([content]))
        .pages[0]
        .text.endswith(
            "Town: Paris | People (thousands): 2 103 | Area: 105\n"
            "Town: Kyoto | People (thousands): 1 464 | Area: 828"
        )
    )


def test_a_justified_line_is_no_row_of_a_table(tmp_path: Path) -> None:
    texts = ["Some words stand far apart here", "when lines are filled by spaces", "and no word"]
    spread = [f"1 0 0 1 72 {700 - 15 * row} Tm ({text}) Tj" for row, text in enumerate(texts)]
    content = "\n".join(["BT /F1 11 Tf 8 Tw", *spread, "ET"]).encode()
    assert " | " not in made(tmp_path, pdf([content])).pages[0].text


def test_entries_of_a_table_of_contents_stay_apart(tmp_path: Path) -> None:
    content = lines("1.1 Purpose . . . . . . . . . . 3", "1.2 Scope . . . . . . . . . . . . 4")
    assert len(made(tmp_path, pdf([content])).pages[0].text.split("\n\n")) == 2


def test_a_heading_at_the_top_of_every_page_stays(tmp_path: Path) -> None:
    def page(number: int) -> bytes:
        return placed((72, 800, f"Article {number}"), size=16) + b"\n" + lines(FULL, FULL, top=400)

    pages = made(
        tmp_path, pdf([page(number) for number in range(1, 10)] + [lines(FULL)] * 30)
    ).pages
    assert [page.text.split("\n")[0] for page in pages[:9]] == [
        f"# Article {number}" for number in range(1, 10)
    ]


def test_the_head_of_a_chapter_of_three_pages_is_dropped(tmp_path: Path) -> None:
    pages = [
        placed((72, 800, f"Chapter {number // 3}"), (72, 400, f"The text of page {number}."))
        for number in range(12)
    ]
    for number, page in enumerate(made(tmp_path, pdf(pages)).pages):
        assert page.text == f"The text of page {number}."


@pytest.mark.parametrize(
    ("first", "second", "whole"),
    [
        ("the infor-", "mation of", "the information of"),
        ("the franco-", "Japonais of", "the franco-Japonais of"),
        ("an INTER-", "NATIONAL of", "an INTERNATIONAL of"),
        ("from 2024-", "2025 of", "from 2024-2025 of"),
        ("a well-", "known of", "a well-known of"),
    ],
)
def test_a_hyphen_at_a_lines_end_stays_where_it_is_the_words(
    tmp_path: Path, first: str, second: str, whole: str
) -> None:
    content = lines("It is known well by all who read.", f"They said that {first}", f"{second} it.")
    assert whole in made(tmp_path, pdf([content])).pages[0].text
