"""The cases: questions with known answers, one JSON object a line, checked against the documents.

    {"_id": "fr-01", "text": "Où s'est tenu le symposium ?", "metadata": {"lang": "fr",
     "answers": ["Bruxelles", "ブリュッセル"],
     "evidence": [{"doc_id": "press-releases/symposium.pdf", "quote": "tenu à Bruxelles"}]}}

Evidence is a document and a quotation, never a passage number: splitting may change.
"""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError

from eujassist.documents import Document, Language
from eujassist.errors import (
    CaseDocumentUnknown,
    CaseInvalid,
    CaseQuotationMissing,
    CaseRepeated,
    CasesEmpty,
    EujassistError,
    FileMissing,
)

_Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
_Name = Annotated[str, StringConstraints(pattern=r"^\S+$")]  # a TREC file parts names by spaces


@dataclass(frozen=True, slots=True)
class GoldEvidence:
    """Where an answer stands."""

    document_id: str
    quote: str
    """Verbatim but for white space and Unicode form (NFKC); empty where the document as a whole is
    the evidence."""
    relevance: int = 1
    """The grade that nDCG takes; 1 but where a public set has grades."""


@dataclass(frozen=True, slots=True)
class Case:
    """A question with its known answer."""

    id: str
    text: str
    language: Language
    type: str
    """What the author calls this sort of question; the report has a table by it."""
    answerable: bool
    history: tuple[str, ...]
    """The earlier questions of the conversation, oldest first."""
    standalone: str
    """The same question as it is asked without a conversation; empty where there is none."""
    answers: tuple[str, ...]
    """Each is right by itself: one answer, and its other spellings and languages."""
    nuggets: tuple[tuple[str, ...], ...]
    """The facts of a complete answer, each with its other spellings."""
    evidence: tuple[GoldEvidence, ...]
    file: str = field(compare=False, repr=False)
    line: int = field(compare=False, repr=False)


class _Evidence(BaseModel):
    model_config = ConfigDict(extra="forbid")

    doc_id: _Text
    quote: str = ""
    relevance: Annotated[int, Field(ge=1)] = 1


class _Metadata(BaseModel):
    model_config = ConfigDict(extra="forbid")

    lang: Language
    type: str = ""
    answerable: bool = True
    history: list[_Text] = []
    standalone: str = ""
    answers: list[_Text] = []
    nuggets: list[_Text | Annotated[list[_Text], Field(min_length=1)]] = []
    evidence: list[_Evidence] = []


class _Line(BaseModel):
    id: Annotated[_Name, Field(alias="_id")]
    text: _Text
    metadata: _Metadata


Record = tuple[int, dict[str, Any]]
"""A line's number, from 1, and the object that stands there."""


def read(path: Path) -> tuple[list[Case], list[EujassistError]]:
    """Return the cases of a file, or of all *.jsonl files of a folder, and what is wrong there.

    Raises FileMissing where there is no such file or folder.
    """
    if not path.exists():
        raise FileMissing(file=str(path))
    files = sorted(path.glob("*.jsonl")) if path.is_dir() else [path]
    cases: list[Case] = []
    problems: list[EujassistError] = []
    for file in files:
        records, broken = read_objects(file)
        found, invalid = validate(file.name, records)
        cases += found
        problems += [*broken, *invalid]
    problems += repetitions(cases)
    if not cases and not problems:
        problems.append(CasesEmpty(file=path.name))
    return cases, problems


def read_objects(file: Path) -> tuple[list[Record], list[EujassistError]]:
    """Return the objects of a JSON Lines file, and a CaseInvalid for each line that has none.

    Empty lines are passed over. Raises FileMissing.
    """
    try:
        lines = file.read_bytes().splitlines()
    except OSError as error:
        raise FileMissing(file=str(file)) from error
    records: list[Record] = []
    problems: list[EujassistError] = []
    for number, raw in enumerate(lines, start=1):
        if not raw.strip():
            continue
        try:
            loaded = json.loads(raw.decode("utf-8-sig"))
        except ValueError as error:
            loaded, reason = None, str(error)
        else:
            reason = "not an object"
        if isinstance(loaded, dict):
            records.append((number, loaded))
        else:
            problems.append(CaseInvalid(file=file.name, line=number, field="JSON", reason=reason))
    return records, problems


