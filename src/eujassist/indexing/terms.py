"""The lexical index: the terms and names of the passages, in SQLite's FTS5, by language."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Sequence
from typing import Literal

from eujassist import languages
from eujassist.documents import LANGUAGES, Language

Column = Literal["terms", "names"]

TABLES = "\n".join(
    f"CREATE VIRTUAL TABLE terms_{language} USING fts5(terms, names, "
    "tokenize = 'unicode61 remove_diacritics 0');\n"
    f"CREATE VIRTUAL TABLE vocabulary_{language} USING fts5vocab(terms_{language}, col);"
    for language in LANGUAGES
)
"""The tables, as SQL; a row's rowid is the passage's number in the catalogue."""


def add(connection: sqlite3.Connection, number: int, text: str, language: Language) -> None:
    """Index `text` as that of the passage with this number."""
    connection.execute(
        f"INSERT INTO terms_{language} (rowid, terms, names) VALUES (?, ?, ?)",
        (
            number,
            " ".join(languages.terms(text, language)),
            " ".join(languages.names(text)),
        ),
    )


def remove(connection: sqlite3.Connection, document: str) -> None:
    """Forget the passages of a document; due while the catalogue still knows them."""
    for language in LANGUAGES:
        connection.execute(
            f"DELETE FROM terms_{language} WHERE rowid IN "
            "(SELECT number FROM passages WHERE document_id = ?)",
            (document,),
        )


def search(
    connection: sqlite3.Connection,
    column: Column,
    words: Sequence[str],
    language: Language,
    limit: int,
) -> list[tuple[str, float]]:
    """Return (passage id, BM25 score) of the passages in `language` with any of `words`.

    `words` are made by languages.terms for `language`, or by languages.names, as `column` says.
    Best first; a higher score is better.
    """
    if not words:
        return []
    either = " OR ".join(f'"{word}"' for word in dict.fromkeys(words))
    table = f"terms_{language}"
    rows = connection.execute(
        f"SELECT passages.id, -bm25({table}) FROM {table} "
        f"JOIN passages ON passages.number = {table}.rowid "
        f"WHERE {table} MATCH ? ORDER BY bm25({table}), passages.id LIMIT ?",
        (f"{column} : ({either})", limit),
    )
    return [(str(identity), float(score)) for identity, score in rows]


def frequencies(
    connection: sqlite3.Connection, words: Iterable[str], language: Language
) -> dict[str, int]:
    """Return in how many passages in `language` each of these terms stands."""
    wanted = list(dict.fromkeys(words))
    marks = ",".join("?" * len(wanted))
    rows = connection.execute(
        f"SELECT term, doc FROM vocabulary_{language} WHERE col = 'terms' AND term IN ({marks})",
        wanted,
    )
    return {str(term): int(count) for term, count in rows}
