from __future__ import annotations

import numpy as np
import pytest

from eujassist import Document, Page, Passage, Span
from eujassist.answering import quoting
from eujassist.documents import LANGUAGES, Language, Sentence
from eujassist.retrieval.evidence import Evidence

_TEXTS: dict[Language, str] = {
    "fr": "Le symposium a lieu à Bruxelles.",
    "en": "The symposium takes place in Brussels.",
    "ja": "シンポジウムはブリュッセルで開かれます。",
}


def _document(language: Language, text: str = "") -> Document:
    pages = (Page(1, text or _TEXTS[language]),)
    return Document(f"{language}.md", language, "other", language, None, None, False, pages)


def _evidence(
    language: Language, strength: float, vector: tuple[float, ...], text: str = ""
) -> Evidence:
    text = text or _TEXTS[language]
    spans = (Span(1, 0, len(text)),)
    sentence = Sentence(spans, text)
    passage = Passage(
        f"{language}.md#1", f"{language}.md", "1", language, spans, "", False, text, (sentence,)
    )
    return Evidence(passage, sentence, np.array(vector, dtype=np.float32), strength)


def _quoted(evidence: list[Evidence], language: Language) -> list[str]:
    documents = {f"{one}.md": _document(one) for one in _TEXTS}
    _, citations = quoting.quote(evidence, language, documents.__getitem__)
    return [citation.document.language for citation in citations]


@pytest.mark.parametrize("language", ["fr", "en", "ja"])
def test_of_sources_as_strong_the_one_in_the_language_of_the_question_comes_first(
    language: Language,
) -> None:
    vectors = {"fr": (1.0, 0.0, 0.0), "en": (0.0, 1.0, 0.0), "ja": (0.0, 0.0, 1.0)}
    strengths = {one: 0.85 if one == language else 0.9 for one in _TEXTS}
    evidence = [_evidence(one, strengths[one], vectors[one]) for one in _TEXTS]
    evidence.sort(key=lambda one: -one.strength)
    assert _quoted(evidence, language)[0] == language


def test_a_stronger_source_in_another_language_comes_first() -> None:
    evidence = [_evidence("ja", 0.9, (1.0, 0.0)), _evidence("fr", 0.5, (0.0, 1.0))]
    assert _quoted(evidence, "fr") == ["ja", "fr"]


def test_a_weak_source_is_left_out() -> None:
    evidence = [_evidence("fr", 0.9, (1.0, 0.0)), _evidence("en", 0.0001, (0.0, 1.0))]
    assert _quoted(evidence, "fr") == ["fr"]


def test_what_says_the_same_in_another_language_is_not_quoted_again() -> None:
    evidence = [_evidence("en", 0.9, (1.0, 0.0)), _evidence("fr", 0.89, (0.999, 0.045))]
    assert _quoted(evidence, "fr") == ["fr"]


def test_a_parallel_document_in_the_language_of_the_question_is_quoted_alone() -> None:
    evidence = [_evidence("en", 0.9, (1.0, 0.0)), _evidence("fr", 0.5, (0.9, 0.436))]
    assert _quoted(evidence, "fr") == ["fr"]


def test_what_says_something_else_in_the_language_of_the_question_comes_second() -> None:
    evidence = [_evidence("en", 0.9, (1.0, 0.0)), _evidence("fr", 0.5, (0.8, 0.6))]
    assert _quoted(evidence, "fr") == ["en", "fr"]


def test_parallel_sentences_agree_in_their_dates_and_numbers_however_they_are_written() -> None:
    texts: dict[Language, str] = {
        "fr": "Les trois groupes se réunissent le 1er juillet 2026.",
        "ja": "3つのグループは2026年7月1日に集まる。",
        "en": "The three groups meet on 2 July 2026.",
    }
    vectors: dict[Language, tuple[float, ...]] = {
        "fr": (1.0, 0.0),
        "ja": (0.95, 0.312),
        "en": (0.9, -0.436),
    }
    strengths: dict[Language, float] = {"fr": 0.9, "ja": 0.8, "en": 0.7}
    evidence = [_evidence(one, strengths[one], vectors[one], texts[one]) for one in texts]
    _, citations = quoting.quote(evidence, "ja", lambda id: _document(_of(id), texts[_of(id)]))
    assert [citation.document.language for citation in citations] == ["ja", "en"]


def test_further_quotations_too_are_given_in_the_language_of_the_question() -> None:
    texts = {
        "fr.md": "Le réseau est né à Grenoble.",
        "en.md": _TEXTS["en"],
        "ja.md": _TEXTS["ja"],
    }
    evidence = [
        _evidence("fr", 0.9, (0.0, 1.0), texts["fr.md"]),
        _evidence("en", 0.5, (1.0, 0.0)),
        _evidence("ja", 0.4, (0.95, 0.312)),
    ]
    _, citations = quoting.quote(evidence, "ja", lambda id: _document(_of(id), texts[id]))
    assert [citation.document.language for citation in citations] == ["fr", "ja"]


def _of(identity: str) -> Language:
    return next(one for one in LANGUAGES if identity == f"{one}.md")


def test_what_the_document_does_not_say_is_not_quoted() -> None:
    honest = _evidence("fr", 0.9, (1.0, 0.0))
    wrong = Sentence((Span(2, 0, 30),), "Le symposium a lieu à Londres.")
    lying = Evidence(honest.passage, wrong, np.array((0.0, 1.0), dtype=np.float32), 0.95)
    text, citations = quoting.quote([lying, honest], "fr", lambda _: _document("fr"))
    assert [citation.quote for citation in citations] == [_TEXTS["fr"]]
    assert citations[0].number == 1
    assert "Londres" not in text
