"""A question's trip: understand, encode, retrieve, weigh the evidence, word the answer."""

from __future__ import annotations

import asyncio
import unicodedata
from collections.abc import AsyncGenerator, Callable, Sequence
from contextlib import aclosing
from dataclasses import replace
from functools import partial
from typing import NamedTuple, Self

from anyio.from_thread import start_blocking_portal
from llama_index.core.base.embeddings.base import BaseEmbedding
from llama_index.core.llms import LLM
from llama_index.core.schema import NodeWithScore
from llama_index.core.utils import get_tokenizer

from eujassist import languages, strings
from eujassist.answering import conversation, courtesies, generating, quoting
from eujassist.answering.model import Deadline, open_model
from eujassist.answering.prompts import Source
from eujassist.answering.stopwatch import Stopwatch
from eujassist.documents import Answer, Document, Language, Turn
from eujassist.errors import ReadingError
from eujassist.indexing.embedding import E5Embedding
from eujassist.indexing.index import CurrentIndex, Index
from eujassist.retrieval.evidence import answerable, find_evidence
from eujassist.retrieval.question import Question, encode
from eujassist.retrieval.reranking import reranker
from eujassist.retrieval.retriever import HybridRetriever
from eujassist.settings import Settings

_NEAREST = 3
_SHARE_OF_UNDERSTANDING = 0.25
"""Of the model's time, what may go into making a question stand alone."""


