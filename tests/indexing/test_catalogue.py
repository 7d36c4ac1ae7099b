"""The catalogue: what goes in comes out, and can be searched."""

from __future__ import annotations

import datetime
import sqlite3
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from eujassist import languages
from eujassist.documents import LANGUAGES, Language, Page
from eujassist.errors import FileEmpty, FileTooLarge
from eujassist.indexing.catalogue import Catalogue

from .parts import DIMENSION, document, indexed, vector_of

ENGLISH = document("# Areas\n\nThe areas are:\n- chips\n- energy\n\nIt goes on", "to the end.")
JAPANESE = document("量子計算の会合。次回は12月。", identity="資料/会合.txt", language="ja")


@pytest.fixture
def catalogue(tmp_path: Path) -> Iterator[Catalogue]:
    opened = Catalogue.create(tmp_path / "catalogue.sqlite")
    yield opened
    opened.close()


def _add(catalogue: Catalogue, text: str, identity: str, language: Language = "en") -> None:
    one = document(text, identity=identity, language=language)
    passages = [
        replace(unit, passage=replace(unit.passage, language=language)) for unit in indexed(one)
    ]
    catalogue.add(one, "v1", passages)


def test_a_document_comes_out_as_it_went_in(catalogue: Catalogue) -> None:
    full = replace(
        JAPANESE,
        title="会合",
        kind="white-paper",
        date=datetime.date(2026, 7, 1),
        url="https://network.example/",
        sample=True,
        pages=(Page(1, "一枚目", "i", ocr=True), Page(2, "", "ii"), Page(3, "三枚目")),
    )
    catalogue.add(full, "v1", [])
    catalogue.add(ENGLISH, "v2", [])
    assert catalogue.document(full.id) == full
    assert catalogue.document(ENGLISH.id) == ENGLISH
    assert [one.id for one in catalogue.documents()] == [ENGLISH.id, full.id]
    assert catalogue.versions() == {full.id: "v1", ENGLISH.id: "v2"}


def test_passages_come_out_as_they_went_in(catalogue: Catalogue) -> None:
    units = indexed(ENGLISH) + indexed(JAPANESE)
    catalogue.add(ENGLISH, "v1", indexed(ENGLISH))
    catalogue.add(JAPANESE, "v1", indexed(JAPANESE))
    found = catalogue.passages(unit.passage.id for unit in units)
    for unit in units:
        assert found[unit.passage.id].passage == unit.passage
        np.testing.assert_array_equal(found[unit.passage.id].vector, unit.vector)
        np.testing.assert_array_equal(
            found[unit.passage.id].sentence_vectors, unit.sentence_vectors
        )
    assert catalogue.count_passages("en") == len(indexed(ENGLISH))
    assert catalogue.vectors([JAPANESE.id + "#1"])[JAPANESE.id + "#1"][0] == "ja"


def test_a_passage_without_a_sentence_to_quote_comes_out_too(catalogue: Catalogue) -> None:
    introduction = document("Introduction:")
    (unit,) = indexed(introduction)
    assert unit.passage.sentences == ()
    catalogue.add(introduction, "v1", [unit])
    found = catalogue.passages([unit.passage.id])[unit.passage.id]
    assert found.passage == unit.passage
    assert len(found.sentence_vectors) == 0


def test_what_is_not_there_is_not_found(catalogue: Catalogue) -> None:
    with pytest.raises(KeyError):
        catalogue.document("gone.txt")
    assert catalogue.passages(["gone.txt#1"]) == {}
    assert catalogue.vectors([]) == {}
    assert catalogue.sample_passages("fr", 5) == []
    assert catalogue.get_meta("gone") is None


def test_nothing_is_left_of_a_document_that_was_removed(catalogue: Catalogue) -> None:
    catalogue.add(ENGLISH, "v1", indexed(ENGLISH))
    catalogue.add(JAPANESE, "v1", indexed(JAPANESE))
    catalogue.remove(ENGLISH.id)
    assert list(catalogue.versions()) == [JAPANESE.id]
    assert catalogue.passage_ids(ENGLISH.id) == []
    assert catalogue.search_terms("terms", ["chip"], "en", 9) == []
    assert catalogue.term_frequencies(["chip"], "en") == {}
    assert catalogue.sample_vectors("sentences", "en", 9).size == 0
    catalogue.add(ENGLISH, "v2", indexed(ENGLISH))
    assert catalogue.versions()[ENGLISH.id] == "v2"


def test_a_failure_is_remembered_with_its_fields(catalogue: Catalogue) -> None:
    catalogue.set_failure("a.txt", "v1", FileEmpty(file="a.txt"))
    large = FileTooLarge(file="b.txt", size=3, limit=2, setting="EUJASSIST_MAX_FILE_BYTES")
    catalogue.set_failure("b.txt", "v1", FileEmpty(file="b.txt"))
    catalogue.set_failure("b.txt", "v2", large)
    catalogue.clear_failure("a.txt")
    ((identity, (version, error)),) = catalogue.failures().items()
    assert (identity, version, str(error)) == ("b.txt", "v2", str(large))


def test_a_fact_can_be_noted_and_noted_again(catalogue: Catalogue) -> None:
    catalogue.set_meta("format", "1")
    catalogue.set_meta("format", "2")
    assert catalogue.get_meta("format") == "2"


# Searching ---------------------------------------------------------------------------------------


