"""The questions of a public set, asked of indexes that answer them and of some that do not.

Every question is asked of three indexes:

- one with its paragraph: it is answerable;
- one with the other half of its article's paragraphs: its subject is there, its answer is not;
- one without its article: it is off the subject.

A question without an answer is asked where the paragraph is that it was written on: it is nearly
answered.

For every other question they hold about half of all paragraphs, for the rest a sixteenth. The
indexes stay in `<EUJASSIST_INDEX_DIR>/abstaining` for the next run.
"""

from __future__ import annotations

import math
import sys
import zlib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Literal, NamedTuple

from pydantic import PrivateAttr

from eujassist import Settings, sync
from eujassist.answering import quoting
from eujassist.documents import Language
from eujassist.evaluation import public_sets
from eujassist.evaluation.cases import Case
from eujassist.evaluation.matching import any_holds
from eujassist.indexing.embedding import E5Embedding, Encoded
from eujassist.indexing.generations import visible
from eujassist.indexing.index import Index
from eujassist.retrieval import abstaining, evidence, reranking
from eujassist.retrieval.abstaining import Signals
from halves import Article, find, is_kept_apart, read_cases, to_fit_on

Half = Literal["to train on", "kept apart", "to report on"]
Sort = Literal["answerable", "nearly answered", "on the subject", "off the subject"]
SORTS: tuple[Sort, ...] = ("answerable", "nearly answered", "on the subject", "off the subject")
SMALL = 300
"""Passages: the small indexes have fewer, the others more."""

_GROUPS = 8  # of articles, for the small indexes
_PASSAGES = 5  # that evidence is taken from


class Place(NamedTuple):
    """Where a paragraph stands."""

    language: str
    article: int
    """Its article's number among those of the language, in an order that means nothing."""
    number: int
    """Its own within the article."""
    half: Half
    """What its article is for (halves.py)."""


@dataclass(frozen=True, slots=True)
class Part:
    """An index of some of the paragraphs, and the questions that are asked of it."""

    name: str
    paragraphs: list[public_sets.Paragraph]
    sorts: dict[str, Sort]
    """The sort of a question with an answer, by the document that has it; others are not asked."""
    small: bool


@dataclass(frozen=True, slots=True)
class Asked:
    """A question asked of an index."""

    sort: Sort
    language: Language
    place: Place
    """Of the paragraph with the answer, or that nearly has it."""
    passages: int
    """How many the index has."""
    signals: Signals
    yardstick: float
    right: bool
    """Whether the first quotation that would be given holds the answer."""


class _Remembering(E5Embedding):
    """Encodes each text only once: the indexes share their paragraphs."""

    _questions: dict[str, Encoded] = PrivateAttr(default_factory=dict)
    _passages: dict[str, Encoded] = PrivateAttr(default_factory=dict)

    def encode_question(self, text: str) -> Encoded:
        if text not in self._questions:
            self._questions[text] = super().encode_question(text)
        return self._questions[text]

    def encode_passages(self, texts: Sequence[str]) -> list[Encoded]:
        new = [text for text in dict.fromkeys(texts) if text not in self._passages]
        self._passages.update(zip(new, super().encode_passages(new), strict=True))
        return [self._passages[text] for text in texts]


def ask_all(folder: Path, further: Sequence[Path]) -> list[Asked]:
    """Ask the questions of the set in `folder` and those of further files over its paragraphs."""
    paragraphs, problems = public_sets.read_paragraphs(folder)
    if problems:
        raise SystemExit("\n".join(str(problem) for problem in problems))
    cases = [case for path in (folder, *further) for case in read_cases(path, folder)]
    places = _place(paragraphs)
    embedding = _Remembering()
    return [
        one
        for part in _parts(paragraphs, places)
        for one in _ask_part(part, cases, places, embedding)
    ]


def _place(paragraphs: Iterable[public_sets.Paragraph]) -> dict[str, Place]:
    """Return the place of each paragraph, by the document that it becomes."""
    titles = sorted(
        {(one.lang, one.title) for one in paragraphs},
        key=lambda article: (article[0], zlib.crc32(article[1].encode()), article[1]),
    )
    count: Counter[str] = Counter()
    numbers: dict[Article, int] = {}
    for lang, title in titles:
        numbers[lang, title] = count[lang]
        count[lang] += 1
    fitted = to_fit_on(numbers)
    half: dict[Article, Half] = dict.fromkeys(numbers, "to report on")
    half |= {one: "kept apart" if is_kept_apart(one[1]) else "to train on" for one in fitted}
    met: Counter[Article] = Counter()
    places = {}
    for one in paragraphs:
        article = one.lang, one.title
        document = public_sets.document_id(one.id)
        places[document] = Place(one.lang, numbers[article], met[article], half[article])
        met[article] += 1
    return places


