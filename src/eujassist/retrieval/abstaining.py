"""Whether the evidence answers: one probability, from signals of retrieval and of the evidence.

It is the product of two: that the index treats of the question's subject, and that it answers where
it does. One sum of signals for both answered nonsense whose few words happen to stand somewhere.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np
from llama_index.core.schema import NodeWithScore

from eujassist import languages
from eujassist.documents import Language
from eujassist.indexing.catalogue import IndexedPassage
from eujassist.indexing.geometry import Vectors
from eujassist.indexing.index import Index
from eujassist.retrieval.asking import Asked, answers, asked_for
from eujassist.retrieval.question import Question
from eujassist.retrieval.retriever import term_weight, term_weights


class Signals(NamedTuple):
    """What is seen of a question and its best passages; shares are from 0 to 1."""

    margin: float
    """The best passage's score over what the best of so many passages that do not answer would
    reach: as the highest of n draws from a normal distribution, the square root of 2 ln n."""
    sentence: float
    """The same of the best sentence, by its cosine above the mean of its language."""
    nearest: float
    """The highest cosine of a passage."""
    lead: float
    """How far the best passage scores above the mean of the sixth to the fifteenth: the same told
    in three languages does not lower it."""
    sentence_lead: float
    """How far the best sentence's cosine lies above the median of all sentences looked at."""
    passage_terms: float
    """The share of the question's content terms, by weight, that stand in the best passage."""
    sentence_terms: float
    """The same of the best sentence. Where that or the passage is in another language than the
    question, terms say nothing, and half of them count as found."""
    foreign: float
    """1 where the best passage is in another language than the question."""
    unknown: float
    """The share of the content terms, by weight, that stand in no passage in the question's
    language."""
    names_missing: float
    """The share of the question's names and numbers that stand in none of the passages."""
    number_missing: float
    """1 where one of them is a number."""
    size: float
    """The natural logarithm of the number of passages: the more there are, the nearer comes what
    does not answer, by more than `margin` takes into account."""
    kind_missing: float
    """1 where a date or a number is asked for and the best sentence and its neighbours hold none:
    of what else can be asked for, such signs say nothing of whether an answer is there."""
    read: float
    """The highest score of a sentence that was read together with the question (reranking.py), a
    logarithm of odds; nan where none was, or where the question does not say all that is asked."""


class Logistic(NamedTuple):
    """A logistic function of signals."""

    constant: float
    weights: Mapping[str, float]
    """By the name of the signal; the others count for nothing."""

    def probability(self, signals: Signals) -> float:
        """Return a probability."""
        parts = (weight * getattr(signals, name) for name, weight in self.weights.items())
        return 1 / (1 + math.exp(-sum(parts, self.constant)))


# Fitted by bench/abstaining.py on half of 5,089 questions over 1,155 encyclopaedia paragraphs, by
# article, and of 480 of them translated; not on eval/cases. On the other half an answerable
# question then gets more than one on its subject without an answer with a probability of .83 fr,
# .97 en, .95 ja and .80 across languages (with two weights set by hand .78, .96, .90 and .74). In
# indexes of 50 to 845 passages; of the larger ones it is not known.
SUBJECT = Logistic(
    -11.0,
    {
        "margin": 71.8,
        "sentence": 70.6,
        "nearest": 11.8,
        "lead": 12.7,
        "unknown": -1.56,
        "size": -0.328,
    },
)
"""That the index treats of the subject."""
ANSWER = Logistic(
    -3.17,
    {
        "lead": 13.9,
        "sentence_lead": 31.5,
        "passage_terms": 1.73,
        "sentence_terms": 1.07,
        "foreign": 0.567,
        "unknown": -0.716,
        "names_missing": -0.424,
        "number_missing": -2.32,
        "kind_missing": -1.47,
    },
)
"""That it answers where it treats of the subject, before anything is read."""
ANSWER_READ = Logistic(
    -0.515,
    {
        "lead": 5.58,
        "sentence_lead": 12.7,
        "passage_terms": 0.119,
        "sentence_terms": 0.297,
        "foreign": 1.61,
        "unknown": -0.459,
        "names_missing": -1.03,
        "number_missing": -1.76,
        "kind_missing": -1.29,
        "read": 1.08,
    },
)
"""The same after the best passages were read together with the question, fitted on articles that
the reranker was not trained on (1,392 askings, among them 432 of questions that are nearly
answered). On the other half an answerable question then gets more than one on its subject without
an answer with a probability of .86 fr, .98 en, .94 ja and .80 across languages, and more than one
that is nearly answered with .85, .91 and .93 (.70, .83 and .87 before reading); the expected error
of the probability is .04 (.05; of two weights set by hand .42)."""

_KINDS: frozenset[Asked] = frozenset({"date", "number"})
_LEADS_OVER = slice(5, 15)
_FEW_SENTENCES = 10
_UNSEEN = 0.5  # a share of terms that cannot be known


