from __future__ import annotations

import pytest

from eujassist.answering.conversation import understand

_SUBJECTS = {
    "fr": "Où a eu lieu le symposium de 2026 ?",
    "en": "Where was the 2026 symposium held?",
    "ja": "2026年のシンポジウムはどこで開かれましたか？",
}
_GOES_ON = [
    ("fr", "Et en 2027 ?"),
    ("fr", "Et qui l’a organisé ?"),
    ("fr", "Mais pourquoi Bruxelles ?"),
    ("fr", "Pourquoi ?"),
    ("fr", "Et quand ?"),
    ("en", "And in 2027?"),
    ("en", "And who organised it?"),
    ("en", "But why Brussels?"),
    ("en", "Why?"),
    ("en", "So when was it?"),
    ("ja", "それはいつですか？"),
    ("ja", "では、2027年は？"),
    ("ja", "その目的は何ですか？"),
    ("ja", "他には？"),
    ("ja", "じゃあ主催者は？"),
]
_NEW = [
    ("fr", "Combien d’étudiants compte l’UGA ?"),
    ("fr", "Et-il possible d’obtenir une bourse de mobilité ?"),
    ("fr", "Quel est le budget du groupe Numérique durable ?"),
    ("en", "How many students does UGA have?"),
    ("en", "Android devices: which model fits on them?"),
    ("en", "Solar power in data centres: who measures it?"),
    ("ja", "筑波大学の起源となった学校の名前は？"),
    ("ja", "チップレットとは何ですか？"),
    ("ja", "他社との共同研究はありますか？"),
]


@pytest.mark.parametrize(("language", "question"), _GOES_ON)
def test_a_question_that_goes_on_is_put_after_its_subject(language: str, question: str) -> None:
    subject = _SUBJECTS[language]
    assert understand(question, [subject]) == f"{subject} {question}"


@pytest.mark.parametrize(("language", "question"), _NEW)
def test_a_new_subject_is_left_as_it_is(language: str, question: str) -> None:
    assert understand(question, [_SUBJECTS[language]]) == question


@pytest.mark.parametrize(("language", "question"), _GOES_ON)
def test_a_question_that_goes_on_from_nothing_is_left_as_it_is(
    language: str, question: str
) -> None:
    assert understand(question, []) == question


def test_the_subject_is_the_last_that_stood_by_itself() -> None:
    earlier = [
        "Combien d’étudiants compte l’UGA ?",
        "Où a eu lieu le symposium ?",
        "Et quand ?",
    ]
    assert understand("Et en 2027 ?", earlier) == "Où a eu lieu le symposium ? Et en 2027 ?"


def test_a_conversation_may_change_its_language() -> None:
    earlier = [_SUBJECTS["ja"]]
    assert understand("And in 2027?", earlier) == f"{_SUBJECTS['ja']} And in 2027?"
