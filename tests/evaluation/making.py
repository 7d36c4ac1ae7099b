"""Cases, answers and observations to measure by."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from eujassist.documents import Answer, Citation, Document, Page, Passage, Span
from eujassist.evaluation.cases import Case, GoldEvidence
from eujassist.evaluation.observation import Observation

SMALL = Path(__file__).parent / "small"

TEXT = "The tower is 41 metres high. It was built in 1872. Nobody lives there."
DOCUMENT = Document("tower.md", "Tower", "other", "en", None, None, False, (Page(1, TEXT),))


def case(**changes: Any) -> Case:
    values: dict[str, Any] = {
        "id": "en-1",
        "text": "How high is the tower?",
        "language": "en",
        "type": "",
        "answerable": True,
        "history": (),
        "standalone": "",
        "answers": ("41 metres",),
        "nuggets": (),
        "evidence": (GoldEvidence("tower.md", "The tower is 41 metres high"),),
        "file": "en.jsonl",
        "line": 1,
    }
    return Case(**{**values, **changes})


def citation(quote: str, number: int = 1, spans: tuple[Span, ...] | None = None) -> Citation:
    start = TEXT.find(quote)
    where = spans or (Span(1, start, start + len(quote)),)
    passage = Passage("tower.md#1", "tower.md", "1", "en", where, "", False, TEXT, ())
    return Citation(number, DOCUMENT, passage, quote, where)


def answer(*quotes: str, **changes: Any) -> Answer:
    values: dict[str, Any] = {
        "question": "How high is the tower?",
        "understood": "How high is the tower?",
        "language": "en",
        "text": "",
        "citations": tuple(citation(quote, n) for n, quote in enumerate(quotes, start=1)),
        "nearest": (),
        "unproved": (),
        "abstained": not quotes,
        "mode": "quoted",
        "index_version": "000001",
        "timings": {"total": 10.0},
        "strength": 0.9,
    }
    return Answer(**{**values, **changes})


def observation(identity: str, **changes: Any) -> Observation:
    values: dict[str, Any] = {
        "id": identity,
        "text": "How high is the tower?",
        "language": "en",
        "document_language": "en",
        "type": "",
        "answerable": True,
        "evidence": (),
        "understood": "How high is the tower?",
        "answer_language": "en",
        "abstained": False,
        "strength": 0.9,
        "mode": "quoted",
        "answer": "",
        "quotations": (),
        "right": True,
        "relevant": {},
        "ranking": (),
        "measures": {},
        "timings": {"total": 10.0},
    }
    return Observation(**{**values, **changes})
