"""Reading passages together with the question."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from eujassist.documents import Document, Language, Page, Passage, Sentence, Span
from eujassist.indexing import splitting
from eujassist.retrieval.reranking import reranker

TEXTS: dict[Language, str] = {
    "fr": "Le pont a été dessiné par Anne Morel. Ouvert en 1932, il mesure 240 mètres de long. Il "
    "est fermé aux camions depuis que ses câbles ont rouillé.",
    "en": "The bridge was designed by Anne Morel. Opened in 1932, it is 240 metres long. It has "
    "been closed to lorries since its cables rusted.",
    "ja": "橋はアンヌ・モレルが設計した。1932年に開通し、長さは240メートルである。"
    "ケーブルがさびてからは、トラックの通行が禁止されている。",
}
QUESTIONS: list[tuple[Language, str, int]] = [
    ("fr", "Qui a conçu l'ouvrage ?", 0),
    ("fr", "En quelle année a-t-il été mis en service ?", 1),
    ("fr", "Pourquoi les poids lourds n'y passent-ils plus ?", 2),
    ("en", "Who was the architect?", 0),
    ("en", "How long is it?", 1),
    ("en", "Why are heavy vehicles not allowed?", 2),
    ("ja", "設計者は誰ですか？", 0),
    ("ja", "いつ開通しましたか？", 1),
    ("ja", "なぜトラックは通れないのですか？", 2),
]


def _passage(text: str, language: Language) -> Passage:
    page = Page(1, text, "1", ocr=False)
    document = Document("pont.txt", "Pont", "other", language, None, None, False, (page,))
    return splitting.split(document, "1")[0]


@pytest.mark.parametrize(("language", "question", "answer"), QUESTIONS)
def test_reading_finds_the_sentence_that_answers(
    language: Language, question: str, answer: int
) -> None:
    scores = reranker().score(question, "Pont", _passage(TEXTS[language], language))
    assert int(scores.argmax()) == answer


def test_an_answer_is_found_in_another_language() -> None:
    scores = reranker().score("Who was the architect?", "Pont", _passage(TEXTS["ja"], "ja"))
    assert int(scores.argmax()) == 0


def test_what_is_too_long_to_be_read_has_no_score() -> None:
    sentence = "Un mot de plus, et encore un autre. "
    spans = [Span(1, start, start + len(sentence) - 1) for start in range(0, 3_600, len(sentence))]
    passage = replace(
        _passage(sentence, "fr"),
        text=sentence * 100,
        spans=(Span(1, 0, 3_600),),
        sentences=tuple(Sentence((span,), sentence.strip()) for span in spans),
    )
    scores = reranker().score("Quand ? " * 200, "Titre " * 300, passage)
    assert len(scores) == 100
    assert np.isfinite(scores[0])
    assert np.isnan(scores[-1])


@given(st.text(max_size=80))
@settings(deadline=None, max_examples=30)
def test_any_question_can_be_read(question: str) -> None:
    scores = reranker().score(question, "", _passage(TEXTS["fr"], "fr"))
    assert np.isfinite(scores).all()


def test_the_trained_file_is_small() -> None:
    assert (Path("src/eujassist/retrieval") / "reranker.npz").stat().st_size < 4_000_000
