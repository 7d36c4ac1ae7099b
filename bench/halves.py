"""A public set in two halves, by article: one to fit on, one to report on; its questions asked.

Of the half to fit on, a fifth is kept apart from the training of the reranker, to choose on.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from llama_index.core.schema import NodeWithScore

from eujassist.evaluation import public_sets
from eujassist.evaluation.cases import Case
from eujassist.evaluation.collection import Collection, prepare
from eujassist.indexing.embedding import E5Embedding
from eujassist.indexing.generations import visible
from eujassist.indexing.index import Index
from eujassist.indexing.sync import sync
from eujassist.retrieval.question import Question, encode
from eujassist.retrieval.retriever import HybridRetriever
from eujassist.settings import Settings

Article = tuple[str, str]
"""Language and title."""


@dataclass(frozen=True, slots=True)
class Found:
    """A question with what the index finds for it."""

    case: Case
    question: Question
    nodes: Sequence[NodeWithScore]


def opened(folder: Path, settings: Settings | None = None) -> tuple[Collection, Index]:
    """Return the set with its index, made if need be."""
    collection, problems = prepare(settings or Settings(), folder, None, sync)
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
        for title in sorted(titles, key=_number)[::2]
    }


def halves(collection: Collection, further: Sequence[Case] = ()) -> tuple[list[Case], list[Case]]:
    """Return the questions of the half to fit on and those of the other.

    `further` are questions in other languages over paragraphs that the collection asks of too.
    """
    articles: dict[str, Article] = {}
    for case in collection.cases:
        document = case.evidence[0].document_id
        articles[document] = case.language, collection.documents[document].title
    fitted = to_fit_on(articles.values())
    parts: tuple[list[Case], list[Case]] = [], []
    for case in (*collection.cases, *further):
        parts[articles[case.evidence[0].document_id] not in fitted].append(case)
    return parts


def kept_apart(collection: Collection, fitted: Sequence[Case]) -> list[Case]:
    """Return, of the questions of the half to fit on, those on a fifth of its articles."""
    return [
        case
        for case in fitted
        if is_kept_apart(collection.documents[case.evidence[0].document_id].title)
    ]


def is_kept_apart(title: str) -> bool:
    """Tell whether an article of the half to fit on is of the fifth kept apart."""
    return _number(title) % 5 == 0


def _number(title: str) -> int:
    return int(hashlib.sha256(title.encode()).hexdigest(), 16)


def read_cases(path: Path, folder: Path) -> list[Case]:
    """Return the questions in `path`, which are asked over the paragraphs of `folder`."""
    found = public_sets.read_questions(path, folder)
    if found is None or found[1]:
        raise SystemExit(f"{path}: {found[1][0] if found else 'no questions'}")
    return found[0]


def ask(index: Index, cases: Sequence[Case]) -> Iterator[Found]:
    """Ask each question."""
    embedding = E5Embedding()
    for case in cases:
        yield find(index, case, embedding)


def find(index: Index, case: Case, embedding: E5Embedding) -> Found:
    """Encode a question and retrieve its passages."""
    question = encode(case.text, case.language, embedding)
    nodes = HybridRetriever(index, embedding, case.language).retrieve(question)
    return Found(case, question, nodes)
