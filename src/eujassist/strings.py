"""Every sentence that a person reads, by key and language, from `strings/*.json`."""

from __future__ import annotations

import json
import os
from functools import cache
from pathlib import Path

from eujassist.documents import LANGUAGES, Language

_FOLDER = Path(__file__).parent / "strings"


@cache
def table(language: Language) -> dict[str, str]:
    """Return all sentences of one language by key."""
    loaded: dict[str, str] = json.loads((_FOLDER / f"{language}.json").read_text("utf-8"))
    return loaded


def text(key: str, language: Language, /, **fields: object) -> str:
    """Return the sentence of `key` in `language` with its {fields} filled in."""
    return table(language)[key].format(**fields)


def terminal_language() -> Language:
    """Return the language of the terminal's locale where it is one of ours, else English."""
    names = (os.environ.get(name, "") for name in ("LC_ALL", "LC_MESSAGES", "LANG"))
    code = next((name for name in names if name), "")[:2]
    return next((language for language in LANGUAGES if language == code), "en")
