"""What a file is, by what it holds and not by what it is called."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path
from typing import Literal

from eujassist.errors import FileDamaged, FileEncrypted, FileUnsupported
from eujassist.reading.encodings import wide_encoding

Format = Literal["pdf", "docx", "pptx", "odt", "html", "markdown", "text"]

FORMATS = (".docx", ".htm", ".html", ".md", ".odt", ".pdf", ".pptx", ".txt")

_HEAD_BYTES = 4096
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_PROTECTED = "EncryptedPackage".encode("utf-16-le")
_HTML = re.compile(
    rb"\A(\xef\xbb\xbf)?\s*(<\?xml[^>]*>\s*)?(?><!--.*?-->\s*)*+<(!doctype\s+html|html)\b",
    re.IGNORECASE | re.DOTALL,
)
_UTF_MARKS = (b"\xff\xfe", b"\xfe\xff", b"\0\0\xfe\xff")
_TEXT_SUFFIXES: dict[str, Format] = {
    ".md": "markdown",
    ".txt": "text",
    ".html": "html",
    ".htm": "html",
}
_MEMBERS: dict[str, Format] = {"word/document.xml": "docx", "ppt/presentation.xml": "pptx"}
_OFFICE_SUFFIXES = (".docx", ".pptx")


def detect_format(path: Path, file: str) -> Format:
    """Return the format of the file at `path`.

    Raises FileUnsupported, FileEncrypted, or FileDamaged where a name promises a format that the
    content is not. `file` is the name that an error shows.
    """
    with path.open("rb") as stream:
        head = stream.read(_HEAD_BYTES)
    suffix = path.suffix.lower()
    if b"%PDF-" in head[: 8 if suffix in _TEXT_SUFFIXES else 1024]:
        return "pdf"
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _zip_format(path, file)
    if head.startswith(_OLE) and suffix in _OFFICE_SUFFIXES and _PROTECTED in path.read_bytes():
        raise FileEncrypted(file=file)  # Office wraps a protected document in its older container
    if suffix not in _TEXT_SUFFIXES and suffix in FORMATS and not _HTML.match(head):
        raise FileDamaged(file=file)
    if b"\0" in head and not head.startswith(_UTF_MARKS) and not wide_encoding(head):
        raise FileUnsupported(file=file, formats=", ".join(FORMATS))
    if _HTML.match(head):
        return "html"
    if suffix not in _TEXT_SUFFIXES:
        raise FileUnsupported(file=file, formats=", ".join(FORMATS))
    return _TEXT_SUFFIXES[suffix]


def _zip_format(path: Path, file: str) -> Format:
    try:
        with zipfile.ZipFile(path) as archive:
            names = set(archive.namelist())
            mimetype = b""
            if "mimetype" in names:
                with archive.open("mimetype") as stream:
                    mimetype = stream.read(64)
    except (zipfile.BadZipFile, NotImplementedError, OSError, RuntimeError, EOFError) as error:
        raise FileDamaged(file=file) from error
    for member, office_format in _MEMBERS.items():
        if member in names:
            return office_format
    if mimetype.startswith(b"application/vnd.oasis.opendocument.text"):
        return "odt"
    raise FileUnsupported(file=file, formats=", ".join(FORMATS))
