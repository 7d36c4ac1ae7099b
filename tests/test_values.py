"""Numbers and dates mean the same in the three languages."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eujassist.documents import LANGUAGES, Language
from eujassist.values import Date, unsupported, values

SAME_DAY: list[tuple[str, Language]] = [
    ("Grenoble, le 1er juillet 2026", "fr"),
    ("le 01/07/2026", "fr"),
    ("on 1 July 2026", "en"),
    ("On July 1st, 2026,", "en"),
    ("the 1st of July 2026", "en"),
    ("2026-07-01", "en"),
    ("2026年7月1日（水）", "ja"),
    ("２０２６年７月１日", "ja"),
    ("令和8年7月1日", "ja"),
    ("二〇二六年七月一日", "ja"),
    ("2026/7/1", "ja"),
]


@pytest.mark.parametrize(("text", "language"), SAME_DAY)
def test_a_day_is_the_same_however_it_is_written(text: str, language: Language) -> None:
    assert values(text, language).dates == {Date(2026, 7, 1)}
    assert values(text, language).numbers == {Decimal(2026)}


@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [
        ("25 et 26 juin 2026", "fr", {Date(2026, 6, 25), Date(2026, 6, 26)}),
        ("du lundi 14 au mercredi 16 mars", "fr", {Date(None, 3, 14), Date(None, 3, 16)}),
        ("from 14 to 16 March", "en", {Date(None, 3, 14), Date(None, 3, 16)}),
        ("3月14日（月）から16日（水）まで", "ja", {Date(None, 3, 14), Date(None, 3, 16)}),
        ("en août", "fr", {Date(None, 8, None)}),
        ("in September 2027", "en", {Date(2027, 9, None)}),
        ("2027年9月", "ja", {Date(2027, 9, None)}),
        ("It may rain on Mars", "en", set()),
        ("le 45 juin", "fr", {Date(None, 6, None)}),
        ("version 2026-13-45", "en", set()),
    ],
)
def test_dates_are_read(text: str, language: Language, expected: set[Date]) -> None:
    assert values(text, language).dates == expected


@pytest.mark.parametrize(
    ("number", "texts"),
    [
        ("3500000", [("3,5 millions d’euros", "fr"), ("€3.5m", "en"), ("350万ユーロ", "ja")]),
        ("120000000", [("120 000 000 €", "fr"), ("120 million", "en"), ("1億2,000万円", "ja")]),
        ("2500000000", [("2,5 Md€", "fr"), ("$2.5 billion", "en"), ("25億ドル", "ja")]),
        ("1200", [("1 200 personnes", "fr"), ("1,200 people", "en"), ("千二百人", "ja")]),
        ("25", [("25 %", "fr"), ("twenty-five partners", "en"), ("二十五の機関", "ja")]),
        ("3", [("trois domaines", "fr"), ("three areas", "en"), ("三つの分野", "ja")]),
        ("2", [("le deuxième symposium", "fr"), ("the second symposium", "en"), ("第2回", "ja")]),
        ("97", [("quatre-vingt-dix-sept", "fr"), ("97th", "en"), ("九十七名", "ja")]),
        ("14", [("à 14 h", "fr"), ("at 2 pm", "en"), ("午後2時", "ja")]),
        ("10000", [("10 000 euros", "fr"), ("EUR 10\u00a0000", "en"), ("1万ユーロ", "ja")]),
        ("21", [("le XXIe siècle", "fr"), ("the 21st century", "en"), ("21世紀", "ja")]),
        ("500000", [("un demi-million", "fr"), ("half a million", "en"), ("50万", "ja")]),
        ("20", [("20 %", "fr"), ("20%", "en"), ("2割", "ja")]),
        ("100", [("100 m de long", "fr"), ("100 m long", "en"), ("100メートル", "ja")]),
    ],
)
def test_a_number_is_the_same_in_all_three(number: str, texts: list[tuple[str, Language]]) -> None:
    for text, language in texts:
        assert values(text, language).numbers == {Decimal(number)}, text


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("un partenaire, une journée, le premier pas", "fr"),
        ("one of the first partners", "en"),
        ("三菱と千葉大学は一般に公開した", "ja"),
        ("十分な資金が万人のためにある", "ja"),
        ("数百万円", "ja"),
        ("CO2, SmolLM2 and G7", "en"),
    ],
)
def test_articles_and_names_are_no_numbers(text: str, language: Language) -> None:
    assert not values(text, language).numbers


@pytest.mark.parametrize(
    ("claim", "source", "stands"),
    [
        ("It met on 1 July 2026.", "Le 1er juillet 2026, il s’est réuni.", True),
        ("It met on 2 July 2026.", "Le 1er juillet 2026, il s’est réuni.", False),
        ("It met in July 2026.", "Le 1er juillet 2026, il s’est réuni.", True),
        ("It met in 2026.", "Le 1er juillet 2026, il s’est réuni.", True),
        ("It met on 1 July 2026.", "Le 1er juillet, il s’est réuni.", False),
        ("It met on 1 July 2026.", "En 2026, il s’est réuni deux fois, dont le 1er juillet.", True),
        ("It met on 25 June.", "Les 25 et 26 juin 2026, il s’est réuni.", True),
        ("Seventy leaders came.", "Plus de 70 dirigeants sont venus.", True),
        ("Eighty leaders came.", "Plus de 70 dirigeants sont venus.", False),
        ("Leaders came.", "Des dirigeants sont venus.", True),
        ("12 members joined.", "Le 12 mars 2026, quinze membres sont entrés.", False),
        ("It took 5 hours.", "Cela a pris 2,5 heures.", False),
        ("The fee is EUR 10.", "Le prix est de 10 000 euros.", False),
    ],
)
def test_a_claim_stands_where_its_values_do(claim: str, source: str, stands: bool) -> None:
    assert unsupported(values(claim, "en"), [values(source, "fr")]) is not stands


@given(st.text(), st.sampled_from(LANGUAGES))
def test_any_text_supports_itself(text: str, language: Language) -> None:
    found = values(text, language)
    assert not unsupported(found, [found])


@given(
    st.text(alphabet="0123456789.,年月日/-: 一二十百千万億兆第元令和ehpm%€٣½²", max_size=40),
    st.sampled_from(LANGUAGES),
)
def test_any_heap_of_figures_is_read(text: str, language: Language) -> None:
    assert all(number.is_finite() for number in values(text, language).numbers)
