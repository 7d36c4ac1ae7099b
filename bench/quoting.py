"""The share of questions that quotations answer, and how long they are.

    python bench/quoting.py FOLDER

The folder holds a public set as eval/README.md says; all its languages are in one index. Measured
is the half of the articles that bench/fitting.py and bench/reranking.py do not train on, nor
bench/choosing.py choose on. Quotations are taken with abstaining set aside (min_strength 0) unless
the row says otherwise; a quotation holds an answer where its words stand there one after the other,
and its length is counted in sentences.

Yardsticks: what is quoted when no passage is read together with the question (reranking.py); the
best single sentences of three passages by the cosine of the encoder, scaled to 0 to 1, plus the
share of the question's terms; and the ceiling of choosing among the passages looked at, where every
sentence with an answer is found.
"""

from __future__ import annotations

import sys
from collections import defaultdict
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np

from eujassist import languages
from eujassist.answering import quoting
from eujassist.documents import LANGUAGES
from eujassist.evaluation.matching import any_holds
from eujassist.evaluation.statistics import mean_interval
from eujassist.indexing.geometry import Vectors
from eujassist.indexing.index import Index
from eujassist.retrieval.evidence import Evidence, candidates, find_evidence, fits, take
from eujassist.retrieval.signals import terms_of
from eujassist.settings import Settings
from halves import Found, ask, halves, opened

_THREE = 3

System = Callable[[Found, Sequence[Evidence]], list[str]]
"""From a question and the evidence for it to quotations, best first."""


class Figures(NamedTuple):
    """What one question gets."""

    first: float
    """1 where the first quotation holds an answer, else 0."""
    three: float
    """The same of the first three."""
    lengths: list[int]
    """Sentences of each quotation."""


def main(folder: Path) -> None:
    """Print the table."""
    collection, index = opened(folder)
    _, held_out = halves(collection)
    systems = _systems(index)
    found: dict[tuple[str, str], list[Figures]] = defaultdict(list)
    for asked in ask(index, held_out):
        case = asked.case
        evidence = find_evidence(asked.question, asked.nodes, index)
        for name, system in systems.items():
            found[name, case.language].append(_measure(system(asked, evidence), asked))
    print(f"{len(held_out)} questions of the half that no weight was fitted on")
    print("| | question | first | first three | sentences of the first | of all | quotations | n |")
    print("| --- | --- | --- | --- | --- | --- | --- | --- |")
    for name in systems:
        for language in LANGUAGES:
            _show(name, language, found[name, language])


def _systems(index: Index) -> dict[str, System]:
    threshold = Settings().min_strength

    def quoted(asked: Found, evidence: Sequence[Evidence]) -> list[str]:
        _, citations = quoting.quote(evidence, asked.case.language, index.document)
        return [citation.quote for citation in citations]

    def careful(asked: Found, evidence: Sequence[Evidence]) -> list[str]:
        strong = evidence and evidence[0].strength >= threshold
        return quoted(asked, evidence) if strong else []

    return {
        "eujassist": quoted,
        "eujassist, abstaining": careful,
        "without reading": lambda asked, _: quoted(asked, _unread(asked, index)),
        "always three": lambda _, evidence: [one.sentence.text for one in evidence[:_THREE]],
        "cosine + terms": lambda asked, _: _plain(asked, index),
        "ceiling": lambda asked, _: _ceiling(asked, index),
    }


def _unread(asked: Found, index: Index) -> list[Evidence]:
    looked_at = candidates(asked.question, asked.nodes, index)
    return take(looked_at, fits(looked_at), 1.0)


def _plain(asked: Found, index: Index) -> list[str]:
    looked_at = candidates(asked.question, asked.nodes[:3], index)
    sentences, cosines, shares = [], [], []
    for indexed in looked_at.passages:
        for sentence, own in zip(indexed.passage.sentences, indexed.sentence_vectors, strict=True):
            sentences.append(sentence.text)
            cosines.append(float(own @ asked.question.vector))
            terms = terms_of(sentence.text, indexed.passage.language)
            shares.append(sum(looked_at.weights[one] for one in looked_at.weights.keys() & terms))
    total = sum(looked_at.weights.values()) or 1.0
    sums = _scaled(np.array(cosines, dtype=np.float32)) + np.array(shares) / total
    return [sentences[place] for place in np.argsort(-sums, kind="stable")[:3]]


def _scaled(values: Vectors) -> Vectors:
    scaled: Vectors = (values - values.min()) / max(float(values.max() - values.min()), 1e-9)
    return scaled


def _ceiling(asked: Found, index: Index) -> list[str]:
    case = asked.case
    looked_at = candidates(asked.question, asked.nodes, index)
    every = [one.text for indexed in looked_at.passages for one in indexed.passage.sentences]
    return [one for one in every if any_holds([one], case.answers)][:1]


def _measure(quotations: Sequence[str], asked: Found) -> Figures:
    lengths = [len(languages.sentences(one)) for one in quotations[:_THREE]]
    return Figures(
        first=float(any_holds(quotations[:1], asked.case.answers)),
        three=float(any_holds(quotations[:_THREE], asked.case.answers)),
        lengths=lengths,
    )


def _show(name: str, language: str, figures: Sequence[Figures]) -> None:
    first, three = [one.first for one in figures], [one.three for one in figures]
    quoted = [one.lengths for one in figures if one.lengths]
    every = [length for lengths in quoted for length in lengths]
    cells = (
        *(
            f"{np.mean(one):.3f} [{low:.2f}, {high:.2f}]"
            for one in (first, three)
            for low, high in (mean_interval(one),)
        ),
        f"{np.mean([lengths[0] for lengths in quoted]):.2f}",
        f"{np.mean(every):.2f}",
        f"{len(every) / len(figures):.2f}",
        str(len(figures)),
    )
    print(f"| {name} | {language} |", " | ".join(cells), "|")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
