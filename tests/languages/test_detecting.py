"""In which language a question or a passage is."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eujassist.documents import LANGUAGES, Language
from eujassist.languages import detect

from .texts import anything

SHORT = {
    "fr": [
        "Quand ?",
        "Qui participe ?",
        "C'est quoi la MRAM ?",
        "Budget du projet ?",
        "Feuille de route",
        "Prochaines étapes",
        "date du symposium",
        "OU SE TIENT LE SYMPOSIUM",
    ],
    "en": [
        "When?",
        "Who takes part?",
        "What is MRAM?",
        "Next steps",
        "Japanese partners",
        "symposium date",
        "WHERE IS THE SYMPOSIUM",
    ],
    "ja": ["いつ？", "東京大学", "シンポジウム", "量子計算とは？", "参加は？"],
}
MIXED = [
    ("ja", "AI for Scienceとは何ですか？"),
    ("ja", "CEA-Leti と CNRS の役割は？"),
    ("fr", "Que veut dire スピントロニクス ?"),
    ("fr", "Quel est le rôle du workshop « AI for Science » ?"),
    ("en", "What does スピントロニクス mean?"),
    ("en", "What is 量子コンピュータ?"),
    ("en", "Who is the director of the Université Grenoble Alpes?"),
]
OTHERS = [
    "Wann fand das zweite Symposium in Brüssel statt?",
    "¿Cuándo se celebró el segundo simposio?",
    "Dove si è svolto il secondo simposio del network?",
    "Wanneer vond het tweede symposium in Brussel plaats?",
    "Onde foi realizado o segundo simpósio da rede?",
    "Где прошёл второй симпозиум?",
    "Πού έγινε το δεύτερο συμπόσιο;",
    "두 번째 심포지엄은 어디에서 열렸습니까?",
    "第二届研讨会在哪里举行？",
]


@pytest.mark.parametrize(
    ("language", "question"), [(one, text) for one, texts in SHORT.items() for text in texts]
)
def test_a_few_words_are_enough(language: Language, question: str) -> None:
    assert detect(question) == language


@pytest.mark.parametrize(("language", "question"), MIXED)
def test_the_language_of_a_question_is_not_that_of_the_terms_in_it(
    language: Language, question: str
) -> None:
    assert detect(question) == language


@pytest.mark.parametrize("question", OTHERS)
def test_a_question_in_another_language_is_answered_in_english(question: str) -> None:
    assert detect(question, fallback="fr") == "en"


@pytest.mark.parametrize("text", ["", "2026", "?!", " \n", "12 / 34"])
@pytest.mark.parametrize("fallback", LANGUAGES)
def test_without_a_letter_the_fallback_decides(text: str, fallback: Language) -> None:
    assert detect(text, fallback) == fallback


@pytest.mark.parametrize("text", ["MRAM", "Grenoble", "CNRS 2026"])
@pytest.mark.parametrize("fallback", ["fr", "en"])
def test_a_name_alone_is_in_the_language_of_the_page(text: str, fallback: Language) -> None:
    assert detect(text, fallback) == fallback


@pytest.mark.parametrize(
    "text", ["参加機関一覧", "第二回研究会議事録", "国立研究開発法人科学技術振興機構"]
)
def test_kanji_alone_are_japanese_in_a_japanese_document(text: str) -> None:
    assert detect(text, fallback="ja") == "ja"


@pytest.mark.parametrize("question", ["巨大磁気抵抗効果 報告 何年", "東京 会場 日程"])
def test_kanji_in_the_forms_of_japan_are_japanese_anywhere(question: str) -> None:
    assert detect(question, fallback="fr") == "ja"


@pytest.mark.parametrize("question", ["第二届研讨会什么时候举行", "第二屆研討會何時舉行"])
def test_kanji_in_the_forms_of_china_are_not(question: str) -> None:
    assert detect(question, fallback="fr") == "en"


def test_half_width_kana_and_full_width_letters_are_read_as_the_usual_ones() -> None:
    assert detect("ｼﾝﾎﾟｼﾞｳﾑ") == "ja"
    assert detect("Ｗｈｅｒｅ ｗａｓ ｔｈｅ ｓｙｍｐｏｓｉｕｍ ｈｅｌｄ？") == "en"


@given(anything, st.sampled_from(LANGUAGES))
def test_every_text_gets_one_of_our_languages(text: str, fallback: Language) -> None:
    assert detect(text, fallback) in LANGUAGES
