"""The proof: a quotation is found in the document's pages, or it is no citation."""

from __future__ import annotations

import re
import unicodedata

from eujassist.documents import Citation, Document, Passage, Span, text_at

_CLUSTER = re.compile(
    r"[\uff73\uff76-\uff84\uff8a-\uff8e][\uff9e\uff9f]|.[\u0300-\u036f\u3099\u309a]*", re.DOTALL
)
"""A character with the marks that compose with it, half-width ones too: it is folded as one."""


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
        for match in _CLUSTER.finditer(text, span.start, span.end):
            folded = _fold(match.group())
            key += folded
            places += [(span.page, position) for position in [match.start()] * len(folded)]
    wanted = _fold(quote)
    start = key.find(wanted) if wanted else -1
    while start >= 0:
        spans = _spans(places[start : start + len(wanted)], document)
        # A match may begin or end within a sign such as ½ or ㎡: that is another text.
        if _fold(text_at(document.pages, spans)) == wanted:
            return spans
        start = key.find(wanted, start + 1)
    return ()


def _spans(places: list[tuple[int, int]], document: Document) -> tuple[Span, ...]:
    """Return a span for each page, from the first to the last cluster at these places."""
    found: dict[int, Span] = {}
    for page, position in places:
        first = found.get(page, Span(page, position, position)).start
        match = _CLUSTER.match(document.pages[page - 1].text, position)
        found[page] = Span(page, first, match.end() if match else position + 1)
    return tuple(found.values())


def _fold(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).split())
