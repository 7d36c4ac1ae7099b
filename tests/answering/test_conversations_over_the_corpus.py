"""Thirty conversations of three turns over corpus/, asked one turn after the other.

A turn of `conversations.jsonl` has a question, `answers` of which one has to stand in a quotation,
and, where it is a new subject, `left_behind`: words that may not come along from the old one. Some
turns are not answered rightly, so what is held here is how many are; who finds more, raises it.
"""

from __future__ import annotations

import json
import unicodedata
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import pytest

from eujassist import Answer, Assistant, Turn


@dataclass(frozen=True)
class Asked:
    """A turn, as it was answered within its conversation."""

    conversation: str
    number: int
    answer: Answer
    answers: list[str]
    left_behind: list[str] | None

    @property
    def right(self) -> bool:
        quoted = "".join(_fold(citation.quote) for citation in self.answer.citations)
        return any(_fold(answer) in quoted for answer in self.answers)


_CONVERSATIONS = [
    json.loads(line)
    for line in Path(__file__).with_name("conversations.jsonl").read_text("utf-8").splitlines()
]


def _fold(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).replace("'", "’").split())


@pytest.fixture(scope="module")
def asked(assistant: Assistant) -> list[Asked]:
    found = []
    for conversation in _CONVERSATIONS:
        history: list[Turn] = []
        for number, turn in enumerate(conversation["turns"], 1):
            answer = assistant.ask(turn["question"], history=history)
            history.append(Turn(answer.question, answer.text, answer.understood))
            left = turn.get("left_behind")
            found.append(Asked(conversation["id"], number, answer, turn["answers"], left))
    return found


def test_there_are_ten_conversations_of_three_turns_in_each_language() -> None:
    assert Counter(one["id"][:2] for one in _CONVERSATIONS) == {"fr": 10, "en": 10, "ja": 10}
    assert {len(one["turns"]) for one in _CONVERSATIONS} == {3}
    assert len({one["id"] for one in _CONVERSATIONS}) == 30


def test_every_answer_stands_in_a_document(assistant: Assistant) -> None:
    corpus = "".join(_fold(page.text) for one in assistant.documents() for page in one.pages)
    for conversation in _CONVERSATIONS:
        for turn in conversation["turns"]:
            assert any(_fold(answer) in corpus for answer in turn["answers"]), turn


@pytest.mark.parametrize(
    ("language", "first", "later"), [("fr", 10, 18), ("en", 10, 18), ("ja", 8, 17)]
)
def test_as_many_turns_are_answered_rightly_as_ever(
    asked: list[Asked], language: str, first: int, later: int
) -> None:
    own = [one for one in asked if one.conversation.startswith(language)]
    assert sum(one.right for one in own if one.number == 1) >= first  # of 10
    assert sum(one.right for one in own if one.number > 1) >= later  # of 20


def test_a_new_subject_leaves_the_old_one_behind(asked: list[Asked]) -> None:
    new = [one for one in asked if one.left_behind is not None]
    dragged = [
        one.conversation
        for one in new
        if any(word in one.answer.understood for word in one.left_behind or ())
    ]
    assert len(new) == 7
    assert dragged == []


def test_a_follow_up_of_few_words_is_understood_with_its_subject(asked: list[Asked]) -> None:
    understood = {(one.conversation, one.number): one.answer.understood for one in asked}
    assert understood["fr-05", 2] == "budget du groupe Numérique durable — pour quelle durée ?"
    assert understood["en-04", 2] == "AI for Science budget, computing time — and to travel?"
    assert understood["en-10", 2].endswith("école d’automne — and what do they include?")
    assert understood["ja-03", 2] == "書き込み時間 — SOT型は？"
