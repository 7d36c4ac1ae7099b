"""Fonts of PDF files that name a CMap which pdfium does not know, mended before it sees them.

Adobe publishes each of its Unicode CMaps for UTF-8, UTF-16 and UTF-32: they give the same
characters. pdfium knows those for UTF-16 alone and takes the codes of the others for it, so that
the page becomes garble, in its text as in its picture. Here the strings that such a font shows are
written anew in UTF-16, and the font names the CMap that belongs to it.
"""

from __future__ import annotations

import io
import re
import zlib
from itertools import islice
from typing import Any

import pypdf
from pypdf.generic import (
    ArrayObject,
    ByteStringObject,
    ContentStream,
    DictionaryObject,
    NameObject,
    StreamObject,
    TextStringObject,
)

from eujassist.reading.information import UNREADABLE

_CMAP = re.compile(r"/(Uni[A-Za-z0-9]+)-UTF(8|32)-([HV])")
_NAMED = re.compile(_CMAP.pattern.encode("ascii"))
_PACKED = re.compile(rb"/ObjStm\b[^>]{0,300}>>\s*stream\r?\n")
_PACKED_BYTES = 1_000_000  # of one such stream: programs pack about a hundred objects into each
_PACKED_STREAMS = 20_000
_CODES = {"8": "utf-8", "32": "utf-32-be"}
_SHOWING = (b"Tj", b"TJ", b"'", b'"')
_DEPTH = 8  # of drawings within drawings


def with_known_cmaps(content: bytes) -> bytes:
    """Return a PDF file whose fonts name no CMap for UTF-8 or UTF-32; most come back as they are.

    So does one that pypdf cannot read: what becomes of it is left to pdfium and the garble gate.
    """
    if not _names_cmap(content):
        return content
    stream = io.BytesIO()
    try:
        writer = pypdf.PdfWriter(clone_from=io.BytesIO(content))
        _Mending(writer).mend()
        writer.write(stream)
    except UNREADABLE:
        return content
    return stream.getvalue()


def _names_cmap(content: bytes) -> bool:
    """Return whether such a CMap is named in a file, or in its packed objects."""
    if _NAMED.search(content):
        return True
    view = memoryview(content)
    for start in islice(_PACKED.finditer(content), _PACKED_STREAMS):
        packed = view[start.end() : start.end() + _PACKED_BYTES]
        try:
            objects = zlib.decompressobj().decompress(packed, _PACKED_BYTES)
        except zlib.error:  # packed in another way, or encrypted
            continue
        if _NAMED.search(objects):
            return True
    return False


class _Mending:
    """One walk through the pages of a file."""

    def __init__(self, writer: pypdf.PdfWriter) -> None:
        self._writer = writer
        self._fonts: dict[int, DictionaryObject] = {}
        self._forms: set[int] = set()

    def mend(self) -> None:
        """Write the strings of all pages anew, and then the names of their fonts' CMaps."""
        for page in self._writer.pages:
            resources = _dictionary(page, "/Resources")
            contents = page.get_contents()
            if contents is not None and self._transcode(contents, resources):
                page.replace_contents(contents)
            self._mend_forms(resources, 0)
        for font in self._fonts.values():
            name = _CMAP.sub(r"/\1-UTF16-\3", str(font["/Encoding"]))
            font[NameObject("/Encoding")] = NameObject(name)

    def _mend_forms(self, resources: DictionaryObject, depth: int) -> None:
        for drawing in _dictionary(resources, "/XObject").values():
            form = drawing.get_object()
            known = id(form) in self._forms or depth > _DEPTH
            if known or not isinstance(form, StreamObject) or form.get("/Subtype") != "/Form":
                continue
            self._forms.add(id(form))
            own = _dictionary(form, "/Resources") or resources
            contents = ContentStream(form, self._writer)
            if self._transcode(contents, own):
                form.set_data(contents.get_data())
            self._mend_forms(own, depth + 1)

    def _transcode(self, contents: ContentStream, resources: DictionaryObject) -> bool:
        """Write the strings of such fonts in UTF-16; return whether there are any."""
        codes = self._codes(_dictionary(resources, "/Font"))
        if not codes:
            return False
        code, saved = "", list[str]()
        operations: list[tuple[Any, Any]] = []
        for operands, operator in contents.operations:
            if operator == b"q":
                saved.append(code)
            elif operator == b"Q" and saved:
                code = saved.pop()
            elif operator == b"Tf":
                code = codes.get(operands[0], "")
            elif operator in _SHOWING and code:
                operands = [_in_utf_16(operand, code) for operand in operands]
            operations.append((operands, operator))
        contents.operations = operations
        return True

    def _codes(self, fonts: DictionaryObject) -> dict[str, str]:
        """Return in what each font that has such a CMap is written, by its name on the page."""
        codes = {}
        for name, reference in fonts.items():
            font = reference.get_object()
            found = _CMAP.fullmatch(str(_dictionary(fonts, name).get("/Encoding")))
            if found:
                self._fonts[id(font)] = font
                codes[name] = _CODES[found[2]]
        return codes


def _dictionary(parent: DictionaryObject, key: str) -> DictionaryObject:
    found = parent.get(key)
    value = found.get_object() if found is not None else None
    return value if isinstance(value, DictionaryObject) else DictionaryObject()


def _in_utf_16(operand: Any, code: str) -> Any:
    if isinstance(operand, ArrayObject):
        return ArrayObject(_in_utf_16(part, code) for part in operand)
    if not isinstance(operand, ByteStringObject | TextStringObject):
        return operand
    text = operand.original_bytes.decode(code, errors="replace")
    return ByteStringObject(text.encode("utf-16-be"))
