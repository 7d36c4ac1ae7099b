"""Reading files: each into a `Document`, or into an error that says why not."""

from __future__ import annotations

import logging
import os
import unicodedata
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from queue import LifoQueue
from types import TracebackType

from eujassist.documents import Document
from eujassist.errors import (
    FileDamaged,
    FileEmpty,
    FileForbidden,
    FileGone,
    FileOutside,
    FileTooComplex,
    FileTooLarge,
    ReadingError,
    TextMissing,
)
from eujassist.languages import detect
from eujassist.reading.extract import Extract, decoded
from eujassist.reading.formats import FORMATS, detect_format
from eujassist.reading.metadata import find_date, kind_of, read_sidecar
from eujassist.reading.process import WorkerProcess
from eujassist.settings import Settings

__all__ = ["FINGERPRINT", "FORMATS", "Reader", "read_document"]

FINGERPRINT: str
"""The version of what reading makes of the same bytes, and the languages of scans it reads."""

_VERSION = "reading-3"  # raised whenever the same bytes give other text

_logger = logging.getLogger("eujassist.reading")
_TITLE_CHARACTERS = 200
_SAMPLE_CHARACTERS = 20_000  # enough to tell the language of a document


def __getattr__(name: str) -> str:
    """Return FINGERPRINT, which takes asking another program, when it is first asked for."""
    if name != "FINGERPRINT":
        raise AttributeError(name)
    from eujassist.reading.recognition import languages

    return "+".join([_VERSION, *sorted(languages())])


class Reader:
    """Reads files in worker processes, as many at a time as there are cores."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._workers = [WorkerProcess(settings) for _ in range(os.cpu_count() or 1)]
        self._idle: LifoQueue[WorkerProcess] = LifoQueue()  # the one that runs already comes first
        for worker in self._workers:
            self._idle.put(worker)

    def __enter__(self) -> Reader:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """End the workers."""
        for worker in self._workers:
            worker.close()

    def read(
        self, files: Iterable[tuple[Path, str]], root: Path | None = None
    ) -> Iterator[tuple[str, Document | ReadingError]]:
        """Yield the id of each (path, document id) with its document or its error, in order.

        With `root`, a link to a place outside that folder is refused.
        """
        threads = len(self._workers)
        waiting: deque[tuple[str, Future[Extract | ReadingError]]] = deque()
        with ThreadPoolExecutor(threads, "reading") as pool:
            try:
                for path, document_id in files:
                    waiting.append((document_id, pool.submit(self._one, path, document_id, root)))
                    if len(waiting) > 2 * threads:
                        yield _result(*waiting.popleft())
                while waiting:
                    yield _result(*waiting.popleft())
            finally:
                for _, future in waiting:
                    future.cancel()

    def _one(self, path: Path, document_id: str, root: Path | None) -> Extract | ReadingError:
        worker = self._idle.get()
        try:
            if root is not None and not path.resolve().is_relative_to(root.resolve()):
                return FileOutside(file=document_id)
            request: dict[str, str | int] = {
                "task": "read",
                "path": str(path),
                "document_id": document_id,
            }
            reply = worker.ask(request, document_id)
        except ReadingError as error:
            return error
        finally:
            self._idle.put(worker)
        for notice in reply["notices"]:
            _logger.warning(notice)
        return decoded(reply["extract"])


def _result(
    document_id: str, future: Future[Extract | ReadingError]
) -> tuple[str, Document | ReadingError]:
    result = future.result()
    if isinstance(result, ReadingError):
        return document_id, result
    return document_id, _document(document_id, result)


def read_document(path: Path, document_id: str, settings: Settings) -> Document:
    """Return the file at `path` as a document, read in this process.

    What the sidecar `<path>.toml` says goes before what the file says of itself, and that before
    what its name and text let guess. Raises a ReadingError that names `document_id`.
    """
    return _document(document_id, extract(path, document_id, settings, lambda: None))


def extract(
    path: Path, document_id: str, settings: Settings, progress: Callable[[], None]
) -> Extract:
    """Return what the file at `path` holds and declares (what a worker does).

    `progress` is called where reading goes on for long with good reason: before each page that has
    to be recognised. Raises a ReadingError that names `document_id`.
    """
    try:
        size = path.stat().st_size
        if not path.is_file():
            raise FileDamaged(file=document_id)
        if size == 0:
            raise FileEmpty(file=document_id)
        if size > settings.max_file_bytes:
            raise _too_large(document_id, size, settings.max_file_bytes, "MAX_FILE_BYTES")
        declared = read_sidecar(path, document_id)
        content = _read_content(path, document_id, settings, progress)
    except FileNotFoundError as error:
        raise FileGone(file=document_id) from error
    except PermissionError as error:
        raise FileForbidden(file=document_id) from error
    except OSError as error:
        raise FileDamaged(file=document_id) from error
    except (MemoryError, RecursionError) as error:
        setting = "EUJASSIST_READING_MEMORY_BYTES"
        raise FileTooComplex(file=document_id, setting=setting) from error
    _check_size(content, document_id, settings)
    return replace(content, declared=declared.over(content.declared))


def _read_content(
    path: Path, file: str, settings: Settings, progress: Callable[[], None]
) -> Extract:
    """Return what the reader for the file's format makes of it."""
    match detect_format(path, file):
        case "pdf":
            from eujassist.reading.pdf import read_pdf

            return read_pdf(path, file, settings, progress)
        case "docx":
            from eujassist.reading.docx import read_docx

            return read_docx(path, file, settings)
        case "pptx":
            from eujassist.reading.pptx import read_pptx

            return read_pptx(path, file, settings)
        case "odt":
            from eujassist.reading.odt import read_odt

            return read_odt(path, file, settings)
        case "html":
            from eujassist.reading.web import read_html

            return read_html(path.read_bytes(), file)
        case "markdown":
            from eujassist.reading.text import read_markdown

            return read_markdown(path.read_bytes(), file)
        case "text":
            from eujassist.reading.text import read_text

            return read_text(path.read_bytes(), file)


