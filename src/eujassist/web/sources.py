"""What the sources panel shows of a citation and of a document."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from urllib.parse import urlsplit

from eujassist.documents import Citation, Document, Kind, Language


@dataclass(frozen=True, slots=True)
class Listed:
    """A document as one line of a list: what to call it and where to read it."""

    title: str
    kind: Kind
    date: datetime.date | None
    language: Language
    sample: bool
    link: str | None
    """Its address on the web, where the operator gave one that a browser may open."""
    host: str
    """The address's host, so that a person sees where the link leads."""


@dataclass(frozen=True, slots=True)
class Source:
    """A citation: the quotation within its passage, within its document."""

    number: int
    document: Listed
    page: str
    """The page or pages as the document calls them; empty where it has none to speak of."""
    heading: str
    before: str
    quote: str
    after: str
    """The passage is `before`, `quote` and `after` put together."""
    language: Language
    """The passage's, which need not be the document's."""
    ocr: bool
    gloss: str
    """A language model's translation of the quotation into the answer's language; mostly empty."""


def listed(document: Document) -> Listed:
    """Return the document's line, without its pages: a conversation keeps many of these."""
    link = _openable(document.url)
    return Listed(
        title=document.title,
        kind=document.kind,
        date=document.date,
        language=document.language,
        sample=document.sample,
        link=link,
        host=urlsplit(link).hostname or "" if link else "",
    )


def source(citation: Citation) -> Source:
    """Return what the panel shows of `citation`; a quote outside its passage stands alone."""
    before, found, after = citation.passage.text.partition(citation.quote)
    return Source(
        number=citation.number,
        document=listed(citation.document),
        page=_pages(citation),
        heading=citation.passage.heading,
        before=before if found else "",
        quote=citation.quote,
        after=after,
        language=citation.passage.language,
        ocr=citation.passage.ocr,
        gloss=citation.gloss,
    )


def _pages(citation: Citation) -> str:
    """Return the first and last page of the quotation: `4`, `iv–v`."""
    pages = citation.document.pages
    if [page.number for page in pages] == [1]:
        return ""  # a format without pages, or a sheet: its number says nothing
    labels = {page.number: page.label for page in pages}
    numbers = sorted({span.page for span in citation.spans})
    ends = dict.fromkeys((numbers[0], numbers[-1])) if numbers else {}
    return "–".join(labels.get(number) or str(number) for number in ends)


def _openable(url: str | None) -> str | None:
    """Return `url` if it is a web address, else nothing: no javascript:, no file:."""
    try:
        parts = urlsplit(url or "")
        return url if parts.scheme in ("http", "https") and parts.hostname else None
    except ValueError:
        return None
