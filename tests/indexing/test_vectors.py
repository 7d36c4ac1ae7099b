"""The vectors in Chroma."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from eujassist.indexing.vectors import VectorStores

from .parts import document, indexed, vector_of

UNITS = indexed(
    document(
        "# A\n\nThe network met in Brussels.\n\n# B\n\nLe réseau s'est réuni à Bruxelles."
        "\n\n# C\n\nネットワークの会合が開かれた。\n\n# D\n\nThe chips are made in Grenoble."
    )
)


@pytest.fixture
def stores(tmp_path: Path) -> Iterator[VectorStores]:
    opened = VectorStores(tmp_path / "chroma")
    yield opened
    opened.close()


def test_each_passage_lies_with_those_of_its_language(stores: VectorStores) -> None:
    stores.add(UNITS)
    assert [stores.count(language) for language in ("fr", "en", "ja")] == [1, 2, 1]
    assert stores.nearest(UNITS[2].vector, "ja", 5) == ["a.txt#3"]


def test_the_nearest_passage_comes_first(stores: VectorStores) -> None:
    stores.add(UNITS)
    between = 0.9 * UNITS[3].vector + 0.1 * UNITS[0].vector
    assert stores.nearest(between, "en", 5) == ["a.txt#4", "a.txt#1"]
    assert stores.nearest(between, "en", 1) == ["a.txt#4"]


def test_what_was_removed_is_not_found_and_can_be_added_again(stores: VectorStores) -> None:
    stores.add(UNITS)
    stores.remove(["a.txt#1", "a.txt#2", "gone.txt#1"])
    stores.remove([])
    assert stores.nearest(UNITS[0].vector, "en", 5) == ["a.txt#4"]
    assert stores.count("fr") == 0
    stores.add(UNITS[:1])
    assert stores.nearest(UNITS[0].vector, "en", 1) == ["a.txt#1"]


def test_an_empty_store_finds_nothing(stores: VectorStores) -> None:
    assert stores.nearest(vector_of("anything"), "en", 5) == []
    stores.add([])
    assert stores.count("en") == 0


def test_what_was_closed_is_there_when_it_is_opened(tmp_path: Path) -> None:
    first = VectorStores(tmp_path / "kept")
    first.add(UNITS)
    first.close()
    again = VectorStores(tmp_path / "kept")
    assert again.nearest(np.asarray(UNITS[1].vector), "fr", 1) == ["a.txt#2"]
    again.close()
