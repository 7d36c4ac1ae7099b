"""What the tests of this stage have in common."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
from llama_index.core.base.embeddings.base import BaseEmbedding
from pydantic import Field

from eujassist.documents import Document, Language, Page, Passage
from eujassist.indexing import generations
from eujassist.indexing.catalogue import Catalogue, IndexedPassage
from eujassist.indexing.geometry import TOKEN_DIMENSION, Vectors, unit_length
from eujassist.indexing.index import Index
from eujassist.indexing.splitting import split
from eujassist.settings import Settings

ENCODER = "recording"
DIMENSION = 16


class RecordingEmbedding(BaseEmbedding):
    """Vectors that follow from the text alone, and a list of the texts that were encoded."""

    encoded: list[str] = Field(default_factory=list)

    def __init__(self, **values: Any) -> None:
        super().__init__(**{"model_name": ENCODER, **values})

    def _get_query_embedding(self, query: str) -> list[float]:
        return vector_of(query).tolist()  # type: ignore[no-any-return]

    async def _aget_query_embedding(self, query: str) -> list[float]:
        return self._get_query_embedding(query)

    def _get_text_embedding(self, text: str) -> list[float]:
        self.encoded.append(text)
        return self._get_query_embedding(text)


def vector_of(text: str) -> Vectors:
    """Return a vector of length 1 that stands for this text."""
    seed = int.from_bytes(hashlib.sha256(text.encode()).digest()[:8], "big")
    vector = np.random.default_rng(seed).standard_normal(DIMENSION).astype(np.float32)
    unit: Vectors = vector / np.linalg.norm(vector)
    return unit


def as_vector(values: list[float]) -> Vectors:
    """Return what an embedding gave as an index takes it."""
    return np.array(values, dtype=np.float32)


def document(
    *pages: str, identity: str = "a.txt", language: Language = "en", ocr: bool = False
) -> Document:
    """Return a document of these pages."""
    return Document(
        id=identity,
        title="Title",
        kind="other",
        language=language,
        date=None,
        url=None,
        sample=False,
        pages=tuple(Page(number, text, ocr=ocr) for number, text in enumerate(pages, start=1)),
    )


def indexed(one: Document) -> list[IndexedPassage]:
    """Return a document's passages with vectors."""
    return [
        IndexedPassage(
            passage,
            vector_of(passage.text),
            np.array([vector_of(sentence.text) for sentence in passage.sentences], np.float32),
            _tokens_of(passage),
            tuple((number, number + 1) for number, _ in enumerate(passage.sentences)),
        )
        for passage in split(one, "v1")
    ]


def _tokens_of(passage: Passage) -> Vectors:
    """Return a token for each sentence, in the steps that a catalogue keeps."""
    rows = [np.resize(vector_of(one.text), TOKEN_DIMENSION) for one in passage.sentences]
    return np.rint(unit_length(np.array(rows)) * 127).astype(np.float32) / np.float32(127)


def add_text(catalogue: Catalogue, text: str, identity: str, language: Language = "en") -> None:
    """Add a document of this text to a catalogue, all its passages in `language`."""
    one = document(text, identity=identity, language=language)
    passages = [
        replace(unit, passage=replace(unit.passage, language=language)) for unit in indexed(one)
    ]
    catalogue.add(one, "v1", passages)


def write(settings: Settings, identity: str, text: str) -> Path:
    """Put a file into the corpus."""
    path = settings.corpus_dir / identity
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")
    return path


@contextmanager
def visible_index(settings: Settings, encoder: str = ENCODER) -> Iterator[Index]:
    """Open the visible generation."""
    index = Index.open(generations.visible(settings.index_dir), encoder)
    try:
        yield index
    finally:
        index.close()


def texts(index: Index) -> dict[str, str]:
    """Return the text of each document's first page by id."""
    return {one.id: one.pages[0].text for one in index.documents()}


def generations_in(settings: Settings) -> list[str]:
    """Return the names of the generations on the disk."""
    return sorted(path.name for path in settings.index_dir.iterdir() if path.name.isdigit())


def other_sync(settings: Settings, *arguments: str) -> subprocess.Popen[str]:
    """Start a sync in another process; see other_sync.py for the arguments."""
    folders: Sequence[str] = [str(settings.corpus_dir), str(settings.index_dir)]
    return subprocess.Popen(
        [sys.executable, "-m", "tests.indexing.other_sync", *folders, *arguments],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=os.environ | {"PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
    )
