"""What is in the corpus folder."""

from __future__ import annotations

import os
import unicodedata
from pathlib import Path

import pytest

from eujassist import corpus, sync
from eujassist.errors import CorpusMissing, CorpusUnreadable, FileGone, NameShared
from eujassist.reading import metadata
from eujassist.settings import Settings


def _put(settings: Settings, name: str) -> Path:
    path = settings.corpus_dir / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("Text.", "utf-8")
    return path


def test_an_id_is_the_path_below_the_corpus(settings: Settings) -> None:
    path = _put(settings, "white-papers/2026/a b.txt")
    assert corpus.files(settings.corpus_dir) == {"white-papers/2026/a b.txt": path}


def test_the_files_are_in_the_order_of_their_ids(settings: Settings) -> None:
    for name in ("b.txt", "a/c.txt", "a.txt", "B.txt"):
        _put(settings, name)
    assert list(corpus.files(settings.corpus_dir)) == ["B.txt", "a.txt", "a/c.txt", "b.txt"]


@pytest.mark.parametrize("name", ["ネットワーク/第2回シンポジウムの報告.txt", "été à Genève.txt"])
def test_a_decomposed_name_gets_a_composed_id(name: str, settings: Settings) -> None:
    path = _put(settings, unicodedata.normalize("NFD", name))
    assert corpus.files(settings.corpus_dir) == {unicodedata.normalize("NFC", name): path}


@pytest.mark.parametrize(
    "name",
    [
        ".hidden.txt",
        ".git/config.txt",
        "press-releases/.a.txt.partial",
        "~$report.docx",
        ".~lock.report.odt#",
        "Thumbs.db",
        "thumbs.DB",
        "desktop.ini",
        ".DS_Store",
        "report.pdf.toml",
        "report.pdf.TOML",
    ],
)
def test_what_systems_and_programs_leave_is_no_document(name: str, settings: Settings) -> None:
    _put(settings, name)
    _put(settings, "report.txt")
    assert list(corpus.files(settings.corpus_dir)) == ["report.txt"]


def test_a_corpus_below_a_hidden_folder_is_read(tmp_path: Path) -> None:
    settings = Settings(corpus_dir=tmp_path / ".home" / "corpus")
    _put(settings, "a.txt")
    assert list(corpus.files(settings.corpus_dir)) == ["a.txt"]


def test_folders_and_pipes_are_no_documents(settings: Settings) -> None:
    (settings.corpus_dir / "folder.pdf").mkdir()
    os.mkfifo(settings.corpus_dir / "pipe.pdf")
    assert corpus.files(settings.corpus_dir) == {}


def test_a_link_to_nothing_is_told(settings: Settings) -> None:
    (settings.corpus_dir / "nothing.pdf").symlink_to("gone.pdf")
    assert type(sync(settings).failed["nothing.pdf"]) is FileGone


def test_a_folder_that_cannot_be_read_does_not_count_as_emptied(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    _put(settings, "closed/a.txt")
    scandir = os.scandir

    def refuse(folder: str) -> object:
        if str(folder).endswith("closed"):
            raise PermissionError(13, "Permission denied", str(folder))
        return scandir(folder)

    monkeypatch.setattr(os, "scandir", refuse)  # root may read any folder
    with pytest.raises(CorpusUnreadable, match="closed"):
        corpus.files(settings.corpus_dir)


def test_a_link_back_to_its_own_folder_is_not_followed_for_ever(settings: Settings) -> None:
    _put(settings, "a.txt")
    (settings.corpus_dir / "again").symlink_to(settings.corpus_dir)
    assert list(corpus.files(settings.corpus_dir)) == ["a.txt"]


def test_names_that_differ_only_in_their_encoding_are_reported_and_none_is_read(
    settings: Settings,
) -> None:
    for form in ("NFC", "NFD"):
        path = _put(settings, unicodedata.normalize(form, "会議の記録がある.txt"))
        path.write_text(f"The committee met, and this is what it said in {form}.", "utf-8")
    _put(settings, "other.txt").write_text("Another document stands here.", "utf-8")
    report = sync(settings)
    assert report.added == ("other.txt",)
    assert {identity: type(error) for identity, error in report.failed.items()} == {
        "会議の記録がある.txt": NameShared
    }
    (settings.corpus_dir / unicodedata.normalize("NFD", "会議の記録がある.txt")).unlink()
    assert sync(settings).added == ("会議の記録がある.txt",)


def test_the_sidecar_lies_beside_its_file() -> None:
    assert metadata.sidecar(Path("a/b.pdf")) == Path("a/b.pdf.toml")


def test_a_missing_corpus_is_not_an_empty_one(settings: Settings, tmp_path: Path) -> None:
    assert corpus.files(settings.corpus_dir) == {}
    with pytest.raises(CorpusMissing, match="elsewhere"):
        corpus.files(tmp_path / "elsewhere")
    with pytest.raises(CorpusMissing):
        (tmp_path / "file").write_text("")
        corpus.files(tmp_path / "file")