def validate(file: str, records: Iterable[Record]) -> tuple[list[Case], list[EujassistError]]:
    """Return the cases that the objects of `file` are, and a CaseInvalid for each other one."""
    cases: list[Case] = []
    problems: list[EujassistError] = []
    for number, record in records:
        try:
            line = _Line.model_validate(record)
        except ValidationError as error:
            first = error.errors(include_url=False, include_input=False)[0]
            name, reason = ".".join(str(part) for part in first["loc"]), first["msg"]
        else:
            name, reason = _contradiction(line.metadata)
            if not name:
                cases.append(_case(line, file, number))
                continue
        problems.append(CaseInvalid(file=file, line=number, field=name, reason=reason))
    return cases, problems


def _contradiction(metadata: _Metadata) -> tuple[str, str]:
    """Return the field that does not fit the others and why; two empty strings where all fit."""
    if metadata.answerable and not metadata.evidence:
        return "metadata.evidence", "an answerable question needs evidence"
    quoted = any(evidence.quote for evidence in metadata.evidence)
    if quoted and not metadata.answers and not metadata.nuggets:
        return "metadata.answers", "an answerable question needs answers or nuggets"
    if not metadata.answerable:
        for name in ("evidence", "answers", "nuggets"):
            if getattr(metadata, name):
                return f"metadata.{name}", "a question without an answer has none"
    if metadata.history and not metadata.standalone:
        return "metadata.standalone", "a question with a history needs its stand-alone form"
    return "", ""


def _case(line: _Line, file: str, number: int) -> Case:
    metadata = line.metadata
    return Case(
        id=line.id,
        text=line.text,
        language=metadata.lang,
        type=metadata.type,
        answerable=metadata.answerable,
        history=tuple(metadata.history),
        standalone=metadata.standalone,
        answers=tuple(metadata.answers),
        nuggets=tuple(
            (nugget,) if isinstance(nugget, str) else tuple(nugget) for nugget in metadata.nuggets
        ),
        evidence=tuple(
            GoldEvidence(unicodedata.normalize("NFC", one.doc_id), one.quote, one.relevance)
            for one in metadata.evidence
        ),
        file=file,
        line=number,
    )


def repetitions(cases: Sequence[Case]) -> Iterator[EujassistError]:
    """Yield a CaseRepeated for each case whose id an earlier one has."""
    first: dict[str, Case] = {}
    for case in cases:
        other = first.setdefault(case.id, case)
        if other is not case:
            yield CaseRepeated(
                file=case.file, line=case.line, case=case.id, other=f"{other.file}:{other.line}"
            )


def check(cases: Iterable[Case], documents: Mapping[str, Document]) -> list[EujassistError]:
    """Return a CaseDocumentUnknown or CaseQuotationMissing for all evidence that is not there."""
    problems: list[EujassistError] = []
    for case in cases:
        for evidence in case.evidence:
            where: dict[str, str | int] = {
                "file": case.file,
                "line": case.line,
                "document": evidence.document_id,
            }
            document = documents.get(evidence.document_id)
            if document is None:
                problems.append(CaseDocumentUnknown(**where))
            elif evidence.quote and fold(evidence.quote) not in _folded(document):
                problems.append(CaseQuotationMissing(**where, quote=evidence.quote))
    return problems


def fold(text: str) -> str:
    """Return what of a text is compared: NFKC, without white space."""
    return "".join(unicodedata.normalize("NFKC", text).split())


@lru_cache(maxsize=256)
def _folded(document: Document) -> str:
    return fold("".join(page.text for page in document.pages))
