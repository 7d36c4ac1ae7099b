"""Whatever is asked, an answer comes back: never an exception."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from eujassist import Answer, Assistant, Turn

_UNANSWERABLE = {
    "nothing": "",
    "white space": " \t\n\u3000\u00a0",
    "punctuation": "?!… 。？",
    "emoji": "🎌🇪🇺🇯🇵🤖👩‍🔬",
    "control characters": "\x00\x01\x07\x1b\x7f\u200b\u2028\ufeff",
    "lone surrogates": "\ud800\udfff",
    "markup": "<><></>",
}
_STRANGE = {
    "a NUL": "Where was the\0 second symposium held?",
    "a lone surrogate": "Where was the \udcff symposium held? \ud800",
    "escape sequences": "\x1b[31mWhere\x1b[0m was the symposium held?\r\n",
    "directions": "\u202eWhere was the symposium\u202c held?",
    "markup": "<script>alert(1)</script> Where was the <b>symposium</b> held? &amp; {{7*7}} [1]",
    "search syntax": '"symposium" AND (Brussels OR terms:Tokyo) NOT NEAR(a b, 3) ^first * - : +',
    "half a search": '" OR terms MATCH "',
    "a database": "'; DROP TABLE passages; --",
    "column names": 'names : terms : ("x" OR *)',
    "a format": "{question} %s {0} {",
    "numerals": "½ ² ① ⅫⅫ ㊿ 〇 १२३",
    "marks without letters": "ª ゙゙゙ ́́́ a",
    "many combining marks": "Où" + "\u0301" * 500 + " ?",
    "one long word": "a" * 10_000,
    "10,000 characters of French": "Où a eu lieu le deuxième symposium du réseau ? " * 213,
    "10,000 characters of Japanese": "第2回シンポジウムはどこで開かれましたか？" * 500,
    "different words": " ".join(f"w{number}" for number in range(2_500)),
    "different characters": "".join(map(chr, range(0x4E00, 0x4E00 + 10_000))),
    "different names": "".join(f"A{chr(0x4E00 + number)}" for number in range(5_000)),
    "different numbers": " ".join(map(str, range(2_000))),
}


@pytest.mark.parametrize("question", _UNANSWERABLE.values(), ids=_UNANSWERABLE.keys())
def test_a_question_without_a_word_gets_a_request_for_one(
    assistant: Assistant, question: str
) -> None:
    answer = assistant.ask(question, language="fr")
    assert answer.text == "Posez une question sur les documents du réseau."
    assert answer.question == question
    assert answer.abstained
    assert answer.citations == ()
    assert answer.nearest == ()


@pytest.mark.parametrize("question", _STRANGE.values(), ids=_STRANGE.keys())
def test_a_strange_question_is_answered_or_politely_refused(
    assistant: Assistant, question: str
) -> None:
    assert_whole(assistant.ask(question), question)


@pytest.mark.parametrize(
    "noise", ["\0", "\x1b[31m", "\ud800", "\u200b", "\r\n\t", "<b> ", ' "*():^- ']
)
def test_noise_around_a_question_does_not_change_what_it_finds(
    assistant: Assistant, noise: str
) -> None:
    question = "What three aims has the network set itself?"
    answer = assistant.ask(f"{noise} {question} {noise}")
    assert answer.citations[0].quote.startswith("It has set itself three aims:")


def test_only_the_beginning_of_a_long_question_is_read(assistant: Assistant) -> None:
    question = "What three aims has the network set itself? " + "x " * 5_000
    answer = assistant.ask(question)
    assert answer.question == question
    assert len(answer.understood) <= 2_000


@pytest.mark.parametrize(
    "question",
    [*_UNANSWERABLE.values(), *(text for text in _STRANGE.values() if len(text) < 1_000)],
)
def test_strange_earlier_turns_do_no_harm(assistant: Assistant, question: str) -> None:
    follow_up = "Et en 2027 ?"
    assert_whole(assistant.ask(follow_up, history=[Turn(question, question)]), follow_up)


def test_a_long_earlier_question_is_cut_like_any_other(assistant: Assistant) -> None:
    earlier = "Où a lieu le symposium du réseau ? " * 200
    answer = assistant.ask("Et en 2027 ?", history=[Turn(earlier, "")])
    assert answer.understood == "symposium du réseau — et en 2027 ?"
    assert len(answer.understood) <= 2 * 2_000 + 1


@hypothesis_settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    question=st.text(st.characters(), max_size=40),
    earlier=st.lists(st.tuples(st.text(st.characters(), max_size=20), st.just("")), max_size=2),
)
def test_any_text_gets_an_answer(
    assistant: Assistant, question: str, earlier: list[tuple[str, str]]
) -> None:
    history = [Turn(asked, answered) for asked, answered in earlier]
    assert_whole(assistant.ask(question, history=history), question)


def assert_whole(answer: Answer, question: str) -> None:
    """Assert that an answer says something, and cites exactly where it does not abstain."""
    assert answer.question == question
    assert answer.language in ("fr", "en", "ja")
    assert answer.text.strip()
    assert answer.abstained == (not answer.citations)
