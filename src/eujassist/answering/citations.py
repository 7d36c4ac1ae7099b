"""The proof: a quotation is found in the document's pages, or it is no citation."""

from __future__ import annotations

import unicodedata

from eujassist.documents import Citation, Document, Passage, Span, text_at


def cite(number: int, document: Document, passage: Passage, quote: str) -> Citation | None:
    """Return the citation of `quote`, or None where it does not stand in the passage.

    Only an exact match counts, after NFKC and without regard to white space; the citation's own
    quote is what stands in the pages, letter for letter.
    """
    spans = locate(quote, document, passage)
    if not spans:
        return None
    return Citation(number, document, passage, text_at(document.pages, spans), spans)


def locate(quote: str, document: Document, passage: Passage) -> tuple[Span, ...]:
    """Return where `quote` stands in the passage, a span for each page; () where it does not."""
    places: list[tuple[int, int]] = []
    key = ""
    for span in passage.spans:
        text = document.pages[span.page - 1].text
        for position in range(span.start, span.end):
            folded = _fold(text[position])
            key += folded
            places += [(span.page, position)] * len(folded)
    wanted = _fold(quote)
    start = key.find(wanted)
    if start < 0 or not wanted:
        return ()
    found: dict[int, Span] = {}
    for page, position in places[start : start + len(wanted)]:
        first = found.get(page, Span(page, position, position)).start
        found[page] = Span(page, first, position + 1)
    return tuple(found.values())


def _fold(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).split())
