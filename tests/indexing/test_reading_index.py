"""The index as questions see it: whole, of the right format, and the newest."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Event

import numpy as np
import pytest

from eujassist.errors import IndexDamaged, IndexMissing, IndexOutdated
from eujassist.indexing import generations
from eujassist.indexing.catalogue import Catalogue
from eujassist.indexing.index import CurrentIndex
from eujassist.indexing.sync import sync
from eujassist.settings import Settings

from .parts import ENCODER, RecordingEmbedding, other_sync, texts, vector_of, visible_index, write

CATALOGUE = generations.CATALOGUE
CHROMA_FILE = "chroma/chroma.sqlite3"
NONSENSE = b"nonsense" * 4096
TEXTS = {
    "a.txt": "The network met in Brussels.",
    "b.txt": "Le réseau s'est réuni à Bruxelles.",
    "c.txt": "ネットワークの会合が開かれた。",
}


@pytest.fixture(scope="module")
def pattern(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a corpus and its index, for each test to copy."""
    folder = tmp_path_factory.mktemp("pattern")
    settings = Settings(corpus_dir=folder / "corpus", index_dir=folder / "index")
    for identity, text in TEXTS.items():
        write(settings, identity, text)
    sync(settings, embedding=RecordingEmbedding())
    return folder


@pytest.fixture
def made(settings: Settings, pattern: Path) -> Settings:
    """A corpus that is indexed."""
    shutil.copytree(pattern / "corpus", settings.corpus_dir, dirs_exist_ok=True)
    shutil.copytree(pattern / "index", settings.index_dir)
    return settings


@pytest.fixture
def current(made: Settings) -> Iterator[CurrentIndex]:
    reader = CurrentIndex(made.index_dir, ENCODER)
    yield reader
    reader.close()


def _sync_elsewhere(settings: Settings) -> None:
    """Sync as an operator would while a reader goes on: in another process."""
    with other_sync(settings, "plainly") as process:
        output, errors = process.communicate()
    assert (output, process.returncode) == ("", 0), errors


def _generation(settings: Settings) -> Path:
    return generations.visible(settings.index_dir)


# One generation ----------------------------------------------------------------------------------


def test_what_was_indexed_can_be_asked(current: CurrentIndex) -> None:
    index = current.get()
    assert texts(index) == TEXTS
    assert index.passages_by_language == {"fr": 1, "en": 1, "ja": 1}
    for identity, language in (("a.txt", "en"), ("b.txt", "fr"), ("c.txt", "ja")):
        passage = f"{identity}#1"
        stored_language, vector = index.vectors([passage])[passage]
        assert stored_language == language
        assert index.nearest(vector, stored_language, 5) == [passage]
        (sample,) = index.sample_passages(stored_language, 5)
        assert sample.passage == index.passages([passage])[passage].passage
    assert index.search_terms("names", ["brussels"], "en", 5)[0][0] == "a.txt#1"
    assert index.term_frequencies(["network"], "en") == {"network": 1}
    with pytest.raises(KeyError):
        index.document("gone.txt")


def test_a_language_without_passages_has_no_neighbours(
    settings: Settings, embedding: RecordingEmbedding
) -> None:
    write(settings, "a.txt", TEXTS["a.txt"])
    sync(settings, embedding=embedding)
    with visible_index(settings) as index:
        assert index.nearest(vector_of("x"), "ja", 5) == []
        assert set(index.expected_similarity(vector_of("x"), "en", "sentences")) == {"en"}


def test_the_expected_similarity_of_a_language_lies_between_its_own_and_that_of_all(
    current: CurrentIndex,
) -> None:
    index = current.get()
    question = vector_of("a question")
    expected = index.expected_similarity(question, "en", "passages")
    own = {
        language: float(np.dot(index.vectors([name])[name][1], question))
        for language, name in (("en", "a.txt#1"), ("fr", "b.txt#1"), ("ja", "c.txt#1"))
    }
    overall = sum(own.values()) / 3
    assert expected.keys() == own.keys()
    for language, value in expected.items():
        low, high = sorted((own[language], overall))
        assert low - 1e-6 <= value <= high + 1e-6


def test_an_index_without_anything_to_quote_in_a_language_can_be_asked(
    made: Settings, embedding: RecordingEmbedding
) -> None:
    (made.corpus_dir / "b.txt").write_text("Les partenaires du réseau sont les suivants :", "utf-8")
    sync(made, embedding=embedding)
    with visible_index(made) as index:
        expected = index.expected_similarity(vector_of("a question"), "en", "sentences")
        assert expected.keys() >= {"en"}


# Damage and other versions -----------------------------------------------------------------------


def test_without_an_index_there_is_none(settings: Settings) -> None:
    with pytest.raises(IndexMissing):
        CurrentIndex(settings.index_dir, ENCODER).get()


def test_an_index_of_another_encoder_is_outdated(made: Settings) -> None:
    with pytest.raises(IndexOutdated):
        CurrentIndex(made.index_dir, "another").get()


