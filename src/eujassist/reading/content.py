"""What a format's reader hands over: the pages, and what the file says of itself."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from eujassist.documents import Kind, Language, Page


@dataclass(frozen=True, slots=True)
class Declared:
    """What is said of a document, by itself or beside it; None where nothing is said."""

    title: str | None = None
    kind: Kind | None = None
    language: Language | None = None
    date: datetime.date | None = None
    url: str | None = None
    sample: bool | None = None

    def over(self, other: Declared) -> Declared:
        """Return what this says, and where it says nothing, what `other` says."""
        return Declared(
            title=self.title or other.title,
            kind=self.kind or other.kind,
            language=self.language or other.language,
            date=self.date or other.date,
            url=self.url or other.url,
            sample=other.sample if self.sample is None else self.sample,
        )


@dataclass(frozen=True, slots=True)
class Content:
    """A file's pages with their clean text, and what the file declares."""

    pages: tuple[Page, ...]
    declared: Declared = Declared()
    created: datetime.date | None = None
    """The day that the file was made, which may be long after the text."""
