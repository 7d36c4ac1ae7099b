"""A sync does what changed in the corpus, and nothing else."""

from __future__ import annotations

import os
import unicodedata
from pathlib import Path

import pytest

from eujassist import corpus
from eujassist.errors import (
    CorpusMissing,
    FileEmpty,
    FileGone,
    FileOutside,
    FileUnsupported,
    IndexBusy,
    IndexUnwritable,
    SidecarInvalid,
)
from eujassist.indexing.index import CurrentIndex
from eujassist.indexing.sync import SyncReport, sync
from eujassist.settings import Settings

from .parts import RecordingEmbedding, as_vector, generations_in, texts, visible_index, write


class Corpus:
    """A corpus folder, its index, and how often what was encoded."""

    def __init__(self, settings: Settings, embedding: RecordingEmbedding) -> None:
        self.settings = settings
        self.embedding = embedding

    def write(self, identity: str, text: str) -> Path:
        return write(self.settings, identity, text)

    def sync(self) -> SyncReport:
        self.embedding.encoded.clear()
        return sync(self.settings, embedding=self.embedding)

    @property
    def texts(self) -> dict[str, str]:
        with visible_index(self.settings) as index:
            return texts(index)


@pytest.fixture
def library(settings: Settings, embedding: RecordingEmbedding) -> Corpus:
    made = Corpus(settings, embedding)
    made.write("a.txt", "The network met.")
    made.write("white-papers/b.txt", "The chips are made in Grenoble.")
    return made


# What changed, and nothing else ------------------------------------------------------------------


def test_a_new_corpus_is_indexed_whole(library: Corpus) -> None:
    report = library.sync()
    assert report.added == ("a.txt", "white-papers/b.txt")
    assert (report.replaced, report.removed, report.unchanged) == ((), (), 0)
    assert (report.failed, report.duplicates) == ({}, {})
    assert generations_in(library.settings) == [report.index_version]
    assert library.texts == {
        "a.txt": "The network met.",
        "white-papers/b.txt": "The chips are made in Grenoble.",
    }


def test_an_unchanged_corpus_is_not_encoded_again(library: Corpus) -> None:
    version = library.sync().index_version
    for path in library.settings.corpus_dir.rglob("*.txt"):
        path.touch()
    report = library.sync()
    assert library.embedding.encoded == []
    assert (report.added, report.replaced, report.removed, report.unchanged) == ((), (), (), 2)
    assert report.index_version == version
    assert generations_in(library.settings) == [version]


def test_only_what_changed_is_encoded_and_removed(library: Corpus) -> None:
    library.write("c.txt", "It stays.")
    library.sync()
    library.write("a.txt", "The network met again.")
    (library.settings.corpus_dir / "white-papers" / "b.txt").unlink()
    library.write("d.txt", "It is new.")
    report = library.sync()
    assert (report.added, report.replaced) == (("d.txt",), ("a.txt",))
    assert (report.removed, report.unchanged) == (("white-papers/b.txt",), 1)
    assert not [text for text in library.embedding.encoded if "stays" in text]
    assert library.texts == {
        "a.txt": "The network met again.",
        "c.txt": "It stays.",
        "d.txt": "It is new.",
    }
    assert report.index_version == generations_in(library.settings)[-1]


def test_nothing_of_an_earlier_version_can_be_found(library: Corpus) -> None:
    library.write("a.txt", "# One\n\nThe old words.\n\n# Two\n\nMore old words.")
    library.sync()
    library.write("a.txt", "The new words.")
    library.sync()
    with visible_index(library.settings) as index:
        assert index.passages_by_language == {"fr": 0, "en": 2, "ja": 0}
        assert index.search_terms("terms", ["old"], "en", 9) == []
        vector = library.embedding.get_query_embedding("anything")
        found = index.nearest(as_vector(vector), "en", 9)
        assert sorted(found) == ["a.txt#1", "white-papers/b.txt#1"]


def test_title_and_heading_are_encoded_with_each_text(library: Corpus) -> None:
    library.write("a.md", "# Budget\n\nIt is small. It is ours.")
    library.sync()
    assert [text for text in library.embedding.encoded if text.startswith("Budget")] == [
        "Budget\nBudget\nIt is small. It is ours.",
        "Budget\nBudget\nIt is small.",
        "Budget\nBudget\nIt is ours.",
    ]


