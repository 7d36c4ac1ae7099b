from __future__ import annotations

from collections import Counter

import pytest

from eujassist import Assistant, Settings, Turn, sync

from .cases import ANSWERABLE, CASES, OFF_SUBJECT, Case, fold, proves


def test_there_are_enough_questions_of_every_sort() -> None:
    assert min(Counter(case.language for case in ANSWERABLE).values()) >= 8
    assert len({case.language for case in ANSWERABLE}) == 3
    assert sum(case.crosses for case in ANSWERABLE) >= 6
    assert len(OFF_SUBJECT) >= 4


def test_questions_cross_from_every_language_into_every_other(assistant: Assistant) -> None:
    spoken = {document.id: document.language for document in assistant.documents()}
    pairs = {(case.language, spoken[case.document or ""]) for case in ANSWERABLE}
    assert len(pairs) == 9
    for case in ANSWERABLE:
        assert case.crosses == (spoken[case.document or ""] != case.language), case.id


@pytest.mark.parametrize("case", ANSWERABLE, ids=lambda case: case.id)
def test_a_question_is_answered_with_the_expected_quotation(
    assistant: Assistant, case: Case
) -> None:
    answer = assistant.ask(case.question)
    assert not answer.abstained
    assert answer.language == case.language
    assert proves(answer, case), [(one.document.id, one.quote) for one in answer.citations]


@pytest.mark.parametrize("case", OFF_SUBJECT, ids=lambda case: case.id)
def test_a_question_off_the_subject_is_not_answered(assistant: Assistant, case: Case) -> None:
    answer = assistant.ask(case.question)
    assert answer.abstained
    assert answer.language == case.language


def test_a_follow_up_is_answered_within_its_conversation(assistant: Assistant) -> None:
    first = assistant.ask("À quelles dates se déroule l’école d’automne ?")
    second = assistant.ask(
        "Et les droits d’inscription ?", history=[Turn(first.question, first.text)]
    )
    assert "école d’automne" in second.understood
    assert second.question == "Et les droits d’inscription ?"
    assert any("150€" in fold(citation.quote) for citation in second.citations)


def test_a_follow_up_may_change_the_language(assistant: Assistant) -> None:
    history = [Turn("筑波大学からノーベル賞受賞者は何名出ていますか？", "3名です。")]
    answer = assistant.ask("And in sports, how many medallists?", history=history)
    assert answer.language == "en"
    assert any("メダリスト50名以上" in citation.quote for citation in answer.citations)


def test_a_second_sync_changes_nothing(settings: Settings, assistant: Assistant) -> None:
    report = sync(settings)
    assert (report.added, report.replaced, report.removed, report.failed) == ((), (), (), {})
    assert report.unchanged == len(assistant.documents())
    assert report.index_version == assistant.ask("Brussels?").index_version


def test_every_case_has_a_name_of_its_own() -> None:
    assert len({case.id for case in CASES}) == len(CASES)
    assert len({case.question for case in CASES}) == len(CASES)
