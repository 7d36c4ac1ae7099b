"""Zipped XML, the safe way: what DOCX, PPTX and ODT have in common."""

from __future__ import annotations

import datetime
import zipfile
import zlib
from pathlib import Path
from types import TracebackType
from xml.etree.ElementTree import Element, ParseError, TreeBuilder, XMLParser

from eujassist.errors import FileDamaged, FileTooComplex
from eujassist.reading.extract import Declared
from eujassist.reading.metadata import find_date, sensible_title

# A tree took 7 times the bytes of a DOCX's text, 27 times those of nothing but empty elements.
_TREE_FACTOR = 20
_CORE = "{http://purl.org/dc/elements/1.1/}"
_TERMS = "{http://purl.org/dc/terms/}"


class Archive:
    """A zipped office file, of which single XML members are parsed within limits."""

    def __init__(self, path: Path, file: str, memory_bytes: int) -> None:
        """Open `path`; `file` is the name that errors show. Raises FileDamaged."""
        self._file = file
        self._left = memory_bytes // _TREE_FACTOR
        try:
            self._archive = zipfile.ZipFile(path)
        except (zipfile.BadZipFile, NotImplementedError, ValueError) as error:
            raise FileDamaged(file=file) from error
        self.names = frozenset(self._archive.namelist())

    def __enter__(self) -> Archive:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._archive.close()

    def xml(self, name: str) -> Element | None:
        """Return a member as a tree, None where there is none.

        Entities and document types are refused. Raises FileDamaged, and FileTooComplex where the
        member's declared size (which zipfile never exceeds) is beyond what memory allows.
        """
        if name not in self.names:
            return None
        self._left -= self._archive.getinfo(name).file_size
        if self._left < 0:
            raise FileTooComplex(file=self._file, setting="EUJASSIST_READING_MEMORY_BYTES")
        try:
            return _parsed(self._archive.read(name))
        except (
            zipfile.BadZipFile,
            zlib.error,
            NotImplementedError,
            RuntimeError,
            EOFError,
            ParseError,
            LookupError,  # an encoding that nobody knows
            ValueError,  # one that the parser does not, and a document type
        ) as error:
            raise FileDamaged(file=self._file) from error

    def required(self, name: str) -> Element:
        """Return a member that the format cannot be without. Raises FileDamaged."""
        tree = self.xml(name)
        if tree is None:
            raise FileDamaged(file=self._file)
        return tree

    def relations(self, part: str) -> dict[str, str]:
        """Return the members that a part of an Office Open XML file points to, by id."""
        folder, _, name = part.rpartition("/")
        tree = self.xml(f"{folder}/_rels/{name}.rels")
        relations = {}
        for relation in tree if tree is not None else ():
            target = relation.get("Target", "")
            if relation.get("TargetMode") != "External":
                relations[relation.get("Id", "")] = _resolve(folder, target)
        return relations

    def core_properties(self) -> tuple[Declared, datetime.date | None]:
        """Return the title of an Office Open XML file, and the day it was made.

        Its language is left out: programs write there the language that they speak themselves.
        """
        tree = self.xml("docProps/core.xml")
        if tree is None:
            return Declared(), None
        title = sensible_title(tree.findtext(f"{_CORE}title"))
        return Declared(title), find_date(tree.findtext(f"{_TERMS}created") or "")


class _Builder(TreeBuilder):
    """Builds trees of XML without a document type, which is where all entities come from."""

    def doctype(self, *_: str | None) -> None:
        raise ValueError("document type")


def _parsed(content: bytes) -> Element:
    parser = XMLParser(target=_Builder())  # noqa: S314 - no entities without a document type
    parser.feed(content)
    tree: Element = parser.close()
    return tree


def _resolve(folder: str, target: str) -> str:
    """Return a relation's target as a member's name: ../slides/slide1.xml, /word/footnotes.xml."""
    if target.startswith("/"):
        return target[1:]
    parts = folder.split("/")
    for step in target.split("/"):
        if step == "..":
            parts = parts[:-1]
        else:
            parts.append(step)
    return "/".join(parts)