def test_a_change_of_the_sidecar_indexes_its_document_again(library: Corpus) -> None:
    library.sync()
    beside = library.write("a.txt.toml", 'title = "Minutes"\n')
    assert library.sync().replaced == ("a.txt",)
    with visible_index(library.settings) as index:
        assert index.document("a.txt").title == "Minutes"
    assert library.sync().unchanged == 2
    beside.unlink()
    assert library.sync().replaced == ("a.txt",)


def test_a_renamed_document_is_found_by_its_new_name_only(library: Corpus) -> None:
    library.sync()
    folder = library.settings.corpus_dir
    (folder / "a.txt").rename(folder / "renamed.txt")
    report = library.sync()
    assert (report.added, report.removed) == (("renamed.txt",), ("a.txt",))
    assert report.duplicates == {}


def test_a_decomposed_name_is_indexed_once_under_its_composed_form(library: Corpus) -> None:
    name = "資料/プレスリリース.txt"
    library.write(unicodedata.normalize("NFD", name), "ネットワークの会合が開かれた。")
    assert name in library.sync().added
    assert library.sync().unchanged == 3


def test_hidden_and_lock_files_are_not_indexed(library: Corpus) -> None:
    for name in (".hidden.txt", "~$a.docx", ".~lock.a.odt#", "Thumbs.db"):
        library.write(name, "Nothing for readers.")
    assert library.sync().added == ("a.txt", "white-papers/b.txt")


def test_progress_counts_each_document_that_is_read(library: Corpus) -> None:
    told: list[tuple[int, int, str]] = []
    sync(
        library.settings,
        embedding=library.embedding,
        progress=lambda done, total, name: told.append((done, total, name)),
    )
    assert told == [(0, 2, ""), (1, 2, "a.txt"), (2, 2, "white-papers/b.txt")]


def test_text_that_holds_nothing_to_quote_stops_nothing(library: Corpus) -> None:
    library.write("introduction.txt", "Introduction:")
    library.write("heading.md", "# Only a heading\n")
    library.write("dots.txt", "...")
    report = library.sync()
    assert "a.txt" in report.added
    assert "a.txt" in library.texts


# An encoder --------------------------------------------------------------------------------------


def test_another_encoder_rebuilds_the_whole_index(library: Corpus) -> None:
    library.sync()
    other = RecordingEmbedding(model_name="another")
    report = sync(library.settings, embedding=other)
    assert report.added == ("a.txt", "white-papers/b.txt")
    assert len(other.encoded) == 4
    current = CurrentIndex(library.settings.index_dir, "another")
    assert len(current.get().documents()) == 2
    current.close()


def test_a_failing_encoder_is_not_mistaken_for_a_full_disk(library: Corpus) -> None:
    class Unreachable(RecordingEmbedding):
        def _get_text_embedding(self, text: str) -> list[float]:
            raise ConnectionError("the encoder's server does not answer")

    version = library.sync().index_version
    library.write("c.txt", "It is new.")
    with pytest.raises(ConnectionError):
        sync(library.settings, embedding=Unreachable())
    assert sorted(library.texts) == ["a.txt", "white-papers/b.txt"]
    assert generations_in(library.settings) == [version]
    assert library.sync().added == ("c.txt",)


def test_the_encoder_that_comes_along_finds_what_was_asked(settings: Settings) -> None:
    from eujassist.indexing.embedding import MODEL, E5Embedding

    write(settings, "a.txt", "Le deuxième symposium s'est tenu à Bruxelles.")
    write(settings, "b.txt", "La correction d'erreurs quantiques demande beaucoup de qubits.")
    assert sync(settings).added == ("a.txt", "b.txt")
    with visible_index(settings, MODEL) as index:
        question = E5Embedding().get_query_embedding("Where was the second symposium?")
        assert index.nearest(as_vector(question), "fr", 2)[0] == "a.txt#1"


# Duplicates --------------------------------------------------------------------------------------


def test_the_same_bytes_twice_are_indexed_once_and_reported(library: Corpus) -> None:
    library.write("copy.txt", "The network met.")
    report = library.sync()
    assert report.duplicates == {"copy.txt": "a.txt"}
    assert "copy.txt" not in library.texts
    assert library.sync().duplicates == {"copy.txt": "a.txt"}


def test_the_document_that_is_known_already_stays_and_its_copy_is_left_out(
    library: Corpus,
) -> None:
    library.sync()
    library.write("Earlier in the alphabet.txt", "The network met.")
    report = library.sync()
    assert report.duplicates == {"Earlier in the alphabet.txt": "a.txt"}
    assert (report.unchanged, library.embedding.encoded) == (2, [])


