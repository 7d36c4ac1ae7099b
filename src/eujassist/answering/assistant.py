"""A question's trip: understand, encode, retrieve, weigh the evidence, word the answer."""

from __future__ import annotations

import time
import unicodedata
from collections.abc import Sequence
from dataclasses import replace
from typing import Self

import numpy as np
from llama_index.core.base.embeddings.base import BaseEmbedding
from llama_index.core.schema import NodeWithScore, QueryBundle

from eujassist import languages, strings
from eujassist.answering import conversation, quoting
from eujassist.documents import Answer, Document, Language, Turn
from eujassist.errors import ReadingError
from eujassist.indexing.catalogue import unit_length
from eujassist.indexing.embedding import E5Embedding
from eujassist.indexing.index import CurrentIndex, Index
from eujassist.retrieval.evidence import Evidence, find_evidence
from eujassist.retrieval.retriever import HybridRetriever
from eujassist.settings import Settings

_NEAREST = 3
_NAME_WORDS = 3


class Assistant:
    """Answers questions from the newest index; any number of threads may ask."""

    def __init__(self, settings: Settings, index: CurrentIndex, embedding: BaseEmbedding) -> None:
        self._settings = settings
        self._index = index
        self._embedding = embedding

    @classmethod
    def open(cls, settings: Settings, *, embedding: BaseEmbedding | None = None) -> Self:
        """Open the index; IndexMissing, IndexOutdated or IndexDamaged where that cannot be.

        `embedding` must be the one that `sync` used.
        """
        embedding = embedding or E5Embedding()
        embedding.get_query_embedding("")  # loads the weights now, not at the first question
        index = CurrentIndex(settings.index_dir, embedding.model_name)
        index.get()
        return cls(settings, index, embedding)

    def close(self) -> None:
        """Close the index."""
        self._index.close()

    def documents(self) -> list[Document]:
        """Return all documents that can be found, by id."""
        return self._index.get().documents()

    def failures(self) -> list[ReadingError]:
        """Return why documents of the corpus could not be read when it was last looked at."""
        return self._index.get().failures()

    def ask(
        self,
        question: str,
        *,
        history: Sequence[Turn] = (),
        language: Language | None = None,
    ) -> Answer:
        """Answer `question` in its own language, from the documents, with checked citations.

        `history` holds the earlier turns of the conversation, oldest first. `language` decides only
        where the question's own cannot be told (English where it is not given). An answer that the
        documents do not support is not given: `abstained` is then set.
        """
        watch = _Stopwatch()
        index = self._index.get()
        asked = self._clean(question)
        spoken = languages.detect(asked, fallback=language or "en")
        earlier = [self._clean(turn[0]) for turn in history]
        understood = conversation.understand(asked, earlier)
        answer = Answer(
            question=question,
            understood=understood,
            language=spoken,
            text="",
            citations=(),
            nearest=(),
            unproved=(),
            abstained=True,
            mode="quoted",
            index_version=index.version,
            timings={},
        )
        if not any(character.isalnum() for character in asked):
            text = strings.text("answer.empty_question", spoken)
            return replace(answer, text=text, mode="conversation", timings=watch.stop())
        evidence, nodes = self._search(understood, spoken, index, watch)
        answer = replace(answer, strength=evidence[0].strength if evidence else 0.0)
        if evidence and answer.strength >= self._settings.min_strength:
            text, citations = quoting.quote(evidence, spoken, index.document)
            answer = replace(answer, text=text, citations=citations, abstained=not citations)
        if answer.abstained:
            nearest = _nearest(nodes, index)
            text = quoting.abstain(nearest, spoken)
            answer = replace(answer, text=text, nearest=nearest)
        watch.lap("wording")
        return replace(answer, timings=watch.stop())

    def _clean(self, question: str) -> str:
        """Return a question composed (NFC), in one line, without control characters, and cut."""
        cut = question[: self._settings.max_question_characters]
        composed = unicodedata.normalize("NFC", cut)
        shown = (one for one in composed if unicodedata.category(one) != "Cf")
        spaced = (" " if unicodedata.category(one)[0] == "C" else one for one in shown)
        return " ".join("".join(spaced).split())

    def _search(
        self, question: str, language: Language, index: Index, watch: _Stopwatch
    ) -> tuple[list[Evidence], list[NodeWithScore]]:
        """Return the evidence for `question`, and the passages it was taken from, best first."""
        # The encoder takes a sentence in capitals for another text; a name in capitals stays.
        shouted = question.isupper() and len(question.split()) > _NAME_WORDS
        vector = self._embedding.get_query_embedding(question.lower() if shouted else question)
        watch.lap("encoding")
        retriever = HybridRetriever(index, self._embedding, language)
        nodes = retriever.retrieve(QueryBundle(question, embedding=vector))
        watch.lap("retrieval")
        encoded = unit_length(np.array(vector, dtype=np.float32))
        evidence = find_evidence(question, language, encoded, nodes, index)
        watch.lap("evidence")
        return evidence, nodes


class _Stopwatch:
    """Milliseconds by stage."""

    def __init__(self) -> None:
        self._start = self._last = time.perf_counter()
        self._laps: dict[str, float] = {}

    def lap(self, stage: str) -> None:
        now = time.perf_counter()
        self._laps[stage] = 1000 * (now - self._last)
        self._last = now

    def stop(self) -> dict[str, float]:
        return {**self._laps, "total": 1000 * (time.perf_counter() - self._start)}


def _nearest(nodes: Sequence[NodeWithScore], index: Index) -> tuple[Document, ...]:
    names = dict.fromkeys(str(node.metadata["document"]) for node in nodes)
    return tuple(index.document(name) for name in list(names)[:_NEAREST])
