from __future__ import annotations

import re
from collections.abc import Callable

import pytest

from eujassist import Answer, Assistant, Settings, sync
from eujassist.documents import Language, text_at
from eujassist.indexing.embedding import E5Embedding
from eujassist.indexing.generations import visible
from eujassist.indexing.index import Index
from eujassist.retrieval.evidence import answerable, find_evidence
from eujassist.retrieval.question import encode
from eujassist.retrieval.retriever import HybridRetriever
from tests.end_to_end.cases import ANSWERABLE, CASES, OFF_SUBJECT

_MARKER = re.compile(r"\[(\d+)\]")
Shelve = Callable[[dict[str, str]], Settings]


@pytest.fixture(scope="module")
def answers(assistant: Assistant) -> dict[str, Answer]:
    """The answers to all questions of the end-to-end tests, by case."""
    return {case.id: assistant.ask(case.question) for case in CASES}


def test_every_quotation_stands_letter_for_letter_at_its_place(
    answers: dict[str, Answer],
) -> None:
    for answer in answers.values():
        for citation in answer.citations:
            assert citation.quote == text_at(citation.document.pages, citation.spans)
            assert citation.passage.document_id == citation.document.id
            assert citation.quote in answer.text


def test_citations_are_numbered_from_one_in_the_order_of_their_markers(
    answers: dict[str, Answer],
) -> None:
    for answer in answers.values():
        numbers = [citation.number for citation in answer.citations]
        assert numbers == list(range(1, len(numbers) + 1))
        assert [int(marker) for marker in _MARKER.findall(answer.text)] == numbers


def test_an_answer_holds_one_to_three_quotations_and_no_document_twice_over_the_same_words(
    answers: dict[str, Answer],
) -> None:
    for case in ANSWERABLE:
        answer = answers[case.id]
        assert 1 <= len(answer.citations) <= 3
        assert not answer.nearest
        assert answer.mode == "quoted"
        quotes = [citation.quote for citation in answer.citations]
        assert not any(one is not other and one in other for one in quotes for other in quotes), (
            quotes
        )


def test_an_abstention_cites_nothing_and_names_the_nearest_documents(
    answers: dict[str, Answer],
) -> None:
    for case in OFF_SUBJECT:
        answer = answers[case.id]
        assert answer.abstained
        assert answer.citations == ()
        assert 1 <= len(answer.nearest) <= 3
        assert len(set(answer.nearest)) == len(answer.nearest)
        assert not _MARKER.search(answer.text)
        for document in answer.nearest:
            assert document.title in answer.text


def test_an_answer_speaks_the_language_of_its_question(answers: dict[str, Answer]) -> None:
    leads = {"fr": "Voici ce que", "en": "Here is what", "ja": "文書には次のように"}
    refusals = {"fr": "Je n’ai pas trouvé", "en": "I did not find", "ja": "この質問への答えは"}
    for case in CASES:
        answer = answers[case.id]
        assert answer.language == case.language
        assert answer.text.startswith((refusals if answer.abstained else leads)[case.language])


def test_a_source_in_another_language_is_named_as_such(answers: dict[str, Answer]) -> None:
    named = {
        "fr": {"en": "source en anglais", "ja": "source en japonais"},
        "en": {"fr": "source in French", "ja": "source in Japanese"},
        "ja": {"fr": "フランス語の資料", "en": "英語の資料"},
    }
    foreign = 0
    for answer in answers.values():
        for citation in answer.citations:
            source = citation.passage.language
            after = answer.text.split(f"[{citation.number}]", 1)[1].split("\n", 1)[0]
            if source == answer.language:
                assert after == ""
            else:
                assert named[answer.language][source] in after
                foreign += 1
    assert foreign > 10


@pytest.mark.parametrize(
    "question",
    [
        "Welche drei Ziele hat sich das Netzwerk für digitale Grundlagen gesetzt?",
        "¿Qué objetivos tiene la red de fundamentos digitales entre Europa y Japón?",
        "Quali sono gli obiettivi della rete tra l’Europa e il Giappone?",
        "这个网络是什么时候由哪两所大学共同创立的？",
        "Какие цели поставила перед собой сеть?",
        "네트워크의 목표는 무엇입니까?",
    ],
)
def test_a_question_in_another_language_is_answered_in_english(
    assistant: Assistant, question: str
) -> None:
    assert assistant.ask(question).language == "en"


@pytest.mark.parametrize("language", ["fr", "en", "ja"])
def test_the_language_that_is_given_decides_only_where_the_question_does_not(
    assistant: Assistant, language: Language
) -> None:
    assert assistant.ask("2027 ?", language=language).language == language
    assert assistant.ask("", language=language).language == language
    told = assistant.ask("What three aims has the network set itself?", language=language)
    assert told.language == "en"


