import io
import unicodedata
from pathlib import Path

import pypdf
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from eujassist.documents import Document
from eujassist.errors import (
    FileDamaged,
    FileEmpty,
    FileEncrypted,
    FileGone,
    FileOutside,
    FileTooComplex,
    FileTooLarge,
    FileTooSlow,
    FileUnsupported,
    ReadingError,
    SidecarInvalid,
    TextMissing,
)
from eujassist.reading.formats import FORMATS
from eujassist.reading.reader import Reader, read_document
from eujassist.settings import Settings
from tests.reading.making import (
    FILES,
    SETTINGS,
    docx,
    flate_bomb,
    lines,
    many_references,
    pdf,
    text_bomb,
    zipped,
)

# A worker that gives up early keeps these tests short.
TIGHT = Settings(reading_memory_bytes=500_000_000, reading_seconds=10, recognition_seconds=0)
CODED = "<?xml version='1.0' encoding='abc'?><a/>"
LAUGHS = "".join(f"<!ENTITY a{n} '{f'&a{n - 1};' * 10}'>" for n in range(1, 10))
DOCTYPES = [
    "<!DOCTYPE a>",
    f"<!DOCTYPE a [<!ENTITY a0 'ha'>{LAUGHS}]>",
    "<!DOCTYPE a [<!ENTITY a9 SYSTEM 'file:///etc/passwd'>]>",
    "<!DOCTYPE a [<!ENTITY % p SYSTEM 'http://127.0.0.1/x'> %p;]>",
    "<!DOCTYPE a SYSTEM 'http://127.0.0.1/x.dtd'>",
]
ENTITIES = "<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>"
GOOD = pdf([lines("A sentence that stands in the file.")])


def refusal(folder: Path, name: str, content: bytes) -> ReadingError:
    """Return why a file is refused in this process."""
    path = folder / name
    path.write_bytes(content)
    with pytest.raises(ReadingError) as refused:
        read_document(path, name, SETTINGS)
    assert name in str(refused.value)
    return refused.value


def encrypted(user_password: str) -> bytes:
    writer = pypdf.PdfWriter(FILES / "cmap_H.pdf")
    writer.encrypt(user_password, "the owner's", algorithm="RC4-128")
    stream = io.BytesIO()
    writer.write(stream)
    return stream.getvalue()


def test_a_password_is_named_as_the_cause(tmp_path: Path) -> None:
    assert isinstance(refusal(tmp_path, "a.pdf", encrypted("secret")), FileEncrypted)


def test_a_file_that_only_its_owner_may_change_is_read(tmp_path: Path) -> None:
    path = tmp_path / "a.pdf"
    path.write_bytes(encrypted(""))
    assert "指針案が審議された" in read_document(path, "a.pdf", SETTINGS).pages[0].text


OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600


