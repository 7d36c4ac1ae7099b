"""An answer without a language model: the best quotations, under a line in the right language."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from eujassist import strings
from eujassist.answering.citations import cite
from eujassist.documents import Citation, Document, Language
from eujassist.retrieval.evidence import Evidence

_MOST = 3
_AS_GOOD = 0.8
"""A share of the best strength from which the question's own language is preferred."""
_WORTH_ADDING = 0.3
"""A share of the best strength below which a further quotation is left out."""
_SAME = 0.95
"""Cosine from which two sentences say the same."""


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
    """Return one to three sentences that do not repeat each other."""
    strongest = evidence[0].strength
    own = [one for one in evidence if one.passage.language == language]
    first = own[0] if own and own[0].strength >= _AS_GOOD * strongest else evidence[0]
    chosen = [first]
    for one in evidence:
        if len(chosen) == _MOST or one.strength < _WORTH_ADDING * strongest:
            break
        if not any(_repeats(one, other) for other in chosen):
            chosen.append(one)
    return chosen


def _repeats(one: Evidence, other: Evidence) -> bool:
    same_place = one.passage.document_id == other.passage.document_id and any(
        a.page == b.page and a.start < b.end and b.start < a.end
        for a in one.sentence.spans
        for b in other.sentence.spans
    )
    return same_place or float(one.vector @ other.vector) >= _SAME


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
