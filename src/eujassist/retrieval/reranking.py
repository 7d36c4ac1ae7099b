"""Reading the best passages together with the question: a cross-encoder over their sentences.

Vectors that were made before the question was known tell what a sentence is about; whether it
answers shows when both are read as one text. The network is the encoder's own, with adapters that
bench/reranking.py trained: a sentence's score is the logarithm of the mean, over its tokens, of the
odds of each to be part of the answer.
"""

from __future__ import annotations

import threading
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from importlib.resources import files

import numpy as np

from eujassist.documents import Passage
from eujassist.indexing import weights
from eujassist.indexing.encoder import encoder
from eujassist.indexing.encoding import sentence_tokens
from eujassist.indexing.geometry import Vectors
from eujassist.indexing.network import open_network
from eujassist.retrieval.signals import Candidates

MOST_READ = 5
"""Passages."""
BEHIND = 3.0
"""How far the best sentence of one that is read may be behind the best of all: reading what is less
likely by more than 20 times answers no more questions (bench/choosing.py)."""
LONGEST_QUESTION = 48
"""Tokens that are read of a question."""
_LONGEST_TITLE = 150
"""Characters that are read of a title or heading, so that the passage's first sentence fits."""

_opening = threading.Lock()


def read(candidates: Candidates, fits: Sequence[Vectors]) -> list[Vectors]:
    """Return, by passage, what reading speaks for each sentence; nan for what is not read.

    `fits` holds the logarithms of the sentences' likelihoods without it, by passage, up to a
    constant: the passages with the best are read.
    """
    tops = [float(fit.max()) for fit in fits]
    best = sorted(range(len(fits)), key=lambda place: -tops[place])[:MOST_READ]
    chosen = [place for place in best if tops[place] > max(tops) - BEHIND]
    model = reranker()

    def score(place: int) -> Vectors:
        passage = candidates.passages[place].passage
        title = candidates.titles[passage.document_id]
        return model.score(candidates.question.query_str, title, passage)

    with ThreadPoolExecutor(max_workers=MOST_READ) as threads:
        scores = dict(zip(chosen, threads.map(score, chosen), strict=True))
    return [scores.get(place, np.full_like(fit, np.nan)) for place, fit in enumerate(fits)]


def rerank(fits: Sequence[Vectors], scores: Sequence[Vectors]) -> list[Vectors]:
    """Return the logarithms of likelihoods after reading, from those before and what `read` gave.

    Sentences that were not read get the lowest mean score of a passage that was.
    """
    known = [own[~np.isnan(own)] for own in scores]
    unread = min((float(own.mean()) for own in known if len(own)), default=0.0)
    return [fit + np.nan_to_num(own, nan=unread) for fit, own in zip(fits, scores, strict=True)]


class Reranker:
    """The opened model; any number of threads may use it."""

    def __init__(self) -> None:
        opened = weights.read()
        with files("eujassist.retrieval").joinpath("reranker.npz").open("rb") as file:
            stored = np.load(file)
            parts = {name: stored[name].astype(np.float32) for name in stored.files}
        self._scale = parts.pop("scale")
        self._head = tuple(parts.pop(f"head.{name}") for name in ("inner", "shift", "outer"))
        self._network = open_network(opened, parts)
        self._vocabulary = encoder().vocabulary
        self._beginning, self._end = opened.beginning, opened.end
        self._window = opened.longest

    def score(self, question: str, title: str, passage: Passage) -> Vectors:
        """Return what reading speaks for each sentence: a logarithm of odds, up to a constant.

        nan for sentences beyond what can be read at once.
        """
        asked = self._vocabulary.tokens(f"query: {question}").ids[:LONGEST_QUESTION]
        before = introduce(title, passage)
        told = self._vocabulary.tokens(before + passage.text)
        ids = [self._beginning, *asked, self._end, *told.ids, self._end][: self._window]
        inner, shift, outer = self._head
        states = self._network(self._vocabulary.vectors(ids))[len(asked) + 2 :]
        own = np.tanh(states @ inner + shift) @ outer
        ranges = sentence_tokens(passage, np.array(told.spans), len(before))
        parts = [own[start:end] for start, end in ranges]
        means = [_log_mean(part) if len(part) else np.nan for part in parts]
        scores: Vectors = self._scale * np.array(means, dtype=np.float32)
        return scores


def introduce(title: str, passage: Passage) -> str:
    """Return what is read before a passage's text: its document's title and its heading."""
    title, heading = title[:_LONGEST_TITLE], passage.heading[:_LONGEST_TITLE]
    return f"passage: {title}\n{heading}\n"


def _log_mean(logarithms: Vectors) -> float:
    """Return the logarithm of the mean of what has these logarithms."""
    highest = float(logarithms.max())
    return highest + float(np.log(np.exp(logarithms - highest).mean()))


def reranker() -> Reranker:
    """Return the model, opened once a process."""
    with _opening:
        return _opened()


@cache
def _opened() -> Reranker:
    return Reranker()
