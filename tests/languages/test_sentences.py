"""Where sentences begin and end."""

from __future__ import annotations

import pytest
from hypothesis import given

from eujassist.languages import sentences

from .texts import anything

FRENCH = [
    ["M. Dupont a parlé.", "Il est parti."],
    ["MM. Tanaka et Sato, Mme. Martin et le Dr. Ito sont venus.", "Tous."],
    ["Voir p. 12 et art. 4 de la loi.", "Fin."],
    ["La réunion, n° 12, a eu lieu.", "Suite."],
    ["Le taux est de 3.5 % en 2026.", "Il monte."],
    ["Prix : 1.234,50 €.", "Merci."],
    ["Il arrive à 10 h 30.", "25 personnes étaient là."],
    ["Il a dit : « C'est fini. »", "Puis il est sorti."],
    ["Il a dit « Quoi ? » et il est sorti."],
    ["Elle (M. Martin) a dit oui.", "Non."],
    ["Ouvert de 9 h. à 17 h.", "Fermé ensuite."],
    ["Est-ce vrai ?", "Oui !", "C'est tout…", "Presque."],
    ["1. Premier point.", "Second."],
]
ENGLISH = [
    ["The cost is 3.14 million.", "See https://example.org/a.b.", "Then stop."],
    ["He said “Stop.”", "Then he left."],
    ["See Fig. 3.", "It shows all."],
    ["Work by J. R. Smith and T. Sato.", "It holds."],
    ["It works, e.g. here, i.e. in Tsukuba.", "Good."],
    ["The meeting was in Dec. 2025.", "It went well."],
    ["Prof. Sato (Univ. of Tokyo) spoke.", "Thanks."],
    ["The U.S. Department agreed.", "It pays."],
    ["Version 2.0.", "Version 3."],
    ["Really?!", "Yes."],
]
JAPANESE = [
    ["２０２６年７月１日に開催した。", "成功だった。"],
    ["何ですか？", "東京です。", "本当！？", "はい。"],
    ["価格は３．５倍です。", "次。"],
    ["終わった．", "次に．"],
    ["彼は「行く。すぐに。」と言った。", "そして去った。"],
    ["「行く。」", "彼は言った。"],
    ["これは（例えば、A。B）です。", "終わり。"],
    ["「本ネットワーク（EUJN）は前進した。次もだ。」と述べた。", "次。"],
    ["「A社は『B。C』と述べた。」という。", "次。"],
    ["AIを使う.", "次に進む."],
]


@pytest.mark.parametrize("language", [FRENCH, ENGLISH], ids=["French", "English"])
def test_a_full_stop_ends_a_sentence_only_where_a_reader_would_stop(
    language: list[list[str]],
) -> None:
    wrong = {text: found for one in language if (found := _found(text := " ".join(one))) != one}
    assert wrong == {}


@pytest.mark.parametrize("expected", JAPANESE, ids=lambda expected: str(expected[0]))
def test_japanese_brackets_hold_a_sentence_together(expected: list[str]) -> None:
    assert _found("".join(expected)) == expected


def test_an_unclosed_bracket_does_not_swallow_the_page() -> None:
    text = "「開いたまま" + "あ" * 500 + "。次。"
    assert _found(text)[-1] == "次。"


def test_punctuation_alone_is_no_sentence() -> None:
    assert sentences("... — !") == []
    assert sentences("") == []


@given(anything)
def test_sentences_stand_in_order_within_the_text(text: str) -> None:
    position = 0
    for start, end in sentences(text):
        assert position <= start < end <= len(text)
        assert text[start:end] == text[start:end].strip()
        position = end


@given(anything)
def test_no_letter_and_no_digit_is_lost(text: str) -> None:
    kept = "".join(_found(text))
    assert [one for one in kept if one.isalnum()] == [one for one in text if one.isalnum()]


def _found(text: str) -> list[str]:
    return [text[start:end] for start, end in sentences(text)]
