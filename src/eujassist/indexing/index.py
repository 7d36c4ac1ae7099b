"""The index as a question sees it: one generation, opened for reading, and the newest one."""

from __future__ import annotations

import errno
import os
import sqlite3
import threading
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import get_args

from eujassist.documents import LANGUAGES, Document, Language
from eujassist.errors import IndexDamaged, IndexOutdated, IndexUnreadable, ReadingError
from eujassist.indexing import failures, generations, terms
from eujassist.indexing.catalogue import Catalogue, IndexedPassage, Unit
from eujassist.indexing.embedding import MODEL, UNRELATED
from eujassist.indexing.geometry import Vectors
from eujassist.indexing.vectors import CHROMA_ERRORS, VectorStores

_SAMPLE = 500  # texts of a language whose mean stands for that of all its texts
_FEW = 4
"""Texts of a language whose mean counts as much as what is usual: about twice the ratio of the
variance of cosines among texts to that of their mean among questions; one text may answer."""

_RECENT = 64
"""Passages that stay in memory: a question needs the same ones when they are found, when their
sentences are weighed and when a model is told of them."""

FORMAT = "2"
"""Raised whenever an index made before cannot be read."""


class Index:
    """One published generation; any number of threads may ask it."""

    def __init__(
        self, generation: Path, catalogue: Catalogue, stores: VectorStores, encoder: str
    ) -> None:
        self.version = generation.name
        self._folder = str(generation.parent)
        self._catalogue = catalogue
        self._stores = stores
        self._unrelated = UNRELATED if encoder == MODEL else None
        self._lock = threading.Lock()
        self._recent: dict[str, IndexedPassage] = {}
        self.passages_by_language = {
            language: catalogue.count_passages(language) for language in LANGUAGES
        }
        self._samples = {
            unit: {
                language: catalogue.sample_vectors(unit, language, _SAMPLE)
                for language, count in self.passages_by_language.items()
                if count
            }
            for unit in get_args(Unit)
        }

    @classmethod
    def open(cls, generation: Path, encoder: str) -> Index:
        """Open a generation that was made with `encoder`.

        IndexOutdated where another version or encoder made it, IndexDamaged where it cannot be
        read or its two halves do not agree.
        """
        folder = str(generation.parent)
        with ExitStack() as opened:
            try:
                catalogue = open_catalogue(generation, encoder)
                opened.callback(catalogue.close)
                chroma = generation / generations.CHROMA
                if not (chroma / "chroma.sqlite3").is_file():
                    raise IndexDamaged(folder=folder, reason="chroma.sqlite3")
                if not os.access(chroma / "chroma.sqlite3", os.W_OK):  # Chroma writes when opening
                    raise IndexUnreadable(folder=folder, reason=os.strerror(errno.EACCES))
                stores = VectorStores(chroma)
                opened.callback(stores.close)
                index = cls(generation, catalogue, stores, encoder)
                # Chroma opens a lost file as an empty store, without a word.
                for language, count in index.passages_by_language.items():
                    if stores.count(language) != count:
                        raise IndexDamaged(folder=folder, reason=f"passages-{language}")
            except (sqlite3.DatabaseError, *CHROMA_ERRORS) as error:
                raise IndexDamaged(folder=folder, reason=str(error)) from error
            opened.pop_all()
        return index

    def close(self) -> None:
        """Close the files."""
        self._stores.close()
        self._catalogue.close()

    @contextmanager
    def _reading(self) -> Iterator[None]:
        """Let one thread at a time read the catalogue, and name its damage."""
        with self._lock:
            try:
                yield
            except sqlite3.DatabaseError as error:
                raise IndexDamaged(folder=self._folder, reason=str(error)) from error

    def nearest(self, vector: Vectors, language: Language, limit: int) -> list[str]:
        """Return the ids of the passages in `language` nearest to `vector`, nearest first."""
        if not self.passages_by_language[language]:
            return []
        return self._stores.nearest(vector, language, limit)

    def expected_similarity(
        self, vector: Vectors, asked: Language, unit: Unit
    ) -> dict[Language, float]:
        """Return the mean cosine of a question with the passages or sentences of each language.

        `asked` is the question's language. The encoder finds texts in one language alike, whatever
        they say: what is above this mean can be compared across languages. Where a language has few
        texts, among which the one that answers may be, its mean is drawn towards that of unrelated
        texts; with another encoder than our own, whose texts are not known, that of all languages.
        """
        samples = self._samples[unit]
        sizes = {language: len(sample) for language, sample in samples.items()}
        means = {language: float((sample @ vector).mean()) for language, sample in samples.items()}
        overall = sum(sizes[one] * means[one] for one in means) / max(1, sum(sizes.values()))
        usual = self._unrelated[asked] if self._unrelated else dict.fromkeys(means, overall)
        return {
            one: (sizes[one] * means[one] + _FEW * usual[one]) / (sizes[one] + _FEW)
            for one in means
        }

    def search_terms(
        self, column: terms.Column, words: list[str], language: Language, limit: int
    ) -> list[tuple[str, float]]:
        """Return (passage id, BM25 score), best first; see terms.search."""
        with self._reading():
            return terms.search(self._catalogue.connection, column, words, language, limit)

    def term_frequencies(self, words: Iterable[str], language: Language) -> dict[str, int]:
        """Return in how many passages in `language` each term stands."""
        with self._reading():
            return terms.frequencies(self._catalogue.connection, words, language)

    def sample_passages(self, language: Language, limit: int) -> list[IndexedPassage]:
        """Return up to `limit` passages in `language`, spread evenly over the index."""
        with self._reading():
            return self._catalogue.sample_passages(language, limit)

    def vectors(self, identities: Iterable[str]) -> dict[str, tuple[Language, Vectors]]:
        """Return language and vector of passages by id."""
        with self._reading():
            return self._catalogue.vectors(identities)

    def tokens(self, identities: Iterable[str]) -> dict[str, tuple[Language, Vectors]]:
        """Return language and vectors of the tokens of passages by id."""
        with self._reading():
            return self._catalogue.tokens(identities)

    def passages(self, identities: Iterable[str]) -> dict[str, IndexedPassage]:
        """Return passages by id."""
        wanted = list(identities)
        with self._reading():
            found = {one: self._recent.pop(one) for one in wanted if one in self._recent}
            found |= self._catalogue.passages(one for one in wanted if one not in found)
            self._recent |= found
            for oldest in list(self._recent)[:-_RECENT]:
                del self._recent[oldest]
        return found

    def titles(self, documents: Iterable[str]) -> dict[str, str]:
        """Return the titles of documents by id."""
        with self._reading():
            return self._catalogue.titles(documents)

    def document(self, identity: str) -> Document:
        """Return the document with this id."""
        with self._reading():
            return self._catalogue.document(identity)

    def failures(self) -> list[ReadingError]:
        """Return why documents of the corpus could not be read."""
        with self._reading():
            return [error for _, error in failures.read(self._catalogue.connection).values()]

    def documents(self) -> list[Document]:
        """Return all documents, by id."""
        with self._reading():
            return list(self._catalogue.documents())


