"""The process that reads untrusted files: JSON requests in, JSON replies out, a line each.

Started by `process.WorkerProcess` as `python -P -m eujassist.reading.worker`; the first line holds
the settings. It ends when its input ends, and after a reply that says `"spent": true`.
"""

from __future__ import annotations

import base64
import json
import logging
import os
import resource
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, TextIO

from eujassist.errors import ReadingError
from eujassist.reading.extract import encoded
from eujassist.reading.reader import extract
from eujassist.settings import Settings

# A worker that has grown beyond this share of its memory leaves the next file to a fresh one.
_SPENT_SHARE = 0.5


class _Notices(logging.Handler):
    """Collects what reading logs, to be logged again where somebody reads it."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.messages: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.messages.append(record.getMessage())


def main() -> None:
    """Answer requests until there are no more."""
    replies = os.fdopen(os.dup(sys.stdout.fileno()), "w", encoding="ascii")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())  # whatever a library prints is no reply
    settings = Settings(**json.loads(sys.stdin.readline()))
    resource.setrlimit(resource.RLIMIT_AS, (settings.reading_memory_bytes,) * 2)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    notices = _Notices()
    logging.getLogger("eujassist.reading").addHandler(notices)
    for line in sys.stdin:
        notices.messages = []
        reply = _answer(json.loads(line), settings, lambda: _send(replies, {"progress": True}))
        spent = _memory_used() > _SPENT_SHARE * settings.reading_memory_bytes
        _send(replies, reply | {"notices": notices.messages, "spent": spent})
        if spent:
            return


def _answer(
    request: dict[str, Any], settings: Settings, progress: Callable[[], None]
) -> dict[str, Any]:
    path, document_id = Path(request["path"]), request["document_id"]
    try:
        if request["task"] == "draw":
            return _draw(path, document_id, request["page"], request["quote"])
        return {"extract": encoded(extract(path, document_id, settings, progress))}
    except ReadingError as error:
        return {"error": type(error).__name__, "values": error.values}


def _draw(path: Path, document_id: str, page: int, quote: str) -> dict[str, Any]:
    from eujassist.reading.marking import draw_page

    rectangles, picture = draw_page(path, document_id, page, quote)
    return {"rectangles": rectangles, "picture": base64.b64encode(picture).decode("ascii")}


def _send(replies: TextIO, reply: dict[str, Any]) -> None:
    replies.write(json.dumps(reply) + "\n")
    replies.flush()


def _memory_used() -> int:
    """Return the memory that this process holds (bytes).

    Not getrusage: what that calls the most is, after a start from a larger process, the parent's.
    """
    pages = int(Path("/proc/self/statm").read_text("ascii").split()[1])
    return pages * resource.getpagesize()


if __name__ == "__main__":
    main()
