"""The passages that are found for a question, and which of them hold the gold evidence."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from difflib import SequenceMatcher
from typing import NamedTuple

import ir_measures
from ir_measures import RR, Qrel, R, ScoredDoc, Success, nDCG
from llama_index.core.base.embeddings.base import BaseEmbedding
from llama_index.core.schema import NodeWithScore

from eujassist.documents import Language
from eujassist.evaluation.cases import Case, fold
from eujassist.indexing.catalogue import Catalogue
from eujassist.indexing.index import Index
from eujassist.retrieval.retriever import HybridRetriever

DEPTH = 20
"""The ranks that are kept and measured."""
_PASSAGES = 50
"""Passages taken from the retriever: several may belong to one document."""
_MEASURES = (nDCG @ 10, R @ 5, R @ 20, RR @ 10, Success @ 1)


class Found(NamedTuple):
    """A passage at its rank."""

    id: str
    document_id: str
    score: float


def retrieve(
    index: Index, embedding: BaseEmbedding, question: str, language: Language
) -> list[Found]:
    """Return the passages for `question`, best first, as answering finds them."""
    nodes = HybridRetriever(index, embedding, language, _PASSAGES).retrieve(question)
    return found(nodes, "document")


def found(nodes: Iterable[NodeWithScore], document_key: str) -> list[Found]:
    """Return LlamaIndex's nodes as passages; their metadata name the document by `document_key`."""
    return [
        Found(node.node_id, str(node.metadata[document_key]), node.get_score()) for node in nodes
    ]


def rank(case: Case, passages: Sequence[Found]) -> list[tuple[str, float]]:
    """Return what is ranked, with scores, at most DEPTH, best first.

    That is the passages; where a case has evidence without a quotation, the documents, each at the
    rank of its best passage.
    """
    ranked: dict[str, float] = {}
    for passage in passages:
        unit = passage.document_id if _by_document(case) else passage.id
        ranked.setdefault(unit, passage.score)
    return list(ranked.items())[:DEPTH]


def _by_document(case: Case) -> bool:
    return any(not evidence.quote for evidence in case.evidence)


def gold(case: Case, passages: Mapping[str, Mapping[str, str]]) -> dict[str, int]:
    """Return the relevance of what should be found: passages, or documents as `rank` has it.

    `passages` holds, by document, the folded text of its passages by id. A passage is gold when it
    holds the quotation; where splitting cut the quotation, those that hold its longest part are.
    """
    relevant: dict[str, int] = {}
    if _by_document(case):
        for evidence in case.evidence:
            known = relevant.get(evidence.document_id, 0)
            relevant[evidence.document_id] = max(known, evidence.relevance)
        return relevant
    for evidence in case.evidence:
        quote = fold(evidence.quote)
        texts = passages[evidence.document_id]
        held = [identity for identity, text in texts.items() if quote in text]
        if not held:
            parts = {identity: longest_common(quote, text) for identity, text in texts.items()}
            most = max(parts.values(), default=0)
            held = [identity for identity, part in parts.items() if part == most > 0]
        relevant.update(dict.fromkeys(held, evidence.relevance))
    return relevant


def longest_common(one: str, other: str) -> int:
    """Return the length of the longest part that two texts have in common."""
    return SequenceMatcher(None, one, other, autojunk=False).find_longest_match().size


def folded_passages(catalogue: Catalogue, documents: Iterable[str]) -> dict[str, dict[str, str]]:
    """Return, by document, the folded text of its passages by id."""
    return {
        document: {
            identity: fold(indexed.passage.text)
            for identity, indexed in catalogue.passages(catalogue.passage_ids(document)).items()
        }
        for document in documents
    }


def ranking_measures(
    ranked: Sequence[tuple[str, float]], relevant: Mapping[str, int]
) -> dict[str, float]:
    """Return nDCG@10, R@5, R@20, RR@10 and Success@1 of one question, by ir-measures.

    Ranks count, not scores: equal scores stay in the order in which they were found. nDCG is that
    of Järvelin and Kekäläinen (2002) with the grade as gain; R is recall, RR the reciprocal rank of
    the first that is relevant, Success whether one is.
    """
    qrels = [Qrel("q", unit, grade) for unit, grade in relevant.items()]
    run = [ScoredDoc("q", unit, -place) for place, (unit, _) in enumerate(ranked)]
    if not run:
        return {str(measure): 0.0 for measure in _MEASURES}
    values = {
        str(metric.measure): metric.value for metric in ir_measures.iter_calc(_MEASURES, qrels, run)
    }
    return {str(measure): values[str(measure)] for measure in _MEASURES}