class Assistant:
    """Answers questions from the newest index; any number of threads and tasks may ask."""

    def __init__(
        self,
        settings: Settings,
        index: CurrentIndex,
        embedding: BaseEmbedding,
        model: LLM | None = None,
    ) -> None:
        self._settings = settings
        self._index = index
        self._embedding = embedding
        self._model = model

    @classmethod
    def open(
        cls, settings: Settings, *, embedding: BaseEmbedding | None = None, model: LLM | None = None
    ) -> Self:
        """Open the index; IndexMissing, IndexOutdated or IndexDamaged where that cannot be.

        `embedding` must be the one that `sync` used; `model` words the answers in place of the one
        that the settings name, if they name one.
        """
        embedding = embedding or E5Embedding()
        embedding.get_query_embedding("")  # loads the weights now, not at the first question
        index = CurrentIndex(settings.index_dir, embedding.model_name)
        index.get()
        model = model or open_model(settings)
        reranker()
        if model is not None:
            get_tokenizer()  # its tables
        return cls(settings, index, embedding, model)

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

        async def whole() -> Answer:
            answers = self.stream(question, history=history, language=language)
            return [answer async for answer in answers][-1]

        # A thread with a loop of its own, since the caller may be in a loop that runs.
        with start_blocking_portal() as portal:
            return portal.call(whole)

    async def stream(
        self,
        question: str,
        *,
        history: Sequence[Turn] = (),
        language: Language | None = None,
    ) -> AsyncGenerator[Answer]:
        """Yield the answer that `ask` gives as it grows, sentence by sentence; the last is whole.

        Nothing that was shown is taken back. Closing the generator ends the model's request.
        """
        watch = Stopwatch()
        asked = courtesies.strip(self._clean(question))
        spoken = _spoken(asked, history, language)
        deadline = Deadline(self._settings.llm_seconds)
        alone, understood = await self._understand(asked, spoken, history)
        watch.lap("understanding")
        found = await asyncio.to_thread(self._find, question, alone, understood, spoken, watch)
        if self._model is None or found.quote is None:
            yield replace(found.answer, timings=watch.stop())
            return
        answers = generating.answer(self._model, found.answer, found.quote, found.sources, deadline)
        async with aclosing(answers):
            stage = "first sentence"
            async for answer in answers:
                if answer.mode == "generated":
                    watch.lap(stage)
                    stage = "writing"
                yield replace(answer, timings=watch.stop())

    async def _understand(
        self, asked: str, language: Language, history: Sequence[Turn]
    ) -> tuple[str, str]:
        """Return what is asked, and how it is understood: by the model where there is one.

        The model's words take the place of what is asked; without one both are searched.
        """
        if courtesies.recognise(asked):
            return asked, asked
        alone = conversation.without_announcement(asked)
        earlier = [Turn(*map(self._clean, turn)) for turn in history] if alone == asked else []
        if self._model is not None and earlier:
            deadline = Deadline(self._settings.llm_seconds * _SHARE_OF_UNDERSTANDING)
            rewritten = await generating.stand_alone(
                self._model, asked, language, earlier, deadline
            )
            if rewritten is not None:
                return rewritten, rewritten
        return alone, conversation.understand(alone, earlier)

    def _find(
        self, question: str, alone: str, understood: str, language: Language, watch: Stopwatch
    ) -> _Found:
        """Return what the index has to say, without a model."""
        index = self._index.get()
        answer = Answer(
            question=question,
            understood=understood,
            language=language,
            text="",
            citations=(),
            nearest=(),
            unproved=(),
            abstained=True,
            mode="quoted",
            index_version=index.version,
            timings={},
        )
        if not any(character.isalnum() for character in understood):
            text = strings.text("answer.empty_question", language)
            return _Found(replace(answer, text=text, mode="conversation"))
        if courtesy := courtesies.recognise(alone):
            count = len(index.documents())
            text = strings.text(f"answer.{courtesy.kind}", language, count=count)
            answer = replace(answer, text=text, abstained=False, mode="conversation")
            return _Found(answer)
        understood, asked, nodes = self._search(alone, understood, language, index, watch)
        nearest = _nearest(nodes, index)
        text = quoting.abstain(nearest, language)
        abstained = replace(answer, text=text, understood=understood, nearest=nearest)
        watch.lap("wording")
        if self._model is None:
            return _Found(self._quote(abstained, asked, nodes, index, watch))
        strength = answerable(asked, nodes, index)
        abstained = replace(abstained, strength=strength)
        watch.lap("evidence")
        if not nodes or strength < self._settings.min_strength:
            return _Found(abstained)
        tokens = self._model.metadata.context_window
        sources = generating.choose_sources(understood, nodes, index, tokens)
        watch.lap("prompting")
        quote = partial(self._quote, abstained, asked, nodes, index, watch)
        return _Found(abstained, quote, sources)

    def _quote(
        self,
        abstained: Answer,
        asked: Question,
        nodes: Sequence[NodeWithScore],
        index: Index,
        watch: Stopwatch,
    ) -> Answer:
        """Return the answer in quotations; `abstained` where they do not answer.

        With a model that was decided before it was asked.
        """
        if self._model is not None:
            watch.lap("waiting")
        evidence = find_evidence(asked, nodes, index)
        watch.lap("evidence")
        if self._model is None and evidence:
            abstained = replace(abstained, strength=evidence[0].strength)
        if not evidence or abstained.strength < self._settings.min_strength:
            return abstained
        text, citations = quoting.quote(evidence, abstained.language, index.document)
        watch.lap("wording")
        if not citations:
            return abstained
        return replace(abstained, text=text, citations=citations, nearest=(), abstained=False)

    def _clean(self, question: str) -> str:
        """Return a question composed (NFC), in one line, without control characters, and cut."""
        cut = question[: self._settings.max_question_characters]
        composed = unicodedata.normalize("NFC", cut)
        shown = (one for one in composed if unicodedata.category(one) != "Cf")
        spaced = (" " if unicodedata.category(one)[0] == "C" else one for one in shown)
        return " ".join("".join(spaced).split())

    def _search(
        self, alone: str, understood: str, language: Language, index: Index, watch: Stopwatch
    ) -> tuple[str, Question, list[NodeWithScore]]:
        """Return how the question is understood after all, encoded, and the passages found.

        A follow-up finds its passages as it is understood; their sentences are weighed and read
        with its own words, since those of the earlier question would find the earlier answer again.
        """
        retriever = HybridRetriever(index, self._embedding, language)
        question, nodes = self._retrieve(alone, language, retriever, watch)
        if understood != alone:
            within, nodes_within = self._retrieve(understood, language, retriever, watch)
            if conversation.goes_on(alone, _best(nodes_within) - _best(nodes)):
                question, nodes = replace(within, query_str=alone, whole=False), nodes_within
            else:
                understood = alone
        return understood, question, nodes

    def _retrieve(
        self, text: str, language: Language, retriever: HybridRetriever, watch: Stopwatch
    ) -> tuple[Question, list[NodeWithScore]]:
        """Return a question, encoded, and its passages, best first."""
        question = encode(text, language, self._embedding)
        watch.lap("encoding")
        nodes = retriever.retrieve(question)
        watch.lap("retrieval")
        return question, nodes


class _Found(NamedTuple):
    """What a question finds."""

    answer: Answer
    """The answer; if a model is to be asked, that where its sources do not answer."""
    quote: Callable[[], Answer] | None = None
    """Makes the answer without a model; None unless a model is to be asked."""
    sources: Sequence[Source] = ()
    """What the model may word the answer from."""


def _spoken(asked: str, history: Sequence[Turn], language: Language | None) -> Language:
    """Return the language of a question; that of the one before where it cannot be told."""
    if courtesy := courtesies.recognise(asked):
        return courtesy.language
    fallback = language or "en"
    if history:
        fallback = languages.detect(history[-1][0], fallback)
    return languages.detect(asked, fallback)


def _best(nodes: Sequence[NodeWithScore]) -> float:
    return nodes[0].get_score() if nodes else 0.0


def _nearest(nodes: Sequence[NodeWithScore], index: Index) -> tuple[Document, ...]:
    names = dict.fromkeys(str(node.metadata["document"]) for node in nodes)
    return tuple(index.document(name) for name in list(names)[:_NEAREST])
