"""A question and its answer, as the conversation keeps and shows them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from eujassist import strings
from eujassist.documents import Answer, Language, Turn
from eujassist.web.rendering import UNSHOWABLE
from eujassist.web.sources import Listed, Source, listed, source

_MARKER = r"\[(?P<number>\d{1,3})\]"
_EMPTY_LINE = r"(?P<end>\n\s*\n)"
_CLOSING_MARKS = '[»”」"\u00a0\u202f ]*'
_OPENING_MARKS = '«“「"\u00a0\u202f \n'


class Piece(NamedTuple):
    """A run of plain text, a quotation, the mark of a source, or the note that there is none."""

    text: str
    marked: Source | None = None
    quoted: Source | None = None
    unproved: bool = False
    note: bool = False


class Paragraph(NamedTuple):
    """A paragraph of an answer; `quotes` tells whether it sets a quotation apart."""

    pieces: tuple[Piece, ...]
    quotes: bool


@dataclass(frozen=True, slots=True)
class Exchange:
    """A question and what became of it."""

    number: int
    question: str
    understood: str = ""
    """The question made to stand alone."""
    text: str = ""
    """The answer as the assistant worded it, as much of it as has come."""
    language: Language = "en"
    modelled: int = 0
    """How much of `text` a language model worded: it holds markers, but no quotations."""
    unproved: tuple[tuple[int, int], ...] = ()
    """Ranges of `text` that no source proves."""
    sources: tuple[Source, ...] = ()
    nearest: tuple[Listed, ...] = ()
    notice: str = ""
    """What is to be said of the answer, in its language; mostly empty."""
    pending: bool = False
    """Whether more of the answer is on its way."""
    stopped: bool = False
    """Whether a person stopped the answer; what had come stays."""
    failed: bool = False
    """Whether `text` words an error: such an exchange is shown, but is no part of the history."""

    @property
    def paragraphs(self) -> list[Paragraph]:
        """The answer's text in paragraphs, its quotations and markers tied to their sources."""
        paragraphs: list[list[Piece]] = [[]]
        for piece in self._all_pieces():
            if piece is None:
                paragraphs.append([])
            elif piece.text:
                paragraphs[-1].append(piece)
        return [Paragraph(tuple(pieces), _opens_with_quotation(pieces)) for pieces in paragraphs]

    @property
    def reading(self) -> str:
        """How the question was understood; empty where its own words say it."""
        return "" if self.understood in " ".join(self.question.split()) else self.understood

    @property
    def copy(self) -> str:
        """What the copy button puts on the clipboard: the answer, then its sources by number."""
        lines = [
            ", ".join(filter(None, (f"[{one.number}] {one.document.title}", one.document.link)))
            for one in self.sources
        ]
        return "\n\n".join(filter(None, (self.text.strip(), "\n".join(lines))))

    def _all_pieces(self) -> Iterator[Piece | None]:
        """Yield the text in pieces, and None where a paragraph ends."""
        end = 0
        for start, stop in self.unproved:
            yield from self._pieces(self.text[end:start], ())
            yield from self._doubted(self.text[start:stop])
            end = stop
        yield from self._pieces(self.text[end : self.modelled], ())
        yield from self._pieces(self.text[max(end, self.modelled) :].rstrip(), self.sources)

    def _doubted(self, text: str) -> Iterator[Piece | None]:
        """Yield an unproved sentence in pieces; the last notes that it is not proved."""
        note = strings.text("answer.unproved", self.language).strip()
        said = text.removesuffix(note)
        for piece in self._pieces(said.rstrip(), ()):
            yield piece and piece._replace(unproved=not piece.marked)
        yield Piece(said[len(said.rstrip()) :])
        if text.endswith(note):
            yield Piece(note, note=True)

    def _pieces(self, text: str, quotable: Sequence[Source]) -> Iterator[Piece | None]:
        """Yield a part of the text in pieces; only what is `quotable` is a quotation in it.

        A quotation stands right before its own marker. What looks like a marker or an empty line
        within one is a part of it.
        """
        marked = {str(one.number): one for one in self.sources}
        longest_first = sorted(quotable, key=lambda one: len(one.quote), reverse=True)
        quotes = (
            rf"(?P<quote{one.number}>{re.escape(one.quote)})(?={_CLOSING_MARKS}\[{one.number}\])"
            for one in longest_first
            if one.quote
        )
        end = 0
        for found in re.finditer("|".join((*quotes, _MARKER, _EMPTY_LINE)), text):
            kind, number = found.lastgroup or "", found["number"]
            if number and number not in marked:
                continue
            before = text[end : found.start()]
            end = found.end()
            yield Piece(before.rstrip(" ") if number else before)
            if number:
                yield Piece(number, marked=marked[number])
            elif kind == "end":
                yield None
            else:
                yield Piece(found[0], quoted=marked[kind.removeprefix("quote")])
        yield Piece(text[end:])


def _opens_with_quotation(pieces: Sequence[Piece]) -> bool:
    """Return whether nothing but an opening mark stands before a quotation."""
    said = (piece for piece in pieces if piece.quoted or piece.text.strip(_OPENING_MARKS))
    first = next(said, None)
    return first is not None and first.quoted is not None


def answered(number: int, answer: Answer, *, pending: bool = False) -> Exchange:
    """Return the exchange that `answer` makes as the `number`th of its conversation."""
    # A model's text is one paragraph; quotations may complete it, below an empty line.
    modelled, _, _ = answer.text.partition("\n\n")
    return Exchange(
        number=number,
        question=showable(answer.question),
        understood=showable(answer.understood),
        text=answer.text,
        language=answer.language,
        modelled=len(modelled) if answer.mode == "generated" else 0,
        unproved=answer.unproved,
        sources=tuple(source(citation) for citation in answer.citations),
        nearest=tuple(listed(document) for document in answer.nearest) if answer.abstained else (),
        notice=answer.notice,
        pending=pending,
    )


def turns(exchanges: Sequence[Exchange]) -> list[Turn]:
    """Return the history that the assistant reads."""
    return [
        Turn(one.question, one.text, one.understood)
        for one in exchanges
        if one.text and not one.failed
    ]


def showable(text: str) -> str:
    """Return what a person typed without what cannot be shown or sent.

    That is control characters, halves of characters, and marks that turn the direction of writing.
    """
    return UNSHOWABLE.sub("", text.replace("\r\n", "\n")).strip()
