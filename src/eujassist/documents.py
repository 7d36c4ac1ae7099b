"""The nouns: what travels between the stages. Frozen, without behaviour of their own."""

from __future__ import annotations

import datetime
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal, NamedTuple

Language = Literal["fr", "en", "ja"]
LANGUAGES: tuple[Language, ...] = ("fr", "en", "ja")

Kind = Literal["press-release", "white-paper", "working-group-note", "other"]
Mode = Literal["quoted", "generated", "conversation"]


class Span(NamedTuple):
    """A half-open range of characters in the text of one page, counted from 0."""

    page: int
    """The page's number, from 1."""
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Page:
    """One page of clean text (NFC); a format without pages has a single one.

    Paragraphs stand apart by an empty line. A line that begins with `# ` is a heading. A list item
    begins with `- ` or with its own number (`1. `), one to a line, below the line that introduces
    it. The cells of a table row stand on one line, between ` | `.
    """

    number: int
    text: str
    label: str = ""
    """What the page calls itself (`iv`, `A-2`); empty where that is its number."""
    ocr: bool = False
    """Whether the text was recognised from a picture of the page."""


@dataclass(frozen=True, slots=True)
class Document:
    """A file of the corpus, read."""

    id: str
    """The path below the corpus folder: POSIX, NFC."""
    title: str
    kind: Kind
    language: Language
    date: datetime.date | None
    url: str | None
    sample: bool
    """Whether the document says of itself that it is an example."""
    pages: tuple[Page, ...] = field(repr=False)


@dataclass(frozen=True, slots=True)
class Sentence:
    """The smallest thing that is quoted: a sentence, a list item, or a list with its first line."""

    spans: tuple[Span, ...]
    text: str


@dataclass(frozen=True, slots=True)
class Passage:
    """A few sentences of one section of a document: what is retrieved."""

    id: str
    document_id: str
    version: str
    """Hash of the file, its sidecar and the pipeline that read it."""
    language: Language
    spans: tuple[Span, ...]
    heading: str
    ocr: bool
    text: str
    sentences: tuple[Sentence, ...] = field(repr=False)


@dataclass(frozen=True, slots=True)
class Citation:
    """The proof of a statement: a quotation that stands verbatim in a document."""

    number: int
    """The n of the marker `[n]` in the answer's text, from 1 in order of first use."""
    document: Document
    passage: Passage
    quote: str
    spans: tuple[Span, ...]
    """Where the quotation stands in the document's pages."""
    gloss: str = ""
    """The language model's translation of the quotation into the answer's language."""


class Turn(NamedTuple):
    """One earlier question of a conversation and the answer it got."""

    question: str
    answer: str
    understood: str = ""
    """`Answer.understood`, where it is known: what goes on from this turn builds on it."""


@dataclass(frozen=True, slots=True)
class Answer:
    """All that is known about the answer to one question."""

    question: str
    understood: str
    """The question made to stand alone; equal to `question` where it does already."""
    language: Language
    text: str
    """Plain text with markers `[n]`, one for each citation; outside the quotations, that is: what
    looks like a marker within one is the document's own."""
    citations: tuple[Citation, ...]
    nearest: tuple[Document, ...]
    """The documents nearest to the question, when the answer abstains."""
    unproved: tuple[tuple[int, int], ...]
    """Ranges of `text` that no citation proves."""
    abstained: bool
    mode: Mode
    index_version: str
    """The number of the index generation that was asked."""
    timings: Mapping[str, float]
    """Milliseconds by stage."""
    notice: str = ""
    """Why the answer is not what was to be expected, in one sentence; mostly empty."""
    strength: float = 0.0
    """The probability that the documents answer; below `Settings.min_strength` the answer abstains.

    Where a language model is asked, as it is before; else after the best passages were read."""


def text_at(pages: Sequence[Page], spans: Sequence[Span]) -> str:
    """Return the text of `pages` at `spans`, verbatim.

    Where it goes on on another page, the parts are joined by one space, or by nothing beside a
    Japanese character.
    """
    text = ""
    for span in spans:
        part = pages[span.page - 1].text[span.start : span.end]
        beside_japanese = _JAPANESE.match(text[-1:]) or _JAPANESE.match(part[:1])
        text += part if not text or beside_japanese else f" {part}"
    return text


_JAPANESE = re.compile(r"[\u3000-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uff00-\uffef]")
