"""An empty corpus of its own for each test."""

from __future__ import annotations

from pathlib import Path

import pytest

from eujassist.settings import Settings


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    (tmp_path / "corpus").mkdir()
    return Settings(corpus_dir=tmp_path / "corpus", index_dir=tmp_path / "index")


@pytest.fixture
def note(tmp_path: Path) -> Path:
    """A file that can be read, outside the corpus."""
    file = tmp_path / "note.txt"
    file.write_text("The network met in Brussels.", "utf-8")
    return file
