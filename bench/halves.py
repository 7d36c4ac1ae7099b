"""A public set in two halves, by article: one to fit on, one to report on."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from llama_index.core.schema import NodeWithScore, QueryBundle

from eujassist.documents import Language
from eujassist.evaluation.cases import Case
from eujassist.evaluation.collection import Collection, prepare
from eujassist.indexing.catalogue import Vectors, unit_length
from eujassist.indexing.embedding import E5Embedding
from eujassist.indexing.generations import visible
from eujassist.indexing.index import Index
from eujassist.indexing.sync import sync
from eujassist.retrieval.retriever import HybridRetriever
from eujassist.settings import Settings


@dataclass(frozen=True, slots=True)
class Asked:
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


def halves(collection: Collection) -> tuple[list[Case], list[Case]]:
    """Return the questions of the half to fit on and those of the other, parted by article."""

    def article(case: Case) -> tuple[Language, str]:
        return case.language, collection.documents[case.evidence[0].document_id].title

    parts: dict[Language, set[str]] = defaultdict(set)
    for language, title in map(article, collection.cases):
        parts[language].add(title)
    fitted = {
        (language, title)
        for language, titles in parts.items()
        for title in sorted(titles, key=lambda one: hashlib.sha256(one.encode()).hexdigest())[::2]
    }
    first = [case for case in collection.cases if article(case) in fitted]
    return first, [case for case in collection.cases if article(case) not in fitted]


def ask(index: Index, cases: Sequence[Case]) -> Iterator[Asked]:
    """Encode each question and retrieve its passages."""
    embedding = E5Embedding()
    for case in cases:
        encoded = embedding.get_query_embedding(case.text)
        nodes = HybridRetriever(index, embedding, case.language).retrieve(
            QueryBundle(case.text, embedding=encoded)
        )
        yield Asked(case, unit_length(np.array(encoded, dtype=np.float32)), nodes)
