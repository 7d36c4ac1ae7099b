"""The questions of questions.jsonl, and how an answer is compared with what they expect."""

from __future__ import annotations

import json
import unicodedata
from dataclasses import dataclass
from pathlib import Path

from eujassist import Answer


@dataclass(frozen=True)
class Case:
    """A question, and where its answer stands; nowhere where it is off the subject."""

    id: str
    language: str
    question: str
    document: str | None
    page: int | None
    quote: str | None
    crosses: bool


CASES = [
    Case(**json.loads(line))
    for line in Path(__file__).with_name("questions.jsonl").read_text("utf-8").splitlines()
]
ANSWERABLE = [case for case in CASES if case.document]
OFF_SUBJECT = [case for case in CASES if not case.document]


def proves(answer: Answer, case: Case) -> bool:
    """Tell whether a citation of the answer is the one that the case expects."""
    return any(
        citation.document.id == case.document
        and case.page in {span.page for span in citation.spans}
        and fold(case.quote or "") in fold(citation.quote)
        for citation in answer.citations
    )


def fold(text: str) -> str:
    """Return `text` after NFKC and without white space."""
    return "".join(unicodedata.normalize("NFKC", text).split())
