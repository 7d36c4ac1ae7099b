from __future__ import annotations

import pytest

from eujassist.answering.subjects import phrases


@pytest.mark.parametrize(
    ("question", "found"),
    [
        (
            "Quel est le budget du groupe Numérique durable ?",
            ["budget du groupe Numérique durable"],
        ),
        ("Comment calcule-t-on le PUE d’un centre ?", ["PUE d’un centre"]),
        ("Où aura lieu le symposium de 2027 ?", ["symposium de 2027"]),
        ("Est-ce que l’école d’automne est payante ?", ["école d’automne", "payante"]),
        ("Que contient-il ?", []),
        (
            "What is the total budget of the chiplet prototype?",
            ["total budget of the chiplet prototype"],
        ),
        ("When was the EU-Japan network created?", ["EU-Japan network created"]),
        ("What are Tsukuba’s aims?", ["Tsukuba’s aims"]),
        ("By whom?", []),
        ("STT型の書き込み時間はどのくらいですか", ["STT型の書き込み時間"]),
        ("第2回シンポジウムには何か国が参加しましたか", ["第2回シンポジウム", "参加"]),
        ("助成の審査は何名で行いますか", ["助成の審査"]),
        ("筑波大学の始まりについて教えてください", ["筑波大学の始まり"]),
        ("秋の学校はいつ開かれますか", ["秋の学校"]),
        ("それはどこですか", []),
        ("予算、総額 — And to travel?", ["予算", "総額", "travel"]),
        ("", []),
    ],
)
def test_the_phrases_of_a_question_are_found_as_they_are_written(
    question: str, found: list[str]
) -> None:
    assert phrases(question) == found
