"""Bring the index up to date with the corpus: add, replace, remove what changed, nothing else."""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from chromadb.errors import ChromaError
from llama_index.core.base.embeddings.base import BaseEmbedding

from eujassist import corpus
from eujassist.documents import LANGUAGES
from eujassist.errors import (
    FileForbidden,
    FileGone,
    IndexDamaged,
    IndexOutdated,
    IndexUnwritable,
    NameShared,
    ReadingError,
)
from eujassist.indexing import encoding, failures, generations, splitting
from eujassist.indexing.catalogue import Catalogue
from eujassist.indexing.embedding import E5Embedding
from eujassist.indexing.index import Index, describe_format, open_catalogue
from eujassist.indexing.vectors import VectorStores
from eujassist.reading import reader as reading
from eujassist.reading.metadata import sidecar
from eujassist.reading.process import READING_SETTINGS
from eujassist.settings import Settings

_VERIFIED = 5  # passages of each language that must be found again before publishing

Progress = Callable[[int, int, str], None]
"""Called with the number of documents done, their total, and the id of the one done last."""


@dataclass(frozen=True, slots=True)
class SyncReport:
    """What a sync did; every name is a document id."""

    added: tuple[str, ...]
    replaced: tuple[str, ...]
    removed: tuple[str, ...]
    failed: dict[str, ReadingError]
    """Why a document could not be read; its earlier version, if there is one, stays."""
    duplicates: dict[str, str]
    """Documents left out because another one, named here, has the same bytes."""
    unchanged: int
    """How many documents are as they were, those that failed in a newer version among them."""
    index_version: str


@dataclass(slots=True)
class _Plan:
    """What has to be done, found without reading a document."""

    versions: dict[str, str]
    to_read: list[str]
    to_remove: list[str]
    failed: dict[str, ReadingError] = field(default_factory=dict)
    duplicates: dict[str, str] = field(default_factory=dict)


def sync(
    settings: Settings,
    *,
    embedding: BaseEmbedding | None = None,
    progress: Progress | None = None,
) -> SyncReport:
    """Index what changed in the corpus and publish it in one step.

    A document that cannot be read is reported, and tried again when it or the settings of reading
    change; at each sync where the reason lies outside its bytes (ReadingError.lasting). Raises
    CorpusMissing, IndexBusy, IndexUnwritable or IndexDamaged, and leaves the visible index as it
    was.
    """
    embedding = embedding or E5Embedding()
    paths = corpus.files(settings.corpus_dir)
    with generations.writing(settings.index_dir):
        known, noted, visible = _state(settings.index_dir, embedding.model_name)
        plan = _plan(paths, known, noted, settings)
        changed = plan.to_read or plan.to_remove or set(noted) - set(plan.failed)
        if visible is not None and not changed:
            return _report(plan, known, visible.name)
        with generations.preparing(settings.index_dir, empty=visible is None) as generation:
            _write(generation, settings, paths, plan, embedding, progress)
            if visible is not None and _nothing_new(plan, known, noted):
                return _report(plan, known, visible.name)
            _verify(generation, embedding.model_name)
            generations.publish(generation)
        return _report(plan, known, generation.name)


def _nothing_new(
    plan: _Plan, known: dict[str, str], noted: dict[str, tuple[str, ReadingError]]
) -> bool:
    """Tell whether the documents read failed again as they did before, and no more was done."""
    before = {identity: error.worded("en") for identity, (_, error) in noted.items()}
    now = {identity: error.worded("en") for identity, error in plan.failed.items()}
    return not plan.to_remove and set(plan.to_read) <= set(now) and before == now


def _state(
    index_dir: Path, encoder: str
) -> tuple[dict[str, str], dict[str, tuple[str, ReadingError]], Path | None]:
    """Return versions, failures and folder of the visible generation; nothing if of no use."""
    visible = generations.current(index_dir)
    if visible is None or not (visible / generations.CATALOGUE).is_file():
        return {}, {}, None
    try:
        catalogue = open_catalogue(visible, encoder)
    except IndexOutdated:
        return {}, {}, None
    try:
        return catalogue.versions(), failures.read(catalogue.connection), visible
    except sqlite3.DatabaseError as error:
        raise IndexDamaged(folder=str(index_dir), reason=str(error)) from error
    finally:
        catalogue.close()


