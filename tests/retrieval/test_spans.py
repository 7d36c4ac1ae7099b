from __future__ import annotations

import pytest

from eujassist import Document, Page, Passage
from eujassist.answering.citations import cite
from eujassist.documents import Language
from eujassist.indexing.splitting import split
from eujassist.retrieval.spans import choose, join, leans


def _read(text: str, language: Language = "en") -> tuple[Document, Passage]:
    document = Document("a.md", "A", "other", language, None, None, False, (Page(1, text),))
    (passage,) = split(document, "1")
    return document, passage


def _quoted(passage: Passage, likelihoods: list[float], cost: float, limit: int = 3) -> list[str]:
    return [part.quoted.text for part in choose([passage], [likelihoods], (cost, cost), limit)]


_THREE = "The tower is old. Its clock was built in Lyon. Nobody knows the maker."


def test_the_likeliest_sentence_is_quoted_alone() -> None:
    _, passage = _read(_THREE)
    assert _quoted(passage, [0.1, 0.8, 0.1], 0.15)[0] == "Its clock was built in Lyon."


def test_where_one_of_two_neighbours_answers_both_are_quoted_as_one() -> None:
    document, passage = _read(_THREE)
    first = _quoted(passage, [0.1, 0.5, 0.4], 0.15)[0]
    assert first == "Its clock was built in Lyon. Nobody knows the maker."
    citation = cite(1, document, passage, first)
    assert citation is not None
    assert citation.quote == first


def test_quotations_do_not_overlap() -> None:
    _, passage = _read(_THREE)
    assert _quoted(passage, [0.35, 0.45, 0.2], 0.25) == [
        "The tower is old. Its clock was built in Lyon.",
        "Nobody knows the maker.",
    ]


def test_a_sentence_that_begins_with_a_pronoun_takes_the_one_before_with_it() -> None:
    _, passage = _read("It went to Ada. She lives in Lyon. The jury was large.")
    assert _quoted(passage, [0.05, 0.9, 0.05], 0.2)[0] == "It went to Ada. She lives in Lyon."


def test_a_row_of_pronouns_longer_than_a_quotation_begins_anew() -> None:
    _, passage = _read("The network met. It agreed. It wrote. It left. It slept.")
    assert _quoted(passage, [0.0, 0.0, 0.0, 1.0, 0.0], cost=0.1, limit=1) == ["It left."]
    assert _quoted(passage, [0.0, 0.0, 0.0, 0.0, 1.0], cost=0.1, limit=1) == ["It left. It slept."]


def test_a_pronoun_with_nothing_before_it_is_quoted_as_it_is() -> None:
    _, passage = _read("She lives in Lyon. The jury was large.")
    assert _quoted(passage, [0.9, 0.1], 0.2)[0] == "She lives in Lyon."


@pytest.mark.parametrize(
    "text",
    [
        "Il mesure un mètre.",
        "Elles durent un an.",
        "Cela coûte cher.",
        "Ce dernier préside.",
        "It lasts a year.",
        "They met.",
        "This is called frugality.",
        "これは三つあります。",
        "それを測ります。",
        "同氏は教授です。",
    ],
)
def test_pronouns_lean_on_the_sentence_before(text: str) -> None:
    assert leans(text)


@pytest.mark.parametrize(
    "text",
    [
        "Il existe trois groupes.",
        "Cette réforme date de 2025.",
        "Illustre, le réseau l'est.",
        "Items are listed.",
        "This network was founded in 2025.",
        "同時に発表されました。",
    ],
)
def test_other_beginnings_stand_alone(text: str) -> None:
    assert not leans(text)


def test_items_of_a_list_are_not_joined() -> None:
    _, passage = _read("The aims are:\n- to measure the energy used\n- to share the data found\n")
    assert len(passage.sentences) > 1
    assert join(passage, 0, 1) is None


def test_where_items_and_list_may_answer_the_list_is_quoted_with_its_first_line() -> None:
    _, passage = _read("The aims are:\n- to measure the energy used\n- to share the data found\n")
    assert [len(one.text.splitlines()) for one in passage.sentences] == [1, 1, 3]
    assert _quoted(passage, [0.4, 0.3, 0.3], 0.15) == [passage.text]
    assert _quoted(passage, [0.95, 0.03, 0.02], 0.15)[0] == "to measure the energy used"


def test_a_heading_is_never_quoted() -> None:
    document = Document(
        "a.md", "A", "other", "en", None, None, False, (Page(1, f"# Where is it?\n\n{_THREE}"),)
    )
    (passage,) = split(document, "1")
    quoted = _quoted(passage, [0.4, 0.3, 0.3], 0.0, 10)
    assert not any("Where" in one for one in quoted)
