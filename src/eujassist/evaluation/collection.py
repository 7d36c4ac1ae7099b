"""What a run asks about: documents in an index, and the cases that were checked against them."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from pathlib import Path

from eujassist import corpus
from eujassist.documents import Document
from eujassist.errors import CasesEmpty, EujassistError
from eujassist.evaluation import public_sets
from eujassist.evaluation.cases import Case, check, read
from eujassist.indexing.catalogue import Catalogue
from eujassist.indexing.generations import CATALOGUE, visible
from eujassist.indexing.sync import SyncReport
from eujassist.reading.metadata import sidecar
from eujassist.settings import Settings

DEFAULT_CASES = Path("eval/cases")
INDEXES = "evaluation"
"""Below the index folder, what evaluations keep for the next one."""


@dataclass(frozen=True, slots=True)
class Collection:
    """An index that is up to date, and the cases that are asked of it."""

    settings: Settings
    """The settings to ask with: their corpus and index folders are the collection's own."""
    name: str
    documents: dict[str, Document]
    cases: tuple[Case, ...]
    corpus_hash: str
    cases_hash: str


def prepare(
    settings: Settings,
    corpus_dir: Path | None,
    cases: Path | None,
    synchronise: Callable[[Settings], SyncReport],
) -> tuple[Collection | None, list[EujassistError]]:
    """Return the collection, or None and all that is wrong with its cases.

    Without `corpus_dir` the documents and the index are those of `settings`. Any other folder, of
    documents or of a public set, gets an index of its own in `<index_dir>/evaluation/`, which is
    kept for the next run. Nothing is indexed before the cases are read without an error. Raises
    CorpusMissing, FileMissing and what `synchronise` raises.
    """
    folder = corpus_dir or settings.corpus_dir
    own = settings if corpus_dir is None else _own_settings(settings, corpus_dir)
    found, problems = _read_cases(folder, cases)
    if public_sets.is_public_set(folder):
        paragraphs, broken = public_sets.read_paragraphs(folder)
        problems += broken
        if not problems:
            public_sets.write_documents(paragraphs, own.corpus_dir)
    if problems:
        return None, problems
    report = synchronise(own)
    found = [_first_of_equals(case, report.duplicates) for case in found]
    documents = read_documents(own)
    problems = check(found, documents)
    if problems:
        return None, problems
    return Collection(
        settings=own,
        name=folder.resolve().name,
        documents=documents,
        cases=tuple(found),
        corpus_hash=_hash_corpus(own.corpus_dir),
        cases_hash=_hash(repr(case).encode() for case in found),
    ), []


def _own_settings(settings: Settings, folder: Path) -> Settings:
    path = str(folder.resolve())
    mark = hashlib.sha256(path.encode()).hexdigest()[:8]
    kept = settings.index_dir / INDEXES / f"{folder.resolve().name}-{mark}"
    texts = kept / "corpus" if public_sets.is_public_set(folder) else folder
    return settings.model_copy(update={"corpus_dir": texts, "index_dir": kept / "index"})


def _read_cases(folder: Path, cases: Path | None) -> tuple[list[Case], list[EujassistError]]:
    if public_sets.is_public_set(folder):
        path = cases or public_sets.default_cases(folder)
        public = public_sets.read_questions(path, folder)
        if public is not None:
            found, problems = public
            return found, problems if found or problems else [CasesEmpty(file=path.name)]
        found, problems = read(path)
        return [_with_documents(case, public_sets.document_id) for case in found], problems
    return read(cases or DEFAULT_CASES)


def _first_of_equals(case: Case, duplicates: dict[str, str]) -> Case:
    """Return the case with the document that is indexed where others have the same bytes."""
    return _with_documents(case, lambda identity: duplicates.get(identity, identity))


def _with_documents(case: Case, rename: Callable[[str], str]) -> Case:
    renamed = tuple(replace(one, document_id=rename(one.document_id)) for one in case.evidence)
    return replace(case, evidence=renamed)


def read_documents(settings: Settings) -> dict[str, Document]:
    """Return all documents of the visible index by id."""
    catalogue = Catalogue.open(visible(settings.index_dir) / CATALOGUE)
    try:
        return {document.id: document for document in catalogue.documents()}
    finally:
        catalogue.close()


def _hash_corpus(folder: Path) -> str:
    """Return a hash of the names and bytes of all documents and sidecars."""
    parts: list[bytes] = []
    for identity, path in corpus.files(folder).items():
        beside = sidecar(path)
        facts = beside.read_bytes() if beside.is_file() else b""
        parts += [identity.encode(), path.read_bytes(), facts]
    return _hash(parts)


def _hash(parts: Iterable[bytes]) -> str:
    digest = hashlib.sha256()
    for part in parts:
        digest.update(hashlib.sha256(part).digest())
    return digest.hexdigest()
