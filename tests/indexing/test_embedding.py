"""The encoder that comes with eujassist."""

from __future__ import annotations

import asyncio

import numpy as np
import pytest

from eujassist.indexing.embedding import MODEL, E5Embedding
from eujassist.indexing.geometry import Vectors

ENGLISH = "The second symposium was held in Brussels."
SAME_IN_JAPANESE = "第2回シンポジウムはブリュッセルで開催された。"
SAME_IN_FRENCH = "Le deuxième symposium s'est tenu à Bruxelles."
UNRELATED = "Quantum error correction needs many physical qubits."


@pytest.fixture(scope="module")
def encoder() -> E5Embedding:
    return E5Embedding()


def _vector(values: list[float]) -> Vectors:
    return np.array(values, dtype=np.float32)


def test_a_vector_has_length_one(encoder: E5Embedding) -> None:
    for values in (encoder.get_text_embedding(ENGLISH), encoder.get_query_embedding(ENGLISH)):
        assert len(values) == 384
        assert np.linalg.norm(values) == pytest.approx(1, abs=1e-3)


def test_the_same_meaning_is_near_in_another_language(encoder: E5Embedding) -> None:
    question = _vector(encoder.get_query_embedding("Where was the second symposium held?"))
    texts = [UNRELATED, ENGLISH, SAME_IN_FRENCH, SAME_IN_JAPANESE]
    unrelated, *same = (
        float(question @ _vector(one)) for one in encoder.get_text_embedding_batch(texts)
    )
    assert min(same) > unrelated


def test_vectors_come_in_the_order_of_their_texts(encoder: E5Embedding) -> None:
    texts = [f"{ENGLISH} " * (number % 4 + 1) + str(number) for number in range(9)]
    batch = np.array(encoder.get_text_embedding_batch(texts))
    alone = np.array([encoder.get_text_embedding(text) for text in texts[:3]])
    assert (batch[:3] @ alone.T).argmax(axis=0).tolist() == [0, 1, 2]
    assert np.sum(batch[:3] * alone, axis=1) == pytest.approx(1, abs=1e-2)


def test_a_question_is_encoded_unlike_a_passage(encoder: E5Embedding) -> None:
    assert encoder.get_query_embedding(ENGLISH) != encoder.get_text_embedding(ENGLISH)


def test_a_zero_byte_hides_nothing(encoder: E5Embedding) -> None:
    hidden = _vector(encoder.get_text_embedding(f"{ENGLISH}\0{UNRELATED}"))
    shown = _vector(encoder.get_text_embedding(f"{ENGLISH} {UNRELATED}"))
    assert float(hidden @ shown) == pytest.approx(1, abs=1e-3)


def test_empty_and_endless_texts_have_vectors(encoder: E5Embedding) -> None:
    vectors = np.array(encoder.get_text_embedding_batch(["", " ", "語" * 800, "🙂"]))
    assert vectors.shape == (4, 384)
    assert np.isfinite(vectors).all()
    assert encoder.get_text_embedding_batch([]) == []


def test_a_question_can_be_awaited(encoder: E5Embedding) -> None:
    awaited = asyncio.run(encoder.aget_query_embedding(ENGLISH))
    assert awaited == encoder.get_query_embedding(ENGLISH)


def test_it_names_its_model(encoder: E5Embedding) -> None:
    assert encoder.model_name == MODEL
    assert encoder.class_name() == "E5Embedding"
