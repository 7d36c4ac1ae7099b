"""What a format's reader hands over: the pages, and what the file says of itself."""

from __future__ import annotations

import dataclasses
import datetime
from dataclasses import dataclass
from typing import Any

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
class Extract:
    """A file's pages with their clean text, and what the file declares."""

    pages: tuple[Page, ...]
    declared: Declared = Declared()
    created: datetime.date | None = None
    """The day that the file was made, which may be long after the text."""


def encoded(extract: Extract) -> dict[str, Any]:
    """Return an extract as JSON holds it."""
    fields = dataclasses.asdict(extract)
    fields["created"] = _written(extract.created)
    fields["declared"]["date"] = _written(extract.declared.date)
    return fields


def decoded(fields: dict[str, Any]) -> Extract:
    """Return the extract that `encoded` made JSON of."""
    declared = fields["declared"]
    return Extract(
        pages=tuple(Page(**page) for page in fields["pages"]),
        declared=Declared(**declared | {"date": _parsed(declared["date"])}),
        created=_parsed(fields["created"]),
    )


def _written(date: datetime.date | None) -> str | None:
    return date.isoformat() if date else None


def _parsed(date: str | None) -> datetime.date | None:
    return datetime.date.fromisoformat(date) if date else None
