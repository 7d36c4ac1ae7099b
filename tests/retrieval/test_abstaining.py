"""How probable it is that the documents answer."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np
import pytest
from llama_index.core.schema import NodeWithScore

from eujassist import Settings
from eujassist.documents import Language
from eujassist.indexing import generations
from eujassist.indexing.embedding import E5Embedding
from eujassist.indexing.index import Index
from eujassist.retrieval import abstaining, evidence, reranking
from eujassist.retrieval.abstaining import ANSWER, ANSWER_READ, SUBJECT, Signals
from eujassist.retrieval.question import Question, encode
from eujassist.retrieval.retriever import HybridRetriever


@pytest.fixture(scope="module")
def index(settings: Settings) -> Iterator[Index]:
    """The repository's corpus."""
    generation = generations.visible(settings.index_dir)
    opened = Index.open(generation, E5Embedding().model_name)
    yield opened
    opened.close()


def _measure(index: Index, question: str, language: Language) -> Signals:
    embedding = E5Embedding()
    encoded = encode(question, language, embedding)
    nodes = HybridRetriever(index, embedding, language).retrieve(encoded)
    return _signals(index, encoded, nodes)


def _signals(index: Index, question: Question, nodes: Sequence[NodeWithScore]) -> Signals:
    passages = index.passages(node.node_id for node in nodes[:5])
    looked_at = evidence.candidates(question, nodes, index)
    readings = reranking.read(looked_at, evidence.fits(looked_at))
    return abstaining.measure(question, nodes, passages, index, readings)


def _unread(signals: Signals) -> Signals:
    """As before anything is read, which is what decides whether a language model is asked."""
    return signals._replace(read=math.nan)


@pytest.mark.parametrize(
    ("language", "answered", "invented"),
    [
        ("fr", "Quand le réseau a-t-il été créé ?", "Quand Renault a-t-il rejoint le réseau ?"),
        ("fr", "Quel est le budget total de l’école ?", "Quel est le budget de la NASA ?"),
        ("en", "When was the network created?", "When did Toyota join the network?"),
        ("en", "When will the third symposium be held?", "When was the Berlin symposium held?"),
        ("ja", "ロードマップの3分野は何ですか", "NASAの予算はいくらですか"),
        ("ja", "筑波大学の起源は何年ですか", "ハーバード大学の起源は何年ですか"),
    ],
)
def test_an_invented_fact_is_less_probably_answered(
    index: Index, language: Language, answered: str, invented: str
) -> None:
    true, false = (_measure(index, question, language) for question in (answered, invented))
    assert abstaining.probability(true) > 2 * abstaining.probability(false)
    assert abstaining.probability(_unread(true)) > 2 * abstaining.probability(_unread(false))


@pytest.mark.parametrize(
    ("language", "question"),
    [
        ("fr", "Comment réussir une tarte Tatin ?"),
        ("en", "How do I unblock a kitchen sink?"),
        ("en", "purple elephant dancing"),
        ("ja", "初心者向けのギターの練習方法を教えて"),
        ("ja", "りんご 窓 速い"),
    ],
)
def test_what_is_off_the_subject_falls_below_the_threshold(
    index: Index, language: Language, question: str
) -> None:
    signals = _measure(index, question, language)
    assert abstaining.probability(signals) < Settings().min_strength
    assert abstaining.probability(_unread(signals)) < Settings().min_strength


@pytest.mark.parametrize("question", ["1+1", "2+2 ?", "１＋１", "42", "!?", "3 × 7 = ?"])
def test_a_question_without_a_letter_has_no_answer(index: Index, question: str) -> None:
    embedding = E5Embedding()
    encoded = encode(question, "en", embedding)
    nodes = HybridRetriever(index, embedding, "en").retrieve(encoded)
    passages = index.passages(node.node_id for node in nodes[:5])
    assert abstaining.estimate(encoded, nodes, passages, index) == 0


def test_names_and_numbers_that_stand_nowhere_are_seen(index: Index) -> None:
    known = _measure(index, "What happened in Brussels in 2026?", "en")
    assert (known.names_missing, known.number_missing) == (0, 0)
    other_place = _measure(index, "What happened in Lisbon in 2026?", "en")
    assert (other_place.names_missing, other_place.number_missing) == (0.5, 0)
    other_year = _measure(index, "What happened in Brussels in 2031?", "en")
    assert (other_year.names_missing, other_year.number_missing) == (0.5, 1)
    assert other_place.unknown > known.unknown


def test_a_date_or_a_number_that_is_asked_for_and_does_not_stand_there_is_seen(
    index: Index,
) -> None:
    for question in ("When was the network created?", "Who created the network?"):
        assert _measure(index, question, "en").kind_missing == 0
    for question in (
        "When did Sony become a partner of the network?",
        "How many will attend in 2034?",
    ):
        assert _measure(index, question, "en").kind_missing == 1


def test_terms_say_nothing_of_a_passage_in_another_language(index: Index) -> None:
    signals = _measure(index, "Combien de watts le cerveau humain consomme-t-il ?", "fr")
    assert (signals.foreign, signals.passage_terms, signals.sentence_terms) == (1, 0.5, 0.5)


@pytest.mark.parametrize(
    ("language", "question"), [("fr", "?"), ("en", "Who is it?"), ("ja", "え")]
)
def test_a_question_that_says_nothing_has_signals(
    index: Index, language: Language, question: str
) -> None:
    signals = _measure(index, question, language)
    assert np.isfinite(signals).all()
    assert signals.passage_terms == 0.5
    assert signals.unknown == 0


def test_each_weight_is_that_of_a_signal_and_each_signal_has_one() -> None:
    judged = SUBJECT.weights.keys() | ANSWER.weights.keys()
    assert judged | {"read"} == set(Signals._fields)
    assert ANSWER.weights.keys() | {"read"} == ANSWER_READ.weights.keys()


def test_what_was_read_counts(index: Index) -> None:
    signals = _measure(index, "When was the network created?", "en")
    probabilities = [
        abstaining.probability(signals._replace(read=signals.read + more)) for more in (-1, 0, 1)
    ]
    assert probabilities == sorted(set(probabilities))


def test_a_follow_up_is_not_judged_by_the_reading_of_its_own_few_words(index: Index) -> None:
    embedding = E5Embedding()
    encoded = encode("When was the network created?", "en", embedding)
    nodes = HybridRetriever(index, embedding, "en").retrieve(encoded)
    follow_up = replace(encoded, query_str="And when?", whole=False)
    assert not np.isnan(_signals(index, encoded, nodes).read)
    assert np.isnan(_signals(index, follow_up, nodes).read)


def test_more_of_what_speaks_for_an_answer_is_more_probable(index: Index) -> None:
    signals = _measure(index, "When was the network created?", "en")
    before = abstaining.probability(signals)
    for name in ("margin", "sentence", "nearest", "lead", "sentence_lead"):
        more = signals._replace(**{name: getattr(signals, name) + 0.01})
        assert abstaining.probability(more) > before
    for name in ("unknown", "names_missing", "number_missing", "kind_missing"):
        more = signals._replace(**{name: 1.0})
        assert abstaining.probability(more) < before
