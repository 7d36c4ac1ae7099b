"""Numbered things and years: the third symposium is not the second, and 2027 not 2026."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Mapping
from functools import lru_cache

from eujassist import languages

_ORDINALS = {
    word: number
    for number, words in enumerate(
        (
            "premier première first",
            "deuxième second seconde",
            "troisième third",
            "quatrième fourth",
            "cinquième fifth",
            "sixième sixth",
            "septième seventh",
            "huitième eighth",
            "neuvième ninth",
            "dixième tenth",
        ),
        start=1,
    )
    for word in words.split()
}
_KANJI = "一二三四五六七八九十"
_LATIN = re.compile(
    rf"\b(?P<ordinal>{'|'.join(_ORDINALS)}|\d{{1,3}}(?:e|er|re|ère|ème|st|nd|rd|th))\s+(?P<noun>[^\W\d_]{{3,}})"
    r"|\b(?P<before>[^\W\d_]{3,})\s+(?:n[o°]\s*)?(?P<figure>\d{1,3})(?![\d.,%]|\s?[€$%])\b"
)
_JAPANESE = re.compile(rf"第(?P<number>\d{{1,3}}|[{_KANJI}])(?P<noun>[^\W\d_ぁ-ん]{{1,6}})")
_YEAR = re.compile(r"(?<!\d)(?:1[5-9]|20)\d\d(?!\d)")
_STEM = 5  # letters that tell a noun

Numbered = Mapping[str, frozenset[int]]
"""By noun, or "" for years, the numbers that stand with it."""


def contradicts(question: str, text: str) -> bool:
    """Tell whether `text` has another number with a noun, or other years, than `question` asks of.

    False where `text` has the number too, or where it says nothing of the sort.
    """
    asked, found = numbered(question), numbered(text)
    return any(found[noun].isdisjoint(asked[noun]) for noun in asked.keys() & found.keys())


@lru_cache(maxsize=8192)
def numbered(text: str) -> Numbered:
    """Return the numbered things and the years of a French, English or Japanese text."""
    plain = unicodedata.normalize("NFKC", text).casefold()
    found: dict[str, set[int]] = defaultdict(set)
    for year in _YEAR.findall(plain):
        found[""].add(int(year))
    for match in _JAPANESE.finditer(plain):
        number = match["number"]
        value = _KANJI.index(number) + 1 if number in _KANJI else int(number)
        found[match["noun"][:_STEM]].add(value)
    for match in _LATIN.finditer(plain):
        noun = match["noun"] or match["before"]
        if not languages.is_function_word(noun):
            number = match["ordinal"] or match["figure"]
            found[noun[:_STEM]].add(_ORDINALS.get(number) or int(re.sub(r"\D", "", number)))
    return {noun: frozenset(numbers) for noun, numbers in found.items()}