def _plan(
    paths: dict[str, Path],
    known: dict[str, str],
    noted: dict[str, tuple[str, ReadingError]],
    settings: Settings,
) -> _Plan:
    plan = _Plan({}, [], [identity for identity in known if identity not in paths])
    for identity in corpus.namesakes(settings.corpus_dir):
        plan.failed[identity] = NameShared(file=identity)
    first_with: dict[str, str] = {}
    # Of files alike one is indexed: the one that is already, else one that is not known to fail.
    for identity in sorted(
        paths.keys() - plan.failed.keys(),
        key=lambda one: (one not in known, one in noted, paths[one].is_symlink(), one),
    ):
        try:
            content, version = _hash(paths[identity])
        except FileNotFoundError:
            plan.failed[identity] = FileGone(file=identity)
            continue
        except OSError:
            plan.failed[identity] = FileForbidden(file=identity)
            continue
        original = first_with.setdefault(content, identity)
        if original != identity and original not in plan.failed:
            plan.duplicates[identity] = original
            plan.to_remove += [identity] if identity in known else []
            continue
        plan.versions[identity] = version
        attempt, error = noted.get(identity, ("", None))
        if error is not None and error.lasting and attempt == _attempt(version, settings):
            plan.failed[identity] = error
        elif known.get(identity) != version:
            plan.to_read.append(identity)
    return plan


def _hash(path: Path) -> tuple[str, str]:
    """Return the hash of the bytes, and the version: of bytes, sidecar and pipeline."""
    with path.open("rb") as file:
        content = hashlib.file_digest(file, "sha256")
    version = content.copy()
    beside = sidecar(path)
    version.update(beside.read_bytes() if beside.is_file() else b"")
    version.update(f"{reading.FINGERPRINT} {splitting.FINGERPRINT}".encode())
    return content.hexdigest(), version.hexdigest()


def _attempt(version: str, settings: Settings) -> str:
    """Return under what a failure is noted: with other settings the file may be read."""
    return f"{version} {settings.model_dump_json(include=READING_SETTINGS)}"


def _write(
    generation: Path,
    settings: Settings,
    paths: dict[str, Path],
    plan: _Plan,
    embedding: BaseEmbedding,
    progress: Progress | None,
) -> None:
    with _opened(generation, embedding.model_name) as (catalogue, stores):
        for identity in plan.to_remove:
            _remove(catalogue, stores, identity)
        for identity in failures.read(catalogue.connection).keys() - plan.failed.keys():
            failures.forget(catalogue.connection, identity)
        if progress and plan.to_read:
            progress(0, len(plan.to_read), "")
        with reading.Reader(settings) as reader:
            wanted = [(paths[identity], identity) for identity in plan.to_read]
            for done, (identity, result) in enumerate(reader.read(wanted, settings.corpus_dir), 1):
                version = plan.versions[identity]
                if isinstance(result, ReadingError):
                    plan.failed[identity] = result
                    attempt = _attempt(version, settings)
                    failures.note(catalogue.connection, identity, attempt, result)
                else:
                    _remove(catalogue, stores, identity)
                    passages = encoding.encode(result, version, embedding)
                    catalogue.add(result, version, passages)
                    stores.add(passages)
                if progress:
                    progress(done, len(plan.to_read), identity)


def _remove(catalogue: Catalogue, stores: VectorStores, identity: str) -> None:
    stores.remove(catalogue.passage_ids(identity))
    catalogue.remove(identity)


@contextmanager
def _opened(generation: Path, encoder: str) -> Iterator[tuple[Catalogue, VectorStores]]:
    file = generation / generations.CATALOGUE
    catalogue = Catalogue.open(file, writable=True) if file.exists() else Catalogue.create(file)
    catalogue.set_meta("format", describe_format(encoder))
    try:
        stores = VectorStores(generation / generations.CHROMA)
        try:
            yield catalogue, stores
        finally:
            stores.close()
    except ChromaError as error:
        # A full disk is told in Chroma's words only.
        kind = IndexUnwritable if "full" in str(error) else IndexDamaged
        raise kind(folder=str(generation.parent), reason=str(error)) from error
    finally:
        catalogue.close()


def _verify(generation: Path, encoder: str) -> None:
    """Open what was written as a reader will, and find a passage of each language again."""
    index = Index.open(generation, encoder)
    try:
        for language in LANGUAGES:
            for sample in index.sample_passages(language, _VERIFIED):
                if sample.passage.id not in index.nearest(sample.vector, language, 10):
                    raise IndexDamaged(folder=str(generation.parent), reason=sample.passage.id)
    finally:
        index.close()


def _report(plan: _Plan, known: dict[str, str], version: str) -> SyncReport:
    read = [identity for identity in sorted(plan.to_read) if identity not in plan.failed]
    return SyncReport(
        added=tuple(identity for identity in read if identity not in known),
        replaced=tuple(identity for identity in read if identity in known),
        removed=tuple(sorted(plan.to_remove)),
        failed=dict(sorted(plan.failed.items())),
        duplicates=plan.duplicates,
        unchanged=len(set(known) - {*read, *plan.to_remove}),
        index_version=version,
    )