def test_a_copy_takes_the_place_of_an_original_that_is_gone(library: Corpus) -> None:
    library.write("copy.txt", "The network met.")
    library.sync()
    (library.settings.corpus_dir / "a.txt").unlink()
    report = library.sync()
    assert (report.added, report.removed, report.duplicates) == (("copy.txt",), ("a.txt",), {})


def test_a_document_that_becomes_a_copy_is_removed(library: Corpus) -> None:
    library.sync()
    library.write("white-papers/b.txt", "The network met.")
    report = library.sync()
    assert report.duplicates == {"white-papers/b.txt": "a.txt"}
    assert report.removed == ("white-papers/b.txt",)
    assert list(library.texts) == ["a.txt"]


def test_a_copy_is_indexed_where_the_original_cannot_be_read(library: Corpus) -> None:
    library.write("a.txt.toml", "colour = 'red'")
    library.write("copy.txt", "The network met.")
    library.sync()
    library.sync()
    assert "The network met." in library.texts.values()


# Failures ----------------------------------------------------------------------------------------


def test_a_file_that_cannot_be_read_does_not_stop_the_others(library: Corpus) -> None:
    library.write("empty.txt", "")
    library.write("picture.png", "\x89PNG\0\0")
    report = library.sync()
    assert {identity: type(error) for identity, error in report.failed.items()} == {
        "empty.txt": FileEmpty,
        "picture.png": FileUnsupported,
    }
    assert report.added == ("a.txt", "white-papers/b.txt")


def test_a_failure_is_remembered_and_tried_again_when_the_file_changes(library: Corpus) -> None:
    library.write("c.txt", "")
    version = library.sync().index_version
    report = library.sync()
    assert list(report.failed) == ["c.txt"]
    assert (report.unchanged, report.index_version) == (2, version)
    library.write("c.txt", "Now there is text.")
    report = library.sync()
    assert (report.failed, report.added) == ({}, ("c.txt",))


def test_a_failure_is_tried_again_when_its_sidecar_changes(library: Corpus) -> None:
    beside = library.write("a.txt.toml", "colour = 'red'")
    assert isinstance(library.sync().failed["a.txt"], SidecarInvalid)
    beside.write_text("title = 'Minutes'")
    assert library.sync().added == ("a.txt",)


def test_the_earlier_version_stays_while_the_new_one_cannot_be_read(library: Corpus) -> None:
    library.sync()
    library.write("a.txt", "")
    for _ in range(2):
        report = library.sync()
        assert list(report.failed) == ["a.txt"]
        assert (report.replaced, report.removed) == ((), ())
        assert library.texts["a.txt"] == "The network met."
    library.write("a.txt", "The network met again.")
    assert library.sync().replaced == ("a.txt",)
    assert library.texts["a.txt"] == "The network met again."


def test_a_failure_is_tried_again_when_the_setting_that_it_names_is_raised(
    library: Corpus,
) -> None:
    library.write("c.txt", "This text is longer than the others, and too long for them all.")
    tight = Settings(
        corpus_dir=library.settings.corpus_dir,
        index_dir=library.settings.index_dir,
        max_characters=40,
    )
    refused = sync(tight, embedding=library.embedding).failed["c.txt"]
    assert refused.values["setting"] == "EUJASSIST_MAX_CHARACTERS"
    assert library.sync().added == ("c.txt",)


def test_a_file_that_went_and_came_back_is_read(library: Corpus) -> None:
    path = library.write("c.txt", "It is away for a while.")

    def take_away(done: int, total: int, document: str) -> None:
        path.unlink(missing_ok=True)

    report = sync(library.settings, embedding=library.embedding, progress=take_away)
    assert isinstance(report.failed["c.txt"], FileGone)
    library.write("c.txt", "It is away for a while.")
    assert library.sync().added == ("c.txt",)


def test_a_failure_is_forgotten_with_its_file(library: Corpus) -> None:
    path = library.write("c.txt", "")
    library.sync()
    path.unlink()
    report = library.sync()
    assert (report.failed, report.removed) == ({}, ())
    assert library.sync().index_version == report.index_version


def test_a_file_name_that_is_no_text_does_not_stop_the_others(library: Corpus) -> None:
    latin = os.fsencode(library.settings.corpus_dir) + "/été.txt".encode("latin-1")
    Path(os.fsdecode(latin)).write_text("Le réseau s'est réuni.", "utf-8")
    library.sync()
    assert {"a.txt", "white-papers/b.txt"} <= set(library.texts)


# Links -------------------------------------------------------------------------------------------


