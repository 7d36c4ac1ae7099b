"""What is measured of one answer."""

from __future__ import annotations

from typing import Any

import pytest

from eujassist import strings
from eujassist.documents import (
    LANGUAGES,
    Answer,
    Citation,
    Document,
    Language,
    Page,
    Passage,
    Span,
)
from eujassist.evaluation.cases import GoldEvidence
from eujassist.evaluation.matching import holds, overlap, tokens
from eujassist.evaluation.metrics import is_right, measure_answer
from eujassist.evaluation.ranking import Found, gold, rank, ranking_measures
from eujassist.evaluation.wording import FALLBACKS, Fallback, fallback, said

from .making import DOCUMENT, answer, case, citation

DOCUMENTS = {"tower.md": DOCUMENT}
HEIGHT, YEAR = "The tower is 41 metres high.", "It was built in 1872."


def test_tokens_are_words_without_articles_and_single_japanese_characters() -> None:
    assert tokens("L’Université a 57 000 étudiants") == ["université", "57000", "étudiants"]
    assert tokens("UGAは２０２５年") == ["uga", "は", "2025", "年"]


@pytest.mark.parametrize(
    ("text", "wanted", "found"),
    [
        ("It costs 6 euros.", "6 euros", True),
        ("It costs 16 euros.", "6 euros", False),
        ("定員は80名です", "80名", True),
        ("定員は180名です", "80名", False),
        ("57 000 étudiants", "57,000", True),
        ("The Tower", "the tower", True),
        ("anything", "…", False),
    ],
)
def test_an_answer_is_held_as_whole_tokens(text: str, wanted: str, found: bool) -> None:
    assert holds(text, wanted) is found


def test_overlap_is_by_words_or_by_japanese_characters() -> None:
    assert list(overlap("the tall tower", "a tower")) == pytest.approx([1.0, 2 / 3])
    assert list(overlap("1872年の塔", "1872年")) == pytest.approx([1.0, 10 / 12])
    assert overlap("nothing", "tower") == (0.0, 0.0)


def test_a_right_answer() -> None:
    measures = measure_answer(case(nuggets=(("41",), ("1872",))), answer(HEIGHT), DOCUMENTS)
    assert measures["first quotation"] == measures["three quotations"] == 1
    assert measures["nuggets"] == 0.5
    assert measures["citation precision"] == measures["citation recall"] == 1
    assert measures["citations resolve"] == measures["citations verbatim"] == 1
    assert measures["wrongly refused"] == 0
    assert "hallucinated" not in measures


def test_an_answer_in_the_second_quotation() -> None:
    measures = measure_answer(case(), answer(YEAR, HEIGHT), DOCUMENTS)
    assert (measures["first quotation"], measures["three quotations"]) == (0, 1)
    assert measures["citation precision"] == 0.5


def test_a_refused_answer_says_nothing() -> None:
    measures = measure_answer(case(), answer(), DOCUMENTS)
    assert measures["wrongly refused"] == 1
    assert measures["first quotation"] == measures["citation recall"] == 0
    assert "citation precision" not in measures


def test_a_question_without_an_answer() -> None:
    asked = case(answerable=False, answers=(), evidence=())
    assert measure_answer(asked, answer(HEIGHT), DOCUMENTS)["hallucinated"] == 1
    assert measure_answer(asked, answer(), DOCUMENTS)["hallucinated"] == 0
    assert not is_right(asked, answer(HEIGHT))


def test_a_citation_that_leads_nowhere_or_is_not_verbatim() -> None:
    beyond = citation(HEIGHT, spans=(Span(1, 0, 10_000),))
    elsewhere = citation(HEIGHT, spans=(Span(1, 29, 40),))
    for wrong, resolves in ((beyond, 0.0), (elsewhere, 1.0)):
        measures = measure_answer(case(), answer(HEIGHT, citations=(wrong,)), DOCUMENTS)
        assert (measures["citations resolve"], measures["citations verbatim"]) == (resolves, 0)


def test_a_number_that_no_quotation_has_is_not_supported() -> None:
    worded = answer(HEIGHT, mode="generated", text="It is 41 metres high, built in 1900 [1].")
    assert measure_answer(case(), worded, DOCUMENTS)["numbers supported"] == 0.5


def test_evidence_of_a_public_set_is_the_whole_document() -> None:
    asked = case(evidence=(GoldEvidence("tower.md", ""),))
    assert measure_answer(asked, answer(YEAR), DOCUMENTS)["citation precision"] == 1


