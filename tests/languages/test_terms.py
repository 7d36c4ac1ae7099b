"""What is searched for: terms and names."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eujassist.documents import LANGUAGES, Language
from eujassist.languages import content_terms, is_function_word, names, terms

from .texts import anything


@pytest.mark.parametrize(
    ("language", "one", "other"),
    [
        ("fr", "partenaire européen", "Partenaires européens"),
        ("fr", "l'énergie d’un réseau", "ENERGIE un reseau"),
        ("fr", "qu'elle", "elle"),
        ("en", "meeting", "Meetings"),
        ("en", "cafe", "café"),
        ("ja", "ｼﾝﾎﾟｼﾞｳﾑ", "シンポジウム"),
        ("ja", "ＡＩ", "ai"),
    ],
)
def test_what_is_written_differently_is_found_alike(
    language: Language, one: str, other: str
) -> None:
    assert terms(one, language) == terms(other, language)


@pytest.mark.parametrize(
    "number",
    ["12000", "12 000", "12\u202f000", "12\u00a0000", "12,000", "12.000", "12'000", "１２，０００"],
)
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_number_is_one_term_however_its_digits_are_grouped(
    number: str, language: Language
) -> None:
    assert terms(number, language) == ["12000"]


def test_years_in_a_row_are_not_one_number() -> None:
    assert terms("2024, 2025", "en") == ["2024", "2025"]


def test_japanese_is_cut_into_overlapping_pairs() -> None:
    assert terms("量子計算 AI", "ja") == ["量子", "子計", "計算", "ai"]
    assert terms("人", "ja") == ["人"]


def test_a_middle_dot_parts_japanese_words_and_is_no_part_of_them() -> None:
    assert terms("レオ・ダ・ヴィンチ", "ja") == ["レオ", "ダ", "ヴィ", "ィン", "ンチ"]


def test_terms_keep_their_order_and_their_repetitions() -> None:
    assert terms("gamma alpha gamma", "en") == ["gamma", "alpha", "gamma"]


def test_names_and_numbers_are_alike_in_all_three_languages() -> None:
    french = names("Le CEA-Leti accueille 12 000 visiteurs à Grenoble en 2026.")
    english = names("In 2026 the CEA-Leti has 12,000 visitors in Grenoble.")
    japanese = names("2026年、CEA-LetiはGrenobleで１２，０００人を迎える。")
    assert (
        set(french)
        == set(english)
        == set(japanese)
        == {
            "cea",
            "leti",
            "12000",
            "grenoble",
            "2026",
        }
    )


def test_a_function_word_at_the_beginning_is_no_name() -> None:
    assert names("The symposium. Les partenaires. Où ?") == []
    assert is_function_word("The")
    assert is_function_word("où")
    assert not is_function_word("symposium")


@given(anything, st.sampled_from(LANGUAGES))
def test_a_text_with_letters_has_terms_and_none_is_empty(text: str, language: Language) -> None:
    found = terms(text, language)
    assert all(found)
    assert found or not any(character.isalnum() for character in text)


@given(anything, st.sampled_from(LANGUAGES))
def test_composed_and_decomposed_letters_give_the_same_terms(text: str, language: Language) -> None:
    composed, decomposed = (unicodedata.normalize(form, text) for form in ("NFC", "NFD"))
    assert terms(composed, language) == terms(decomposed, language)


@given(anything)
def test_names_are_without_capitals_and_accents(text: str) -> None:
    for name in names(text):
        assert name == name.casefold()
        assert not any(map(unicodedata.combining, unicodedata.normalize("NFD", name)))


@pytest.mark.parametrize(
    ("language", "question", "content"),
    [
        ("fr", "Où s'est tenu le deuxième symposium ?", {"tenu", "deuxiem", "symposium"}),
        ("en", "Where was the second symposium of 2026?", {"second", "symposium", "2026"}),
        ("ja", "第2回はどこで開催されましたか", {"第2", "2回", "2", "開催"}),
        ("fr", "Qui est-ce ?", set()),
        ("en", "What is it?", set()),
        ("ja", "それは何ですか", set()),
    ],
)
def test_content_terms_leave_out_what_every_question_has(
    language: Language, question: str, content: set[str]
) -> None:
    assert content_terms(question, language) == content
