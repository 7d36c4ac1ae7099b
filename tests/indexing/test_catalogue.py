"""The catalogue: what goes in comes out."""

from __future__ import annotations

import datetime
import sqlite3
from dataclasses import replace
from itertools import product
from pathlib import Path

import numpy as np
import pytest

from eujassist.documents import LANGUAGES, Page
from eujassist.errors import FileEmpty, FileTooLarge
from eujassist.indexing import failures, terms
from eujassist.indexing.catalogue import Catalogue, Unit

from .parts import DIMENSION, add_text, document, indexed, vector_of

ENGLISH = document("# Areas\n\nThe areas are:\n- chips\n- energy\n\nIt goes on", "to the end.")
UNITS: tuple[Unit, ...] = ("passages", "sentences")
JAPANESE = document("量子計算の会合。次回は12月。", identity="資料/会合.txt", language="ja")


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
    assert terms.search(catalogue.connection, "terms", ["chip"], "en", 9) == []
    assert terms.frequencies(catalogue.connection, ["chip"], "en") == {}
    assert catalogue.sample_vectors("sentences", "en", 9).size == 0
    catalogue.add(ENGLISH, "v2", indexed(ENGLISH))
    assert catalogue.versions()[ENGLISH.id] == "v2"


def test_a_failure_is_remembered_with_its_fields(catalogue: Catalogue) -> None:
    failures.note(catalogue.connection, "a.txt", "v1", FileEmpty(file="a.txt"))
    large = FileTooLarge(file="b.txt", size=3, limit=2, setting="EUJASSIST_MAX_FILE_BYTES")
    failures.note(catalogue.connection, "b.txt", "v1", FileEmpty(file="b.txt"))
    failures.note(catalogue.connection, "b.txt", "v2", large)
    failures.forget(catalogue.connection, "a.txt")
    ((identity, (version, error)),) = failures.read(catalogue.connection).items()
    assert (identity, version, str(error)) == ("b.txt", "v2", str(large))


def test_a_fact_can_be_noted_and_noted_again(catalogue: Catalogue) -> None:
    catalogue.set_meta("format", "1")
    catalogue.set_meta("format", "2")
    assert catalogue.get_meta("format") == "2"


# Samples -----------------------------------------------------------------------------------------


def test_a_sample_has_at_least_one_vector_of_a_language_that_is_there(
    catalogue: Catalogue,
) -> None:
    for number in range(8):
        add_text(catalogue, f"Text {number}.", f"{number}.txt", "fr" if number % 2 else "en")
    for unit, language, limit in product(UNITS, LANGUAGES[:2], (1, 2, 3, 9)):
        sample = catalogue.sample_vectors(unit, language, limit)
        assert sample.shape[1:] == (DIMENSION,), (unit, language, limit)
        assert 1 <= len(sample) <= 2 * limit


def test_a_sample_of_passages_is_spread_and_limited(catalogue: Catalogue) -> None:
    for number in range(9):
        add_text(catalogue, f"Text {number}.", f"{number}.txt")
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