def _check_size(content: Extract, file: str, settings: Settings) -> None:
    """Raise TextMissing or FileTooLarge where there is no text, or more than the settings allow."""
    total = sum(len(page.text) for page in content.pages)
    if total == 0:
        raise TextMissing(file=file)
    longest = max(len(page.text) for page in content.pages)
    if longest > settings.max_page_characters and len(content.pages) > 1:
        raise _too_large(file, longest, settings.max_page_characters, "MAX_PAGE_CHARACTERS")
    if total > settings.max_characters:
        raise _too_large(file, total, settings.max_characters, "MAX_CHARACTERS")


def _too_large(file: str, size: int, limit: int, setting: str) -> FileTooLarge:
    return FileTooLarge(file=file, size=size, limit=limit, setting=f"EUJASSIST_{setting}")


def _document(document_id: str, content: Extract) -> Document:
    """Return the document; what nobody declared of it is taken from its id and its text.

    The language is told here and not in the worker, as that takes 240 MB and 3 s once.
    """
    declared = content.declared
    text = "\n".join(page.text for page in content.pages)[:_SAMPLE_CHARACTERS]
    name = document_id.rsplit("/", 1)[-1]
    return Document(
        id=unicodedata.normalize("NFC", document_id),
        title=declared.title or _first_line(text) or name,
        kind=declared.kind or kind_of(document_id),
        language=declared.language or detect(text),
        date=declared.date or find_date(name) or content.created,
        url=declared.url,
        sample=bool(declared.sample),
        pages=content.pages,
    )


def _first_line(text: str) -> str:
    """Return the first heading of a text, else its first line, as a title."""
    lines = [line for line in text.split("\n") if line]
    heading = next((line[2:] for line in lines if line.startswith("# ")), None)
    title = heading or (lines[0] if lines else "")
    return title if len(title) <= _TITLE_CHARACTERS else title[: _TITLE_CHARACTERS - 1] + "…"