def probability(signals: Signals) -> float:
    """Return the probability that the index answers, where half of the questions have an answer.

    An eighth of all have none though their subject is there, an eighth are nearly answered, and a
    quarter are off the subject.
    """
    answer = ANSWER if math.isnan(signals.read) else ANSWER_READ
    return SUBJECT.probability(signals) * answer.probability(signals)


def estimate(
    question: Question,
    nodes: Sequence[NodeWithScore],
    passages: Mapping[str, IndexedPassage],
    index: Index,
    readings: Sequence[Vectors] = (),
) -> float:
    """Return the probability that the index answers `question`; 0 for one without a letter.

    `nodes` are the passages that were retrieved, best first, `passages` the best few of them, by
    id, with one at least. `readings` are what reading speaks for sentences of these and others,
    nan where they were not read.
    """
    if not any(character.isalpha() for character in question.query_str):
        return 0.0
    return probability(measure(question, nodes, passages, index, readings))


def measure(
    question: Question,
    nodes: Sequence[NodeWithScore],
    passages: Mapping[str, IndexedPassage],
    index: Index,
    readings: Sequence[Vectors] = (),
) -> Signals:
    """Return the signals of a question; the arguments are those of `estimate`."""
    text, language = question.query_str, question.language
    count = sum(index.passages_by_language.values())
    reach = math.sqrt(2 * math.log(max(count, 2)))
    scores = [node.get_score() for node in nodes]
    best = passages[nodes[0].node_id]
    sentences = _Sentences(question, list(passages.values()), index)
    terms = _Terms(text, language, index)
    names = set(languages.names(text))
    missing = names - {
        name
        for indexed in passages.values()
        for name in languages.names(f"{indexed.passage.heading}\n{indexed.passage.text}")
    }
    return Signals(
        margin=scores[0] / reach,
        sentence=sentences.highest / reach,
        nearest=max(float(indexed.vector @ question.vector) for indexed in passages.values()),
        lead=scores[0] - _mean_below(scores),
        sentence_lead=sentences.highest - sentences.median,
        passage_terms=terms.share(best, [one.text for one in best.passage.sentences]),
        sentence_terms=terms.share(sentences.holder, [sentences.text]),
        foreign=float(best.passage.language != language),
        unknown=terms.unknown,
        names_missing=len(missing) / len(names) if names else 0.0,
        number_missing=float(any(name.isdigit() for name in missing)),
        size=math.log(max(count, 1)),
        kind_missing=float(
            not all(answers(kind, text, sentences.around) for kind in asked_for(text) & _KINDS)
        ),
        read=_highest(readings) if question.whole else math.nan,
    )


def _highest(readings: Sequence[Vectors]) -> float:
    """Return the highest score; nan where nothing was read."""
    return max((float(one) for own in readings for one in own[~np.isnan(own)]), default=math.nan)


def _mean_below(scores: Sequence[float]) -> float:
    """Return the mean score of the sixth to the fifteenth.

    Those that do not exist have scored 0, the mean of all passages.
    """
    below = scores[_LEADS_OVER]
    return sum(below) / (_LEADS_OVER.stop - _LEADS_OVER.start)


class _Sentences:
    """The sentences of the best passages, by cosine above the mean of their language."""

    def __init__(
        self, question: Question, passages: Sequence[IndexedPassage], index: Index
    ) -> None:
        vector = question.vector
        expected = index.expected_similarity(vector, question.language, "sentences")
        above = [one.sentence_vectors @ vector - expected[one.passage.language] for one in passages]
        best = max(range(len(above)), key=lambda number: float(above[number].max()))
        place = int(above[best].argmax())
        texts = [sentence.text for sentence in passages[best].passage.sentences]
        self.holder = passages[best]
        """The passage with the best sentence."""
        self.text = texts[place]
        self.around = "\n".join(texts[max(0, place - 1) : place + 2])
        """The best sentence with the one before and the one after."""
        self.highest = float(above[best][place])
        every = np.concatenate(above)
        # In an index of a few sentences the best would be its own median.
        padded = np.append(every, np.zeros(max(0, _FEW_SENTENCES - len(every))))
        self.median = float(np.median(padded))


class _Terms:
    """The question's content terms, by how much they say."""

    def __init__(self, question: str, language: Language, index: Index) -> None:
        found = sorted(languages.content_terms(question, language))
        self._language = language
        self._weights = term_weights(index, found, language)
        self._total = sum(self._weights.values())
        never = term_weight(0, index.passages_by_language[language])
        known = sum(weight for weight in self._weights.values() if weight < never)
        self.unknown = 1 - known / self._total if found else 0.0

    def share(self, indexed: IndexedPassage, texts: Sequence[str]) -> float:
        """Return the share, by weight, that stands in `texts` of a passage."""
        if indexed.passage.language != self._language or not self._weights:
            return _UNSEEN
        held = {term for text in texts for term in languages.terms(text, self._language)}
        return sum(self._weights[term] for term in self._weights.keys() & held) / self._total