def test_the_passage_with_more_of_the_terms_comes_first(catalogue: Catalogue) -> None:
    _add(catalogue, "The chips are made in Grenoble.", "a.txt")
    _add(catalogue, "The energy of the chips is measured.", "b.txt")
    _add(catalogue, "Nothing of that.", "c.txt")
    found = catalogue.search_terms("terms", languages.terms("chip energy", "en"), "en", 9)
    assert [identity for identity, _ in found] == ["b.txt#1", "a.txt#1"]
    assert found[0][1] > found[1][1] > 0
    assert len(catalogue.search_terms("terms", ["chip"], "en", 1)) == 1


def test_names_and_terms_are_searched_apart(catalogue: Catalogue) -> None:
    _add(catalogue, "We met in Grenoble.", "a.txt")
    _add(catalogue, "The word grenoble in small letters.", "b.txt")
    names = catalogue.search_terms("names", ["grenoble"], "en", 9)
    assert [identity for identity, _ in names] == ["a.txt#1"]


def test_a_passage_is_found_by_its_title_and_heading_too(catalogue: Catalogue) -> None:
    one = replace(document("# Budget\n\nIt is small."), title="Minutes")
    catalogue.add(one, "v1", indexed(one))
    for word in languages.terms("minutes budget", "en"):
        assert catalogue.search_terms("terms", [word], "en", 9)


def test_a_language_is_searched_apart_from_the_others(catalogue: Catalogue) -> None:
    _add(catalogue, "Le budget.", "fr.txt", "fr")
    assert catalogue.search_terms("terms", ["budget"], "en", 9) == []
    assert len(catalogue.search_terms("terms", ["budget"], "fr", 9)) == 1


@pytest.mark.parametrize("word", ["・", "々", '"', "NEAR", "OR", "*", "a OR b", "terms:x", ""])
def test_no_word_is_taken_for_an_order_to_the_engine(word: str, catalogue: Catalogue) -> None:
    _add(catalogue, "Nothing of that.", "a.txt")
    words = languages.terms(word, "en") or languages.terms(f"{word} x", "en")
    assert catalogue.search_terms("terms", words, "en", 9) == []


_WRITTEN = st.text(
    st.one_of(
        st.sampled_from("aàâäeéèêëiîïoôöuùûüçœæßAÉÎ0123456789'’ .,-·　"),
        st.characters(min_codepoint=0x3041, max_codepoint=0x30FF),
        st.sampled_from("日本語量子計算会合々〇ｱｶﾞＡｚ１"),
    ),
    min_size=1,
    max_size=30,
)


@given(st.lists(_WRITTEN, min_size=1, max_size=3), st.sampled_from(LANGUAGES))
def test_every_term_of_a_text_is_counted_and_found(
    tmp_path_factory: pytest.TempPathFactory, written: list[str], language: Language
) -> None:
    catalogue = Catalogue.create(tmp_path_factory.mktemp("one") / "catalogue.sqlite")
    try:
        _add(catalogue, " ".join(written), "a.txt", language)
        for term in {one for text in written for one in languages.terms(text, language)}:
            if catalogue.passage_ids("a.txt"):
                assert catalogue.term_frequencies([term], language) == {term: 1}
                assert catalogue.search_terms("terms", [term], language, 1)
    finally:
        catalogue.close()


# Samples -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("unit", ["passages", "sentences"])
def test_a_sample_has_at_least_one_vector_of_a_language_that_is_there(
    unit: str, catalogue: Catalogue
) -> None:
    for number in range(6):
        _add(catalogue, f"Text {number}.", f"{number}.txt", "fr" if number % 2 else "en")
    for language in ("fr", "en"):
        for limit in (1, 2, 3, 9):
            sample = catalogue.sample_vectors(
                "passages" if unit == "passages" else "sentences", language, limit
            )
            assert sample.shape[1:] == (DIMENSION,)
            assert 1 <= len(sample) <= 2 * limit


def test_a_sample_of_passages_is_spread_and_limited(catalogue: Catalogue) -> None:
    for number in range(9):
        _add(catalogue, f"Text {number}.", f"{number}.txt")
    sample = catalogue.sample_passages("en", 3)
    assert [one.passage.id for one in sample] == ["0.txt#1", "3.txt#1", "6.txt#1"]
    np.testing.assert_array_equal(sample[0].vector, vector_of("Text 0."))


# The file ----------------------------------------------------------------------------------------


def test_what_was_closed_is_there_when_it_is_opened(tmp_path: Path) -> None:
    file = tmp_path / "a b é#?.sqlite"
    made = Catalogue.create(file)
    made.add(JAPANESE, "v1", indexed(JAPANESE))
    made.close()
    opened = Catalogue.open(file)
    assert list(opened.documents()) == [JAPANESE]
    opened.close()


def test_a_reader_cannot_change_anything(tmp_path: Path) -> None:
    file = tmp_path / "catalogue.sqlite"
    Catalogue.create(file).close()
    opened = Catalogue.open(file)
    with pytest.raises(sqlite3.OperationalError, match="readonly"):
        opened.set_meta("format", "2")
    opened.close()


def test_opening_what_does_not_exist_makes_nothing(tmp_path: Path) -> None:
    with pytest.raises(sqlite3.OperationalError):
        Catalogue.open(tmp_path / "gone.sqlite")
    assert list(tmp_path.iterdir()) == []
