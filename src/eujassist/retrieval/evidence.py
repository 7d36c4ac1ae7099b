"""From passages to evidence: the sentences that answer, each with a strength."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from llama_index.core.schema import NodeWithScore

from eujassist import languages
from eujassist.documents import Language, Passage, Sentence
from eujassist.indexing.catalogue import IndexedPassage, Vectors
from eujassist.indexing.index import Index
from eujassist.retrieval import abstaining
from eujassist.retrieval.retriever import term_weights

_PASSAGES = 5
"""Passages whose sentences are looked at: .84 to 1.0 of the answers stand in them."""

# Fitted on one half of the questions described in retriever.py, by article, so that the sentences
# with the answer are the likeliest; on the other half the best sentence held it for .82 en, .56 fr
# and .81 ja, the best three for .95, .74 and .91. _GAP and _SHORT were set afterwards, by trying,
# on 72 other questions over the starting corpus, and not measured on that half again.
_SIMILARITY = 47.0  # of the sentence's cosine above the mean of its language
_COVERAGE = 2.0  # of the share of the question's terms, by weight, that stand in it
_COVERAGE_BEFORE = 0.95  # of the same share in the sentence before it
_GAP = -30.0  # of how far its passage scores below the best
_NUMBER = 0.75  # a number where one is asked for; less that much where there is none
_OTHER_LANGUAGE = 0.7  # in place of the share of terms
_SHORT = 1.0  # less that much, in proportion, for a sentence shorter than these characters:
_LONG_ENOUGH: dict[Language, int] = {"fr": 80, "en": 80, "ja": 40}

_ASKS_NUMBER = re.compile(
    r"\b(combien|quand|quelle année|quelle date|quel jour|quel mois|quel âge|quel montant|"
    r"quel budget|how (?:many|much|old|long|often|large)|when|what (?:year|date|percentage)|"
    r"which year|date|budget|deadline|échéance)\b|"
    r"いつ|何(?:[年月日人個本歳%件名回校]|[かヶカ]国)|いくつ|いくら|どのくらい|どれくらい|日付|期限|予算|金額",
    re.IGNORECASE,
)
_NUMBER_IN_TEXT = re.compile(r"\d|[一二三四五六七八九十百千万億兆]")


@dataclass(frozen=True, slots=True)
class Evidence:
    """A sentence that may answer, and how well."""

    passage: Passage
    sentence: Sentence
    vector: Vectors
    """The sentence's, of length 1."""
    strength: float
    """From 0 to 1: for the strongest, the probability that the index answers the question; for
    another, that times its odds against the strongest."""


def find_evidence(
    question: str,
    language: Language,
    vector: Vectors,
    nodes: Sequence[NodeWithScore],
    index: Index,
) -> list[Evidence]:
    """Return the sentences of the best passages, strongest first.

    `nodes` are the passages that were retrieved, best first; `vector` is the question's.
    """
    best = nodes[:_PASSAGES]
    if not best:
        return []
    passages = index.passages(node.node_id for node in best)
    weights = term_weights(index, sorted(set(languages.terms(question, language))), language)
    expected = index.expected_similarity(vector, "sentences")
    asks_number = bool(_ASKS_NUMBER.search(question))
    found = []
    for node in best:
        indexed = passages[node.node_id]
        above = indexed.sentence_vectors @ vector - expected[indexed.passage.language]
        gap = best[0].get_score() - node.get_score()
        fits = _SIMILARITY * above + _GAP * gap + _match(indexed, language, weights)
        for fit, sentence, own in zip(
            fits.tolist(), indexed.passage.sentences, indexed.sentence_vectors, strict=True
        ):
            if asks_number:
                fit += _NUMBER if _NUMBER_IN_TEXT.search(sentence.text) else -_NUMBER
            length = len(sentence.text) / _LONG_ENOUGH[indexed.passage.language]
            fit -= _SHORT * max(0.0, 1.0 - length)
            found.append((fit, Evidence(indexed.passage, sentence, own, 0.0)))
    answerable = abstaining.estimate(question, language, vector, nodes, passages, index)
    highest = max((fit for fit, _ in found), default=0.0)
    weighed = [
        replace(evidence, strength=answerable * math.exp(fit - highest)) for fit, evidence in found
    ]
    return sorted(weighed, key=lambda evidence: -evidence.strength)


def _match(indexed: IndexedPassage, language: Language, weights: dict[str, float]) -> Vectors:
    """Return what the question's terms add for each sentence."""
    sentences = indexed.passage.sentences
    if indexed.passage.language != language:
        return np.full(len(sentences), _OTHER_LANGUAGE, dtype=np.float32)
    total = sum(weights.values()) or 1.0
    shares = [
        sum(weights[term] for term in weights.keys() & languages.terms(one.text, language)) / total
        for one in sentences
    ]
    before = [0.0, *shares[:-1]]
    return np.array(
        [
            _COVERAGE * own + _COVERAGE_BEFORE * last
            for own, last in zip(shares, before, strict=True)
        ],
        dtype=np.float32,
    )
