"""What a question means within its conversation."""

from __future__ import annotations

import re
from collections.abc import Sequence

from eujassist import languages

_CONTINUES = re.compile(
    r"\s*(?:(?:et|mais|alors|and|so|then)\b(?![-’'])|but\b(?! du| de)"
    r"|それ(?!ぞれ)|その(?!他|ほか)|そこ|これ(?!まで|から)|では|じゃあ|で、|また|あと|(?:他|ほか)に"
    r"|同じく)",
    re.IGNORECASE,
)
_WORD = re.compile(r"[^\W_]+")


def understand(question: str, earlier: Sequence[str]) -> str:
    """Return `question` made to stand alone; `earlier` holds those before it, oldest first.

    A question that goes on from an earlier one ("Et en 2027 ?", "それはどこで？", "Why?") is put
    after the last that stood by itself; a new subject is left as it is.
    """
    if not _continues(question):
        return question
    subjects = [asked for asked in earlier if not _continues(asked)]
    return f"{subjects[-1]} {question}" if subjects else question


def _continues(question: str) -> bool:
    """Tell whether a question begins as a continuation or names no subject of its own."""
    if _CONTINUES.match(question):
        return True
    words = _WORD.findall(question)
    return all(languages.is_function_word(word) for word in words) and bool(words)
