"""Numbered copies of the index: a writer changes a copy, and one atomic step makes it visible.

    index/
      CURRENT          the name of the visible generation
      lock             held by the one writer
      001795357200123/ catalogue.sqlite and chroma/; never written again once it is named

Chroma's files bear neither two processes nor a kill at the wrong moment nor a full disk; this way
nothing half done is ever seen.
"""

from __future__ import annotations

import errno
import os
import shutil
import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from eujassist.errors import IndexBusy, IndexDamaged, IndexMissing, IndexUnreadable, IndexUnwritable

CATALOGUE = "catalogue.sqlite"
CHROMA = "chroma"
_CURRENT = "CURRENT"
_OF_THE_DISK = {
    errno.EACCES,
    errno.EDQUOT,
    errno.EEXIST,
    errno.EFBIG,
    errno.EIO,
    errno.ENAMETOOLONG,
    errno.ENOENT,
    errno.ENOSPC,
    errno.ENOTDIR,
    errno.EPERM,
    errno.EROFS,
}
_KEPT = 2  # the visible one, and the one that a question under way may still be reading


def current(index_dir: Path) -> Path | None:
    """Return the folder of the visible generation, or None where there is none yet."""
    try:
        name = (index_dir / _CURRENT).read_text("ascii").strip()
    except FileNotFoundError:
        return None
    except (PermissionError, NotADirectoryError) as error:
        raise IndexUnreadable(folder=str(index_dir), reason=str(error.strerror)) from error
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
    """Hold the writer's lock; IndexBusy where another process has it.

    Within the block, an error of the disk becomes IndexUnwritable, and one of the files there
    IndexDamaged.
    """
    try:
        index_dir.mkdir(parents=True, exist_ok=True)
        with FileLock(index_dir / "lock", timeout=0):
            yield
    except Timeout as error:
        raise IndexBusy(folder=str(index_dir)) from error
    except shutil.Error as error:  # of a tree: a list of (source, target, reason)
        raise IndexUnwritable(folder=str(index_dir), reason=str(error.args[0][0][2])) from error
    except OSError as error:
        if error.errno not in _OF_THE_DISK:
            raise
        reason = error.strerror or str(error)
        raise IndexUnwritable(folder=str(index_dir), reason=reason) from error
    except sqlite3.OperationalError as error:
        raise IndexUnwritable(folder=str(index_dir), reason=str(error)) from error
    except sqlite3.DatabaseError as error:
        raise IndexDamaged(folder=str(index_dir), reason=str(error)) from error


@contextmanager
def preparing(index_dir: Path, *, empty: bool = False) -> Iterator[Path]:
    """Yield the folder of the next generation: a copy of the visible one, or an empty folder.

    The caller holds the writer's lock, and publishes. What the block does not publish is removed
    again; what a writer that died has left is removed first.
    """
    published = current(index_dir)
    for left in _generations(index_dir):
        if published is None or left.name > published.name:
            _remove(left)
    # The time in the name: an index that was removed and made again is never taken for the old.
    number = max(int(published.name) + 1 if published else 1, time.time_ns() // 1_000_000)
    following = index_dir / f"{number:015d}"
    try:
        if published and not empty:
            shutil.copytree(published, following)
        else:
            following.mkdir()
        yield following
    finally:
        if current(index_dir) != following:
            _remove(following)


def publish(generation: Path) -> None:
    """Make a closed and verified generation the visible one, and remove those that are too old."""
    for path in (*generation.rglob("*"), generation):
        _flush(path)
    index_dir = generation.parent
    pointer = index_dir / f"{_CURRENT}.new"
    pointer.write_text(f"{generation.name}\n", "ascii")
    _flush(pointer)
    pointer.replace(index_dir / _CURRENT)
    _flush(index_dir)
    for old in _generations(index_dir)[:-_KEPT]:
        _remove(old)


def _generations(index_dir: Path) -> list[Path]:
    return sorted(path for path in index_dir.iterdir() if path.name.isdigit())


def _remove(folder: Path) -> None:
    # What cannot be removed is in nobody's way, and the next writer tries again.
    shutil.rmtree(folder, ignore_errors=True)


def _flush(path: Path) -> None:
    """Have the system write a file or a folder's entries to the disk."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
