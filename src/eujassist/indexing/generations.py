"""Numbered copies of the index: a writer changes a copy, and one atomic step makes it visible.

    index/
      CURRENT          the name of the visible generation
      lock             held by the one writer
      000007/          catalogue.sqlite and chroma/; never written again once it is named

Chroma's files bear neither two processes nor a kill at the wrong moment nor a full disk; this way
nothing half done is ever seen.
"""

from __future__ import annotations

import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from filelock import FileLock, Timeout

from eujassist.errors import IndexBusy, IndexDamaged, IndexMissing, IndexUnwritable

CATALOGUE = "catalogue.sqlite"
CHROMA = "chroma"
_CURRENT = "CURRENT"
_KEPT = 2  # the visible one, and the one that a question under way may still be reading


def current(index_dir: Path) -> Path | None:
    """Return the folder of the visible generation, or None where there is none yet."""
    try:
        name = (index_dir / _CURRENT).read_text("ascii").strip()
    except FileNotFoundError:
        return None
    except (OSError, UnicodeDecodeError) as error:
        raise IndexDamaged(folder=str(index_dir), reason=str(error)) from error
    if not name.isdigit():
        raise IndexDamaged(folder=str(index_dir), reason=_CURRENT)
    return index_dir / name


def visible(index_dir: Path) -> Path:
    """Return the folder of the visible generation; IndexMissing where there is none yet."""
    generation = current(index_dir)
    if generation is None:
        raise IndexMissing(folder=str(index_dir))
    return generation


@contextmanager
def writing(index_dir: Path) -> Iterator[None]:
    """Hold the writer's lock; IndexBusy where another process has it."""
    try:
        index_dir.mkdir(parents=True, exist_ok=True)
        with FileLock(index_dir / "lock", timeout=0):
            yield
    except Timeout as error:
        raise IndexBusy(folder=str(index_dir)) from error
    except (OSError, sqlite3.OperationalError) as error:
        raise IndexUnwritable(folder=str(index_dir), reason=str(error)) from error


def prepare(index_dir: Path, *, empty: bool = False) -> Path:
    """Return the folder of the next generation: a copy of the visible one, or an empty folder.

    The caller holds the writer's lock. What a writer that died has left is removed.
    """
    visible = current(index_dir)
    following = index_dir / f"{int(visible.name) + 1 if visible else 1:06d}"
    _remove(following)
    if visible and not empty:
        shutil.copytree(visible, following)
    else:
        following.mkdir()
    return following


def publish(generation: Path) -> None:
    """Make a closed and verified generation the visible one, and remove those that are too old."""
    for path in sorted(generation.rglob("*"), reverse=True):
        _flush(path)
    _flush(generation)
    index_dir = generation.parent
    pointer = index_dir / f"{_CURRENT}.new"
    pointer.write_text(f"{generation.name}\n", "ascii")
    _flush(pointer)
    pointer.replace(index_dir / _CURRENT)
    _flush(index_dir)
    generations = sorted(path for path in index_dir.iterdir() if path.name.isdigit())
    for old in generations[:-_KEPT]:
        _remove(old)


def discard(generation: Path) -> None:
    """Remove a generation that is not to be published."""
    _remove(generation)


def _remove(folder: Path) -> None:
    with suppress(FileNotFoundError):
        shutil.rmtree(folder)


def _flush(path: Path) -> None:
    """Have the system write a file or a folder's entries to the disk."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
