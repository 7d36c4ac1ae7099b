"""How much to read, and what a further sentence or quotation has to be worth: settings compared.

    python bench/choosing.py FOLDER

The folder holds a public set as eval/README.md says; all its languages are in one index. Measured
is the fifth of the half to fit on that bench/reranking.py keeps apart from its training
(bench/fitting.py does not: its few weights know these questions), so that the half that
bench/quoting.py reports on has no part in the choice.

Each row is a setting: by language, the share of questions that the first quotation answers, the
same of the first three, and the sentences of a quotation; last, the mean of all of them. The first
rows are on how many passages are read, and how far behind the best, with the costs in use; the
others on costs, with the reading in use.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from itertools import product
from pathlib import Path
from typing import NamedTuple

import numpy as np

from eujassist import languages
from eujassist.answering import quoting
from eujassist.documents import LANGUAGES
from eujassist.evaluation.cases import Case
from eujassist.evaluation.matching import any_holds
from eujassist.indexing.geometry import Vectors
from eujassist.indexing.index import Index
from eujassist.retrieval import evidence, reranking
from eujassist.retrieval.signals import Candidates
from halves import Found, ask, halves, kept_apart, opened

_READINGS = ((0, 0.0), (1, 3.0), (3, 3.0), (5, 2.0), (5, 3.0), (5, 4.0), (8, 4.0))
_FIRST_COSTS = (0.005, 0.01, 0.02, 0.03, 0.05)
_LATER_COSTS = (0.14, 0.18, 0.2, 0.22, 0.25)
_WORTHS_ADDING = (0.0, 0.0003)


class Read(NamedTuple):
    """A question with what is known of it before the choice."""

    case: Case
    candidates: Candidates
    logarithms: list[Vectors]


def main(folder: Path) -> None:
    """Print the table."""
    collection, index = opened(folder)
    fitted, _ = halves(collection)
    asked = list(ask(index, kept_apart(collection, fitted)))
    print(f"{len(asked)} questions kept apart from the reranker's training")
    titles = " | ".join(f"{one}: first | three | sentences" for one in LANGUAGES)
    print(f"| setting | {titles} | of all |\n{'| --- ' * 11}|")
    in_use = reranking.MOST_READ, reranking.BEHIND
    for most, behind in _READINGS:
        reranking.MOST_READ, reranking.BEHIND = most, behind
        print(
            f"| {most} read, {behind} behind |", _row(_read(asked, index), index), "|", flush=True
        )
    reranking.MOST_READ, reranking.BEHIND = in_use
    read = _read(asked, index)
    for first, later, worth in product(_FIRST_COSTS, _LATER_COSTS, _WORTHS_ADDING):
        evidence.COSTS = first, later
        quoting.WORTH_ADDING = worth
        print(f"| costs {first} {later}, {worth} |", _row(read, index), "|", flush=True)


def _read(questions: Sequence[Found], index: Index) -> list[Read]:
    read = []
    for asked in questions:
        looked_at = evidence.candidates(asked.question, asked.nodes, index)
        fits = evidence.fits(looked_at)
        if reranking.MOST_READ:
            fits = reranking.rerank(fits, reranking.read(looked_at, fits))
        read.append(Read(asked.case, looked_at, fits))
    return read


def _row(read: Sequence[Read], index: Index) -> str:
    first: dict[str, list[bool]] = {one: [] for one in LANGUAGES}
    three: dict[str, list[bool]] = {one: [] for one in LANGUAGES}
    lengths: dict[str, list[int]] = {one: [] for one in LANGUAGES}
    for case, looked_at, logarithms in read:
        found = evidence.take(looked_at, logarithms, 1.0)
        _, citations = quoting.quote(found, case.language, index.document)
        quotes = [citation.quote for citation in citations]
        first[case.language].append(any_holds(quotes[:1], case.answers))
        three[case.language].append(any_holds(quotes, case.answers))
        lengths[case.language] += [len(languages.sentences(one)) for one in quotes]
    cells = [
        f"{np.mean(first[one]):.3f} | {np.mean(three[one]):.3f} | {np.mean(lengths[one]):.2f}"
        for one in LANGUAGES
    ]
    every = np.concatenate([lengths[one] for one in LANGUAGES])
    return " | ".join([*cells, f"{every.mean():.2f}"])


if __name__ == "__main__":
    main(Path(sys.argv[1]))