@pytest.mark.parametrize(
    ("name", "content", "kind"),
    [
        ("empty.pdf", b"", FileEmpty),
        ("zero-pages.pdf", pdf([]), FileDamaged),
        ("corrupt.pdf", b"%PDF-1.7\n" + bytes(range(256)) * 20, FileDamaged),
        ("truncated.docx", docx("<w:p/>" * 500)[:200], FileDamaged),
        ("text.pdf", b"This is no PDF.", FileDamaged),
        ("text.docx", b"This is no DOCX.", FileDamaged),
        ("picture.txt", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", FileUnsupported),
        ("sheet.docx", zipped({"xl/workbook.xml": "<a/>"}), FileUnsupported),
        ("protected.docx", OLE + "EncryptedPackage".encode("utf-16-le"), FileEncrypted),
        ("of-1997.docx", OLE + "WordDocument".encode("utf-16-le"), FileDamaged),
        ("blank.pdf", pdf([b""]), TextMissing),
        ("spaces.txt", b" \n\t\n", TextMissing),
        ("nothing.docx", docx(""), TextMissing),
        ("no-xml.docx", zipped({"word/document.xml": "<w:body"}), FileDamaged),
        ("encoding.docx", zipped({"word/document.xml": CODED}), FileDamaged),
        ("references.pdf", many_references(1_000_000), FileTooLarge),
        ("pages.pdf", pdf([b""] * 3000), FileTooLarge),
        ("entities.docx", zipped({"word/document.xml": ENTITIES}), FileDamaged),
    ],
)  # fmt: skip
def test_a_bad_file_is_refused_with_its_cause(
    tmp_path: Path, name: str, content: bytes, kind: type[ReadingError]
) -> None:
    assert type(refusal(tmp_path, name, content)) is kind


def test_a_truncated_pdf_is_refused_or_repaired(tmp_path: Path) -> None:
    path = tmp_path / "a.pdf"
    content = (FILES / "lo_fr_2col.pdf").read_bytes()
    path.write_bytes(content[: len(content) // 2])
    try:
        assert read_document(path, "a.pdf", SETTINGS).pages
    except (FileDamaged, TextMissing) as error:
        assert "a.pdf" in str(error)


def test_a_wrong_extension_does_not_matter_where_the_content_is_read(tmp_path: Path) -> None:
    for name in ("a.txt", "a.docx", "a.html"):
        (tmp_path / name).write_bytes(GOOD)
        document = read_document(tmp_path / name, name, SETTINGS)
        assert document.pages[0].text == "A sentence that stands in the file."


def test_a_directory_with_a_files_name_is_refused(tmp_path: Path) -> None:
    (tmp_path / "x.pdf").mkdir()
    with pytest.raises(FileDamaged):
        read_document(tmp_path / "x.pdf", "x.pdf", SETTINGS)


def test_a_file_that_is_gone_is_said_to_be(tmp_path: Path) -> None:
    with pytest.raises(FileGone):
        read_document(tmp_path / "x.pdf", "x.pdf", SETTINGS)


def test_a_name_in_nfd_with_japanese_becomes_nfc(tmp_path: Path) -> None:
    name = unicodedata.normalize("NFD", "デジタル庁がガバナンスé.pdf")
    (tmp_path / name).write_bytes(GOOD)
    with Reader(SETTINGS) as reader:
        [(document_id, document)] = reader.read([(tmp_path / name, name)])
    assert document_id == name
    assert isinstance(document, Document)
    assert document.id == unicodedata.normalize("NFC", name)


def test_too_large_a_file_is_refused_before_it_is_read(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(b"word " * 100)
    small = Settings(max_file_bytes=100)
    with pytest.raises(FileTooLarge, match="EUJASSIST_MAX_FILE_BYTES"):
        read_document(path, "a.txt", small)


def test_too_long_a_text_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(b"word " * 100)
    with pytest.raises(FileTooLarge, match="EUJASSIST_MAX_CHARACTERS"):
        read_document(path, "a.txt", Settings(max_characters=100))


def test_too_full_a_page_is_refused_and_a_long_text_without_pages_is_not(tmp_path: Path) -> None:
    small = Settings(max_page_characters=30)
    (tmp_path / "a.pdf").write_bytes(GOOD)
    with pytest.raises(FileTooLarge, match="EUJASSIST_MAX_PAGE_CHARACTERS"):
        read_document(tmp_path / "a.pdf", "a.pdf", small)
    (tmp_path / "a.txt").write_text("A sentence that stands in the file.")
    assert read_document(tmp_path / "a.txt", "a.txt", small).pages


@pytest.mark.parametrize("doctype", DOCTYPES)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_xml_with_a_document_type_is_refused_at_once(
    tmp_path: Path, doctype: str, encoding: str
) -> None:
    content = f"{doctype}<a>{'&a9;' if 'a9' in doctype else 'text'}</a>".encode(encoding)
    for name, member in [("a.docx", "word/document.xml"), ("a.pptx", "ppt/presentation.xml")]:
        error = refusal(tmp_path, name, zipped({member: content}))
        assert isinstance(error, FileDamaged)
        assert "document type" in str(error.__cause__)


def test_a_zip_bomb_is_refused_before_it_is_unpacked(tmp_path: Path) -> None:
    bomb = zipped({"word/document.xml": b" " * 100_000_000})
    assert isinstance(refusal(tmp_path, "bomb.docx", bomb), FileTooComplex)


def test_bombs_end_in_the_worker_and_the_next_file_is_read(tmp_path: Path) -> None:
    contents = {
        "flate.pdf": flate_bomb(600_000_000),
        "text.pdf": text_bomb(70_000_000),
        "deep.html": b"<!doctype html>" + b"<div>" * 20_000 + b"text",
        "good.pdf": GOOD,
    }
    for name, content in contents.items():
        (tmp_path / name).write_bytes(content)
    with Reader(TIGHT) as reader:
        results = dict(reader.read((tmp_path / name, name) for name in contents))
    for name in ("flate.pdf", "text.pdf", "deep.html"):
        assert isinstance(results[name], (FileTooComplex, FileTooLarge, FileTooSlow)), name
    assert isinstance(results["good.pdf"], Document)


def test_a_worker_that_is_too_slow_is_ended(tmp_path: Path) -> None:
    (tmp_path / "a.pdf").write_bytes(GOOD)
    with Reader(Settings(reading_seconds=0.01)) as reader:
        [(_, result)] = reader.read([(tmp_path / "a.pdf", "a.pdf")])
    assert isinstance(result, FileTooSlow)
    assert "EUJASSIST_READING_SECONDS" in str(result)


def test_a_link_out_of_the_corpus_is_refused(tmp_path: Path) -> None:
    corpus = tmp_path / "corpus"
    corpus.mkdir()
    (tmp_path / "outside.txt").write_text("A secret.")
    (corpus / "inside.txt").write_text("No secret.")
    (corpus / "link.txt").symlink_to(tmp_path / "outside.txt")
    (corpus / "alias.txt").symlink_to(corpus / "inside.txt")
    files = [(corpus / name, name) for name in ("link.txt", "alias.txt")]
    with Reader(SETTINGS) as reader:
        results = dict(reader.read(files, root=corpus))
    assert isinstance(results["link.txt"], FileOutside)
    assert isinstance(results["alias.txt"], Document)


def test_an_invalid_sidecar_leaves_the_file_out(tmp_path: Path) -> None:
    (tmp_path / "a.txt.toml").write_text('kind = "novel"')
    assert isinstance(refusal(tmp_path, "a.txt", b"Some text."), SidecarInvalid)


@settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(content=st.binary(max_size=400), suffix=st.sampled_from(FORMATS), head=st.booleans())
def test_any_bytes_are_read_or_refused(
    tmp_path: Path, content: bytes, suffix: str, head: bool
) -> None:
    path = tmp_path / f"any{suffix}"
    path.write_bytes((b"%PDF-1.4\n" if head else b"") + content)
    try:
        document = read_document(path, path.name, SETTINGS)
    except ReadingError as error:
        assert path.name in str(error)
    else:
        assert any(page.text for page in document.pages)


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(place=st.integers(0, 6000), bits=st.binary(min_size=1, max_size=8))
def test_a_damaged_pdf_is_read_or_refused(tmp_path: Path, place: int, bits: bytes) -> None:
    content = bytearray((FILES / "cmap_H.pdf").read_bytes())
    content[place : place + len(bits)] = bits
    path = tmp_path / "a.pdf"
    path.write_bytes(bytes(content))
    try:
        read_document(path, "a.pdf", SETTINGS)
    except ReadingError as error:
        assert "a.pdf" in str(error)
