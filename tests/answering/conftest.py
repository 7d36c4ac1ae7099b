"""A server that replies as a test wants, and what a model is asked about."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator
from contextlib import aclosing
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest

from eujassist import languages
from eujassist.answering import generating
from eujassist.answering.model import Deadline, open_model
from eujassist.answering.prompts import Source
from eujassist.documents import Answer, Document, Language, Page, Passage, Sentence, Span
from eujassist.settings import Settings
from tests.endpoint import Endpoint, serving

KEY = "sk-not-to-be-told"
RECORDED = Path(__file__).parent / "recorded"


@pytest.fixture
def endpoint() -> Iterator[Endpoint]:
    with serving() as running:
        yield running


@dataclass(frozen=True)
class Recording:
    """What a large language model once replied to our prompt, and what it was told."""

    question: str
    language: Language
    sources: tuple[Source, ...]
    reply: str
    unproved: tuple[str, ...]
    """Its sentences with a number that stands in none of their quotations."""

    @classmethod
    def load(cls, name: str) -> Recording:
        kept: dict[str, Any] = json.loads((RECORDED / f"{name}.json").read_text("utf-8"))
        sources = tuple(
            make_source(f"{number}.md", one["title"], one["text"], one["sentences"])
            for number, one in enumerate(kept["sources"], start=1)
        )
        return cls(
            kept["question"], kept["language"], sources, kept["reply"], tuple(kept["unproved"])
        )


def make_source(identity: str, title: str, text: str, sentences: list[str] | None = None) -> Source:
    """Return a passage that is all of its document, with its sentences in order."""
    language = languages.detect(text)
    if sentences is None:
        sentences = [text[start:end] for start, end in languages.sentences(text)]
    placed = []
    for one in sentences:
        start = text.index(one)
        placed.append(Sentence((Span(1, start, start + len(one)),), one))
    document = Document(identity, title, "other", language, None, None, False, (Page(1, text),))
    spans = (Span(1, 0, len(text)),)
    passage = Passage(
        f"{identity}#1", identity, "1", language, spans, "", False, text, tuple(placed)
    )
    return document, passage


def reply(*claims: tuple[str, *tuple[tuple[int, str], ...]]) -> str:
    """Return a reply in the form that is asked for, of sentences with (source, quote)."""
    return json.dumps(
        {
            "declined": False,
            "sentences": [
                {
                    "text": text,
                    "quotes": [
                        {"source": source, "quote": quote, "translation": ""}
                        for source, quote in quotes
                    ],
                }
                for text, *quotes in claims
            ],
        },
        ensure_ascii=False,
    )


def word(
    endpoint: Endpoint,
    question: str,
    language: Language,
    sources: tuple[Source, ...],
    seconds: float = 10.0,
) -> list[Answer]:
    """Return all that is shown of an answer which the model behind `endpoint` words."""
    quoted = Answer(
        question, question, language, "The quoted answer.", (), (), (), False, "quoted", "1", {}
    )
    abstained = replace(quoted, text="No answer.", abstained=True)
    settings = Settings.model_validate(
        {
            "llm_base_url": endpoint.address,
            "llm_model": "recorded",
            "llm_api_key": KEY,
            "llm_seconds": seconds,
        }
    )
    model = open_model(settings)
    assert model is not None

    async def all_of_it() -> list[Answer]:
        answers = generating.answer(model, abstained, lambda: quoted, sources, Deadline(seconds))
        async with aclosing(answers):
            return [answer async for answer in answers]

    return asyncio.run(all_of_it())
