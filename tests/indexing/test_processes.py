"""Syncs in processes of their own: killed, at the same time, and with the disk full."""

from __future__ import annotations

import pytest

from eujassist.errors import IndexBusy
from eujassist.indexing.sync import sync
from eujassist.settings import Settings

from .parts import RecordingEmbedding, generations_in, other_sync, texts, visible_index, write


def _texts(settings: Settings) -> dict[str, str]:
    with visible_index(settings) as index:
        return texts(index)


@pytest.fixture
def grown(settings: Settings, embedding: RecordingEmbedding) -> Settings:
    """An index of two documents, and two documents that came later."""
    write(settings, "a.txt", "The network met.")
    write(settings, "b.txt", "The chips are made in Grenoble.")
    sync(settings, embedding=embedding)
    write(settings, "a.txt", "The network met again.")
    write(settings, "c.txt", "It is new.")
    return settings


BEFORE = {"a.txt": "The network met.", "b.txt": "The chips are made in Grenoble."}
AFTER = {**BEFORE, "a.txt": "The network met again.", "c.txt": "It is new."}


@pytest.mark.parametrize("documents_done", ["1", "2"])
def test_a_killed_sync_leaves_the_index_usable_and_the_next_one_completes(
    documents_done: str, grown: Settings, embedding: RecordingEmbedding
) -> None:
    with other_sync(grown, "dies", documents_done) as process:
        process.communicate()
    assert process.returncode == -9
    assert _texts(grown) == BEFORE
    report = sync(grown, embedding=embedding)
    assert (report.added, report.replaced, report.unchanged) == (("c.txt",), ("a.txt",), 1)
    assert _texts(grown) == AFTER
    assert len(generations_in(grown)) == 2


def test_a_first_sync_that_is_killed_leaves_no_index_and_the_next_one_completes(
    settings: Settings, embedding: RecordingEmbedding
) -> None:
    write(settings, "a.txt", "The network met.")
    with other_sync(settings, "dies", "1") as process:
        process.communicate()
    assert not (settings.index_dir / "CURRENT").exists()
    assert sync(settings, embedding=embedding).added == ("a.txt",)
    assert _texts(settings) == {"a.txt": "The network met."}


def test_of_two_syncs_at_once_one_is_told_to_wait(
    grown: Settings, embedding: RecordingEmbedding
) -> None:
    with other_sync(grown, "waits") as process:
        assert process.stdout
        assert process.stdout.readline() == "at work\n"
        with pytest.raises(IndexBusy):
            sync(grown, embedding=embedding)
        assert _texts(grown) == BEFORE
        output, errors = process.communicate("go on\n")
    assert (output, errors, process.returncode) == ("", "", 0)
    assert _texts(grown) == AFTER
    assert sync(grown, embedding=embedding).unchanged == 3


@pytest.mark.parametrize(
    "longest_file",
    [
        pytest.param(100_000, id="while copying"),
        pytest.param(240_000, id="in Chroma"),
    ],
)
def test_a_full_disk_is_reported_and_leaves_the_index_usable(
    longest_file: int, grown: Settings, embedding: RecordingEmbedding
) -> None:
    write(grown, "c.txt", "\n\n".join(f"It is new {number}." for number in range(400)))
    with other_sync(grown, "limited", str(longest_file)) as process:
        output, errors = process.communicate()
    assert (output, process.returncode) == ("IndexUnwritable", 0), errors
    assert _texts(grown) == BEFORE
    assert len(generations_in(grown)) == 1
    assert sync(grown, embedding=embedding).added == ("c.txt",)
