"""Retrieval measured beside its parts and beside plain LlamaIndex, on questions with known answers.

    pip install llama-index-retrievers-bm25
    python bench/retrieval.py [CORPUS_FOLDER [QUESTIONS_A_LANGUAGE]]

The folder holds documents (with the questions in eval/cases) or a public set, as eval/README.md
says; all questions are asked unless a number is given, which are then spread evenly. Every system
gets the same text, the same encoder and is measured by documents, each at the rank of its best
passage: the splitters differ, so passages could not be compared. Plain LlamaIndex is its
SentenceSplitter, vector retriever, BM25Retriever and QueryFusionRetriever with their defaults.
"""

from __future__ import annotations

import sys
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
from llama_index.core import Document, VectorStoreIndex
from llama_index.core.base.base_retriever import BaseRetriever
from llama_index.core.llms import MockLLM
from llama_index.core.node_parser import SentenceSplitter
from llama_index.core.retrievers import QueryFusionRetriever
from llama_index.core.retrievers.fusion_retriever import FUSION_MODES
from llama_index.retrievers.bm25 import BM25Retriever

from eujassist import languages, sync
from eujassist.documents import LANGUAGES
from eujassist.evaluation.cases import Case
from eujassist.evaluation.collection import Collection, prepare
from eujassist.evaluation.ranking import Found, found, gold, rank, ranking_measures, retrieve
from eujassist.evaluation.statistics import mean_interval
from eujassist.indexing.embedding import E5Embedding
from eujassist.indexing.generations import visible
from eujassist.indexing.index import Index
from eujassist.settings import Settings

_PASSAGES = 50
_SHOWN = ("nDCG@10", "R@5", "R@20", "RR@10", "Success@1")

System = Callable[[Case], list[Found]]


def main(corpus: Path | None, questions: int | None) -> None:
    """Print the table."""
    collection, problems = prepare(Settings(), corpus, None, sync)
    if collection is None:
        raise SystemExit("\n".join(str(problem) for problem in problems))
    cases = _by_document(_spread(collection, questions))
    embedding = E5Embedding()
    index = Index.open(visible(collection.settings.index_dir), embedding.model_name)
    systems = {**_own(index, embedding), **_llama_index(collection, embedding)}
    print("| system | question | document | n |", " | ".join(_SHOWN), "|")
    print("| --- | --- | --- | --- |", " | ".join("---" for _ in _SHOWN), "|")
    for name, system in systems.items():
        _measure(name, system, cases, collection)


def _spread(collection: Collection, questions: int | None) -> list[Case]:
    """Return so many answerable questions of each language, evenly over the set."""
    chosen: list[Case] = []
    for language in LANGUAGES:
        cases = [one for one in collection.cases if one.language == language and one.evidence]
        single = [one for one in cases if not one.history]
        count = min(questions or len(single), len(single))
        chosen += [single[number * len(single) // count] for number in range(count)]
    return chosen


def _by_document(cases: Iterable[Case]) -> list[Case]:
    return [
        replace(case, evidence=tuple(replace(one, quote="") for one in case.evidence))
        for case in cases
    ]


def _own(index: Index, embedding: E5Embedding) -> dict[str, System]:
    def dense(case: Case) -> list[Found]:
        vector = np.array(embedding.get_query_embedding(case.text), dtype=np.float32)
        nearest = [one for each in LANGUAGES for one in index.nearest(vector, each, _PASSAGES)]
        vectors = index.vectors(nearest)
        return _sorted(index, {one: float(own @ vector) for one, (_, own) in vectors.items()})

    def lexical(case: Case) -> list[Found]:
        terms = languages.terms(case.text, case.language)
        return _sorted(index, dict(index.search_terms("terms", terms, case.language, _PASSAGES)))

    return {
        "eujassist": lambda case: retrieve(index, embedding, case.text, case.language),
        "eujassist, dense only": dense,
        "eujassist, lexical only": lexical,
    }


def _sorted(index: Index, scores: Mapping[str, float]) -> list[Found]:
    best = sorted(scores, key=lambda one: (-scores[one], one))[:_PASSAGES]
    passages = index.passages(best)
    return [Found(one, passages[one].passage.document_id, scores[one]) for one in best]


def _llama_index(collection: Collection, embedding: E5Embedding) -> dict[str, System]:
    documents = [
        Document(
            text="\n\n".join(page.text for page in document.pages),
            metadata={"title": document.title, "document": document.id},
            excluded_embed_metadata_keys=["document"],
        )
        for document in collection.documents.values()
    ]
    nodes = SentenceSplitter().get_nodes_from_documents(documents)
    limit = min(_PASSAGES, len(nodes))
    index = VectorStoreIndex(nodes, embed_model=embedding)
    dense = index.as_retriever(similarity_top_k=limit)
    lexical = BM25Retriever.from_defaults(nodes=nodes, similarity_top_k=limit)
    fused = QueryFusionRetriever(
        [dense, lexical],
        llm=MockLLM(),
        mode=FUSION_MODES.RECIPROCAL_RANK,
        similarity_top_k=limit,
        num_queries=1,
        use_async=False,
    )
    retrievers: dict[str, BaseRetriever] = {
        "LlamaIndex, vector": dense,
        "LlamaIndex, BM25": lexical,
        "LlamaIndex, fusion": fused,
    }
    return {name: _asking(retriever) for name, retriever in retrievers.items()}


def _asking(retriever: BaseRetriever) -> System:
    return lambda case: found(retriever.retrieve(case.text), "document")


def _measure(name: str, system: System, cases: Sequence[Case], collection: Collection) -> None:
    """Print a row for each pair of languages."""
    rows: dict[tuple[str, str], list[dict[str, float]]] = defaultdict(list)
    for case in cases:
        sources = [collection.documents[one.document_id].language for one in case.evidence]
        source = case.language if case.language in sources else sources[0]
        measures = ranking_measures(rank(case, system(case)), gold(case, {}))
        rows[case.language, source].append(measures)
        rows[case.language, "all"].append(measures)
    order = (*LANGUAGES, "all")
    for question, document in sorted(rows, key=lambda row: [order.index(one) for one in row]):
        measured = rows[question, document]
        if document != "all" or len(measured) > len(rows[question, question]):
            cells = (_cell([one[measure] for one in measured]) for measure in _SHOWN)
            print(f"| {name} | {question} | {document} | {len(measured)} |", " | ".join(cells), "|")


def _cell(values: Sequence[float]) -> str:
    low, high = mean_interval(values)
    return f"{np.mean(values):.3f} [{low:.2f}, {high:.2f}]"


if __name__ == "__main__":
    main(
        Path(sys.argv[1]) if len(sys.argv) > 1 else None,
        int(sys.argv[2]) if len(sys.argv) > 2 else None,
    )
