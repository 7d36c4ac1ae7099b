"""Numbered things and years: the third symposium is not the second, and 2027 not 2026."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from functools import lru_cache
from typing import NamedTuple

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
_NUMBERED = (
    "annexe?|article|axe|chapit(?:re|er)|chapter|étape|group|groupe|level|lot|module|niveau|partie"
    "|part|phase|pillar|pilier|package|scenario|scénario|section|stage|step|task|tâche|tome|version"
    "|volet|volume|グループ|フェーズ|レベル|段階|部会|分科会"
)
"""What carries a number after it; after other words it mostly is a quantity."""
_ORDINAL = re.compile(
    rf"\b(?P<number>{'|'.join(_ORDINALS)}|\d{{1,2}}(?:e|er|re|ère|ème|st|nd|rd|th))s?\b"
    r"(?:[ -](?P<noun>[^\W\d_]{3,}))?"
)
_AFTER = re.compile(rf"\b(?P<noun>{_NUMBERED})s?[ \u3000]?(?:n[o°] ?)?(?P<number>\d{{1,2}})(?!\d)")
_JAPANESE = re.compile(
    rf"第(?P<number>\d{{1,2}}|[{_KANJI}]{{1,3}})(?P<counter>[回次期号部章条版]?)の?"
    r"(?P<noun>[゠-ヿ一-鿿]*)"
)
_SPAN = re.compile(r"(?<!\d)(\d{1,4})\s?(?:[-–~〜]|to|à|から)\s?(\d{1,4})(?!\d)")
_BARE = re.compile(r"(?<!\d)(?<!\d[.,])\d{1,2}(?![.,]?\d)")
_YEAR = re.compile(r"(?<!\d)(?:1[5-9]|20)\d\d(?!\d|\s?(?:€|euros?|[人円名件]))")
_SEQUEL = re.compile(r"\b(?:after|follow(?:s|ed)?|next|apr[eè]s|suit|suivi|suivant)\b|の(?:次|後)")
_STEM = 7  # letters that tell a noun
_LONGEST_SPAN = 100


class Numbers(NamedTuple):
    """What is numbered in a text."""

    things: dict[str, set[int]]
    """By noun, the numbers that stand with it."""
    mentioned: set[int]
    """All numbers that may be one of a thing."""


def other_number(question: str, text: str) -> bool:
    """Tell whether `text` gives something that `question` numbers other numbers only.

    In French, English or Japanese. False where the number asked for stands anywhere in `text`, and
    where the question is on what comes after.
    """
    if _SEQUEL.search(question.casefold()):
        return False
    asked, found = _numbers(question), _numbers(text)
    return any(
        not asked.things[noun] & (found.things[noun] | found.mentioned)
        for noun in asked.things.keys() & found.things.keys()
    )


def other_year(question: str, text: str) -> bool:
    """Tell whether `text` has years, but none of those in `question`, if that has any."""
    asked, found = _years(question), _years(text)
    return bool(asked and found) and asked.isdisjoint(found)


@lru_cache(maxsize=8192)
def _numbers(text: str) -> Numbers:
    plain = unicodedata.normalize("NFKC", text).casefold()
    things: dict[str, set[int]] = defaultdict(set)
    mentioned = {int(figure) for figure in _BARE.findall(plain)} | _within_spans(plain)
    for match in (*_ORDINAL.finditer(plain), *_AFTER.finditer(plain), *_JAPANESE.finditer(plain)):
        number = _value(match["number"])
        mentioned.add(number)
        if noun := match["noun"] or match.groupdict().get("counter"):
            things[_fold(noun)[:_STEM]].add(number)
    return Numbers(things, mentioned)


@lru_cache(maxsize=8192)
def _years(text: str) -> frozenset[int]:
    plain = unicodedata.normalize("NFKC", text)
    years = {int(year) for year in _YEAR.findall(plain)}
    return frozenset(years | _within_spans(plain) if years else years)


def _within_spans(text: str) -> set[int]:
    """Return the numbers between two: 2 to 4 have 3."""
    spans = [(int(first), int(last)) for first, last in _SPAN.findall(text)]
    return {
        number
        for first, last in spans
        if last - first <= _LONGEST_SPAN
        for number in range(first, last + 1)
    }


def _value(numeral: str) -> int:
    if numeral in _ORDINALS:
        return _ORDINALS[numeral]
    if numeral[0] not in _KANJI:
        return int(re.sub(r"\D", "", numeral))
    tens, ten, ones = numeral.rpartition("十")
    return (_digit(tens) or 1) * 10 * bool(ten) + _digit(ones)


def _digit(kanji: str) -> int:
    return _KANJI.index(kanji[0]) + 1 if kanji else 0


def _fold(noun: str) -> str:
    """Return a noun without accents."""
    return "".join(one for one in unicodedata.normalize("NFD", noun) if one.isalnum())
