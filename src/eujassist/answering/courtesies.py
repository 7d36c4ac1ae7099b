"""Small talk: what is said to the assistant without being asked of the documents.

The phrases of `courtesies.json` are all that is recognised, alone or one after another; others may
be added there. Case, accents, width, punctuation and emoji do not matter.
"""

from __future__ import annotations

import json
import re
import unicodedata
from functools import cache
from pathlib import Path
from typing import Literal, NamedTuple

from eujassist.documents import Language

Kind = Literal["greeting", "thanks", "goodbye", "about"]

_FILE = Path(__file__).with_name("courtesies.json")
_STRENGTH: tuple[Kind, ...] = ("about", "goodbye", "thanks", "greeting")
"""Of several courtesies in one question the first of these is answered."""

_CLAUSE = re.compile(r"[^,.;:!?…、。！？，]*[,.;:!?…、。！？，]*")
_LONGEST = 4  # words in a greeting, a sign or emoji among them
_LAST_LATIN = "\u024f"


class Courtesy(NamedTuple):
    """What was said, and in which language."""

    kind: Kind
    language: Language


def recognise(question: str) -> Courtesy | None:
    """Return the courtesy that `question` is; None where anything else is said in it."""
    found: list[Courtesy] = []
    rest = _fold(question)
    while rest:
        longest = next((one for one in _folded() if _begins(rest, one[0])), None)
        if longest is None:
            return None
        found.append(longest[1])
        rest = rest[len(longest[0]) :].strip()
    return min(found, key=lambda one: _STRENGTH.index(one.kind)) if found else None


def strip(question: str) -> str:
    """Return `question` without the greetings and thanks around it; alone they stay."""
    clauses = [clause for clause in _CLAUSE.findall(question) if clause.strip()]
    while clauses and _is_around(clauses[0]):
        del clauses[0]
    while clauses and _is_around(clauses[-1]):
        del clauses[-1]
    stripped = _without_greeting("".join(clauses)).strip(" \u00a0,、，")
    return stripped if any(character.isalnum() for character in stripped) else question


def _is_around(clause: str) -> bool:
    """Tell whether a clause beside a question says nothing that is asked."""
    courtesy = recognise(clause)
    return courtesy.kind != "about" if courtesy else not any(map(str.isalnum, clause))


def _without_greeting(question: str) -> str:
    """Return `question` without a greeting that no sign separates from it."""
    words = question.split()
    for count in range(min(_LONGEST, len(words) - 1), 0, -1):
        courtesy = recognise(" ".join(words[:count]))
        if courtesy and courtesy.kind == "greeting":
            return " ".join(words[count:])
    greetings = sorted(_phrases()["greeting"]["ja"], key=len, reverse=True)
    glued = next((one for one in greetings if question.startswith(one)), "")
    return question.removeprefix(glued)


def _begins(text: str, phrase: str) -> bool:
    """Tell whether `text` begins with `phrase`, and not within a word."""
    after = text[len(phrase) : len(phrase) + 1]
    return text.startswith(phrase) and not (phrase.isascii() and after.isalnum())


@cache
def _phrases() -> dict[Kind, dict[Language, list[str]]]:
    loaded: dict[Kind, dict[Language, list[str]]] = json.loads(_FILE.read_text("utf-8"))
    return loaded


@cache
def _folded() -> list[tuple[str, Courtesy]]:
    """Return all phrases folded, the longest first."""
    phrases = {
        _fold(phrase): Courtesy(kind, language)
        for kind, by_language in _phrases().items()
        for language, listed in by_language.items()
        for phrase in listed
    }
    return sorted(phrases.items(), key=lambda pair: -len(pair[0]))


def _fold(text: str) -> str:
    """Return the letters and digits of `text`, without case, accents or width."""
    composed = unicodedata.normalize("NFKC", text).casefold()
    plain = "".join(
        letter if letter > _LAST_LATIN else unicodedata.normalize("NFD", letter)[0]
        for letter in composed
    )
    return " ".join(re.sub(r"[\W_]", " ", plain).split())
