"""What is measured of one answer, without a judge: each measure is a number from 0 to 1."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from eujassist.documents import Answer, Citation, Document, text_at
from eujassist.evaluation.cases import Case, fold
from eujassist.evaluation.matching import any_holds, overlap
from eujassist.evaluation.ranking import longest_common
from eujassist.evaluation.wording import (
    fallback,
    in_other_language,
    said,
    supported_numbers,
    unproved_share,
    was_model_asked,
)

Group = Literal[
    "retrieval", "answers", "citations", "abstention", "language", "language model", "judge"
]


@dataclass(frozen=True, slots=True)
class Measure:
    """A number that is taken of the cases for which it means something."""

    name: str
    group: Group
    meaning: str
    better: Literal["high", "low"] = "high"


MEASURES = (
    Measure("nDCG@10", "retrieval", "the gold passages stand high among the first ten"),
    Measure("R@5", "retrieval", "share of the gold passages among the first five"),
    Measure("R@20", "retrieval", "share of the gold passages among the first twenty"),
    Measure("RR@10", "retrieval", "one over the rank of the first gold passage"),
    Measure("Success@1", "retrieval", "the first passage is gold"),
    Measure("first quotation", "answers", "the first quotation holds an answer"),
    Measure("three quotations", "answers", "one of the first three quotations holds an answer"),
    Measure("token recall", "answers", "share of the answer's tokens in what was said"),
    Measure("token F1", "answers", "token recall with precision: long quotations lower it"),
    Measure("nuggets", "answers", "share of the facts of a complete answer that were said"),
    Measure("citations resolve", "citations", "the citation leads to a place in a document"),
    Measure("citations verbatim", "citations", "the quotation stands there word for word"),
    Measure("citation precision", "citations", "share of the citations that are gold evidence"),
    Measure("citation recall", "citations", "share of the gold evidence that is cited"),
    Measure("numbers supported", "citations", "share of the numbers that stand in a quotation"),
    Measure("hallucinated", "abstention", "answered where the documents have no answer", "low"),
    Measure("wrongly refused", "abstention", "refused where the documents have the answer", "low"),
    Measure("language right", "language", "the answer is in the question's language"),
    Measure("unproved", "language model", "share of the sentences that no quotation proves", "low"),
    Measure("fell back", "language model", "quoted, since the model gave no usable answer", "low"),
)

_SAME_PLACE = 0.5  # of the shorter of quotation and evidence that both have in common
_SHOWN = 3


def measure_answer(
    case: Case, answer: Answer, documents: Mapping[str, Document]
) -> dict[str, float]:
    """Return the measures of an answer; those that mean nothing for this case are left out.

    Of an answerable question that is refused, the answer measures and citation recall are 0.
    """
    spoken = answer.language == case.language and not in_other_language(answer)
    measures = {"language right": float(spoken)}
    if case.answerable:
        measures["wrongly refused"] = float(answer.abstained)
        measures |= _measure_words(case, answer)
        measures |= _measure_evidence(case, answer.citations)
    else:
        measures["hallucinated"] = float(not answer.abstained)
    if answer.citations:
        measures |= _measure_citations(answer, documents)
    return measures | _measure_model(answer)


def _measure_model(answer: Answer) -> dict[str, float]:
    """Return what became of a language model's answer; nothing where no model was asked."""
    measures = {}
    if was_model_asked(answer):
        measures["fell back"] = float(bool(fallback(answer)))
    unproved = unproved_share(answer)
    if unproved is not None:
        measures["unproved"] = unproved
    return measures


def _measure_words(case: Case, answer: Answer) -> dict[str, float]:
    quotations = [citation.quote for citation in answer.citations]
    text = said(answer)
    measures: dict[str, float] = {}
    if case.answers:
        overlaps = [overlap(text, known) for known in case.answers]
        measures = {
            "first quotation": float(any_holds(quotations[:1], case.answers)),
            "three quotations": float(any_holds(quotations[:_SHOWN], case.answers)),
            "token recall": max(recall for recall, _ in overlaps),
            "token F1": max(f1 for _, f1 in overlaps),
        }
    if case.nuggets:
        held = sum(any_holds([text], nugget) for nugget in case.nuggets)
        measures["nuggets"] = held / len(case.nuggets)
    return measures


def _measure_evidence(case: Case, citations: Sequence[Citation]) -> dict[str, float]:
    pairs = [(citation, evidence) for citation in citations for evidence in case.evidence]
    gold = [
        (citation.number, evidence)
        for citation, evidence in pairs
        if citation.document.id == evidence.document_id
        and _same_place(citation.quote, evidence.quote)
    ]
    cited = {evidence for _, evidence in gold}
    measures = {"citation recall": len(cited) / len(set(case.evidence))}
    if citations:
        measures["citation precision"] = len({number for number, _ in gold}) / len(citations)
    return measures


def _same_place(quotation: str, evidence: str) -> bool:
    """Tell whether a quotation and gold evidence of one document are the same words for the most.

    Evidence without a quotation is the whole document.
    """
    said, wanted = fold(quotation), fold(evidence)
    shorter = min(len(said), len(wanted))
    return not wanted or longest_common(said, wanted) >= _SAME_PLACE * shorter


def _measure_citations(answer: Answer, documents: Mapping[str, Document]) -> dict[str, float]:
    count = len(answer.citations)
    resolved = [one for one in answer.citations if _resolves(one, documents)]
    verbatim = [
        one
        for one in resolved
        if fold(text_at(documents[one.document.id].pages, one.spans)) == fold(one.quote)
    ]
    measures = {
        "citations resolve": len(resolved) / count,
        "citations verbatim": len(verbatim) / count,
    }
    supported = supported_numbers(answer)
    if supported is not None:
        measures["numbers supported"] = supported
    return measures


def _resolves(citation: Citation, documents: Mapping[str, Document]) -> bool:
    document = documents.get(citation.document.id)
    return (
        document is not None
        and bool(citation.spans)
        and all(
            1 <= span.page <= len(document.pages)
            and 0 <= span.start < span.end <= len(document.pages[span.page - 1].text)
            for span in citation.spans
        )
    )


def is_right(case: Case, answer: Answer) -> bool:
    """Tell whether an answer given is right, for the risk–coverage curve.

    It is where one of the first three quotations holds an answer or a nugget; where a case has
    neither, where one of them is gold evidence.
    """
    known = [*case.answers, *(name for nugget in case.nuggets for name in nugget)]
    first = answer.citations[:_SHOWN]
    if not case.answerable:
        return False
    if known:
        return any_holds([citation.quote for citation in first], known)
    return _measure_evidence(case, first)["citation recall"] > 0
