import io
from pathlib import Path

import pytest
from PIL import Image

from eujassist.documents import Page, Span
from eujassist.errors import FileDamaged, FileGone
from eujassist.reading.marking import find_rectangles
from eujassist.reading.places import PlaceFinder, text_around
from eujassist.reading.reader import read_document
from tests.reading.making import FILES, SETTINGS, assembled, lines, pdf, placed


@pytest.mark.parametrize("name", ["lo_fr_2col.pdf", "lo_ja_tate.pdf", "lo_en_2col.pdf"])
def test_every_paragraph_is_found_on_its_page(name: str) -> None:
    for page in read_document(FILES / name, name, SETTINGS).pages:
        for paragraph in page.text.split("\n\n"):
            quote = paragraph.removeprefix("# ")
            assert find_rectangles(FILES / name, name, page.number, quote), quote


def test_a_quotation_over_two_lines_has_two_rectangles(tmp_path: Path) -> None:
    path = tmp_path / "a.pdf"
    path.write_bytes(pdf([lines("A sentence that be-", "gins on the first line. Another one.")]))
    first, second = find_rectangles(path, "a.pdf", 1, "sentence that begins on the first line.")
    assert first.bottom > second.top
    assert 72 < first.left < first.right < 200
    assert second.left == pytest.approx(72, abs=2)


def test_what_is_not_on_the_page_has_no_place() -> None:
    path = FILES / "lo_fr_2col.pdf"
    assert find_rectangles(path, "a.pdf", 1, "Cette phrase n’est pas dans le document.") == []
    assert find_rectangles(path, "a.pdf", 1, "") == []


def test_a_page_is_drawn_with_the_quotation_marked() -> None:
    path = FILES / "lo_fr_2col.pdf"
    with PlaceFinder(SETTINGS) as finder:
        place = finder.find(path, "a.pdf", 1, "Les résultats sont nuancés.")
        assert finder.find(path, "a.pdf", 1, "Les résultats sont nuancés.") is place
        plain = finder.find(path, "a.pdf", 1, "Absent.")
    picture = Image.open(io.BytesIO(place.picture))
    assert picture.format == "JPEG"
    left, bottom, _, top = place.rectangles[0]
    scale = picture.height / 842
    x, y = scale * left, scale * (842 - (bottom + top) / 2)
    _, _, blue = picture.convert("RGB").split()
    assert sum(blue.crop((x, y, x + 1, y + 1)).histogram()[200:]) == 0  # yellow has little blue
    assert plain.rectangles == ()
    assert plain.picture != place.picture


def test_a_missing_page_or_file_is_an_error(tmp_path: Path) -> None:
    with PlaceFinder(SETTINGS) as finder:
        with pytest.raises(FileDamaged):
            finder.find(FILES / "lo_fr_2col.pdf", "a.pdf", 99, "x")
        with pytest.raises(FileGone):
            finder.find(tmp_path / "a.pdf", "a.pdf", 1, "x")


def test_the_text_around_a_quotation_is_bounded_and_cut_at_words() -> None:
    text = "word " * 300 + "The quotation. " + "other " * 300
    start = text.index("The quotation.")
    around = text_around(Page(1, text), Span(1, start, start + 14))
    assert around.quote == "The quotation."
    assert around.before.startswith("word word")
    assert around.after.endswith("other")
    assert len(around.before) <= 400
    assert len(around.after) <= 400


def test_a_rare_kanji_does_not_shift_what_follows(tmp_path: Path) -> None:
    mapping = (
        b"/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapType 2 def\n"
        b"1 begincodespacerange <00> <FF> endcodespacerange\n"
        b"1 beginbfchar <41> <D842DFB7> endbfchar endcmap end end"
    )
    content = placed((72, 700, "AAAA and more"), (72, 600, "the last line"))
    font = b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /ToUnicode 6 0 R >>"
    made = pdf([content]).split(b"endobj\n")
    bodies = [part.split(b" obj\n", 1)[1].rstrip(b"\n") for part in made[:5]]
    stream = b"<< /Length %d >>\nstream\n%s\nendstream" % (len(mapping), mapping)
    path = tmp_path / "a.pdf"
    path.write_bytes(assembled([*bodies[:2], font, *bodies[3:], stream]))
    assert read_document(path, "a.pdf", SETTINGS).pages[0].text.startswith("𠮷𠮷𠮷𠮷 and more")
    [place] = find_rectangles(path, "a.pdf", 1, "the last line")
    assert 595 < place.bottom < place.top < 615
