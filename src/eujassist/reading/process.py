"""A worker process seen from the parent: asked, watched, killed and replaced."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import threading
from collections.abc import Mapping
from typing import IO, Any, cast

from eujassist.errors import FileTooComplex, FileTooSlow, ReaderFailed, ReadingError
from eujassist.settings import Settings

READING_SETTINGS = {
    "max_file_bytes",
    "max_pages",
    "max_characters",
    "max_page_characters",
    "reading_memory_bytes",
    "recognition_seconds",
}
"""The settings that decide what is read."""
_LAST_WORDS_BYTES = 4096


class WorkerProcess:
    """A process that reads files, one at a time; it starts at the first request.

    It is a fresh interpreter and no fork, as the parent may have threads, and no `multiprocessing`
    child either, as that would run the parent's main program again. It is told only the settings
    that reading needs, and nothing of the others' environment variables.
    """

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._process: subprocess.Popen[str] | None = None
        self._last_words: IO[bytes] | None = None

    def ask(self, request: Mapping[str, str | int], file: str) -> dict[str, Any]:
        """Return the reply to a request about `file` (the name that errors show).

        Raises FileTooSlow, FileTooComplex or ReaderFailed where the worker does not live to reply,
        and the ReadingError that it replies with.
        """
        if self._process and self._process.poll() is not None:
            self.close()  # it died while it had nothing to do: no fault of this file
        process = self._process = self._process or self._start()
        slow = threading.Event()
        reply: dict[str, Any] | None = None
        try:
            _send(process, request)
            reply = self._await_reply(process, slow)
        except BrokenPipeError:
            pass
        if reply is None:
            raise self._obituary(process, file, slow.is_set())
        if reply["spent"] or slow.is_set():
            self.close()
        if "error" in reply:
            raise _reading_error(reply["error"], reply["values"])
        return reply

    def close(self) -> None:
        """End the process; the next request starts another."""
        if self._process:
            self._process.kill()
            self._process.communicate()
            self._process = None
        if self._last_words:
            self._last_words.close()
            self._last_words = None

    def _start(self) -> subprocess.Popen[str]:
        self._last_words = tempfile.TemporaryFile()  # noqa: SIM115 - close() closes it
        own = {name: value for name, value in os.environ.items() if name[:10] != "EUJASSIST_"}
        process = subprocess.Popen(
            [sys.executable, "-P", "-m", "eujassist.reading.worker"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._last_words,
            encoding="ascii",
            env=own | {"PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
        )
        _send(process, self._settings.model_dump(mode="json", include=READING_SETTINGS))
        return process

    def _await_reply(
        self, process: subprocess.Popen[str], slow: threading.Event
    ) -> dict[str, Any] | None:
        """Return the reply, or None where the process ended; `slow` is set where we ended it."""

        def kill() -> None:
            slow.set()
            process.kill()

        seconds = self._settings.reading_seconds
        while True:
            timer = threading.Timer(seconds, kill)
            timer.daemon = True
            timer.start()
            line = cast(IO[str], process.stdout).readline()
            timer.cancel()
            if not line.endswith("\n"):
                return None
            reply: dict[str, Any] = json.loads(line)
            if "progress" not in reply:
                return reply
            # Each recognition has its own limit in the worker, for each of its few tries.
            seconds = self._settings.reading_seconds + 4 * self._settings.recognition_seconds

    def _obituary(self, process: subprocess.Popen[str], file: str, slow: bool) -> ReadingError:
        """Return the error that tells why the process ended, and clear up after it."""
        process.communicate()
        reason = self._last_line() or f"exit status {process.returncode}"
        self.close()
        if slow:
            seconds = round(self._settings.reading_seconds)
            return FileTooSlow(file=file, seconds=seconds, setting="EUJASSIST_READING_SECONDS")
        if process.returncode < 0:  # killed by a signal: pdfium aborts when memory ends
            return FileTooComplex(file=file, setting="EUJASSIST_READING_MEMORY_BYTES")
        return ReaderFailed(file=file, reason=reason)

    def _last_line(self) -> str:
        """Return the last line that the process wrote to stderr: that of a traceback."""
        stream = cast(IO[bytes], self._last_words)
        stream.seek(0, os.SEEK_END)
        stream.seek(max(0, stream.tell() - _LAST_WORDS_BYTES))
        lines = stream.read().decode("utf-8", errors="replace").strip().splitlines()
        return lines[-1] if lines else ""


def _send(process: subprocess.Popen[str], message: Mapping[str, Any]) -> None:
    requests = cast(IO[str], process.stdin)
    requests.write(json.dumps(dict(message)) + "\n")
    requests.flush()


def _reading_error(name: str, values: dict[str, str | int]) -> ReadingError:
    """Return the ReadingError that a worker named in its reply."""
    kinds = {kind.__name__: kind for kind in ReadingError.__subclasses__()}
    return kinds[name](**values)
