"""Numbered things and years that a sentence has other than the question."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eujassist.retrieval.numbered import other_number, other_year


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("第2回シンポジウムはいつですか？", "第3回シンポジウムは2027年に日本で開かれる。"),
        ("第２回シンポジウムはいつですか？", "第一回シンポジウムは東京で開かれた。"),
        ("第2回のシンポジウムは？", "第3回シンポジウムは日本"),
        ("第12条は？", "第十三条は罰則を定める。"),
        ("When was the second symposium?", "The third symposium is in Japan."),
        ("When was the 2nd symposium?", "The Third Symposium is in Japan."),
        ("Où était le deuxième symposium ?", "Le 3e symposium sera au Japon."),
        ("Que fait le groupe 2 ?", "Le groupe 3 travaille."),
        ("Que dit l'article 2 ?", "Cela relève de l'article 3."),
        ("la deuxième conférence ?", "The third conference"),
        ("グループ2は何をしますか？", "グループ3は水を研究する。"),
        (
            "Quand aura lieu le troisième symposium ?",
            "L’UGA a coorganisé le deuxième symposium, tenu les 25 et 26 juin 2026",
        ),
    ],
)
def test_another_number_of_the_same_thing_is_told(question: str, text: str) -> None:
    assert other_number(question, text)


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("Que fait le groupe 3 ?", "Les groupes 2 et 3 étudient"),
        ("What does article 3 say?", "Articles 2 to 4 set"),
        ("article 5 ?", "Articles 1-5 et 7"),
        ("When was the second symposium?", "The second and third symposia took place"),
        ("deuxième symposium ?", "Les 2e et 3e symposiums"),
        ("第2グループは？", "第2・第3グループは水を"),
        ("第2回シンポジウムは？", "第2回及び第3回シンポジウム"),
        ("second symposium ?", "Unlike the third symposium, the second was held"),
        ("Que fait le groupe 2 ?", "Le groupe 3 suit le groupe 2."),
        ("more than 3 nights?", "more than 10 nights"),
        ("within 14 days ?", "within 30 days"),
        (
            "second annual symposium ?",
            "The second symposium is run by Ghent, after its third annual report",
        ),
        ("What followed the second symposium?", "The third symposium was in Tokyo."),
        ("第2回の会議 ?", "会議は第3回の講座の後"),
        ("When was the second symposium?", "The third meeting was in June."),
        ("When was the symposium?", "The third symposium is in 2027."),
        ("second symposium ?", "It took a second."),
    ],
)
def test_the_same_number_a_quantity_or_none_is_not_another(question: str, text: str) -> None:
    assert not other_number(question, text)


@pytest.mark.parametrize("text", ["In 2024 it cost nothing.", "2026年の予算は100万円である。"])
def test_years_are_told_from_other_years(text: str) -> None:
    assert other_year("What did it cost in 2025?", text)
    assert other_year("２０２５年の予算は？", text)
    assert not other_year("What did it cost?", text)


@pytest.mark.parametrize(
    "text",
    [
        "From 2024 to 2025 it cost nothing.",
        "The 2021-2027 programme pays.",
        "From 2024 to 2026 the Union paid.",
        "It cost 2,000 euros.",
        "It cost 2000 euros.",
        "参加者は1800人であった。",
    ],
)
def test_a_span_of_years_or_a_quantity_is_not_another_year(text: str) -> None:
    assert not other_year("What did it cost in 2025?", text)


@given(st.text())
def test_no_text_is_on_another_number_than_itself(text: str) -> None:
    assert not other_number(text, text)
    assert not other_year(text, text)