def test_a_list_is_quoted_with_its_first_line_and_all_its_items(assistant: Assistant) -> None:
    answer = assistant.ask("What three aims has the network set itself?")
    assert [line for line in answer.citations[0].quote.splitlines() if line] == [
        "It has set itself three aims:",
        "- to build scientific co-operation of a high level in fundamental digital technologies;",
        "- to make both partners, Europe and Japan, more competitive;",
        "- to bring forward the next generation of researchers and engineers.",
    ]


def test_without_a_model_it_is_decided_after_reading_whether_the_documents_answer(
    assistant: Assistant, settings: Settings
) -> None:
    text = "When was the network created?"
    index = Index.open(visible(settings.index_dir), E5Embedding().model_name)
    question = encode(text, "en", E5Embedding())
    nodes = HybridRetriever(index, E5Embedding(), "en").retrieve(question)
    strength = assistant.ask(text).strength
    assert strength == pytest.approx(find_evidence(question, nodes, index)[0].strength)
    assert strength != pytest.approx(answerable(question, nodes, index))
    index.close()


def test_an_answer_tells_the_index_and_the_time_of_each_stage(assistant: Assistant) -> None:
    answer = assistant.ask("What three aims has the network set itself?")
    assert answer.index_version == assistant.ask("Where?").index_version != ""
    assert set(answer.timings) == {
        "understanding",
        "encoding",
        "retrieval",
        "evidence",
        "wording",
        "total",
    }
    stages = sum(time for stage, time in answer.timings.items() if stage != "total")
    assert 0 < stages <= answer.timings["total"]


def test_a_reference_number_within_a_quotation_stays_as_it_is(shelve: Shelve) -> None:
    settings = shelve(
        {
            "cells.txt": "Lithium cells\n\nThe first lithium cell was built in Kyoto in 1976, by "
            "a team of four [2]. It was charged eleven times [1, 3].\n",
            "lamps.txt": "Street lamps\n\nThe lamps of the harbour are lit at dusk.\n",
        }
    )
    sync(settings)
    answer = Assistant.open(settings).ask("Where was the first lithium cell built, and when?")
    assert answer.citations[0].quote.endswith("a team of four [2].")
    outside = answer.text
    for citation in answer.citations:
        assert citation.quote in outside
        outside = outside.replace(citation.quote, "")
    markers = [int(marker) for marker in _MARKER.findall(outside)]
    assert markers == [citation.number for citation in answer.citations]


def test_a_document_in_kana_of_half_width_is_quoted(shelve: Shelve) -> None:
    settings = shelve(
        {
            "rules.txt": "ｻｰﾊﾞｰ室の規則\n\nｻｰﾊﾞｰ室の温度は摂氏25度に保つ。ﾊﾞｯﾃﾘｰの点検は毎月行う。\n",
            "lamps.txt": "港の街灯\n\n港の街灯は日暮れに点灯する。\n",
        }
    )
    sync(settings)
    answer = Assistant.open(settings).ask("ｻｰﾊﾞｰ室の温度は摂氏何度に保ちますか？")
    assert not answer.abstained
    assert any("25度" in citation.quote for citation in answer.citations)


def test_an_empty_index_says_that_there_is_nothing_to_search(shelve: Shelve) -> None:
    settings = shelve({})
    sync(settings)
    answer = Assistant.open(settings).ask("Où a eu lieu le symposium ?")
    assert answer.abstained
    assert answer.nearest == ()
    assert answer.text == "Il n’y a encore aucun document dans lequel chercher."


@pytest.mark.parametrize(
    ("language", "text", "right", "other"),
    [
        (
            "fr",
            "# Partenaires\n\nLe réseau compte 21 partenaires dans 15 pays.\n",
            ["Combien de partenaires le réseau compte-t-il ?", "Dans combien de pays sont-ils ?"],
            ["Comment réussir une tarte Tatin ?", "Quelle est la capitale de l’Italie ?"],
        ),
        (
            "en",
            "# Partners\n\nThe network has 21 partners in 15 countries.\n",
            ["How many partners does the network have?", "In how many countries are they?"],
            ["How do I unblock a kitchen sink?", "What is the capital of France?"],
        ),
        (
            "ja",
            "# パートナー\n\nネットワークには15か国に21のパートナーがあります。\n",
            [
                "ネットワークのパートナーはいくつありますか？",
                "ネットワークは何か国に広がっていますか？",
            ],
            ["フランスの首都はどこですか？", "初心者向けのギターの練習方法を教えて"],
        ),
    ],
)
def test_one_sentence_is_enough_to_answer_from_and_to_tell_what_it_does_not_answer(
    shelve: Shelve, language: Language, text: str, right: list[str], other: list[str]
) -> None:
    settings = shelve({"partners.md": text})
    sync(settings)
    assistant = Assistant.open(settings)
    for question in right:
        assert "21" in assistant.ask(question, language=language).text
    for question in other:
        assert assistant.ask(question, language=language).abstained
    assistant.close()
