import shutil
from pathlib import Path

import pypdfium2
import pytest

from eujassist.documents import Document
from eujassist.errors import ScanUnread
from eujassist.reading import recognition
from eujassist.reading.reader import Reader, read_document
from eujassist.settings import Settings
from tests.reading.making import FILES, SETTINGS

needs_tesseract = pytest.mark.skipif(
    bool(recognition.missing_packages()),
    reason=f"needs the Debian packages {recognition.missing_packages()}",
)


def scan(folder: Path, name: str) -> Path:
    """Return a PDF of a picture of the right half of a file's first page."""
    page = pypdfium2.PdfDocument(FILES / name)[0]
    picture = page.render(scale=200 / 72, grayscale=True).to_pil()
    width, height = picture.size
    path = folder / name
    picture.crop((width // 2, 0, width, height)).save(path, "PDF", resolution=200)
    return path


@needs_tesseract
def test_scans_are_read_across_and_down_and_marked(tmp_path: Path) -> None:
    files = [(scan(tmp_path, name), name) for name in ("lo_fr_2col.pdf", "lo_ja_tate.pdf")]
    with Reader(Settings()) as reader:
        across, down = (document for _, document in reader.read(files))
    assert isinstance(across, Document)
    assert isinstance(down, Document)
    assert across.pages[0].ocr
    assert down.pages[0].ocr
    assert "un recours effectif soit maintenue." in across.pages[0].text
    assert across.language == "fr"
    assert (
        "議事に先立ち、事務局から前回の議事録が報告され、異議なく承認された。" in down.pages[0].text
    )
    assert down.language == "ja"


def test_a_scan_names_the_packages_that_would_read_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shutil, "which", lambda program: None)
    recognition.languages.cache_clear()
    try:
        with pytest.raises(ScanUnread, match="tesseract-ocr-jpn-vert"):
            read_document(scan(tmp_path, "lo_fr_2col.pdf"), "a.pdf", SETTINGS)
    finally:
        recognition.languages.cache_clear()


def test_skipped_pages_are_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(shutil, "which", lambda program: None)
    monkeypatch.setenv("LC_ALL", "C")
    recognition.languages.cache_clear()
    mixed = pypdfium2.PdfDocument(FILES / "lo_en_2col.pdf")
    mixed.import_pages(pypdfium2.PdfDocument(scan(tmp_path, "lo_fr_2col.pdf")))
    mixed.save(tmp_path / "mixed.pdf")
    try:
        document = read_document(tmp_path / "mixed.pdf", "mixed.pdf", SETTINGS)
    finally:
        recognition.languages.cache_clear()
    assert [bool(page.text) for page in document.pages] == [True, True, False]
    assert "mixed.pdf" in caplog.text
    assert "(3)" in caplog.text
    assert "tesseract-ocr-fra" in caplog.text
