"""Asking one case of the assistant and writing down all that is measured."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Self

from llama_index.core.base.embeddings.base import BaseEmbedding
from pydantic import PrivateAttr

from eujassist.answering.assistant import Assistant
from eujassist.documents import Answer, Document, Language, Turn
from eujassist.evaluation.cases import Case
from eujassist.evaluation.collection import Collection
from eujassist.evaluation.metrics import is_right, measure_answer
from eujassist.evaluation.observation import Observation, Quotation
from eujassist.evaluation.ranking import folded_passages, gold, rank, ranking_measures, retrieve
from eujassist.evaluation.wording import fallback, said
from eujassist.indexing.catalogue import Catalogue
from eujassist.indexing.embedding import E5Embedding, Encoded
from eujassist.indexing.generations import CATALOGUE, visible
from eujassist.indexing.index import Index

_WARMING = "The first question is slower than the others."


class _RememberingEmbedding(E5Embedding):
    """Encodes the same question only once in a row.

    A question is asked first, with its latency taken, and then ranked.
    """

    _last: tuple[str, Encoded] | None = PrivateAttr(default=None)

    def encode_question(self, text: str) -> Encoded:
        if self._last is None or self._last[0] != text:
            self._last = (text, super().encode_question(text))
        return self._last[1]


@dataclass(slots=True)
class Asker:
    """An assistant, and what is needed to tell how good its answers are."""

    documents: dict[str, Document]
    passages: dict[str, dict[str, str]]
    """Folded text of the passages, by document and id."""
    embedding: BaseEmbedding
    index: Index
    assistant: Assistant
    willing: Assistant
    """The same without a threshold: what would be answered where it abstains."""
    _replayed: dict[tuple[str, ...], list[Turn]] = field(default_factory=dict)

    @classmethod
    def open(cls, collection: Collection) -> Self:
        """Open the collection's index; raises what Assistant.open raises."""
        embedding = _RememberingEmbedding()
        settings = collection.settings
        generation = visible(settings.index_dir)
        catalogue = Catalogue.open(generation / CATALOGUE)
        try:
            quoted = {
                evidence.document_id
                for case in collection.cases
                for evidence in case.evidence
                if evidence.quote
            }
            passages = folded_passages(catalogue, sorted(quoted))
        finally:
            catalogue.close()
        willing = settings.model_copy(update={"min_strength": 0.0})
        asker = cls(
            documents=collection.documents,
            passages=passages,
            embedding=embedding,
            index=Index.open(generation, embedding.model_name),
            assistant=Assistant.open(settings, embedding=embedding),
            willing=Assistant.open(willing, embedding=embedding),
        )
        asker.assistant.ask(_WARMING)
        return asker

    def close(self) -> None:
        """Close the index."""
        self.index.close()
        self.assistant.close()
        self.willing.close()

    @property
    def index_version(self) -> str:
        """The number of the generation that is asked."""
        return self.index.version

    def ask(self, case: Case) -> Observation:
        """Ask the case, its earlier turns before it, and return what was seen."""
        history = self._replay(case.history)
        answer = self.assistant.ask(case.text, history=history)
        # What a language model declines, it would decline again.
        weak = answer.abstained and answer.mode == "quoted"
        bold = self.willing.ask(case.text, history=history) if weak else answer
        relevant = gold(case, self.passages)
        found = retrieve(self.index, self.embedding, answer.understood, answer.language)
        ranking = rank(case, found)
        measures = measure_answer(case, answer, self.documents)
        if relevant:
            measures |= ranking_measures(ranking, relevant)
        return Observation(
            id=case.id,
            text=case.text,
            language=case.language,
            document_language=_document_language(case, self.documents),
            type=case.type,
            answerable=case.answerable,
            evidence=tuple(
                Quotation(document=one.document_id, quote=one.quote) for one in case.evidence
            ),
            understood=answer.understood,
            answer_language=answer.language,
            abstained=answer.abstained,
            strength=answer.strength,
            mode=answer.mode,
            answer=answer.text,
            said=said(answer),
            fallback=fallback(answer),
            quotations=_quotations(answer),
            passages=tuple(dict.fromkeys(one.passage.id for one in answer.citations)),
            right=is_right(case, bold),
            relevant=relevant,
            ranking=tuple(ranking),
            measures=dict(sorted(measures.items())),
            last_turn=self._rank_alone(case, case.text, relevant),
            standalone=self._rank_alone(case, case.standalone, relevant),
            timings=dict(answer.timings),
        )

    def _replay(self, questions: tuple[str, ...]) -> list[Turn]:
        """Return the earlier turns with the answers that the assistant gives to them."""
        if questions and questions not in self._replayed:
            before = self._replay(questions[:-1])
            answer = self.assistant.ask(questions[-1], history=before)
            self._replayed[questions] = [
                *before,
                Turn(questions[-1], answer.text, answer.understood),
            ]
        return self._replayed.get(questions, [])

    def _rank_alone(self, case: Case, question: str, relevant: dict[str, int]) -> float | None:
        if not case.history or not relevant:
            return None
        found = retrieve(self.index, self.embedding, question, case.language)
        return ranking_measures(rank(case, found), relevant)["nDCG@10"]


def _document_language(case: Case, documents: dict[str, Document]) -> Language | None:
    """Return the question's language where a document in it has the answer, else the first's."""
    found = [documents[evidence.document_id].language for evidence in case.evidence]
    return case.language if case.language in found else next(iter(found), None)


def _quotations(answer: Answer) -> tuple[Quotation, ...]:
    return tuple(Quotation(document=one.document.id, quote=one.quote) for one in answer.citations)