def test_a_link_out_of_the_corpus_is_not_followed(library: Corpus, tmp_path: Path) -> None:
    (tmp_path / "secret.txt").write_text("Nobody may read this.", "utf-8")
    (tmp_path / "secrets").mkdir()
    (tmp_path / "secrets" / "more.txt").write_text("Nor this.", "utf-8")
    (library.settings.corpus_dir / "link.txt").symlink_to(tmp_path / "secret.txt")
    (library.settings.corpus_dir / "folder").symlink_to(tmp_path / "secrets")
    report = library.sync()
    assert isinstance(report.failed.get("link.txt"), FileOutside)
    assert sorted(library.texts) == ["a.txt", "white-papers/b.txt"]


def test_a_file_that_takes_the_place_of_a_link_is_read(library: Corpus, tmp_path: Path) -> None:
    outside = tmp_path / "outside.txt"
    outside.write_text("It was outside.", "utf-8")
    (library.settings.corpus_dir / "c.txt").symlink_to(outside)
    library.sync()
    outside.replace(library.settings.corpus_dir / "c.txt")
    library.sync()
    assert library.texts["c.txt"] == "It was outside."


def test_a_link_within_the_corpus_is_a_copy(library: Corpus) -> None:
    (library.settings.corpus_dir / "link.txt").symlink_to("a.txt")
    assert library.sync().duplicates == {"link.txt": "a.txt"}


def test_a_corpus_that_is_itself_a_link_is_read(library: Corpus, tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to(library.settings.corpus_dir)
    settings = Settings(corpus_dir=tmp_path / "link", index_dir=tmp_path / "index")
    assert len(sync(settings, embedding=library.embedding).added) == 2


# The corpus as a whole ---------------------------------------------------------------------------


def test_a_missing_corpus_leaves_the_index_as_it_was(library: Corpus) -> None:
    library.sync()
    library.settings.corpus_dir.rename(library.settings.corpus_dir.with_name("unmounted"))
    with pytest.raises(CorpusMissing):
        library.sync()
    assert len(library.texts) == 2


def test_an_emptied_corpus_empties_the_index(library: Corpus) -> None:
    library.sync()
    for identity in ("a.txt", "white-papers/b.txt"):
        corpus.remove(library.settings, identity)
    assert library.sync().removed == ("a.txt", "white-papers/b.txt")
    assert library.texts == {}
    library.write("a.txt", "The network met.")
    assert library.sync().added == ("a.txt",)


def test_an_empty_corpus_makes_an_empty_index(settings: Settings) -> None:
    report = sync(settings, embedding=RecordingEmbedding())
    assert (report.added, [report.index_version]) == ((), generations_in(settings))
    with visible_index(settings) as index:
        assert set(index.passages_by_language.values()) == {0}


# The index folder --------------------------------------------------------------------------------


def test_an_index_folder_that_cannot_be_written_is_reported(
    library: Corpus, tmp_path: Path
) -> None:
    (tmp_path / "file").write_text("")
    settings = Settings(corpus_dir=library.settings.corpus_dir, index_dir=tmp_path / "file" / "x")
    with pytest.raises(IndexUnwritable):
        sync(settings, embedding=library.embedding)
    assert library.embedding.encoded == []


def test_a_sync_within_a_sync_is_refused(library: Corpus) -> None:
    refused: list[IndexBusy] = []

    def again(done: int, total: int, document: str) -> None:
        with pytest.raises(IndexBusy) as caught:
            sync(library.settings, embedding=library.embedding)
        refused.append(caught.value)

    report = sync(library.settings, embedding=library.embedding, progress=again)
    assert len(refused) == 3
    assert len(report.added) == 2


def test_an_interrupted_sync_leaves_nothing_behind(library: Corpus) -> None:
    version = library.sync().index_version
    library.write("c.txt", "It is new.")

    def interrupt(done: int, total: int, document: str) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        sync(library.settings, embedding=library.embedding, progress=interrupt)
    assert generations_in(library.settings) == [version]
    assert library.sync().added == ("c.txt",)


def test_only_two_generations_are_kept(library: Corpus) -> None:
    versions = []
    for number in range(4):
        library.write("a.txt", f"The network met {number} times.")
        versions.append(library.sync().index_version)
    assert generations_in(library.settings) == versions[-2:]


def test_a_published_index_stays_where_an_older_one_cannot_be_removed(library: Corpus) -> None:
    library.sync()
    (library.settings.index_dir / "0").write_text("rmtree refuses a file")
    library.write("c.txt", "It is new.")
    library.sync()
    assert "c.txt" in library.texts
