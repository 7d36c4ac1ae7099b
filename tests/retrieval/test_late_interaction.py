"""How far the tokens of a question are met."""

from __future__ import annotations

import numpy as np
import pytest

from eujassist.indexing.embedding import E5Embedding
from eujassist.indexing.geometry import unit_length
from eujassist.retrieval.late_interaction import met, met_within

QUESTION = np.eye(4, dtype=np.float32)
TEXT = unit_length(np.array([[1, 0, 0, 0], [1, 1, 0, 0], [0, 0, 1, 1]], dtype=np.float32))


def test_each_token_counts_by_the_one_that_meets_it_most() -> None:
    half = np.sqrt(0.5)
    assert met(QUESTION, TEXT) == pytest.approx((1 + half + half + half) / 4)


def test_a_part_of_a_text_is_met_by_its_own_tokens() -> None:
    whole, first, none = met_within(QUESTION, TEXT, [(0, 3), (0, 1), (2, 2)])
    assert whole == pytest.approx(met(QUESTION, TEXT))
    assert first == pytest.approx(0.25)
    assert none == 0


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("Who chairs the group on energy?", "Its group on energy is chaired by the University."),
        ("Qui préside le groupe énergie ?", "Le groupe énergie est présidé par l'université."),
        ("エネルギー部会の議長は誰ですか", "エネルギー部会の議長は大学が務める。"),
    ],
)
def test_an_answer_within_a_long_text_is_seen(question: str, answer: str) -> None:
    embedding = E5Embedding()
    around = ["The symposium was held in May. It had four sessions.", "Lunch was served at noon."]
    with_answer, without = embedding.encode_passages(
        [f"{around[0]} {answer} {around[1]}", " ".join(around)]
    )
    tokens = embedding.encode_question(question).tokens
    assert met(tokens, with_answer.tokens) > met(tokens, without.tokens) + 0.1
