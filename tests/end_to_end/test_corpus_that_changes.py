from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from eujassist import Assistant, Settings

from .commands import command

_QUESTION = "Who paints the lighthouse of Hirado, and in which colour?"
_LETTER = """---
title: A letter from Hirado
---

# A letter from Hirado

The lighthouse of Hirado is painted turquoise by the pupils of the town school every May.
"""


@pytest.fixture
def open_assistant(own: Settings) -> Iterator[Assistant]:
    opened = Assistant.open(own)
    yield opened
    opened.close()


def test_a_document_added_and_removed_by_another_process_counts_for_the_next_question(
    own: Settings, open_assistant: Assistant, tmp_path: Path
) -> None:
    letter = tmp_path / "letter.md"
    letter.write_text(_LETTER, "utf-8")
    before = open_assistant.ask(_QUESTION)
    documents = open_assistant.documents()

    added = command(own, "add", str(letter), "--kind", "press-release")
    assert added.returncode == 0, added.stderr
    found = open_assistant.ask(_QUESTION)
    assert found.index_version > before.index_version
    assert found.citations[0].document.id == "press-releases/letter.md"
    assert found.citations[0].document.kind == "press-release"
    assert "turquoise" in found.citations[0].quote

    removed = command(own, "remove", "press-releases/letter.md")
    assert removed.returncode == 0, removed.stderr
    after = open_assistant.ask(_QUESTION)
    assert "press-releases/letter.md" not in {one.document.id for one in after.citations}
    assert open_assistant.documents() == documents
