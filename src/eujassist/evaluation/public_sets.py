"""Public question sets: two forms read, their paragraphs written as documents.

BEIR is a folder with corpus.jsonl ({_id, title, text}), queries.jsonl ({_id, text}) and qrels/*.tsv
(query-id, corpus-id, score). The other form is a folder with, for each set, <set>.passages.jsonl
({id, lang, title, text}) and <set>.questions.jsonl ({id, lang, question, passage_id, answers}).
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Annotated, Any
from urllib.parse import quote

from pydantic import BaseModel, Field, ValidationError

from eujassist import languages
from eujassist.documents import LANGUAGES
from eujassist.errors import CaseInvalid, EujassistError, FileMissing
from eujassist.evaluation.cases import Case, Record, read_objects, repetitions, validate
from eujassist.reading.metadata import SIDECAR_SUFFIX

_CORPUS = "corpus.jsonl"
_QUERIES = "queries.jsonl"
_QRELS = "qrels"
_PASSAGES = ".passages.jsonl"
_QUESTIONS = ".questions.jsonl"


class Paragraph(BaseModel):
    """A text of a public set; it becomes a document of its own."""

    id: str
    title: str = ""
    text: str
    lang: str = ""


class _BeirParagraph(BaseModel):
    id: Annotated[str, Field(alias="_id")]
    title: str = ""
    text: str
    metadata: dict[str, Any] = {}


def is_public_set(folder: Path) -> bool:
    """Tell whether a folder holds a set in one of the two forms, not documents."""
    return bool(_paragraph_files(folder))


def default_cases(folder: Path) -> Path:
    """Return where the questions of a public set stand."""
    qrels = sorted((folder / _QRELS).glob("*.tsv"))
    test = folder / _QRELS / "test.tsv"
    return test if test in qrels else qrels[0] if qrels else folder


def read_paragraphs(folder: Path) -> tuple[list[Paragraph], list[EujassistError]]:
    """Return all paragraphs of a public set, and a CaseInvalid for each broken line."""
    paragraphs: list[Paragraph] = []
    problems: list[EujassistError] = []
    for file in _paragraph_files(folder):
        records, broken = read_objects(file)
        problems += broken
        for number, record in records:
            try:
                paragraphs.append(_paragraph(record))
            except ValidationError as error:
                first = error.errors(include_url=False, include_input=False)[0]
                name = ".".join(str(part) for part in first["loc"])
                problems.append(
                    CaseInvalid(file=file.name, line=number, field=name, reason=first["msg"])
                )
    return paragraphs, problems


def _paragraph_files(folder: Path) -> list[Path]:
    beir = folder / _CORPUS
    return [beir] if beir.is_file() else sorted(folder.glob(f"*{_PASSAGES}"))


def _paragraph(record: dict[str, Any]) -> Paragraph:
    if "_id" not in record:
        return Paragraph.model_validate(record)
    beir = _BeirParagraph.model_validate(record)
    language = str(beir.metadata.get("lang", ""))
    return Paragraph(id=beir.id, title=beir.title, text=beir.text, lang=language)


def write_documents(paragraphs: Iterable[Paragraph], folder: Path) -> None:
    """Make `folder` hold the paragraphs, a plain text with a sidecar each, and nothing else.

    What is right already is not written again.
    """
    folder.mkdir(parents=True, exist_ok=True)
    left = {path.name for path in folder.iterdir()}
    for paragraph in paragraphs:
        name = document_id(paragraph.id)
        for file, content in (
            (name, paragraph.text),
            (f"{name}{SIDECAR_SUFFIX}", _sidecar(paragraph)),
        ):
            path = folder / file
            if not path.is_file() or path.read_text("utf-8") != content:
                path.write_text(content, "utf-8", newline="\n")
            left.discard(file)
    for file in left:
        (folder / file).unlink()


def document_id(paragraph_id: str) -> str:
    """Return the id of the document that a paragraph becomes."""
    return f"{quote(paragraph_id, safe='')}.txt"


def _sidecar(paragraph: Paragraph) -> str:
    fields = {"title": " ".join(paragraph.title.split())}
    if paragraph.lang in LANGUAGES:
        fields["language"] = paragraph.lang
    # A JSON string without control characters is a TOML string too.
    return "".join(
        f"{name} = {json.dumps(value, ensure_ascii=False)}\n"
        for name, value in fields.items()
        if value
    )


def read_questions(path: Path, folder: Path) -> tuple[list[Case], list[EujassistError]] | None:
    """Return the questions of a public set and what is wrong there; None for any other file.

    `path` is a qrels file, a queries file, a questions file, or the folder of the set; `folder` is
    the set's. The document of a question's answer is evidence as a whole.
    """
    if path.suffix == ".tsv":
        return _beir_questions(path, folder / _QUERIES)
    if path.name == _QUERIES:
        return _beir_questions(default_cases(folder), path)
    files = sorted(path.glob(f"*{_QUESTIONS}")) if path.is_dir() else [path]
    if not files or not all(file.name.endswith(_QUESTIONS) for file in files):
        return None
    cases: list[Case] = []
    problems: list[EujassistError] = []
    for file in files:
        records, broken = read_objects(file)
        found, invalid = validate(file.name, list(_records_of_questions(records)))
        cases += found
        problems += [*broken, *invalid]
    return cases, [*problems, *repetitions(cases)]


def _records_of_questions(records: Iterable[Record]) -> Iterator[Record]:
    for number, record in records:
        metadata = {
            "lang": record.get("lang"),
            "answers": record.get("answers", []),
            "evidence": [{"doc_id": document_id(str(record.get("passage_id", "")))}],
        }
        yield (
            number,
            {"_id": record.get("id"), "text": record.get("question"), "metadata": metadata},
        )


def _beir_questions(qrels: Path, queries: Path) -> tuple[list[Case], list[EujassistError]]:
    grades, problems = _read_qrels(qrels)
    records, broken = read_objects(queries)
    cases, invalid = validate(queries.name, list(_records_of_queries(records, grades)))
    return cases, [*problems, *broken, *invalid, *repetitions(cases)]


def _records_of_queries(
    records: Sequence[Record], grades: dict[str, dict[str, int]]
) -> Iterator[Record]:
    for number, record in records:
        known = grades.get(str(record.get("_id")))
        if known is None:
            continue  # a question of another split
        metadata = record.get("metadata") or {}
        evidence = [{"doc_id": document_id(one), "relevance": known[one]} for one in known]
        lang = metadata.get("lang") or languages.detect(str(record.get("text", "")))
        kept = {name: metadata[name] for name in ("answers", "type") if name in metadata}
        yield number, {**record, "metadata": {**kept, "lang": lang, "evidence": evidence}}


def _read_qrels(file: Path) -> tuple[dict[str, dict[str, int]], list[EujassistError]]:
    """Return the grades above zero, by question and paragraph."""
    grades: dict[str, dict[str, int]] = defaultdict(dict)
    problems: list[EujassistError] = []
    try:
        lines = file.read_text("utf-8", errors="replace").split("\n")
    except OSError as error:
        raise FileMissing(file=str(file)) from error
    for number, line in enumerate(lines, start=1):
        row = line.strip().split("\t")
        if not line.strip() or (number == 1 and row[-1] == "score"):
            continue
        if len(row) != 3 or not row[2].strip().lstrip("-").isdigit():
            reason = "query-id, corpus-id and a whole number are needed, with tabs between"
            problems.append(CaseInvalid(file=file.name, line=number, field="score", reason=reason))
        elif int(row[2]) > 0:
            grades[row[0]][row[1]] = int(row[2])
    return grades, problems
