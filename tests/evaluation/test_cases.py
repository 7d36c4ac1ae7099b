"""Reading cases, and what is said of those that are wrong."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from eujassist.documents import Document, Page
from eujassist.errors import (
    CaseDocumentUnknown,
    CaseInvalid,
    CaseQuotationMissing,
    CaseRepeated,
    CasesEmpty,
    FileMissing,
)
from eujassist.evaluation.cases import check, read

from .making import SMALL, case

GOOD: dict[str, Any] = {
    "_id": "en-1",
    "text": "How high is the tower?",
    "metadata": {
        "lang": "en",
        "answers": ["41 metres"],
        "evidence": [{"doc_id": "tower.md", "quote": "41 metres high"}],
    },
}


def _file(folder: Path, *lines: object) -> Path:
    file = folder / "en.jsonl"
    texts = (line if isinstance(line, str) else json.dumps(line) for line in lines)
    file.write_text("\n".join(texts) + "\n", "utf-8")
    return file


def _with(**metadata: Any) -> dict[str, Any]:
    return {**GOOD, "metadata": {**GOOD["metadata"], **metadata}}


def test_a_case_is_read_with_its_aliases(tmp_path: Path) -> None:
    line = _with(nuggets=["41", ["metres", "meters"]], type="number")
    cases, problems = read(_file(tmp_path, line))
    assert problems == []
    assert cases[0].nuggets == (("41",), ("metres", "meters"))
    assert (cases[0].file, cases[0].line, cases[0].type) == ("en.jsonl", 1, "number")


def test_all_files_of_a_folder_are_read(tmp_path: Path) -> None:
    _file(tmp_path, GOOD)
    (tmp_path / "fr.jsonl").write_text(json.dumps({**GOOD, "_id": "fr-1"}), "utf-8")
    cases, problems = read(tmp_path)
    assert ([case.id for case in cases], problems) == (["en-1", "fr-1"], [])


def test_marks_and_empty_lines_do_no_harm(tmp_path: Path) -> None:
    file = tmp_path / "en.jsonl"
    file.write_bytes(b"\xef\xbb\xbf" + json.dumps(GOOD).encode() + b"\r\n\r\n")
    cases, problems = read(file)
    assert (len(cases), problems) == (1, [])


@pytest.mark.parametrize(
    ("line", "field"),
    [
        ('{"_id": "en-1", ', "JSON"),
        ("[1, 2]", "JSON"),
        ({**GOOD, "text": "  "}, "text"),
        ({**GOOD, "_id": "en 1"}, "_id"),
        ({"_id": "en-1", "text": "?"}, "metadata"),
        (_with(lang="de"), "metadata.lang"),
        (_with(langue="fr"), "metadata.langue"),
        (_with(evidence=[]), "metadata.evidence"),
        (_with(evidence=[{"quote": "41"}]), "metadata.evidence.0.doc_id"),
        (_with(answers=[]), "metadata.answers"),
        (_with(answerable=False), "metadata.evidence"),
        (_with(answerable=False, evidence=[]), "metadata.answers"),
        (_with(history=["And the lamp?"]), "metadata.standalone"),
    ],
)
def test_a_broken_line_names_file_line_and_field(tmp_path: Path, line: object, field: str) -> None:
    cases, problems = read(_file(tmp_path, {**GOOD, "_id": "en-0"}, line))
    assert [case.id for case in cases] == ["en-0"]
    (problem,) = problems
    assert isinstance(problem, CaseInvalid)
    assert problem.values["file"] == "en.jsonl"
    assert problem.values["line"] == 2
    assert problem.values["field"] == field


def test_every_broken_line_is_named(tmp_path: Path) -> None:
    _, problems = read(_file(tmp_path, "{", GOOD, "{", "{"))
    assert [problem.values["line"] for problem in problems] == [1, 3, 4]


def test_an_id_stands_once(tmp_path: Path) -> None:
    _, problems = read(_file(tmp_path, GOOD, GOOD))
    (problem,) = problems
    assert isinstance(problem, CaseRepeated)
    assert problem.values["other"] == "en.jsonl:1"


def test_an_empty_set_and_a_lost_file_are_errors(tmp_path: Path) -> None:
    _, problems = read(_file(tmp_path, ""))
    assert isinstance(problems[0], CasesEmpty)
    with pytest.raises(FileMissing):
        read(tmp_path / "none.jsonl")


def test_evidence_is_looked_for_in_the_documents() -> None:
    text = "The tower is\n４１ metres  high."
    document = Document("tower.md", "Tower", "other", "en", None, None, False, (Page(1, text),))
    assert check([case()], {"tower.md": document}) == []
    (unknown,) = check([case()], {})
    assert isinstance(unknown, CaseDocumentUnknown)
    changed = Document("tower.md", "Tower", "other", "en", None, None, False, (Page(1, "Gone"),))
    (missing,) = check([case()], {"tower.md": changed})
    assert isinstance(missing, CaseQuotationMissing)
    assert missing.values["quote"] == "The tower is 41 metres high"


def test_the_small_set_is_right() -> None:
    cases, problems = read(SMALL / "cases.jsonl")
    assert (len(cases), problems) == (12, [])