def test_an_index_of_another_format_is_outdated_and_a_sync_rebuilds_it(
    made: Settings, embedding: RecordingEmbedding
) -> None:
    catalogue = Catalogue.open(_generation(made) / CATALOGUE, writable=True)
    catalogue.set_meta("format", f"0 {ENCODER}")
    catalogue.close()
    with pytest.raises(IndexOutdated):
        CurrentIndex(made.index_dir, ENCODER).get()
    assert sync(made, embedding=embedding).added == tuple(TEXTS)
    assert len(embedding.encoded) == 2 * len(TEXTS)
    with visible_index(made) as index:
        assert texts(index) == TEXTS


def _overwrite(file: Path, content: bytes) -> None:
    assert file.is_file()
    file.write_bytes(content)


DAMAGES: dict[str, Callable[[Path], object]] = {
    "catalogue missing": lambda generation: (generation / CATALOGUE).unlink(),
    "catalogue empty": lambda generation: _overwrite(generation / CATALOGUE, b""),
    "catalogue overwritten": lambda generation: _overwrite(generation / CATALOGUE, NONSENSE),
    "chroma missing": lambda generation: shutil.rmtree(generation / "chroma"),
    "chroma file missing": lambda generation: (generation / CHROMA_FILE).unlink(),
    "chroma file empty": lambda generation: _overwrite(generation / CHROMA_FILE, b""),
    "chroma file overwritten": lambda generation: _overwrite(generation / CHROMA_FILE, NONSENSE),
    "generation missing": lambda generation: shutil.rmtree(generation),
}
each_damage = pytest.mark.parametrize("damage", DAMAGES)


@each_damage
def test_a_damaged_index_is_told_and_never_an_empty_one(damage: str, made: Settings) -> None:
    DAMAGES[damage](_generation(made))
    reader = CurrentIndex(made.index_dir, ENCODER)
    for _ in range(2):
        with pytest.raises(IndexDamaged):
            reader.get()


@each_damage
def test_a_sync_never_takes_damage_for_an_empty_index(
    damage: str, made: Settings, embedding: RecordingEmbedding
) -> None:
    """It rebuilds the index, or says that it is damaged; what it publishes is whole."""
    before = _generation(made)
    DAMAGES[damage](before)
    write(made, "d.txt", "It is new.")
    try:
        sync(made, embedding=embedding)
    except IndexDamaged:
        assert _generation(made) == before
    else:
        with visible_index(made) as index:
            assert texts(index) == {**TEXTS, "d.txt": "It is new."}


def test_an_index_that_was_removed_for_its_damage_can_be_made_again(made: Settings) -> None:
    DAMAGES["chroma file empty"](_generation(made))
    reader = CurrentIndex(made.index_dir, ENCODER)
    with pytest.raises(IndexDamaged):
        reader.get()
    shutil.rmtree(made.index_dir)
    _sync_elsewhere(made)
    assert texts(reader.get()) == TEXTS
    reader.close()


# The newest generation ---------------------------------------------------------------------------


def test_a_reader_sees_a_new_generation_at_the_next_question(
    made: Settings, current: CurrentIndex, embedding: RecordingEmbedding
) -> None:
    old = current.get()
    assert current.get() is old
    write(made, "a.txt", "The network met again.")
    sync(made, embedding=embedding)
    new = current.get()
    assert old.version != new.version
    assert texts(new)["a.txt"] == "The network met again."
    # A question that began before goes on with what it began with.
    assert texts(old) == TEXTS
    assert old.nearest(vector_of("x"), "en", 5) == ["a.txt#1"]


def test_threads_go_on_asking_while_a_new_generation_is_published(
    made: Settings, current: CurrentIndex, embedding: RecordingEmbedding
) -> None:
    published, asked = Event(), Event()

    def ask() -> set[str]:
        seen = set()
        last = False
        while not last:
            last = published.is_set()
            index = current.get()
            (nearest,) = index.nearest(vector_of("x"), "ja", 3)
            assert index.passages([nearest])[nearest].passage.text == TEXTS["c.txt"]
            assert index.search_terms("terms", ["network"], "en", 3)
            assert len(index.documents()) in (3, 4)
            seen.add(index.version)
            asked.set()
        return seen

    with ThreadPoolExecutor(4) as threads:
        questions = [threads.submit(ask) for _ in range(4)]
        asked.wait()
        write(made, "d.txt", "It is new.")
        sync(made, embedding=embedding)
        published.set()
        seen = [question.result() for question in questions]
    newest = current.get().version
    assert all(newest in versions for versions in seen)
    assert len(set.union(*seen)) == 2


def test_an_index_that_was_removed_and_made_again_is_seen(
    made: Settings, current: CurrentIndex
) -> None:
    current.get()
    shutil.rmtree(made.index_dir)
    write(made, "a.txt", "The network met again.")
    _sync_elsewhere(made)
    assert texts(current.get())["a.txt"] == "The network met again."


def test_a_reader_that_was_closed_opens_again(current: CurrentIndex) -> None:
    current.get()
    current.close()
    assert texts(current.get()) == TEXTS
