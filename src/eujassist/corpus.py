"""The corpus folder: which documents it holds, adding one, removing one."""

from __future__ import annotations

import os
import shutil
import unicodedata
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from eujassist.documents import Kind
from eujassist.errors import (
    CorpusMissing,
    CorpusUnreadable,
    CorpusUnwritable,
    DocumentUnknown,
    FileMissing,
    FileUnsupported,
    NameTaken,
    ReadingError,
)
from eujassist.reading.metadata import KIND_FOLDERS, SIDECAR_SUFFIX, sidecar
from eujassist.reading.reader import FORMATS, Reader
from eujassist.settings import Settings

_FOLDERS: dict[Kind, str] = {kind: folder for folder, kind in KIND_FOLDERS.items()}
_LEFT_BY_SYSTEMS = {"thumbs.db", "desktop.ini"}


def files(corpus_dir: Path) -> dict[str, Path]:
    """Return the files of the corpus by document id, in the order of the ids.

    Left out are hidden files, lock files of office programs and sidecars. CorpusMissing where the
    folder does not exist, CorpusUnreadable where it or a folder in it may not be read: documents
    that cannot be seen are not taken for removed.
    """
    return {identity: paths[0] for identity, paths in _found(corpus_dir).items()}


def namesakes(corpus_dir: Path) -> list[str]:
    """Return the ids that several files have: their names differ, but not as they are read.

    Unicode writes é as one character or as two. Raises CorpusMissing and CorpusUnreadable.
    """
    return [identity for identity, paths in _found(corpus_dir).items() if len(paths) > 1]


def _found(corpus_dir: Path) -> dict[str, list[Path]]:
    if not os.path.isdir(corpus_dir):  # noqa: PTH112 - False, no error, for a name too long
        raise CorpusMissing(folder=str(corpus_dir))
    found = defaultdict[str, list[Path]](list)
    for folder, _, names in os.walk(corpus_dir, onerror=_unreadable):
        for path in (Path(folder) / name for name in sorted(names)):
            if _is_document(path, corpus_dir):
                found[_identify(path.relative_to(corpus_dir))].append(path)
    return dict(sorted(found.items()))


def _unreadable(error: OSError) -> None:
    reason = error.strerror or str(error)
    raise CorpusUnreadable(folder=str(error.filename), reason=reason) from error


def add(settings: Settings, file: Path, kind: Kind) -> str:
    """Copy a file that can be read, and its sidecar, into the folder of its kind; return its id.

    Raises FileMissing, NameTaken, CorpusMissing, CorpusUnreadable, CorpusUnwritable, or the
    ReadingError that says why it cannot be read; the corpus then stays as it was.
    """
    if not os.path.isfile(file):  # noqa: PTH113 - the same
        raise FileMissing(file=str(file))
    target = settings.corpus_dir / _FOLDERS.get(kind, "") / file.name
    identity = _identify(target.relative_to(settings.corpus_dir))
    if not _is_document(file, file.parent):
        raise FileUnsupported(file=file.name, formats=", ".join(FORMATS))
    with _changing(settings.corpus_dir):
        if identity in files(settings.corpus_dir):
            raise NameTaken(file=identity)
        with Reader(settings) as reader:
            for _, result in reader.read([(file, identity)]):
                if isinstance(result, ReadingError):
                    raise result
        target.parent.mkdir(parents=True, exist_ok=True)
        _copy(file, target)
    return identity


def _copy(file: Path, target: Path) -> None:
    """Copy a file and its sidecar; a sync meets neither half a file nor another one's sidecar."""
    pairs = [(sidecar(file), sidecar(target)), (file, target)]
    partials = {source: place.with_name(f".{place.name}.partial") for source, place in pairs}
    try:
        for source, partial in partials.items():
            if source.is_file():
                shutil.copyfile(source, partial)
        sidecar(target).unlink(missing_ok=True)
        for source, place in pairs:
            if source.is_file():
                partials[source].replace(place)
    finally:
        for partial in partials.values():
            partial.unlink(missing_ok=True)


def remove(settings: Settings, identity: str) -> None:
    """Delete a document and its sidecar from the corpus; DocumentUnknown where there is none."""
    path = files(settings.corpus_dir).get(unicodedata.normalize("NFC", identity))
    if path is None:
        raise DocumentUnknown(document=identity)
    with _changing(settings.corpus_dir):
        path.unlink()
        sidecar(path).unlink(missing_ok=True)


def _identify(below: Path) -> str:
    # A name that is not UTF-8, or holds control characters, is shown as well as it can be.
    name = os.fsencode(below.as_posix()).decode("utf-8", "replace")
    shown = ("\ufffd" if unicodedata.category(one) == "Cc" else one for one in name)
    return unicodedata.normalize("NFC", "".join(shown))


def _is_document(path: Path, corpus_dir: Path) -> bool:
    hidden = any(part.startswith((".", "~$")) for part in path.relative_to(corpus_dir).parts)
    left = path.name.casefold() in _LEFT_BY_SYSTEMS
    lost = path.is_symlink() and not path.exists()  # a link that leads nowhere is told, not hidden
    is_sidecar = path.suffix.lower() == SIDECAR_SUFFIX
    return (path.is_file() or lost) and not (hidden or left or is_sidecar)


@contextmanager
def _changing(corpus_dir: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise CorpusUnwritable(
            folder=str(corpus_dir), reason=error.strerror or str(error)
        ) from error
