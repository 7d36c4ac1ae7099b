"""Small talk: recognised as a whole, answered shortly, and no burden on a question beside it."""

from __future__ import annotations

import pytest

from eujassist import Assistant, Turn
from eujassist.answering.courtesies import recognise, strip
from eujassist.documents import LANGUAGES, Language


@pytest.mark.parametrize(
    ("said", "kind", "language"),
    [
        ("Bonjour", "greeting", "fr"),
        ("BONJOUR !", "greeting", "fr"),
        ("bonjour 👋", "greeting", "fr"),
        ("Bonjour à toutes et à tous !", "greeting", "fr"),
        ("hi there", "greeting", "en"),
        ("Hello, how are you?", "greeting", "en"),
        ("こんにちは！", "greeting", "ja"),
        ("ﾊﾛｰ", "greeting", "ja"),
        ("Ｈｅｌｌｏ", "greeting", "en"),
        ("Merci beaucoup 🙏", "thanks", "fr"),
        ("Thanks a lot!", "thanks", "en"),
        ("ありがとうございます。", "thanks", "ja"),
        ("どうもありがとうございました", "thanks", "ja"),
        ("Merci, au revoir !", "goodbye", "fr"),
        ("Bye bye", "goodbye", "en"),
        ("さようなら", "goodbye", "ja"),
        ("Aide", "about", "fr"),
        ("Qu'est-ce que tu peux faire ?", "about", "fr"),
        ("Qui etes-vous?", "about", "fr"),
        ("help!", "about", "en"),
        ("Hello! What can you do?", "about", "en"),
        ("Who are you?", "about", "en"),
        ("使い方", "about", "ja"),
        ("あなたは何ができますか？", "about", "ja"),
    ],
)
def test_small_talk_is_recognised(said: str, kind: str, language: str) -> None:
    assert recognise(said) == (kind, language)


@pytest.mark.parametrize(
    "question",
    [
        "Bonjour, quel est le budget ?",
        "Help with the exchange grant",
        "Who are you funded by?",
        "Merci de m’expliquer le PUE",
        "使い方の手引きはありますか",
        "これは何ですか",
        "How does it work?",
        "Thanksgiving",
        "Hi-tech",
        "?!",
        "👋",
        "",
    ],
)
def test_what_asks_anything_is_no_small_talk(question: str) -> None:
    assert recognise(question) is None


@pytest.mark.parametrize(
    ("said", "asked"),
    [
        ("Bonjour, quel est le budget ?", "quel est le budget ?"),
        ("Bonjour quel est le budget ?", "quel est le budget ?"),
        ("Bonjour 👋 quel est le budget ?", "quel est le budget ?"),
        ("Bonjour ! Merci. Quel est le budget ? Bonne journée !", "Quel est le budget ?"),
        ("Thanks a lot, and in 2027?", "and in 2027?"),
        ("What is the budget? Thanks!", "What is the budget?"),
        ("こんにちは予算はいくらですか", "予算はいくらですか"),
        ("ありがとうございます。では予算は？", "では予算は？"),
        ("Merci de m’expliquer le PUE", "Merci de m’expliquer le PUE"),
        ("Hi-tech industry?", "Hi-tech industry?"),
        ("Does “hello, world” work?", "Does “hello, world” work?"),
        ("Merci !", "Merci !"),
        ("", ""),
    ],
)
def test_a_question_is_freed_of_the_courtesies_around_it(said: str, asked: str) -> None:
    assert strip(said) == asked


_SAID: dict[Language, dict[str, str]] = {
    "fr": {"Bonjour !": "Bonjour", "Merci !": "Je vous en prie", "Que pouvez-vous faire ?": "18"},
    "en": {"Hello!": "Hello", "Thank you!": "You are welcome", "What can you do?": "18"},
    "ja": {
        "こんにちは": "こんにちは",
        "ありがとう": "どういたしまして",
        "何ができますか？": "18 件",
    },
}


@pytest.mark.parametrize("language", LANGUAGES)
def test_small_talk_is_answered_shortly_in_its_language_and_without_sources(
    assistant: Assistant, language: Language
) -> None:
    for said, expected in _SAID[language].items():
        other: Language = "en" if language == "ja" else "ja"
        answer = assistant.ask(said, language=other)
        assert expected in answer.text
        assert answer.language == language
        assert answer.mode == "conversation"
        assert not answer.abstained
        assert answer.citations == ()
        assert answer.nearest == ()
        assert answer.understood == said


def test_a_greeting_before_a_question_does_not_change_its_answer(assistant: Assistant) -> None:
    plain = assistant.ask("Quel est le budget du groupe Numérique durable ?")
    greeted = assistant.ask("Bonjour ! Quel est le budget du groupe Numérique durable ? Merci !")
    assert greeted.text == plain.text
    assert greeted.understood == plain.question
    assert greeted.mode == "quoted"


def test_a_follow_up_goes_on_after_small_talk(assistant: Assistant) -> None:
    first = assistant.ask("How much of the AI for Science budget goes to computing time?")
    thanks = assistant.ask("Thanks!", history=[Turn(first.question, first.text, first.understood)])
    history = [Turn(one.question, one.text, one.understood) for one in (first, thanks)]
    answer = assistant.ask("And to travel?", history=history)
    assert answer.understood == "AI for Science budget, computing time — and to travel?"
    assert any("€30,000" in citation.quote for citation in answer.citations)
