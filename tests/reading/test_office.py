from pathlib import Path

import pptx
from odfdo import Document as OdtDocument
from odfdo import Header, List, Note, Paragraph, Table
from pptx.util import Inches

from eujassist.documents import Document
from eujassist.reading.reader import read_document
from tests.reading.making import FILES, SETTINGS, docx


def text_of(path: Path) -> str:
    return "\n".join(page.text for page in read_document(path, path.name, SETTINGS).pages)


def word_text(folder: Path, body: str, **members: str) -> str:
    path = folder / "made.docx"
    path.write_bytes(docx(body, **members))
    return text_of(path)


def paragraph(text: str, properties: str = "") -> str:
    return f"<w:p><w:pPr>{properties}</w:pPr><w:r><w:t>{text}</w:t></w:r></w:p>"


def read(name: str) -> Document:
    return read_document(FILES / name, name, SETTINGS)


def test_a_docx_has_its_headings_notes_lists_and_tables() -> None:
    text = read("lo_en_2col.docx").pages[0].text
    assert text.startswith("# Trustworthy Retrieval for Public Organisations: A White Paper")
    assert "segmentation and translation.¹" in text
    assert "\n\n² Files with fewer than one hundred characters per page were" in text
    assert "- Refuse to answer when no passage reaches the agreed threshold" in text
    assert "System type: Hybrid | Recall: 0.82 | Precision: 0.77 | Cited page correct: 76%" in text


def test_ruby_leaves_its_base_text(tmp_path: Path) -> None:
    ruby = (
        "<w:p><w:r><w:ruby><w:rt><w:r><w:t>ぎじろく</w:t></w:r></w:rt><w:rubyBase><w:r>"
        "<w:t>議事録</w:t></w:r></w:rubyBase></w:ruby></w:r><w:r><w:t>を公表した。</w:t></w:r></w:p>"
    )
    assert word_text(tmp_path, ruby) == "議事録を公表した。"


def test_deleted_text_is_gone_and_inserted_text_is_there(tmp_path: Path) -> None:
    body = (
        "<w:p><w:del><w:r><w:delText>old</w:delText><w:t>old</w:t></w:r></w:del>"
        "<w:ins><w:r><w:t>new</w:t></w:r></w:ins></w:p>"
    )
    assert word_text(tmp_path, body) == "new"


def test_list_items_have_the_numbers_that_the_list_gives_them(tmp_path: Path) -> None:
    numbering = (
        '<w:abstractNum w:abstractNumId="7"><w:lvl w:ilvl="0"><w:start w:val="3"/>'
        '<w:numFmt w:val="decimal"/><w:lvlText w:val="%1."/></w:lvl>'
        '<w:lvl w:ilvl="1"><w:numFmt w:val="lowerLetter"/><w:lvlText w:val="%1%2)"/></w:lvl>'
        '</w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="7"/></w:num>'
    )

    def item(text: str, level: int) -> str:
        numbers = f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="1"/></w:numPr>'
        return paragraph(text, numbers)

    body = paragraph("It follows:") + item("one", 0) + item("two", 0) + item("a part", 1)
    text = word_text(tmp_path, body + item("three", 0), numbering=numbering)
    assert text == "It follows:\n3. one\n4. two\n4a) a part\n5. three"


def test_a_style_makes_a_heading_of_its_descendants_too(tmp_path: Path) -> None:
    styles = (
        '<w:style w:styleId="A"><w:pPr><w:outlineLvl w:val="0"/></w:pPr></w:style>'
        '<w:style w:styleId="B"><w:basedOn w:val="A"/></w:style>'
        '<w:style w:styleId="C"><w:basedOn w:val="C"/></w:style>'
    )
    body = paragraph("A heading", '<w:pStyle w:val="B"/>') + paragraph(
        "No heading", '<w:pStyle w:val="C"/>'
    )
    assert word_text(tmp_path, body, styles=styles) == "# A heading\n\nNo heading"


def test_a_cell_merged_with_the_one_above_says_what_that_says(tmp_path: Path) -> None:
    def cell(text: str, properties: str = "") -> str:
        return f"<w:tc><w:tcPr>{properties}</w:tcPr>{paragraph(text)}</w:tc>"

    rows = [
        cell("Country") + cell("Year") + cell("Share"),
        cell("France", '<w:vMerge w:val="restart"/>') + cell("2024") + cell("12 %"),
        cell("", "<w:vMerge/>") + cell("2025") + cell("18 %"),
    ]
    table = "".join(f"<w:tr>{row}</w:tr>" for row in rows)
    assert word_text(tmp_path, f"<w:tbl>{table}</w:tbl>") == (
        "Country: France | Year: 2024 | Share: 12 %\nCountry: France | Year: 2025 | Share: 18 %"
    )


def test_a_pptx_has_a_page_for_each_slide(tmp_path: Path) -> None:
    show = pptx.Presentation()
    slide = show.slides.add_slide(show.slide_layouts[1])
    slide.shapes.title.text = "Le titre"
    slide.placeholders[1].text = "Premier point\nSecond point"
    table = slide.shapes.add_table(2, 2, Inches(1), Inches(4), Inches(4), Inches(1)).table
    for row, texts in enumerate([["Pays", "2025"], ["France", "12"]]):
        for column, text in enumerate(texts):
            table.cell(row, column).text = text
    show.slides.add_slide(show.slide_layouts[5]).shapes.title.text = "第二部"
    path = tmp_path / "a.pptx"
    show.save(str(path))
    assert [page.text for page in read_document(path, "a.pptx", SETTINGS).pages] == [
        "# Le titre\n\n- Premier point\n- Second point\n\nPays: France | 2025: 12",
        "# 第二部",
    ]


def test_an_odt_has_its_headings_notes_lists_and_tables(tmp_path: Path) -> None:
    document = OdtDocument("text")
    body = document.body
    body.clear()
    noted = Paragraph("Un texte avec note")
    noted.append(Note(note_class="footnote", note_id="n", citation="1", body="La note."))
    table = Table("T", width=3, height=2)
    table.set_values([["Pays", "2024", "2025"], ["France", "11", "12"]])
    for element in (Header(1, "Le titre"), noted, List(["un", "deux"]), table):
        body.append(element)
    path = tmp_path / "a.odt"
    document.save(str(path))
    assert text_of(path) == (
        "# Le titre\n\nUn texte avec note¹\n\n- un\n- deux\n\n"
        "Pays: France | 2024: 11 | 2025: 12\n\n¹ La note."
    )
