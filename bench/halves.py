"""A public set in two halves, by article: one to fit on, one to report on; its questions asked."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from llama_index.core.schema import NodeWithScore, QueryBundle

from eujassist.evaluation.cases import Case
from eujassist.evaluation.collection import Collection, prepare
from eujassist.indexing.catalogue import Vectors, unit_length
from eujassist.indexing.embedding import E5Embedding
from eujassist.indexing.generations import visible
from eujassist.indexing.index import Index
from eujassist.indexing.sync import sync
from eujassist.retrieval.retriever import HybridRetriever
from eujassist.settings import Settings

Article = tuple[str, str]
"""Language and title."""


@dataclass(frozen=True, slots=True)
class Found:
    """A question with what the index finds for it."""

    case: Case
    vector: Vectors
    nodes: Sequence[NodeWithScore]


def opened(folder: Path) -> tuple[Collection, Index]:
    """Return the set with its index, made if need be."""
    collection, problems = prepare(Settings(), folder, None, sync)
    if collection is None:
        raise SystemExit("\n".join(str(problem) for problem in problems))
    return collection, Index.open(visible(collection.settings.index_dir), E5Embedding().model_name)


def to_fit_on(articles: Iterable[Article]) -> set[Article]:
    """Return every second article of each language, in the order of a hash of the titles."""
    parts: dict[str, set[str]] = defaultdict(set)
    for language, title in articles:
        parts[language].add(title)
    return {
        (language, title)
        for language, titles in parts.items()
        for title in sorted(titles, key=lambda one: hashlib.sha256(one.encode()).hexdigest())[::2]
    }


def halves(collection: Collection) -> tuple[list[Case], list[Case]]:
    """Return the questions of the half to fit on and those of the other."""

    def article(case: Case) -> Article:
        return case.language, collection.documents[case.evidence[0].document_id].title

    fitted = to_fit_on(map(article, collection.cases))
    first = [case for case in collection.cases if article(case) in fitted]
    return first, [case for case in collection.cases if article(case) not in fitted]


def ask(index: Index, cases: Sequence[Case]) -> Iterator[Found]:
    """Ask each question."""
    embedding = E5Embedding()
    for case in cases:
        yield find(index, case, embedding)


def find(index: Index, case: Case, embedding: E5Embedding) -> Found:
    """Encode a question and retrieve its passages."""
    encoded = embedding.get_query_embedding(case.text)
    nodes = HybridRetriever(index, embedding, case.language).retrieve(
        QueryBundle(case.text, embedding=encoded)
    )
    return Found(case, unit_length(np.array(encoded, dtype=np.float32)), nodes)
