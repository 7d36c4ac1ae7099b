"""One generation's catalogue: documents, pages, passages, terms and vectors in one SQLite file.

It holds all that is known; Chroma's collections can be filled from it without encoding again.
"""

from __future__ import annotations

import datetime
import json
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import numpy as np

from eujassist.documents import Document, Language, Page, Passage, Sentence, Span
from eujassist.indexing import blobs, terms
from eujassist.indexing.geometry import Vectors
from eujassist.indexing.schema import TABLES

Unit = Literal["passages", "sentences"]


@dataclass(frozen=True, slots=True)
class IndexedPassage:
    """A passage as the index knows it: with its vector and those of its sentences."""

    passage: Passage
    vector: Vectors
    """Shape (dimension,), length 1."""
    sentence_vectors: Vectors
    """Shape (sentences, dimension), rows of length 1."""
    tokens: Vectors
    """Shape (tokens, token dimension), rows of length 1: those of title and heading first; no row
    where the encoder gives none."""
    sentence_tokens: tuple[tuple[int, int], ...]
    """The half-open range of the tokens of each sentence."""


class Catalogue:
    """The open catalogue of one generation; one thread uses it at a time."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self.connection = connection

    @classmethod
    def create(cls, file: Path) -> Catalogue:
        """Make an empty catalogue in `file`, which must not exist."""
        catalogue = cls.open(file, writable=True)
        catalogue.connection.executescript(TABLES + terms.TABLES)
        return catalogue

    @classmethod
    def open(cls, file: Path, *, writable: bool = False) -> Catalogue:
        """Open the catalogue in `file`; sqlite3.Error where that is not one."""
        mode = "rwc" if writable else "ro"
        connection = sqlite3.connect(
            f"{file.absolute().as_uri()}?mode={mode}", uri=True, check_same_thread=False
        )
        connection.execute("PRAGMA foreign_keys = ON")
        return cls(connection)

    def close(self) -> None:
        """Commit what was changed and close the file."""
        self.connection.commit()
        self.connection.close()

    # Facts about the generation -------------------------------------------------------------------

    def get_meta(self, key: str) -> str | None:
        """Return what is noted under `key`, or None."""
        row = self.connection.execute("SELECT value FROM meta WHERE key = ?", (key,)).fetchone()
        return str(row[0]) if row else None

    def set_meta(self, key: str, value: str) -> None:
        """Note `value` under `key`."""
        self.connection.execute("INSERT OR REPLACE INTO meta VALUES (?, ?)", (key, value))

    def count_passages(self, language: Language) -> int:
        """Return how many passages there are in `language`."""
        row = self.connection.execute(
            "SELECT count(*) FROM passages WHERE language = ?", (language,)
        ).fetchone()
        return int(row[0])

    # Documents ------------------------------------------------------------------------------------

    def versions(self) -> dict[str, str]:
        """Return the version of each document by its id."""
        return dict(self.connection.execute("SELECT id, version FROM documents"))

    def documents(self) -> Iterator[Document]:
        """Yield all documents with their pages, by id."""
        for (identity,) in self.connection.execute("SELECT id FROM documents ORDER BY id"):
            yield self.document(identity)

    def titles(self, documents: Iterable[str]) -> dict[str, str]:
        """Return the titles of documents by id."""
        wanted = list(dict.fromkeys(documents))
        marks = ",".join("?" * len(wanted))
        rows = self.connection.execute(
            f"SELECT id, title FROM documents WHERE id IN ({marks})", wanted
        )
        return dict(rows.fetchall())

    def document(self, identity: str) -> Document:
        """Return the document with this id and its pages; KeyError where there is none."""
        row = self.connection.execute(
            "SELECT id, title, kind, language, date, url, sample FROM documents WHERE id = ?",
            (identity,),
        ).fetchone()
        if row is None:
            raise KeyError(identity)
        pages = self.connection.execute(
            "SELECT number, text, label, ocr FROM pages WHERE document_id = ? ORDER BY number",
            (identity,),
        )
        return Document(
            id=row[0],
            title=row[1],
            kind=row[2],
            language=row[3],
            date=datetime.date.fromisoformat(row[4]) if row[4] else None,
            url=row[5],
            sample=bool(row[6]),
            pages=tuple(Page(number, text, label, bool(ocr)) for number, text, label, ocr in pages),
        )

    def add(self, document: Document, version: str, passages: Sequence[IndexedPassage]) -> None:
        """Add a document that is not there yet, with its passages."""
        date = document.date.isoformat() if document.date else None
        self.connection.execute(
            "INSERT INTO documents VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            (
                document.id,
                version,
                document.title,
                document.kind,
                document.language,
                date,
                document.url,
                document.sample,
            ),
        )
        self.connection.executemany(
            "INSERT INTO pages VALUES (?, ?, ?, ?, ?)",
            [
                (document.id, page.number, page.text, page.label, page.ocr)
                for page in document.pages
            ],
        )
        for indexed in passages:
            self._add_passage(document, indexed)

    def _add_passage(self, document: Document, indexed: IndexedPassage) -> None:
        passage = indexed.passage
        (number,) = self.connection.execute(
            "INSERT INTO passages VALUES (NULL, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) RETURNING number",
            (
                passage.id,
                document.id,
                passage.version,
                passage.language,
                json.dumps(passage.spans),
                passage.heading,
                passage.ocr,
                passage.text,
                blobs.from_vector(indexed.vector),
                blobs.from_tokens(indexed.tokens),
            ),
        ).fetchone()
        self.connection.executemany(
            "INSERT INTO sentences VALUES (?, ?, ?, ?, ?, ?, ?)",
            [
                (number, place, json.dumps(one.spans), one.text, blobs.from_vector(own), *tokens)
                for place, (one, own, tokens) in enumerate(
                    zip(
                        passage.sentences,
                        indexed.sentence_vectors,
                        indexed.sentence_tokens,
                        strict=True,
                    )
                )
            ],
        )
        searched = f"{document.title}\n{passage.heading}\n{passage.text}"
        terms.add(self.connection, number, searched, passage.language)

    def remove(self, identity: str) -> None:
        """Remove a document with all that was made of it."""
        terms.remove(self.connection, identity)
        self.connection.execute("DELETE FROM documents WHERE id = ?", (identity,))

    # Passages -------------------------------------------------------------------------------------

    def passage_ids(self, document: str) -> list[str]:
        """Return the ids of a document's passages."""
        rows = self.connection.execute("SELECT id FROM passages WHERE document_id = ?", (document,))
        return [str(row[0]) for row in rows]

    def sample_passages(self, language: Language, limit: int) -> list[IndexedPassage]:
        """Return up to `limit` passages in `language`, spread evenly over the index."""
        rows = self.connection.execute(
            "SELECT id FROM passages WHERE language = ?", (language,)
        ).fetchall()
        step = max(1, len(rows) // limit)
        return list(self.passages(row[0] for row in rows[::step][:limit]).values())

    def passages(self, identities: Iterable[str]) -> dict[str, IndexedPassage]:
        """Return passages by id, with their sentences and vectors."""
        wanted = list(identities)
        marks = ",".join("?" * len(wanted))
        rows = self.connection.execute(
            "SELECT number, id, document_id, version, language, spans, heading, ocr, text, vector, "
            f"tokens FROM passages WHERE id IN ({marks})",
            wanted,
        ).fetchall()
        return {row[1]: self._passage(row) for row in rows}

    def _passage(self, row: tuple[Any, ...]) -> IndexedPassage:
        number, identity, document, version, language, spans, heading, ocr, text, *arrays = row
        sentences = self.connection.execute(
            "SELECT spans, text, vector, first_token, last_token FROM sentences WHERE passage = ? "
            "ORDER BY number",
            (number,),
        ).fetchall()
        passage = Passage(
            id=identity,
            document_id=document,
            version=version,
            language=language,
            spans=_to_spans(spans),
            heading=heading,
            ocr=bool(ocr),
            text=text,
            sentences=tuple(Sentence(_to_spans(one), text) for one, text, *_ in sentences),
        )
        vector, tokens = arrays
        own = blobs.to_vector(vector)
        vectors = np.array(
            [blobs.to_vector(blob) for _, _, blob, *_ in sentences], dtype=np.float32
        )
        return IndexedPassage(
            passage=passage,
            vector=own,
            sentence_vectors=vectors.reshape(len(sentences), len(own)),
            tokens=blobs.to_tokens(tokens),
            sentence_tokens=tuple((first, last) for *_, first, last in sentences),
        )

    def vectors(self, identities: Iterable[str]) -> dict[str, tuple[Language, Vectors]]:
        """Return language and vector of passages by id."""
        rows = self._of_passages("vector", identities)
        return {identity: (language, blobs.to_vector(blob)) for identity, language, blob in rows}

    def tokens(self, identities: Iterable[str]) -> dict[str, tuple[Language, Vectors]]:
        """Return language and vectors of the tokens of passages by id."""
        rows = self._of_passages("tokens", identities)
        return {identity: (language, blobs.to_tokens(blob)) for identity, language, blob in rows}

    def _of_passages(
        self, column: Literal["vector", "tokens"], identities: Iterable[str]
    ) -> sqlite3.Cursor:
        wanted = list(identities)
        marks = ",".join("?" * len(wanted))
        return self.connection.execute(
            f"SELECT id, language, {column} FROM passages WHERE id IN ({marks})", wanted
        )

    def sample_vectors(self, unit: Unit, language: Language, limit: int) -> Vectors:
        """Return at least one and about `limit` vectors in `language`, spread over the index.

        Shape (vectors, dimension); (0,) where there is none.
        """
        source = {
            "passages": "passages",
            "sentences": "sentences JOIN passages ON passages.number = sentences.passage",
        }[unit]
        found = f"SELECT {unit}.rowid FROM {source} WHERE language = ? ORDER BY {unit}.rowid"
        numbers = [row[0] for row in self.connection.execute(found, (language,))]
        chosen = numbers[:: max(1, len(numbers) // limit)]
        marks = ",".join("?" * len(chosen))
        rows = self.connection.execute(
            f"SELECT vector FROM {unit} WHERE rowid IN ({marks})", chosen
        )
        return np.array([blobs.to_vector(blob) for (blob,) in rows], dtype=np.float32)


def _to_spans(text: str) -> tuple[Span, ...]:
    return tuple(Span(*span) for span in json.loads(text))
