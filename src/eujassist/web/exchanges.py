"""A question and its answer, as the conversation keeps and shows them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from eujassist.documents import Answer, Language, Turn
from eujassist.web.sources import Listed, Source, listed, source

_MARKER = re.compile(r"\[(\d{1,3})\]")
_EMPTY_LINE = re.compile(r"\n\s*\n")
_UNSHOWABLE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")


class Piece(NamedTuple):
    """A run of plain text, or the mark of a source."""

    text: str
    source: Source | None = None


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph of an answer; `quotation` is the source that it quotes, if it does."""

    pieces: tuple[Piece, ...]
    quotation: Source | None


@dataclass(frozen=True, slots=True)
class Exchange:
    """A question and what became of it."""

    number: int
    question: str
    text: str = ""
    """The answer as the assistant worded it; empty while it is on its way."""
    language: Language = "en"
    sources: tuple[Source, ...] = ()
    nearest: tuple[Listed, ...] = ()
    pending: bool = False
    failed: bool = False
    """Whether `text` words an error: such an exchange is shown, but is no part of the history."""

    @property
    def paragraphs(self) -> list[Paragraph]:
        """The answer's text in paragraphs, its markers tied to their sources."""
        return [self._paragraph(text) for text in _EMPTY_LINE.split(self.text.strip())]

    @property
    def copy(self) -> str:
        """What the copy button puts on the clipboard: the answer, then its sources by number."""
        lines = [
            ", ".join(filter(None, (f"[{one.number}] {one.document.title}", one.document.link)))
            for one in self.sources
        ]
        return "\n\n".join(filter(None, (self.text.strip(), "\n".join(lines))))

    def _paragraph(self, text: str) -> Paragraph:
        folded = _folded(text)
        quoted = (one for one in self.sources if _folded(one.quote) in folded)
        return Paragraph(tuple(self._pieces(text.strip())), next(quoted, None))

    def _pieces(self, text: str) -> Iterator[Piece]:
        known = {one.number: one for one in self.sources}
        end = 0
        for marker in _MARKER.finditer(text):
            if cited := known.get(int(marker[1])):
                yield Piece(text[end : marker.start()].rstrip(" "))
                yield Piece(marker[1], cited)
                end = marker.end()
        yield Piece(text[end:])


def answered(number: int, answer: Answer) -> Exchange:
    """Return the exchange that `answer` makes as the `number`th of its conversation."""
    return Exchange(
        number=number,
        question=showable(answer.question),
        text=answer.text,
        language=answer.language,
        sources=tuple(source(citation) for citation in answer.citations),
        nearest=tuple(listed(document) for document in answer.nearest) if answer.abstained else (),
    )


def turns(exchanges: Sequence[Exchange]) -> list[Turn]:
    """Return the history that the assistant reads."""
    return [Turn(one.question, one.text) for one in exchanges if not one.failed]


def showable(text: str) -> str:
    """Return what a person typed without what cannot be shown or sent.

    That is control characters, halves of characters, and marks that turn the direction of writing.
    """
    return _UNSHOWABLE.sub("", text.replace("\r\n", "\n")).strip()


def _folded(text: str) -> str:
    return "".join(text.split())
