"""A sync in a process of its own: `python -m tests.indexing.other_sync CORPUS INDEX WHAT`.

WHAT is `plainly`, `dies N` (it is killed when N documents are done), `waits` (it says when it is at
work and goes on when it hears a line), or `limited N` (no file may become longer than N bytes, as
on a disk that fills up). The name of the error that ends it goes to the standard output.
"""

from __future__ import annotations

import os
import resource
import signal
import sys
from pathlib import Path

from eujassist.errors import EujassistError
from eujassist.indexing.sync import sync
from eujassist.settings import Settings
from tests.indexing.parts import RecordingEmbedding


def main(corpus_dir: str, index_dir: str, what: str, number: str = "0") -> None:
    """Sync, and do `what` on the way."""

    def dies(done: int, total: int, document: str) -> None:
        if done == int(number):
            os.kill(os.getpid(), signal.SIGKILL)

    def waits(done: int, total: int, document: str) -> None:
        if done == 0:
            sys.stdout.write("at work\n")
            sys.stdout.flush()
            sys.stdin.readline()

    if what == "limited":
        resource.setrlimit(resource.RLIMIT_FSIZE, (int(number), int(number)))
    progress = {"dies": dies, "waits": waits}.get(what)
    settings = Settings(corpus_dir=Path(corpus_dir), index_dir=Path(index_dir))
    try:
        sync(settings, embedding=RecordingEmbedding(), progress=progress)
    except EujassistError as error:
        sys.stdout.write(type(error).__name__)


if __name__ == "__main__":
    main(*sys.argv[1:])
