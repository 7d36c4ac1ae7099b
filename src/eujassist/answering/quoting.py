"""An answer without a language model: the best quotations, under a line in the right language."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from eujassist import strings
from eujassist.answering.citations import cite
from eujassist.documents import Citation, Document, Language
from eujassist.retrieval.evidence import Evidence
from eujassist.retrieval.signals import terms_of
from eujassist.values import Values, values

_MOST = 3
_AS_GOOD = 0.8
"""A share of the best strength from which the question's own language is preferred."""
_NEARLY_AS_GOOD = 0.5
"""The same where the sentence in the question's language says what the best one says."""
WORTH_ADDING = 0.0003
"""A share of the best strength below which a further quotation is left out, as most are where the
first is next to certain. English questions get 2.3 quotations, French ones 2.9, and one of three
answers as many as without it (bench/quoting.py, bench/choosing.py)."""
_SAME = 0.95
"""Cosine from which quotations in one language, of two documents, may say the same; under one title
other sentences are that near, too."""
_SHARED = 0.6
"""The share of the shorter one's terms that then stand in both."""
_PARALLEL = 0.865
"""Cosine from which two quotations in two languages say the same, if their numbers agree: of the
pairs above it in the starting corpus most do, of those below it few."""


def quote(
    evidence: Sequence[Evidence], language: Language, document: Callable[[str], Document]
) -> tuple[str, tuple[Citation, ...]]:
    """Return the answer's text and its citations, from evidence that is strong enough.

    `evidence` is sorted, strongest first; `document` gives a document by its id.
    """
    citations: list[Citation] = []
    for chosen in _choose(evidence, language):
        source = document(chosen.passage.document_id)
        citation = cite(len(citations) + 1, source, chosen.passage, chosen.sentence.text)
        if citation:
            citations.append(citation)
    paragraphs = [strings.text("answer.lead", language)]
    paragraphs += [worded(citation, language) for citation in citations]
    return "\n\n".join(paragraphs), tuple(citations)


def abstain(nearest: Sequence[Document], language: Language) -> str:
    """Return the text that says that the documents do not answer, and names the nearest."""
    if not nearest:
        return strings.text("answer.empty_index", language)
    titles = "\n".join(f"- {document.title}" for document in nearest)
    lead = strings.text("answer.nearest", language)
    return f"{strings.text('answer.none', language)}\n\n{lead}\n{titles}"


def _choose(evidence: Sequence[Evidence], language: Language) -> list[Evidence]:
    """Return one to three quotations that do not repeat each other."""
    strongest = evidence[0].strength
    chosen = [_first(evidence, language)]
    for one in evidence:
        if len(chosen) == _MOST or one.strength < WORTH_ADDING * strongest:
            break
        if not any(one is other or _repeats(one, other) for other in chosen):
            chosen.append(_parallel(one, evidence, language) or one)
    return chosen


def _first(evidence: Sequence[Evidence], language: Language) -> Evidence:
    """Return the strongest, or one in the question's language that is as good as that."""
    strongest = evidence[0]
    if parallel := _parallel(strongest, evidence, language):
        return parallel
    as_good = (one for one in evidence if one.strength >= _AS_GOOD * strongest.strength)
    return next((one for one in as_good if one.passage.language == language), strongest)


def _parallel(one: Evidence, evidence: Sequence[Evidence], language: Language) -> Evidence | None:
    """Return what says the same as `one`, which is in another language, in the question's."""
    if one.passage.language == language:
        return None
    for other in evidence:
        enough = other.strength >= _NEARLY_AS_GOOD * one.strength
        if other.passage.language == language and enough and _repeats(other, one):
            return other
    return None


def _repeats(one: Evidence, other: Evidence) -> bool:
    if one.passage.document_id == other.passage.document_id:
        return False  # evidence does not overlap, and vectors under one title are near anyway
    cosine = float(one.vector @ other.vector)
    if one.passage.language == other.passage.language:
        return cosine >= _SAME and _shared_terms(one, other) >= _SHARED
    return cosine >= _PARALLEL and _values(one) == _values(other)


def _shared_terms(one: Evidence, other: Evidence) -> float:
    language = one.passage.language
    mine, theirs = terms_of(one.sentence.text, language), terms_of(other.sentence.text, language)
    return len(mine & theirs) / max(1, min(len(mine), len(theirs)))


def _values(one: Evidence) -> Values:
    return values(one.sentence.text, one.passage.language)


def worded(citation: Citation, language: Language) -> str:
    """Return the paragraph that quotes `citation` in an answer in `language`."""
    source = citation.passage.language
    return strings.text(
        "answer.quotation" if source == language else "answer.quotation.other_language",
        language,
        quote=citation.quote,
        number=citation.number,
        language=strings.text(f"answer.language.{source}", language),
    )
