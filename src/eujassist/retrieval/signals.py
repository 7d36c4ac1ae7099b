"""What speaks for a sentence as the answer to a question, each sign as a number."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from eujassist import languages
from eujassist.documents import Language
from eujassist.indexing.catalogue import IndexedPassage, Vectors
from eujassist.retrieval.asking import Asked, answers, asked_for, counted, counts

MEANING = ("similarity", "behind", "passage", "rank")
"""Cosines of sentence and passage with the question above the mean of their language, how far the
sentence is behind the best of its passage, and log(1 + the passage's rank from 0)."""
TERMS = ("subject", "share", "share before", "beyond title", "repeats")
"""Shares of the question's terms, by weight: those that stand in the sentence, before it in its
passage, in the heading or the title; in the sentence and in the one before it, each term weighed
by how few of the sentences looked at have it; those missing in the title that stand in the
sentence. Last, the share of the sentence's terms that are the question's."""
SORTS: tuple[Asked, ...] = ("date", "number", "person", "place", "reason")
"""1 where the sentence holds such a thing and it is asked for, -1 where it does not, else 0."""
FORM = ("counted", "new", "commas", "short")
"""A number of what is counted; terms that the question does not have; commas; how far it is shorter
than _LONG_ENOUGH. Being the first of its passage and having brackets speak for a sentence of an
encyclopaedia: with them 5% fewer of the questions in eval/cases were answered first."""
SIGNALS = (*MEANING, *TERMS, *SORTS, *FORM)

_LONG_ENOUGH: dict[Language, int] = {"fr": 80, "en": 80, "ja": 40}  # characters
_MANY: dict[Language, int] = {"fr": 10, "en": 10, "ja": 25}  # terms of a sentence that says much
_STEM = 0.6  # of a term's letters, from the first: what words of one family have in common
_SHORTEST_STEM = 4
_SAME_FAMILY = 0.7  # of a term's weight, for a word that only has its stem


@dataclass(frozen=True, slots=True)
class Candidates:
    """The passages that are looked at, best first, and what is known of the question."""

    question: str
    language: Language
    vector: Vectors
    passages: Sequence[IndexedPassage]
    titles: Mapping[str, str]
    """By document."""
    weights: Mapping[str, float]
    """Inverse document frequency of the question's terms."""
    expected: Mapping[Language, float]
    """Mean cosine of the question with the sentences of each language."""
    expected_passage: Mapping[Language, float]
    """The same with passages."""


def signals(candidates: Candidates) -> list[Vectors]:
    """Return, for each passage, a row for each sentence and a column for each of SIGNALS.

    The columns of TERMS are nan where the passage is in another language than the question.
    """
    asked = asked_for(candidates.question)
    noun = counted(candidates.question)
    rarity = _rarity(candidates)
    return [
        np.hstack(
            [
                _meaning(candidates, indexed, rank),
                _terms_found(candidates, indexed, rarity),
                _form(candidates, indexed, asked, noun),
            ]
        )
        for rank, indexed in enumerate(candidates.passages)
    ]


def _meaning(candidates: Candidates, indexed: IndexedPassage, rank: int) -> Vectors:
    language = indexed.passage.language
    cosines = indexed.sentence_vectors @ candidates.vector
    whole = float(indexed.vector @ candidates.vector) - candidates.expected_passage[language]
    columns = np.empty((len(cosines), len(MEANING)), dtype=np.float32)
    columns[:, 0] = cosines - candidates.expected[language]
    columns[:, 1] = cosines - cosines.max()
    columns[:, 2] = whole
    columns[:, 3] = math.log1p(rank)
    return columns


def _rarity(candidates: Candidates) -> dict[str, float]:
    """Return the weight of each term times log(sentences / those that have it)."""
    sentences = [
        terms_of(sentence.text, candidates.language)
        for indexed in candidates.passages
        if indexed.passage.language == candidates.language
        for sentence in indexed.passage.sentences
    ]
    return {
        term: weight
        * math.log((len(sentences) + 1) / (sum(term in one for one in sentences) + 0.5))
        for term, weight in candidates.weights.items()
    }


def _terms_found(
    candidates: Candidates, indexed: IndexedPassage, rarity: Mapping[str, float]
) -> Vectors:
    passage, language, weights = indexed.passage, candidates.language, candidates.weights
    columns = np.full((len(passage.sentences), len(TERMS)), np.nan, dtype=np.float32)
    if passage.language != language:
        return columns
    title = candidates.titles[passage.document_id].replace("_", " ")
    known = set(terms_of(f"{title} {passage.heading}", language))
    missing = {term: weight for term, weight in weights.items() if term not in known}
    before = 0.0
    for place, sentence in enumerate(passage.sentences):
        own = terms_of(sentence.text, language)
        known |= own
        share = _share(rarity, own)
        columns[place] = (
            _share(weights, known),
            share,
            before,
            _family_share(missing, own, language),
            len(own & weights.keys()) / max(1, len(own)),
        )
        before = share
    return columns


def _share(weights: Mapping[str, float], found: frozenset[str] | set[str]) -> float:
    total = sum(weights.values())
    return sum(weights[term] for term in weights.keys() & found) / total if total else 0.0


def _family_share(weights: Mapping[str, float], found: frozenset[str], language: Language) -> float:
    """Return the share of the terms that stand there, or another word of their family."""
    total = sum(weights.values())
    if not total:
        return 0.0
    held = 0.0
    for term, weight in weights.items():
        if term in found:
            held += weight
        elif language != "ja" and len(term) > _SHORTEST_STEM:
            stem = term[: max(_SHORTEST_STEM, round(len(term) * _STEM))]
            held += _SAME_FAMILY * weight * any(other.startswith(stem) for other in found)
    return held / total


def _form(
    candidates: Candidates, indexed: IndexedPassage, asked: frozenset[Asked], noun: str
) -> Vectors:
    language = indexed.passage.language
    columns = np.zeros((len(indexed.passage.sentences), len(SORTS) + len(FORM)), dtype=np.float32)
    for place, sentence in enumerate(indexed.passage.sentences):
        text = sentence.text
        for column, sort in enumerate(SORTS):
            if sort in asked:
                held = answers(sort, candidates.question, text)
                columns[place, column] = 1.0 if held else -1.0
        new = len(terms_of(text, language) - candidates.weights.keys()) / _MANY[language]
        columns[place, len(SORTS) :] = (
            counts(text, noun),
            min(new, 3.0),
            min(sum(text.count(comma) for comma in ",、・;；"), 5) / 5,
            max(0.0, 1.0 - len(text) / _LONG_ENOUGH[language]),
        )
    return columns


@lru_cache(maxsize=8192)
def terms_of(text: str, language: Language) -> frozenset[str]:
    """Return the search terms of `text`, kept: the same sentences are looked at again and again."""
    return frozenset(languages.terms(text, language))
