"""What a document says of itself: sidecar, front matter, file name, folder, dates."""

from __future__ import annotations

import datetime
import re
import tomllib
from pathlib import Path
from typing import Any

import yaml
from pydantic import BaseModel, ConfigDict, HttpUrl, ValidationError

from eujassist.documents import LANGUAGES, Kind, Language
from eujassist.errors import SidecarInvalid
from eujassist.reading.cleaning import normalise
from eujassist.reading.extract import Declared

KIND_FOLDERS: dict[str, Kind] = {
    "press-releases": "press-release",
    "white-papers": "white-paper",
    "working-group-notes": "working-group-note",
}
_FRONT_MATTER = re.compile(r"\A---[ \t]*\r?\n(.*?)^(?:---|\.\.\.)[ \t]*(?:\r?\n|\Z)", re.S | re.M)
_DATE = re.compile(r"(?<!\d)((?:19|20)\d\d)([-_.]?)(\d\d)\2(\d\d)(?!\d)")
SIDECAR_SUFFIX = ".toml"
_SIDECAR_BYTES = 65_536
# Titles that a program gave, not a person.
_PROGRAM_TITLE = re.compile(
    r"""^(Microsoft\ (Word|PowerPoint|Excel)\ -\ |untitled|sans\ (nom|titre)|無題|document\ ?\d*$
    |présentation\ ?\d*$|presentation\ ?\d*$|powerpoint\ presentation$|slide\ 1$|title$|titre$)
    |\.(docx?|odt|pptx?|pdf|indd|qxd|rtf|txt|tex|dvi|html?|xlsx?|pages|key|md)\s*$""",
    re.IGNORECASE | re.VERBOSE,
)
_SENSIBLE_TITLE = range(3, 301)


class _Fields(BaseModel):
    """The fields that a sidecar or front matter may hold."""

    model_config = ConfigDict(extra="forbid")

    title: str | None = None
    kind: Kind | None = None
    language: Language | None = None
    date: datetime.date | None = None
    url: HttpUrl | None = None
    sample: bool | None = None


def sidecar(path: Path) -> Path:
    """Return where the sidecar of a file lies, whether there is one or not."""
    return path.with_name(path.name + SIDECAR_SUFFIX)


def read_sidecar(path: Path, file: str) -> Declared:
    """Return what `<path>.toml` says; nothing where there is none. Raises SidecarInvalid."""
    beside = sidecar(path)
    try:
        with beside.open("rb") as stream:
            raw = stream.read(_SIDECAR_BYTES + 1)
        if len(raw) > _SIDECAR_BYTES:
            raise SidecarInvalid(file=file, sidecar=beside.name, reason=f"> {_SIDECAR_BYTES} bytes")
        fields = tomllib.loads(raw.decode("utf-8-sig"))
    except FileNotFoundError:
        return Declared()
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, OSError) as error:
        raise SidecarInvalid(file=file, sidecar=beside.name, reason=str(error)) from error
    return _declared(fields, file, beside.name)


def split_front_matter(text: str, file: str) -> tuple[Declared, str]:
    """Return what the YAML block at the head of a Markdown text says, and the text below it.

    Fields that we do not know belong to other programs and are passed over.
    """
    found = _FRONT_MATTER.match(text)
    if not found:
        return Declared(), text
    try:
        fields = yaml.safe_load(found[1])
    except (yaml.YAMLError, ValueError) as error:
        reason = " ".join(str(error).split())
        raise SidecarInvalid(file=file, sidecar="front matter", reason=reason) from error
    if not isinstance(fields, dict):
        return Declared(), text
    known = {name: value for name, value in fields.items() if name in _Fields.model_fields}
    if isinstance(known.get("language"), str):  # others write en-GB
        known["language"] = known_language(known["language"])
    return _declared(known, file, "front matter"), text[found.end() :]


def _declared(fields: dict[str, Any], file: str, source: str) -> Declared:
    if isinstance(fields.get("date"), datetime.datetime):
        fields["date"] = fields["date"].date()
    try:
        valid = _Fields.model_validate(fields)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        name = ".".join(str(part) for part in first["loc"])
        reason = f"{name}: {first['msg']}"
        raise SidecarInvalid(file=file, sidecar=source, reason=reason) from error
    url = str(valid.url) if valid.url else None
    title = " ".join(normalise(valid.title or "").split())[: _SENSIBLE_TITLE[-1]]
    return Declared(title or None, valid.kind, valid.language, valid.date, url, valid.sample)


def kind_of(document_id: str) -> Kind:
    """Return the kind that the first folder of a document's id stands for."""
    return KIND_FOLDERS.get(document_id.split("/", 1)[0], "other")


def find_date(text: str) -> datetime.date | None:
    """Return the first date written as 2026-07-01 or 20260701, if it is one of the calendar."""
    for year, _, month, day in _DATE.findall(text):
        try:
            return datetime.date(int(year), int(month), int(day))
        except ValueError:
            continue
    return None


def sensible_title(title: str | None) -> str | None:
    """Return a title from a file's properties, or None where a program wrote it."""
    title = " ".join(normalise(title or "").split())
    if len(title) not in _SENSIBLE_TITLE or _PROGRAM_TITLE.search(title) or "\ufffd" in title:
        return None
    return title


def known_language(tag: str | None) -> Language | None:
    """Return the language of a tag such as fr-CA, if it is one of ours."""
    code = (tag or "").strip().lower().replace("_", "-").split("-")[0]
    return next((language for language in LANGUAGES if language == code), None)