def _parts(
    paragraphs: Sequence[public_sets.Paragraph], places: Mapping[str, Place]
) -> Iterator[Part]:
    """Yield two halves within the articles, two by article, and sixteen small parts."""
    rules: dict[str, Callable[[Place], tuple[bool, Sort | None]]] = {}
    for half in (0, 1):
        rules[f"within-{half}"] = partial(_within, half)
        rules[f"articles-{half}"] = partial(_by_article, half)
        for group in range(_GROUPS):
            rules[f"small-{group}-{half}"] = partial(_small, group, half)
    for name, rule in rules.items():
        found = {document: rule(at) for document, at in places.items()}
        held = [one for one in paragraphs if found[public_sets.document_id(one.id)][0]]
        sorts = {document: sort for document, (_, sort) in found.items() if sort}
        yield Part(name, held, sorts, name.startswith("small"))


def _within(half: int, place: Place) -> tuple[bool, Sort | None]:
    """Tell whether the part holds the paragraph, and the sort of its questions."""
    held = place.number % 2 == half
    return held, "answerable" if held else "on the subject"


def _by_article(half: int, place: Place) -> tuple[bool, Sort | None]:
    held = place.article // 2 % 2 == half
    return held, None if held else "off the subject"


def _small(group: int, half: int, place: Place) -> tuple[bool, Sort | None]:
    if place.article % _GROUPS == group:
        return _within(half, place)
    following = place.article % _GROUPS == (group + 1) % _GROUPS and place.number % 2 == half
    return False, "off the subject" if following else None


def _ask_part(
    part: Part,
    cases: Iterable[Case],
    places: Mapping[str, Place],
    embedding: E5Embedding,
) -> Iterator[Asked]:
    folder = Settings().index_dir / "abstaining" / part.name
    settings = Settings(corpus_dir=folder / "corpus", index_dir=folder / "index")
    public_sets.write_documents(part.paragraphs, settings.corpus_dir)
    sync(settings, embedding=embedding)
    index = Index.open(visible(settings.index_dir), embedding.model_name)
    there = {document.id for document in index.documents()}
    for case in cases:
        document = case.evidence[0].document_id
        sort = _sort(case, part.sorts.get(document), document in there)
        small = zlib.crc32(case.id.encode()) % 2 == 0
        if sort and small == part.small:
            yield _ask(case, sort, places[document], index, embedding)
    index.close()
    print(part.name, len(there), file=sys.stderr)


def _sort(case: Case, with_answer: Sort | None, there: bool) -> Sort | None:
    """Return what a question is, from what one with an answer would be; None if it is not asked.

    `there` tells whether its paragraph is.
    """
    # Of paragraphs alike one is indexed: the others' questions are left out.
    if with_answer is None or (with_answer == "answerable") != there:
        return None
    if case.answers:
        return with_answer
    return "nearly answered" if there else None


def _ask(case: Case, sort: Sort, place: Place, index: Index, embedding: E5Embedding) -> Asked:
    found = find(index, case, embedding)
    passages = index.passages(node.node_id for node in found.nodes[:_PASSAGES])
    looked_at = evidence.candidates(found.question, found.nodes, index)
    fits = evidence.fits(looked_at)
    # What the reranker was trained on is read better than what is asked of it later.
    readings = reranking.read(looked_at, fits) if place.half != "to train on" else []
    signals = abstaining.measure(found.question, found.nodes, passages, index, readings)
    logarithms = reranking.rerank(fits, readings) if readings else fits
    parts = evidence.take(looked_at, logarithms, 1.0)
    _, citations = quoting.quote(parts, case.language, index.document)
    return Asked(
        sort=sort,
        language=case.language,
        place=place,
        passages=sum(index.passages_by_language.values()),
        signals=signals,
        yardstick=_yardstick(signals),
        right=sort == "answerable"
        and any_holds([one.quote for one in citations[:1]], case.answers),
    )


def _yardstick(signals: Signals) -> float:
    """Return what was used before."""
    return 1 / (1 + math.exp(23.8 - 320.0 * signals.margin - 20.0 * signals.nearest))
