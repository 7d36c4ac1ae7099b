"""Public sets in their two forms, and what becomes of them."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from eujassist.errors import EujassistError
from eujassist.evaluation.collection import Collection, prepare
from eujassist.evaluation.public_sets import is_public_set
from eujassist.indexing.sync import sync
from eujassist.settings import Settings

TOWER = "The tower of Oldport is 41 metres high and was built in 1872."
GARDEN = "Le jardin de Valmont couvre 12 hectares et il est fermé le lundi."


def _lines(file: Path, *records: dict[str, Any]) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    text = "".join(json.dumps(record, ensure_ascii=False) + "\n" for record in records)
    file.write_text(text, "utf-8")


@pytest.fixture
def beir(tmp_path: Path) -> Path:
    folder = tmp_path / "beir"
    _lines(
        folder / "corpus.jsonl",
        {"_id": "d/1", "title": 'The "tower"', "text": TOWER, "metadata": {"lang": "en"}},
        {"_id": "d/2", "title": "", "text": GARDEN},
        {"_id": "d/3", "title": "The same again", "text": TOWER},
    )
    _lines(
        folder / "queries.jsonl",
        {"_id": "q1", "text": "How high is the tower?"},
        {"_id": "q2", "text": "Quand le jardin est-il fermé ?", "metadata": {"lang": "fr"}},
        {"_id": "q3", "text": "Of another split"},
    )
    (folder / "qrels").mkdir()
    qrels = "query-id\tcorpus-id\tscore\nq1\td/1\t2\nq1\td/2\t0\nq1\td/3\t1\nq2\td/2\t1\n"
    (folder / "qrels" / "test.tsv").write_text(qrels, "utf-8")
    return folder


@pytest.fixture
def paragraphs(tmp_path: Path) -> Path:
    folder = tmp_path / "paragraphs"
    _lines(
        folder / "towers.passages.jsonl",
        {"id": "t-1", "lang": "en", "title": "Tower", "text": TOWER},
    )
    question = {"id": "t-q1", "lang": "en", "question": "How high?", "passage_id": "t-1"}
    _lines(folder / "towers.questions.jsonl", {**question, "answers": ["41 metres"]})
    return folder


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(corpus_dir=tmp_path / "corpus", index_dir=tmp_path / "index")


def _collection(found: tuple[Collection | None, Sequence[EujassistError]]) -> Collection:
    collection, problems = found
    assert not problems
    assert collection is not None
    return collection


def test_a_beir_folder_becomes_documents_and_cases(beir: Path, settings: Settings) -> None:
    collection = _collection(prepare(settings, beir, None, sync))
    assert [case.id for case in collection.cases] == ["q1", "q2"]
    first, second = collection.cases
    grades = {one.document_id: one.relevance for one in first.evidence}
    assert grades["d%2F1.txt"] in (1, 2)
    assert (first.language, second.language) == ("en", "fr")
    assert collection.documents["d%2F1.txt"].title == 'The "tower"'


def test_evidence_in_a_copy_counts_for_the_document_that_is_indexed(
    beir: Path, settings: Settings
) -> None:
    collection = _collection(prepare(settings, beir, None, sync))
    assert "d%2F3.txt" not in collection.documents
    assert {one.document_id for one in collection.cases[0].evidence} == {"d%2F1.txt"}


def test_the_other_form_and_a_file_of_it(paragraphs: Path, settings: Settings) -> None:
    for cases in (None, paragraphs / "towers.questions.jsonl"):
        collection = _collection(prepare(settings, paragraphs, cases, sync))
        (case,) = collection.cases
        assert case.answers == ("41 metres",)
        assert case.evidence[0].document_id == "t-1.txt"


def test_the_real_index_is_left_alone_and_the_other_is_kept(beir: Path, settings: Settings) -> None:
    first = _collection(prepare(settings, beir, None, sync))
    assert [path.name for path in settings.index_dir.iterdir()] == ["evaluation"]
    again = _collection(prepare(settings, beir, None, sync))
    assert again.settings.index_dir == first.settings.index_dir
    assert not sync(again.settings).added
    assert again.corpus_hash == first.corpus_hash


def test_a_changed_set_changes_its_index(paragraphs: Path, settings: Settings) -> None:
    first = _collection(prepare(settings, paragraphs, None, sync))
    added = {"id": "t-2", "lang": "fr", "title": "Jardin", "text": GARDEN}
    record = {"id": "t-1", "lang": "en", "title": "Tower", "text": TOWER}
    _lines(paragraphs / "towers.passages.jsonl", record, added)
    second = _collection(prepare(settings, paragraphs, None, sync))
    assert set(second.documents) == {"t-1.txt", "t-2.txt"}
    assert second.corpus_hash != first.corpus_hash


def test_broken_lines_are_named_and_nothing_is_indexed(beir: Path, settings: Settings) -> None:
    (beir / "corpus.jsonl").write_text('{"_id": "d/1", "title": "no text"}\n', "utf-8")
    (beir / "qrels" / "test.tsv").write_text("query-id\tcorpus-id\tscore\nq1 d/1 1\n", "utf-8")
    collection, problems = prepare(settings, beir, None, sync)
    assert collection is None
    where = {(one.values["file"], one.values["line"], one.values["field"]) for one in problems}
    assert ("corpus.jsonl", 1, "text") in where
    assert ("test.tsv", 2, "score") in where
    assert not settings.index_dir.exists()


def test_a_folder_of_documents_is_no_public_set(tmp_path: Path, beir: Path) -> None:
    assert is_public_set(beir)
    assert not is_public_set(tmp_path)
