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
        ("When was the second symposium?", "The third symposium is in Japan."),
        ("When was the 2nd symposium?", "The Third Symposium is in Japan."),
        ("Où était le deuxième symposium ?", "Le 3e symposium sera au Japon."),
        ("Que fait le groupe 2 ?", "Le groupe 3 travaille sur l'énergie."),
    ],
)
def test_another_number_of_the_same_thing_is_told(question: str, text: str) -> None:
    assert other_number(question, text)


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("第2回シンポジウムはいつですか？", "第2回シンポジウムに続き、第3回シンポジウムも開く。"),
        ("When was the second symposium?", "The second symposium came before the third symposium."),
        ("When was the second symposium?", "The symposium was held in Brussels."),
        ("When was the second symposium?", "The third meeting was in June."),
        ("When was the symposium?", "The third symposium is in 2027."),
        ("Que dit l'article 17 ?", "L'article dit que 25 % suffisent."),
        ("Who took part in 2025?", "In 2024 nobody took part."),
    ],
)
def test_the_same_number_or_none_is_not_another(question: str, text: str) -> None:
    assert not other_number(question, text)


def test_years_are_told_from_other_years() -> None:
    assert other_year("What did it cost in 2025?", "In 2024 it cost nothing.")
    assert other_year("２０２５年の予算は？", "2026年の予算は100万円である。")
    assert not other_year("What did it cost in 2025?", "From 2024 to 2025 it cost nothing.")
    assert not other_year("What did it cost in 2025?", "It cost 2,000 euros.")
    assert not other_year("What did it cost?", "In 2024 it cost nothing.")


@given(st.text())
def test_no_text_is_on_another_number_than_itself(text: str) -> None:
    assert not other_number(text, text)
    assert not other_year(text, text)
