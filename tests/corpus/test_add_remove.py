"""Adding a document to the corpus, and removing one."""

from __future__ import annotations

import unicodedata
from pathlib import Path
from typing import Literal

import pytest

from eujassist import corpus
from eujassist.documents import Kind
from eujassist.errors import (
    CorpusMissing,
    CorpusUnwritable,
    DocumentUnknown,
    EujassistError,
    FileEmpty,
    FileMissing,
    NameTaken,
    SidecarInvalid,
)
from eujassist.reading import metadata
from eujassist.settings import Settings


def _held(settings: Settings) -> list[str]:
    """Everything in the corpus folder, hidden files too."""
    below = settings.corpus_dir
    return sorted(str(path.relative_to(below)) for path in below.rglob("*") if path.is_file())


@pytest.mark.parametrize(
    ("kind", "identity"),
    [
        ("press-release", "press-releases/note.txt"),
        ("white-paper", "white-papers/note.txt"),
        ("working-group-note", "working-group-notes/note.txt"),
        ("other", "note.txt"),
    ],
)
def test_a_file_goes_to_the_folder_of_its_kind(
    kind: Kind, identity: str, settings: Settings, note: Path
) -> None:
    assert corpus.add(settings, note, kind) == identity
    assert _held(settings) == [identity]
    assert (settings.corpus_dir / identity).read_bytes() == note.read_bytes()
    assert note.exists()


def test_the_sidecar_comes_and_goes_with_its_file(settings: Settings, note: Path) -> None:
    metadata.sidecar(note).write_text('title = "Minutes"\n', "utf-8")
    identity = corpus.add(settings, note, "white-paper")
    assert _held(settings) == [identity, f"{identity}.toml"]
    corpus.remove(settings, identity)
    assert _held(settings) == []


def test_a_corpus_folder_that_is_mistyped_is_not_made(tmp_path: Path, note: Path) -> None:
    settings = Settings(corpus_dir=tmp_path / "corpsu")
    with pytest.raises(CorpusMissing):
        corpus.add(settings, note, "other")
    assert not settings.corpus_dir.exists()


def test_a_name_that_is_taken_stays_as_it_was(settings: Settings, note: Path) -> None:
    there = settings.corpus_dir / "note.txt"
    there.write_text("Earlier text.", "utf-8")
    with pytest.raises(NameTaken, match=r"note\.txt"):
        corpus.add(settings, note, "other")
    assert there.read_text("utf-8") == "Earlier text."


def test_a_name_is_taken_however_its_letters_are_composed(
    settings: Settings, tmp_path: Path
) -> None:
    taken, given = (unicodedata.normalize(form, "プレス.txt") for form in ("NFD", "NFC"))
    (settings.corpus_dir / taken).write_text("Text.", "utf-8")
    (tmp_path / given).write_text("Other text.", "utf-8")
    with pytest.raises(NameTaken):
        corpus.add(settings, tmp_path / given, "other")


def test_the_same_name_is_free_in_another_folder(settings: Settings, note: Path) -> None:
    corpus.add(settings, note, "other")
    corpus.add(settings, note, "white-paper")
    assert _held(settings) == ["note.txt", "white-papers/note.txt"]


@pytest.mark.parametrize(
    ("text", "sidecar", "expected"),
    [("", "", FileEmpty), ("Text.", "colour = 'red'", SidecarInvalid)],
)
def test_what_cannot_be_read_does_not_enter_the_corpus(
    text: str, sidecar: str, expected: type[EujassistError], settings: Settings, note: Path
) -> None:
    note.write_text(text, "utf-8")
    metadata.sidecar(note).write_text(sidecar, "utf-8")
    with pytest.raises(expected):
        corpus.add(settings, note, "other")
    assert _held(settings) == []


def test_a_file_that_does_not_exist_cannot_be_added(settings: Settings, tmp_path: Path) -> None:
    for missing in (tmp_path / "gone.pdf", tmp_path):
        with pytest.raises(FileMissing):
            corpus.add(settings, missing, "other")


def test_a_folder_that_cannot_be_made_is_reported(settings: Settings, note: Path) -> None:
    (settings.corpus_dir / "white-papers").write_text("a file", "utf-8")
    with pytest.raises(CorpusUnwritable):
        corpus.add(settings, note, "white-paper")


@pytest.mark.parametrize("name", [".note.txt", "~$note.txt"])
def test_what_is_added_can_be_found(name: str, settings: Settings, note: Path) -> None:
    """A name that the corpus passes over is refused, or the document is there under another."""
    renamed = note.rename(note.with_name(name))
    try:
        identity = corpus.add(settings, renamed, "other")
    except EujassistError:
        assert _held(settings) == []
    else:
        assert identity in corpus.files(settings.corpus_dir)


@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_a_document_is_removed_by_its_id_however_it_is_typed(
    form: Literal["NFC", "NFD"], settings: Settings
) -> None:
    path = settings.corpus_dir / unicodedata.normalize("NFD", "プレス.txt")
    path.write_text("Text.", "utf-8")
    corpus.remove(settings, unicodedata.normalize(form, "プレス.txt"))
    assert _held(settings) == []


@pytest.mark.parametrize("identity", ["gone.txt", "", "../note.txt", "note.txt.toml", ".hidden"])
def test_only_a_document_can_be_removed(identity: str, settings: Settings, note: Path) -> None:
    metadata.sidecar(note).write_text("", "utf-8")
    (settings.corpus_dir / ".hidden").write_text("x", "utf-8")
    corpus.add(settings, note, "other")
    before = _held(settings)
    with pytest.raises(DocumentUnknown):
        corpus.remove(settings, identity)
    assert _held(settings) == before
    assert note.exists()


def test_nothing_is_removed_from_a_missing_corpus(tmp_path: Path) -> None:
    with pytest.raises(CorpusMissing):
        corpus.remove(Settings(corpus_dir=tmp_path / "elsewhere"), "a.txt")
