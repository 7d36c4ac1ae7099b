"""From passages to evidence: the sentences that answer, each with a strength."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
from llama_index.core.schema import NodeWithScore

from eujassist import languages
from eujassist.documents import LANGUAGES, Language, Passage, Sentence
from eujassist.indexing.geometry import Vectors, unit_length
from eujassist.indexing.index import Index
from eujassist.retrieval import abstaining, reranking
from eujassist.retrieval.numbered import other_number
from eujassist.retrieval.question import Question
from eujassist.retrieval.retriever import term_weights
from eujassist.retrieval.signals import SIGNALS, Candidates, signals
from eujassist.retrieval.spans import choose

_PASSAGES = 5
"""Passages whose sentences are looked at, in any language."""
_OWN_PASSAGES = 8
"""Passages in the question's language among them, or after them: answers stand in other languages
too, but where five of those are better, the one that answers was often next. Of the answers in the
question's language, .93 (fr) to 1.00 (en) stand in one of them (bench/quoting.py, ceiling)."""
_PARTS = 10
"""What is returned at most: three are quoted, and some say the same as another."""
COSTS = (0.01, 0.25)
"""What a further sentence of the first quotation has to add to the probability that it answers, and
the same of those after it, which are less likely to answer at all (bench/choosing.py)."""
_OTHER_NUMBER = 4.0
"""What a sentence loses (a logarithm of likelihood) that is on the third of something where the
question is on the second. Set, not fitted: such pairs are rare in public sets, and of 200 sentences
that answered there, none was one."""
_WEIGHTS = Path(__file__).with_name("weights.json")
"""By language of the question, the weight of each signal; "typical": what stands in for signals
that cannot be told of a sentence, in what answers mostly. Made by bench/fitting.py."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """A sentence, or a few that follow each other, that may answer, and how well."""

    passage: Passage
    sentence: Sentence
    """One of the passage's sentences, or several of them as one."""
    vector: Vectors
    """The mean of the sentences', of length 1."""
    strength: float
    """From 0 to 1: for the strongest, the probability that the index answers the question; for
    another, that times its odds against the strongest."""


def find_evidence(
    question: Question, nodes: Sequence[NodeWithScore], index: Index
) -> list[Evidence]:
    """Return what of the best passages answers, strongest first; its sentences do not overlap.

    `nodes` are the passages that were retrieved, best first; the best are read together with the
    question (reranking.py), which takes most of the time.
    """
    if not nodes:
        return []
    looked_at = candidates(question, nodes, index)
    fitting = fits(looked_at)
    readings = reranking.read(looked_at, fitting)
    answered = answerable(question, nodes, index, readings)
    return take(looked_at, reranking.rerank(fitting, readings), answered)


def take(looked_at: Candidates, logarithms: Sequence[Vectors], answered: float) -> list[Evidence]:
    """Return the evidence in the passages looked at, strongest first.

    `logarithms` holds, by passage, those of its sentences' likelihoods up to a constant; `answered`
    is the probability that the index answers.
    """
    passages = [indexed.passage for indexed in looked_at.passages]
    parts = list(choose(passages, _likelihoods(logarithms), COSTS, _PARTS))
    highest = max((part.likelihood for part in parts), default=1.0)
    evidence = []
    for part in parts:
        own = looked_at.passages[part.passage].sentence_vectors[list(part.sentences)]
        strength = answered * part.likelihood / highest
        mean = unit_length(own.mean(axis=0))
        evidence.append(Evidence(passages[part.passage], part.quoted, mean, strength))
    return sorted(evidence, key=lambda one: -one.strength)


def answerable(
    question: Question,
    nodes: Sequence[NodeWithScore],
    index: Index,
    readings: Sequence[Vectors] = (),
) -> float:
    """Return the probability that the index answers.

    With `readings`, what reading speaks for the sentences of the passages, it is the strength of
    the strongest evidence; without them, it is what is known before anything is read.
    """
    if not nodes:
        return 0.0
    best = index.passages(node.node_id for node in nodes[:_PASSAGES])
    return abstaining.estimate(question, nodes, best, index, readings)


def candidates(question: Question, nodes: Sequence[NodeWithScore], index: Index) -> Candidates:
    """Return the best of the passages that were retrieved, with what weighing them takes."""
    language, vector = question.language, question.vector
    own = [node for node in nodes if node.node.metadata["language"] == language][:_OWN_PASSAGES]
    chosen = {node.node_id for node in [*nodes[:_PASSAGES], *own]}
    best = [node.node_id for node in nodes if node.node_id in chosen]
    found = index.passages(best)
    terms = [
        term
        for term in sorted(set(languages.terms(question.query_str, language)))
        if not languages.is_function_word(term)
    ]
    return Candidates(
        question=question,
        passages=[found[identity] for identity in best],
        titles=index.titles(one.passage.document_id for one in found.values()),
        weights=term_weights(index, terms, language),
        expected=index.expected_similarity(vector, language, "sentences"),
        expected_passage=index.expected_similarity(vector, language, "passages"),
    )


def fits(looked_at: Candidates) -> list[Vectors]:
    """Return, by passage, the logarithm of each sentence's likelihood to be the one that answers.

    Up to a constant; from signals that take no reading, less what another number costs.
    """
    question = looked_at.question
    weights, typical = _weights()[question.language]
    found = []
    for indexed, rows in zip(looked_at.passages, signals(looked_at), strict=True):
        another = [other_number(question.query_str, one.text) for one in indexed.passage.sentences]
        known = np.where(np.isnan(rows), typical, rows)
        found.append(known @ weights - _OTHER_NUMBER * np.array(another, dtype=np.float32))
    return found


def _likelihoods(logarithms: Sequence[Vectors]) -> list[list[float]]:
    """Return as probabilities, which add up to 1, what is given as logarithms up to a constant."""
    highest = max(float(one.max()) for one in logarithms)
    total = sum(float(np.exp(one - highest).sum()) for one in logarithms)
    return [(np.exp(one - highest) / total).tolist() for one in logarithms]


@cache
def _weights() -> Mapping[Language, tuple[Vectors, Vectors]]:
    """Return, by language, the weights and the stand-ins of the signals."""
    read = json.loads(_WEIGHTS.read_text("utf-8"))
    return {
        language: (
            np.array([read["weights"][language][name] for name in SIGNALS], dtype=np.float32),
            np.array(
                [read["typical"][language].get(name, 0.0) for name in SIGNALS], dtype=np.float32
            ),
        )
        for language in LANGUAGES
    }
