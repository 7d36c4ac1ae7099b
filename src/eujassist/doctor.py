"""Whether everything that eujassist needs is there and works: what `eujassist doctor` tells."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterator
from contextlib import aclosing, closing
from typing import NamedTuple

from llama_index.core.llms import ChatMessage

from eujassist import corpus
from eujassist.answering.assistant import Assistant
from eujassist.answering.model import Deadline, open_model, stream
from eujassist.errors import EujassistError, ModelUnintelligible
from eujassist.reading.recognition import missing_packages
from eujassist.settings import Settings


class Finding(NamedTuple):
    """What was found of one thing, as a sentence of strings/ under `doctor.<key>`."""

    key: str
    fields: dict[str, object]
    error: EujassistError | None = None
    """What is wrong, where something is."""


def examine(settings: Settings) -> Iterator[Finding]:
    """Look at the documents, the index, the reading of scans and the language model, in turn."""
    for look in (_corpus, _index, _scans, _model):
        try:
            yield look(settings)
        except EujassistError as error:
            yield Finding("", {}, error)


def _corpus(settings: Settings) -> Finding:
    files = corpus.files(settings.corpus_dir)
    return Finding("corpus", {"folder": settings.corpus_dir, "count": len(files)})


def _index(settings: Settings) -> Finding:
    with closing(Assistant.open(settings)) as assistant:
        failed = len(assistant.failures())
        return Finding("index", {"count": len(assistant.documents()), "failed": failed})


def _scans(_: Settings) -> Finding:
    missing = missing_packages()
    return Finding("scans_unread" if missing else "scans", {"packages": missing})


def _model(settings: Settings) -> Finding:
    """Ask the model for one word, and measure how long it takes."""
    model = open_model(settings)
    if model is None:
        return Finding("no_model", {})
    start = time.monotonic()

    async def first_piece() -> None:
        asked = [ChatMessage("Say yes.", role="user")]
        async with aclosing(stream(model, asked, Deadline(settings.llm_seconds))) as pieces:
            if not await anext(pieces, ""):
                raise ModelUnintelligible(model=settings.llm_model)

    asyncio.run(first_piece())
    seconds = f"{time.monotonic() - start:.1f}"
    return Finding("model", {"model": settings.llm_model, "seconds": seconds})
