import re
import struct
import zlib
from pathlib import Path

import pypdfium2
import pytest
from hypothesis import given
from hypothesis import strategies as st

from eujassist.reading.cmaps import with_known_cmaps
from eujassist.reading.marking import find_rectangles
from eujassist.reading.reader import read_document
from tests.reading.making import FILES, SETTINGS, assembled, lines, pdf

GIVEN = (FILES / "cmap_UniJIS-UTF8-H.pdf").read_bytes()
SENTENCE = "出席者は委員２３名、オブザーバー５名、事務局４名であった。"


def text_of(content: bytes) -> str:
    pages = pypdfium2.PdfDocument(content)
    return "\n".join(page.get_textpage().get_text_range() for page in pages)


def drawn(code: str, cmap: str) -> bytes:
    """Return a page whose text is in a drawing within a drawing, in a font it inherits."""

    def shown(text: str) -> str:
        return f"<{text.encode(code).hex()}>"

    inner = (
        f"BT q /F1 12 Tf 60 700 Td 16 TL {shown('議事録の公開')} Tj T* [{shown('第一')} -50"
        f" {shown('に𠮷野')}] TJ {shown('次の行')} ' Q /F2 12 Tf (plain) Tj ET"
    ).encode()
    form = "/Type /XObject /Subtype /Form /BBox [0 0 595 842] /Resources << %s >>"
    fonts = "/Font << /F1 6 0 R /F2 8 0 R >>"
    outer = (form % "/XObject << /X2 5 0 R >>").encode()
    return assembled(
        [
            b"<< /Type /Catalog /Pages 2 0 R >>",
            b"<< /Type /Pages /Kids [3 0 R] /Count 1 /MediaBox [0 0 595 842]"
            b" /Resources << /XObject << /X1 4 0 R >> >> >>",
            b"<< /Type /Page /Parent 2 0 R /Contents 9 0 R >>",
            b"<< %s /Length 6 >>\nstream\n/X2 Do\nendstream" % outer,
            b"<< %s /Length %d >>\nstream\n%s\nendstream"
            % ((form % fonts).encode(), len(inner), inner),
            f"<< /Type /Font /Subtype /Type0 /BaseFont /A /Encoding /{cmap}"
            " /DescendantFonts [7 0 R] >>".encode(),
            b"<< /Type /Font /Subtype /CIDFontType0 /BaseFont /A /DW 1000 /CIDSystemInfo"
            b" << /Registry (Adobe) /Ordering (Japan1) /Supplement 4 >> >>",
            b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
            b"<< /Length 6 >>\nstream\n/X1 Do\nendstream",
        ]
    )


def test_a_text_in_utf_8_codes_is_read_and_found_on_its_page(tmp_path: Path) -> None:
    path = tmp_path / "a.pdf"
    path.write_bytes(GIVEN)
    assert SENTENCE in read_document(path, "a.pdf", SETTINGS).pages[0].text
    assert find_rectangles(path, "a.pdf", 1, SENTENCE)


@pytest.mark.parametrize(
    ("code", "cmap"),
    [
        ("utf-8", "UniJIS-UTF8-H"),
        ("utf-8", "UniJIS2004-UTF8-H"),
        ("utf-32-be", "UniJIS-UTF32-H"),
        ("utf-16-be", "UniJIS-UTF16-H"),
    ],
)
def test_drawings_and_all_ways_to_show_a_text_are_mended(code: str, cmap: str) -> None:
    text = re.sub(r"\s+", " ", text_of(with_known_cmaps(drawn(code, cmap))))
    assert text.strip() == "議事録の公開 第一に𠮷野 次の行 plain"


def packed(content: bytes) -> bytes:
    """Return a file of `assembled` with its objects that are no streams packed into one stream."""
    objects = re.findall(rb"(\d+) 0 obj\s(.*?)\s?endobj", content, re.DOTALL)
    plain = [(number, body) for number, body in objects if b"stream" not in body]
    heads, bodies = b"", b""
    for number, body in plain:
        heads += b"%s %d " % (number, len(bodies))
        bodies += body + b" "
    data = zlib.compress(heads + bodies)
    pack, table = len(objects) + 1, len(objects) + 2
    written = b"%PDF-1.5\n"
    entries = {int(number): (2, pack, place) for place, (number, _) in enumerate(plain)}
    streams = [pair for pair in objects if b"stream" in pair[1]]
    head = b"<< /Type /ObjStm /N %d /First %d /Filter /FlateDecode /Length %d >>\nstream\n"
    whole = head % (len(plain), len(heads), len(data)) + data + b"\nendstream"
    for number, body in [*streams, (b"%d" % pack, whole)]:
        entries[int(number)] = (1, len(written), 0)
        written += b"%s 0 obj\n%s\nendobj\n" % (number, body)
    entries[table] = (1, len(written), 0)
    rows = b"".join(struct.pack(">BIH", *entries.get(n, (0, 0, 0))) for n in range(table + 1))
    return written + (
        b"%d 0 obj\n<< /Type /XRef /Size %d /W [1 4 2] /Root 1 0 R /Length %d >>\nstream\n"
        b"%s\nendstream\nendobj\nstartxref\n%d\n%%%%EOF"
        % (table, table + 1, len(rows), rows, len(written))
    )


def test_a_font_in_packed_objects_is_found() -> None:
    content = packed(drawn("utf-8", "UniJIS-UTF8-H"))
    assert b"UTF8" not in content
    assert "議事録の公開" not in text_of(content)
    assert "議事録の公開" in text_of(with_known_cmaps(content))


def test_vertical_text_stays_vertical() -> None:
    content = with_known_cmaps(drawn("utf-8", "UniJIS-UTF8-V"))
    assert b"/UniJIS-UTF16-V" in content
    assert "議事録の公開" in "".join(text_of(content).split())


def test_other_files_come_back_byte_for_byte() -> None:
    for content in (pdf([lines("Text.")]), (FILES / "cmap_H.pdf").read_bytes(), b""):
        assert with_known_cmaps(content) == content


@given(st.integers(0, len(GIVEN)), st.binary(min_size=1, max_size=8))
def test_any_damage_is_borne(place: int, bits: bytes) -> None:
    assert with_known_cmaps(GIVEN[:place] + bits + GIVEN[place + len(bits) :])