def test_a_passage_is_gold_that_holds_the_quotation() -> None:
    passages = {"tower.md": {"#1": "Thetoweris41metreshigh.", "#2": "Itwasbuiltin1872."}}
    assert gold(case(), passages) == {"#1": 1}


def test_a_quotation_that_was_cut_is_found_by_its_longest_part() -> None:
    passages = {"tower.md": {"#1": "Thetoweris", "#2": "41metreshigh.", "#3": "Nobody"}}
    assert gold(case(), passages) == {"#2": 1}


def test_documents_are_ranked_by_their_best_passage() -> None:
    found = [Found("a#2", "a", 0.9), Found("b#1", "b", 0.8), Found("a#1", "a", 0.7)]
    assert [unit for unit, _ in rank(case(), found)] == ["a#2", "b#1", "a#1"]
    by_document = case(evidence=(GoldEvidence("a", ""),))
    assert rank(by_document, found) == [("a", 0.9), ("b", 0.8)]


def test_ranking_measures_are_those_of_ir_measures() -> None:
    ranked = [("x", 0.9), ("gold", 0.9), ("y", 0.9)]
    assert ranking_measures(ranked, {"gold": 1}) == {
        "nDCG@10": pytest.approx(0.6309, abs=1e-4),
        "R@5": 1.0,
        "R@20": 1.0,
        "RR@10": 0.5,
        "Success@1": 0.0,
    }
    assert set(ranking_measures([], {"gold": 1}).values()) == {0.0}


# What a language model words ---------------------------------------------------------------------


def worded(text: str, *quotes: str, **changes: Any) -> Answer:
    return answer(*quotes, text=text, mode="generated", **changes)


def test_marks_and_markers_are_not_said() -> None:
    mark = strings.text("answer.unproved", "en")
    first = "It is 41 metres high. [1]"
    text = f"{first} It is a wonder. {mark}"
    seen = worded(text, HEIGHT, unproved=((len(first) + 1, len(text)),))
    assert said(seen) == "It is 41 metres high. It is a wonder."
    measures = measure_answer(case(), seen, DOCUMENTS)
    assert measures["unproved"] == 0.5
    assert measures["fell back"] == 0
    assert "unproved" not in measure_answer(case(), answer(HEIGHT), DOCUMENTS)
    assert "fell back" not in measure_answer(case(), answer(HEIGHT), DOCUMENTS)


def test_numbers_are_supported_in_whatever_language_they_stand() -> None:
    quote = "塔は1872年7月1日に350万円で建てられた。"
    japanese = Document("塔.md", "塔", "other", "ja", None, None, False, (Page(1, quote),))
    spans = (Span(1, 0, len(quote)),)
    passage = Passage("塔.md#1", "塔.md", "1", "ja", spans, "", False, quote, ())
    cited = (Citation(1, japanese, passage, quote, spans),)
    for text, supported in (
        ("It cost 3.5 million yen on 1 July 1872. [1]", 1),
        ("It cost 4.5 million yen. [1]", 0),
        ("It was built on 2 July 1872. [1]", 0.5),  # the year is right, the date is not
    ):
        seen = worded(text, abstained=False, citations=cited)
        measures = measure_answer(case(), seen, {"塔.md": japanese})
        assert measures["numbers supported"] == pytest.approx(supported), text


def test_an_answer_that_was_cut_says_its_text_and_the_quotations_added() -> None:
    notice = strings.text("answer.notice.cut", "en")
    seen = worded(f"It is high. [1]\n\n“{YEAR}” [2]", HEIGHT, YEAR, notice=notice)
    assert said(seen) == f"It is high.\n{YEAR}"
    assert fallback(seen) == "cut"
    assert measure_answer(case(), seen, DOCUMENTS)["fell back"] == 1


def test_a_text_in_another_language_is_not_right() -> None:
    text = "La tour mesure quarante et un mètres de haut, disent les documents. [1]"
    assert measure_answer(case(), worded(text, HEIGHT), DOCUMENTS)["language right"] == 0


def test_a_model_that_declines_refuses_and_says_nothing() -> None:
    seen = worded("I did not find an answer to this question.")
    measures = measure_answer(case(answers=("answer",)), seen, DOCUMENTS)
    assert measures["wrongly refused"] == 1
    assert measures["token recall"] == measures["token F1"] == 0
    assert measures["fell back"] == 0


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("why", FALLBACKS)
def test_a_fallback_is_known_by_its_notice(why: Fallback, language: Language) -> None:
    notice = strings.text(f"answer.notice.{why}", language)
    assert fallback(answer(HEIGHT, language=language, notice=notice)) == why
