"""A small corpus, an index folder, and an embedding that counts what it encodes."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from eujassist.indexing.catalogue import Catalogue
from eujassist.settings import Settings

from .parts import RecordingEmbedding


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    (tmp_path / "corpus").mkdir()
    return Settings(corpus_dir=tmp_path / "corpus", index_dir=tmp_path / "index")


@pytest.fixture
def embedding() -> RecordingEmbedding:
    return RecordingEmbedding()


@pytest.fixture
def catalogue(tmp_path: Path) -> Iterator[Catalogue]:
    opened = Catalogue.create(tmp_path / "catalogue.sqlite")
    yield opened
    opened.close()