def open_catalogue(generation: Path, encoder: str) -> Catalogue:
    """Open the catalogue of a generation for reading, made with `encoder`.

    IndexOutdated where another version or encoder made it, IndexDamaged where it cannot be read.
    """
    folder = str(generation.parent)
    try:
        catalogue = Catalogue.open(generation / generations.CATALOGUE)
        try:
            made = catalogue.get_meta("format")
        except sqlite3.DatabaseError:
            catalogue.close()
            raise
    except sqlite3.DatabaseError as error:
        raise IndexDamaged(folder=folder, reason=str(error)) from error
    if made != describe_format(encoder):
        catalogue.close()
        raise IndexOutdated(folder=folder)
    return catalogue


def describe_format(encoder: str) -> str:
    """Return what an index must have noted as its format to be read with `encoder`."""
    return f"{FORMAT} {encoder}"


class CurrentIndex:
    """The newest generation: looks for it at each question and switches."""

    def __init__(self, index_dir: Path, encoder: str) -> None:
        self._index_dir = index_dir
        self._encoder = encoder
        self._lock = threading.Lock()
        self._open: Index | None = None
        self._previous: Index | None = None

    def get(self) -> Index:
        """Return the visible generation, opened; IndexMissing where there is none."""
        with self._lock:
            generation = generations.visible(self._index_dir)
            while self._open is None or self._open.version != generation.name:
                try:
                    opened = Index.open(generation, self._encoder)
                except IndexDamaged:
                    # It may have been replaced and removed between the look and the opening.
                    if (newer := generations.visible(self._index_dir)) == generation:
                        raise
                    generation = newer
                    continue
                # A question under way may still read the one before: close the one before that.
                if self._previous is not None:
                    self._previous.close()
                self._previous, self._open = self._open, opened
            return self._open

    def close(self) -> None:
        """Close what is open."""
        with self._lock:
            for index in (self._open, self._previous):
                if index is not None:
                    index.close()
            self._open = self._previous = None
