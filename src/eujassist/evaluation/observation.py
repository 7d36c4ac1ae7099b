"""What was seen when one case was asked: a line of answers.jsonl."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict

from eujassist.documents import Language, Mode
from eujassist.evaluation.wording import Fallback


class Quotation(BaseModel):
    """A citation, or gold evidence, as the report shows it."""

    document: str
    quote: str


class Observation(BaseModel):
    """One case, asked: the case in short, the answer, and the measures taken of it."""

    model_config = ConfigDict(frozen=True)

    id: str
    text: str
    language: Language
    document_language: Language | None
    """The question's own where a document in it has the answer, else that of the first evidence;
    None where there is no answer."""
    type: str
    answerable: bool
    evidence: tuple[Quotation, ...]
    understood: str
    answer_language: Language
    abstained: bool
    strength: float
    mode: Mode
    answer: str
    said: str = ""
    """The answer without markers and what stands around them."""
    fallback: Fallback | None = None
    """Why a language model's answer is quoted instead, all of it or its end."""
    quotations: tuple[Quotation, ...]
    passages: tuple[str, ...] = ()
    """The ids of the passages that are cited."""
    right: bool
    """Whether what is answered, were the evidence never too weak, is right."""
    relevant: dict[str, int]
    """The grade of the passages (or documents) that should be found."""
    ranking: tuple[tuple[str, float], ...]
    measures: dict[str, float]
    last_turn: float | None = None
    """nDCG@10 of the last turn alone, of a question within a conversation."""
    standalone: float | None = None
    """nDCG@10 of its stand-alone form."""
    timings: dict[str, float]
    """Milliseconds by stage."""
