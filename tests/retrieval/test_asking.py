from __future__ import annotations

import pytest

from eujassist.retrieval.asking import Asked, answers, asked_for, counted, counts


@pytest.mark.parametrize(
    ("asked", "questions"),
    [
        (
            "date",
            ["Quand a lieu l'école ?", "In what year was it?", "第2回はいつでしたか？"],
        ),
        ("number", ["Combien de pays ?", "How many groups are there?", "参加者は何人ですか？"]),
        ("person", ["Qui préside le groupe ?", "Who founded the network?", "誰が発表しましたか？"]),
        ("place", ["Où a lieu l'école ?", "In which city is it?", "会場はどこですか？"]),
        ("reason", ["Pourquoi ce choix ?", "Why was it put off?", "なぜ見送られましたか？"]),
        ("list", ["Quels sont les axes ?", "Which partners came?", "3つの分野は何ですか？"]),
        ("list", ["Quelles universités ?", "What are its aims?", "どのような機関がありますか？"]),
    ],
)
def test_what_a_question_asks_for_is_told_by_its_words(asked: Asked, questions: list[str]) -> None:
    for question in questions:
        assert asked in asked_for(question), question


@pytest.mark.parametrize("question", ["Décrivez le réseau.", "What is it?", "PUEとは？", ""])
def test_other_questions_ask_for_nothing_of_the_sort(question: str) -> None:
    assert asked_for(question) == frozenset()


@pytest.mark.parametrize(
    ("asked", "answer", "other"),
    [
        ("date", "Il se tient le 25 juin.", "Il se tient à Bruxelles."),
        ("date", "設立は2025年です。", "設立は筑波です。"),
        ("number", "Fifteen countries, or 15, came.", "They met on 25 June 2026."),
        ("number", "参加者は70名でした。", "2026年6月25日に開かれました。"),
        ("person", "It was led by Ada Lovelace.", "It was led by the network."),
        ("place", "They met in Brussels.", "They met early."),
        ("reason", "Il est reporté en raison du budget.", "Il est reporté."),
        ("list", "En sont :\n- Lyon ;\n- Gand.", "En sont Lyon et Gand."),
        ("list", "次の二つです：\n1. 光\n2. 音", "次のものです：\n1. 光"),
    ],
)
def test_a_sentence_holds_what_is_asked_for_or_not(asked: Asked, answer: str, other: str) -> None:
    assert answers(asked, "What about the network?", answer)
    assert not answers(asked, "What about the network?", other)


def test_a_name_that_the_question_holds_does_not_answer_who() -> None:
    assert not answers("person", "Who met Ada Lovelace?", "The one who met Ada Lovelace left.")


@pytest.mark.parametrize(
    ("question", "noun", "answer", "other"),
    [
        (
            "Combien de pays sont représentés ?",
            "pays",
            "15 pays y étaient.",
            "15 groupes y étaient.",
        ),
        ("How many countries came?", "countries", "Some three countries came.", "Countries came."),
        ("何か国が参加しましたか？", "か国", "15か国が参加しました。", "15名が参加しました。"),
    ],
)
def test_a_number_of_what_is_counted_is_found(
    question: str, noun: str, answer: str, other: str
) -> None:
    assert counted(question) == noun
    assert counts(answer, noun)
    assert not counts(other, noun)


def test_where_nothing_is_counted_nothing_is_found() -> None:
    assert counted("Where is it?") == ""
    assert not counts("15 countries", "")
