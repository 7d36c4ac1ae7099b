"""What speaks for a sentence as the answer to a question, each sign as a number."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from eujassist import languages
from eujassist.documents import Language
from eujassist.indexing.catalogue import IndexedPassage
from eujassist.indexing.geometry import Vectors
from eujassist.retrieval import late_interaction
from eujassist.retrieval.asking import Asked, answers, asked_for, counted, counts
from eujassist.retrieval.numbered import other_year
from eujassist.retrieval.question import Question

MEANING = ("similarity", "behind", "passage", "rank", "foreign")
"""Cosines of sentence and passage with the question above the mean of their language, how far the
sentence is behind the best of its passage, log(1 + the passage's rank from 0), and 1 where it is in
another language than the question."""
TOKENS = ("met", "met behind", "passage met")
"""How far the question's tokens are met by those of the sentence and of its passage, above what
texts do that do not answer, and how far the sentence is behind the best of its passage."""
TERMS = ("subject", "share", "share before", "beyond title", "repeats")
"""Shares of the question's terms, by weight: those that stand in the sentence, before it in its
passage, in the heading or the title; in the sentence and in the one before it, each term weighed
by how few of the sentences looked at have it; those missing in the title that stand in the
sentence. Last, the share of the sentence's terms that are the question's."""
SORTS: tuple[Asked, ...] = ("date", "number", "person", "place", "reason", "list")
"""1 where the sentence holds such a thing and it is asked for, -1 where it does not, else 0."""
FORM = ("other year", "counted", "new", "commas", "short")
"""Other years than the question's; a number of what is counted; terms that the question does not
have; commas; how far it is shorter than _LONG_ENOUGH. Being the first of its passage and having
brackets speak for a sentence of an encyclopaedia: with them 5% fewer of the questions in eval/cases
were answered first."""
SIGNALS = (*MEANING, *TOKENS, *TERMS, *SORTS, *FORM)

_LONG_ENOUGH: dict[Language, int] = {"fr": 80, "en": 80, "ja": 40}  # characters
_MANY: dict[Language, int] = {"fr": 10, "en": 10, "ja": 25}  # terms of a sentence that says much
_STEM = 0.6  # of a term's letters, from the first: what words of one family have in common
_SHORTEST_STEM = 4
_SAME_FAMILY = 0.7  # of a term's weight, for a word that only has its stem


@dataclass(frozen=True, slots=True)
class Candidates:
    """The passages that are looked at, best first, and what weighing them takes."""

    question: Question
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

    The columns of TERMS are nan where the passage is in another language than the question, those
    of TOKENS where the encoder has vectors of whole texts only.
    """
    asked = asked_for(candidates.question.query_str)
    noun = counted(candidates.question.query_str)
    rarity = _rarity(candidates)
    return [
        np.hstack(
            [
                _meaning(candidates, indexed, rank),
                _tokens_met(candidates, indexed),
                _terms_found(candidates, indexed, rarity),
                _form(candidates, indexed, asked, noun),
            ]
        )
        for rank, indexed in enumerate(candidates.passages)
    ]


def _meaning(candidates: Candidates, indexed: IndexedPassage, rank: int) -> Vectors:
    language = indexed.passage.language
    cosines = indexed.sentence_vectors @ candidates.question.vector
    whole = float(indexed.vector @ candidates.question.vector)
    columns = np.empty((len(cosines), len(MEANING)), dtype=np.float32)
    columns[:, 0] = cosines - candidates.expected[language]
    columns[:, 1] = cosines - cosines.max()
    columns[:, 2] = whole - candidates.expected_passage[language]
    columns[:, 3] = math.log1p(rank)
    columns[:, 4] = float(language != candidates.question.language)
    return columns


def _tokens_met(candidates: Candidates, indexed: IndexedPassage) -> Vectors:
    tokens = candidates.question.tokens
    columns = np.full((len(indexed.sentence_tokens), len(TOKENS)), np.nan, dtype=np.float32)
    if len(tokens) and len(indexed.tokens):
        usual = late_interaction.UNRELATED[candidates.question.language][indexed.passage.language]
        met = late_interaction.met_within(tokens, indexed.tokens, indexed.sentence_tokens)
        columns[:, 0] = met - usual
        columns[:, 1] = met - met.max()
        columns[:, 2] = late_interaction.met(tokens, indexed.tokens) - usual
    return columns


def _rarity(candidates: Candidates) -> dict[str, float]:
    """Return the weight of each term times log(sentences / those that have it)."""
    sentences = [
        terms_of(sentence.text, candidates.question.language)
        for indexed in candidates.passages
        if indexed.passage.language == candidates.question.language
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
    passage, language, weights = indexed.passage, candidates.question.language, candidates.weights
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
    question = candidates.question.query_str
    for place, sentence in enumerate(indexed.passage.sentences):
        text = sentence.text
        for column, sort in enumerate(SORTS):
            if sort in asked:
                held = answers(sort, question, text)
                columns[place, column] = 1.0 if held else -1.0
        new = len(terms_of(text, language) - candidates.weights.keys()) / _MANY[language]
        columns[place, len(SORTS) :] = (
            other_year(question, text),
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
