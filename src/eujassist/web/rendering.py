"""HTML from templates. Everything that is filled in is escaped, so data stays data."""

from __future__ import annotations

import datetime
import re
from collections.abc import Mapping
from functools import partial
from pathlib import Path

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from eujassist import strings
from eujassist.documents import LANGUAGES, Language

UNSHOWABLE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
"""Control characters, halves of characters, and marks that turn the direction of writing."""

_STATIC = Path(__file__).parent / "static"


def _shown(value: object) -> object:
    """Return what is filled in without what cannot be shown, whoever wrote it."""
    if isinstance(value, Markup) or not isinstance(value, str):
        return value
    return UNSHOWABLE.sub("", value)


_ENVIRONMENT = Environment(
    loader=PackageLoader("eujassist.web"),
    autoescape=True,
    finalize=_shown,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)


def render(template: str, language: Language, **data: object) -> str:
    """Return `templates/<template>` in the page's `language`, filled with `data`.

    A template finds its words with `say(key, ...)`, writes a date with `day(date)`, and calls a
    language by its own name with `autonym(language)`.
    """
    return _ENVIRONMENT.get_template(template).render(
        data,
        page_language=language,
        languages=LANGUAGES,
        autonym=partial(strings.text, "web.autonym"),
        say=lambda key, **fields: strings.text(key, language, **fields),
        day=partial(written_date, language=language),
    )


def written_date(date: datetime.date, language: Language) -> str:
    """Return a date as one writes it in `language`: 18 March 2024, 2024年3月18日."""
    months = strings.text("web.months", language).split()
    return strings.text(
        "web.date", language, day=date.day, month=months[date.month - 1], year=date.year
    )


def static(name: str) -> str:
    """Return the text of the file `static/<name>`."""
    return (_STATIC / name).read_text("utf-8")


def preferred_language(cookies: Mapping[str, str], accepted: str) -> Language:
    """Return the language to greet a browser in.

    It is the one once chosen on the page (a cookie), else the first of ours that the browser
    asks for (`accepted`, its Accept-Language header), else English.
    """
    wishes = [cookies.get("language", ""), *_by_weight(accepted)]
    return next((ours for wish in wishes for ours in LANGUAGES if ours == wish), "en")


def _by_weight(accepted: str) -> list[str]:
    """Return the language codes of an Accept-Language header, the most wanted first."""
    weighed = []
    for wish in accepted.split(","):
        code, _, weight = wish.partition(";q=")
        try:
            weighed.append((float(weight or 1), code.strip().lower()[:2]))
        except ValueError:
            continue
    return [code for _, code in sorted(weighed, key=lambda pair: -pair[0])]
