"""Numbered things and years: the third symposium is not the second, and 2027 not 2026."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Mapping
from functools import lru_cache

from eujassist import languages

_ORDINALS = {
    "premier": 1,
    "première": 1,
    "first": 1,
    "deuxième": 2,
    "second": 2,
    "seconde": 2,
    "troisième": 3,
    "third": 3,
    "quatrième": 4,
    "fourth": 4,
    "cinquième": 5,
    "fifth": 5,
    "sixième": 6,
    "sixth": 6,
    "septième": 7,
    "seventh": 7,
    "huitième": 8,
    "eighth": 8,
    "neuvième": 9,
    "ninth": 9,
    "dixième": 10,
    "tenth": 10,
}
_KANJI = "一二三四五六七八九十"
_LATIN = re.compile(
    rf"\b(?P<ordinal>{'|'.join(_ORDINALS)}|\d{{1,3}}(?:e|er|re|ère|ème|st|nd|rd|th))\s+"
    r"(?P<noun>[^\W\d_]{3,})"
    r"|\b(?P<before>[^\W\d_]{3,})\s+(?:n[o°]\s*)?(?P<figure>\d{1,3})(?![\d.,%]|\s?[€$%])\b"
)
_JAPANESE = re.compile(rf"第(?P<number>\d{{1,3}}|[{_KANJI}])(?P<noun>[^\W\d_ぁ-ん]{{1,6}})")
_YEAR = re.compile(r"(?<!\d)(?:1[5-9]|20)\d\d(?!\d)")
_STEM = 5  # letters that tell a noun


def other_number(question: str, text: str) -> bool:
    """Tell whether `text` has another number with a noun than `question`, and not the same too."""
    asked, found = _numbered(question), _numbered(text)
    return any(found[noun].isdisjoint(asked[noun]) for noun in asked.keys() & found.keys())


def other_year(question: str, text: str) -> bool:
    """Tell whether `text` has years, but none of those in `question`, if that has any."""
    asked, found = _years(question), _years(text)
    return bool(asked and found) and asked.isdisjoint(found)


@lru_cache(maxsize=8192)
def _years(text: str) -> frozenset[str]:
    return frozenset(_YEAR.findall(unicodedata.normalize("NFKC", text)))


@lru_cache(maxsize=8192)
def _numbered(text: str) -> Mapping[str, frozenset[int]]:
    """Return, by noun, the numbers that stand with it in a French, English or Japanese text."""
    plain = unicodedata.normalize("NFKC", text).casefold()
    found: dict[str, set[int]] = defaultdict(set)
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
