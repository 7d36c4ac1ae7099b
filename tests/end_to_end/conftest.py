from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from eujassist import Settings


@pytest.fixture
def own(settings: Settings, tmp_path: Path) -> Settings:
    """A copy of corpus and index that a test may change."""
    shutil.copytree(settings.corpus_dir, tmp_path / "corpus")
    shutil.copytree(settings.index_dir, tmp_path / "index")
    return Settings(corpus_dir=tmp_path / "corpus", index_dir=tmp_path / "index")
