"""Numbered generations: one is visible, and only what is whole becomes visible."""

from __future__ import annotations

import shutil
import sqlite3
from pathlib import Path

import pytest

from eujassist.errors import IndexBusy, IndexDamaged, IndexMissing, IndexUnwritable
from eujassist.indexing import generations


def _publish(index_dir: Path, text: str) -> Path:
    with generations.writing(index_dir), generations.preparing(index_dir) as generation:
        (generation / "data").write_text(text)
        generations.publish(generation)
    return generation


def _numbers(index_dir: Path) -> list[str]:
    return sorted(path.name for path in index_dir.iterdir() if path.name.isdigit())


def test_without_a_generation_there_is_no_index(tmp_path: Path) -> None:
    for folder in (tmp_path, tmp_path / "gone"):
        assert generations.current(folder) is None
        with pytest.raises(IndexMissing):
            generations.visible(folder)


def test_a_generation_is_a_copy_of_the_one_before(tmp_path: Path) -> None:
    first = _publish(tmp_path, "one")
    with generations.writing(tmp_path), generations.preparing(tmp_path) as second:
        assert (second / "data").read_text() == "one"
    with generations.writing(tmp_path), generations.preparing(tmp_path, empty=True) as empty:
        assert list(empty.iterdir()) == []
    assert first.name < second.name


def test_what_is_prepared_is_not_visible_until_it_is_published(tmp_path: Path) -> None:
    first = _publish(tmp_path, "one")
    with generations.writing(tmp_path), generations.preparing(tmp_path) as second:
        (second / "data").write_text("two")
        assert generations.visible(tmp_path) == first
        assert (first / "data").read_text() == "one"
        generations.publish(second)
        assert generations.visible(tmp_path) == second


def test_only_two_generations_are_kept(tmp_path: Path) -> None:
    published = [_publish(tmp_path, str(number)).name for number in range(4)]
    assert _numbers(tmp_path) == published[-2:]


def test_what_a_dead_writer_left_is_not_taken_over(tmp_path: Path) -> None:
    _publish(tmp_path, "one")
    with generations.writing(tmp_path), generations.preparing(tmp_path) as dead:
        (dead / "half").write_text("half done")
    with generations.writing(tmp_path), generations.preparing(tmp_path) as again:
        assert sorted(path.name for path in again.iterdir()) == ["data"]


def test_what_fails_is_gone_and_the_visible_one_stays(tmp_path: Path) -> None:
    first = _publish(tmp_path, "one")
    with pytest.raises(ValueError, match="no good"), generations.preparing(tmp_path):
        raise ValueError("no good")
    assert _numbers(tmp_path) == [first.name]
    assert generations.visible(tmp_path) == first


def test_an_index_made_again_has_another_name(tmp_path: Path) -> None:
    first = _publish(tmp_path / "index", "one")
    shutil.rmtree(tmp_path / "index")
    assert _publish(tmp_path / "index", "one").name > first.name


@pytest.mark.parametrize("content", [b"", b"\n", b"abc", b"../x", b"\xff\xfe", b"-1"])
def test_a_pointer_that_names_no_generation_is_damage(content: bytes, tmp_path: Path) -> None:
    _publish(tmp_path, "one")
    (tmp_path / "CURRENT").write_bytes(content)
    with pytest.raises(IndexDamaged):
        generations.visible(tmp_path)


def test_a_pointer_that_cannot_be_read_is_damage(tmp_path: Path) -> None:
    (tmp_path / "CURRENT").mkdir()
    with pytest.raises(IndexDamaged):
        generations.visible(tmp_path)


def test_one_writer_at_a_time(tmp_path: Path) -> None:
    with generations.writing(tmp_path), pytest.raises(IndexBusy), generations.writing(tmp_path):
        pass
    with generations.writing(tmp_path):
        pass


def test_a_folder_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(IndexUnwritable, match="file"), generations.writing(tmp_path / "file" / "x"):
        pass
    with pytest.raises(IndexUnwritable, match="full"), generations.writing(tmp_path):
        raise sqlite3.OperationalError("database or disk is full")


def test_a_published_generation_stays_where_an_older_one_cannot_be_removed(tmp_path: Path) -> None:
    (tmp_path / "0").write_text("rmtree refuses a file")
    _publish(tmp_path, "one")
    second = _publish(tmp_path, "two")
    assert generations.visible(tmp_path) == second
