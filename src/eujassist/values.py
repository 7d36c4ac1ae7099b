"""Numbers and dates as values, however French, English or Japanese writes them.

1er juillet 2026 = 1 July 2026 = 2026年7月1日; 3,5 millions = 3.5 million = 350万; trois = three.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from decimal import Decimal
from typing import NamedTuple

from text_to_num import alpha2digit

from eujassist.documents import Language


class Date(NamedTuple):
    """A day, or a month of a year, or either without its year."""

    year: int | None
    month: int
    day: int | None


class Values(NamedTuple):
    """What a text says in figures."""

    numbers: frozenset[Decimal]
    """Numbers, years among them."""
    dates: frozenset[Date]


def values(text: str, language: Language) -> Values:
    """Return the numbers and dates of `text`, in figures or in words.

    The words for one are left out, which are articles as well, and figures within a name (CO2).
    A Japanese numeral counts before a unit of counting, since it is a part of many names.
    """
    dates, rest = _take_dates(_written_plainly(text))
    numbers, rest = _take_numbers(rest, language)
    if language != "ja":
        words = map(Decimal, _WORD_AS_FIGURE.findall(alpha2digit(rest, language, threshold=1)))
        numbers += [number for number in words if number > 1]
    years = [Decimal(date.year) for date in dates if date.year is not None]
    return Values(frozenset([*numbers, *years]), frozenset(dates))


def unsupported(claimed: Values, sources: Iterable[Values]) -> bool:
    """Tell whether any value of `claimed` stands in none of `sources`.

    A date stands where all that is claimed of it does; its year may stand elsewhere in a source.
    One stands anywhere, since its words are not told from articles.
    """
    known = list(sources)
    numbers = {number for source in known for number in source.numbers}
    return not claimed.numbers <= numbers | {Decimal(1)} or not all(
        any(_says(source, date) for source in known) for date in claimed.dates
    )


def _written_plainly(text: str) -> str:
    """Return `text` with the figures of other scripts and of centuries as ours, and halves."""
    plain = unicodedata.normalize("NFKC", text.translate(_RAISED))
    plain = _OTHER_DIGIT.sub(lambda found: str(unicodedata.decimal(found[0])), plain)
    plain = _LINE_OF_FIGURES.sub(lambda found: found[0].translate(_KANJI_DIGITS), plain)
    plain = _KANJI_DAY.sub(lambda found: f"{_kanji_number(found[0]):f}", plain)
    plain = _CENTURY.sub(lambda found: str(_roman(found[1])), plain)
    return _HALF.sub("0.5 ", _TENTHS.sub(r"\g<1>0%", plain))


def _roman(numeral: str) -> int:
    figures = [_ROMAN[sign] for sign in numeral]
    after = [*figures[1:], 0]
    return sum(-one if one < then else one for one, then in zip(figures, after, strict=True))


def _says(source: Values, claimed: Date) -> bool:
    return any(
        date.month == claimed.month
        and claimed.day in (None, date.day)
        and (
            claimed.year in (None, date.year)
            or (date.year is None and Decimal(claimed.year) in source.numbers)
        )
        for date in source.dates
    )


# Dates -------------------------------------------------------------------------------------------

_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "janvier january janv jan",
            "février february févr fév feb",
            "mars march mar",
            "avril april avr apr",
            "mai may",
            "juin june jun",
            "juillet july juil jul",
            "août august aug",
            "septembre september sept sep",
            "octobre october oct",
            "novembre november nov",
            "décembre december déc dec",
        ),
        start=1,
    )
    for name in names.split()
}
_ERAS = {"令和": 2018, "平成": 1988, "昭和": 1925}
_OTHER_WORDS = frozenset({"may", "mars", "march", "mar", "mai", "sep", "dec", "jan"})
"""Names of months that are other words as well: alone, they are no date."""
_MONTH = r"(?<![\w-])(?P<month>" + "|".join(sorted(_MONTHS, key=len, reverse=True)) + r")\b\.?"
_WEEKDAY = (
    r"(?:(?:lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche"
    r"|monday|tuesday|wednesday|thursday|friday|saturday|sunday),?\s+)?"
)
_TO = rf"\s*(?:-|–|—|~|to|and|et|au|&|or|ou)\s*(?:le\s+)?{_WEEKDAY}"
_ORDINAL = r"(?:er|e|st|nd|rd|th)?"
_DAY = r"(?<![\d.,])(?P<day>\d{1,2})" + _ORDINAL
_YEAR = r"(?P<year>(?:19|20)\d\d)(?!\d)"
_DATES = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        r"(?<!\d)(?P<year>\d{4})(?P<separator>[-/.])(?P<month>\d{1,2})(?P=separator)(?P<day>\d{1,2})(?!\d)",
        r"(?<!\d)(?P<day>\d{1,2})(?P<separator>[/.])(?P<month>\d{1,2})(?P=separator)(?P<year>\d{4})(?!\d)",
        r"(?:(?:(?P<era>令和|平成|昭和)(?P<era_year>\d{1,2}|元)|(?<!\d)(?P<year>\d{4}))年度?\s*)?"
        r"(?<!\d)(?P<month>\d{1,2})月(?:\s*(?P<day>\d{1,2})日(?:\s*\([^)]{1,3}\))?"
        r"(?:\s*(?:~|〜|-|–|から|・|、|と)\s*(?P<until>\d{1,2})日)?)?",
        rf"{_DAY}(?:{_TO}(?P<until>\d{{1,2}}){_ORDINAL})?\s+(?:of\s+|de\s+)?{_MONTH},?(?:\s+{_YEAR})?",
        rf"{_MONTH}\s+(?P<day>\d{{1,2}})(?!\d){_ORDINAL}(?:{_TO}(?P<until>\d{{1,2}})(?!\d){_ORDINAL})?"
        rf"(?:,?\s+{_YEAR})?",
        rf"{_MONTH}(?:\s+(?:of\s+|de\s+)?{_YEAR})?",
    )
)
_ERA_YEAR = re.compile(r"(?P<era>令和|平成|昭和)(?P<year>\d{1,2}|元)年")


def _take_dates(text: str) -> tuple[list[Date], str]:
    """Return the dates of `text`, and what is left of it."""
    dates: list[Date] = []

    def take(found: re.Match[str]) -> str:
        read = _read_date(found)
        dates.extend(read)
        return " " if read else found[0]

    for pattern in _DATES:
        text = pattern.sub(take, text)
    return dates, _ERA_YEAR.sub(lambda found: f"{_year_of(found['era'], found['year'])}年", text)


def _read_date(found: re.Match[str]) -> list[Date]:
    """Return the date, or the first and last day of it; nothing where there is none such."""
    parts = found.groupdict()
    name = parts["month"].casefold()
    month = _MONTHS.get(name) or int(name)
    year = int(parts["year"]) if parts.get("year") else None
    if parts.get("era"):
        year = _year_of(parts["era"], parts["era_year"])
    days = [int(parts[key]) for key in ("day", "until") if parts.get(key)]
    if not 1 <= month <= 12 or any(not 1 <= day <= 31 for day in days):
        return []
    if not days and year is None and name in _OTHER_WORDS:
        return []
    return [Date(year, month, day) for day in days] or [Date(year, month, None)]


def _year_of(era: str, year: str) -> int:
    return _ERAS[era] + (1 if year == "元" else int(year))


# Numbers -----------------------------------------------------------------------------------------

_KANJI_DIGITS = str.maketrans("〇一二三四五六七八九", "0123456789")
_LINE_OF_FIGURES = re.compile(r"[〇一二三四五六七八九]{2,}+(?=[年人名])|[〇一二三四五六七八九]{4}")
"""Figures one after the other, as vertical text writes them: 二〇二六年."""
_KANJI_DAY = re.compile(r"[一二三四五六七八九十]{1,3}(?=[月日])")
_RAISED = dict.fromkeys(map(ord, "⁰¹²³⁴⁵⁶⁷⁸⁹½¼¾"), " ")
"""Exponents, footnote marks and fractions, which NFKC would join to the figure before them."""
_OTHER_DIGIT = re.compile(r"(?![0-9])\d")
_TENTHS = re.compile(r"([1-9])割(?!合)")
_HALF = re.compile(
    r"\bhalf an? (?=million|billion|thousand|hundred)|\bun demi[- ](?=million|milliard)",
    re.IGNORECASE,
)
_CENTURY = re.compile(r"\b([IVX]{1,6})(?=(?:e|ème)s? siècles?\b)")
_ROMAN = {"I": 1, "V": 5, "X": 10}

_SCALES = {
    **dict.fromkeys(("mille", "thousand", "k"), 10**3),
    **dict.fromkeys(("million", "millions", "m"), 10**6),
    **dict.fromkeys(("milliard", "milliards", "md", "mds", "billion", "billions", "bn"), 10**9),
    "trillion": 10**12,
}
_GROUPED: dict[Language, str] = {
    "fr": r"\d{1,3}(?:[ .]\d{3})+(?!\d)(?:,\d+)?|\d+(?:[.,]\d+)?",
    "en": r"\d{1,3}(?:[, ]\d{3})+(?!\d)(?:\.\d+)?|\d+(?:\.\d+)?",
    "ja": r"\d{1,3}(?:[, ]\d{3})+(?!\d)(?:\.\d+)?|\d+(?:\.\d+)?",
}
_COUNTERS = (
    r"つ|の|人|名|年|か月|ヶ月|カ月|月|日|時|分|秒|週|回|件|社|校|か国|カ国|ヶ国|か所|カ所|ヶ所|分野|"
    r"本|個|歳|円|割|倍|者|領域|部門|機関|段階|種|点|項|章|言語|地域|都市|大学|原則|課題|柱|ユーロ|ドル|%"
)
_FIGURES = {
    language: re.compile(
        rf"(?P<currency>[€$£]\s?)?(?<![A-Za-zÀ-ÿ\d])(?P<figure>{grouped})"
        r"(?P<kanji>[十百千万億兆](?:[十百千万億兆]|\d+(?:,\d{3})*(?:\.\d+(?=[十百千万億兆]))?)*)?"
        r"(?:\s?(?P<scale>mille|thousand|millions?|milliards?|billions?|trillion|(?:Mds?|bn|[Mmk])"
        r"(?=\s?[€$]|\b)))?",
    )
    for language, grouped in _GROUPED.items()
}
_CLOCK = re.compile(
    r"(?P<afternoon>午後)?(?<![\d.,])(?P<hour>\d{1,2})"
    r"(?:(?:\s?h(?![a-z])\s?|:|時)(?P<minute>\d{2})?分?(?!\d)|(?=\s?[ap]\.?m\b))\s?(?P<pm>[ap]\.?m\b)?",
    re.IGNORECASE,
)
_KANJI_NUMBER = re.compile(
    r"(?<![数一二三四五六七八九十百千万億兆])(?!十分[なにでだ]|万人)第?"
    rf"([一二三四五六七八九十百千万億兆]++)(?={_COUNTERS})"
)
_WORD_AS_FIGURE = re.compile(r"(?<![\w.,])\d+")


def _take_numbers(text: str, language: Language) -> tuple[list[Decimal], str]:
    """Return the numbers that stand in figures, and what is left of `text`."""
    numbers: list[Decimal] = []

    def take_clock(found: re.Match[str]) -> str:
        afternoon = found["afternoon"] or (found["pm"] or "").casefold().startswith("p")
        hour = int(found["hour"])
        numbers.append(Decimal(hour + 12 if afternoon and hour < 12 else hour))
        if found["minute"] and int(found["minute"]):
            numbers.append(Decimal(found["minute"]))
        return " "

    def take(found: re.Match[str]) -> str:
        metres = found["scale"] == "m" and not found["currency"]
        scale = 1 if metres else _SCALES.get((found["scale"] or "").casefold(), 1)
        kanji = found["kanji"]
        figure = _plain(found["figure"], language)
        number = _kanji_number(f"{figure}{kanji}") if kanji else Decimal(figure)
        numbers.append((number * scale).normalize())
        return " "

    rest = _FIGURES[language].sub(take, _CLOCK.sub(take_clock, text))
    numbers += [_kanji_number(found) for found in _KANJI_NUMBER.findall(rest) if found != "一"]
    return numbers, rest


def _plain(figure: str, language: Language) -> str:
    """Return a figure without grouping, with a point before its decimals."""
    ungrouped = figure.replace(" ", "")
    if language != "fr":
        return ungrouped.replace(",", "")
    if re.fullmatch(r"\d{1,3}(?:\.\d{3})+(?:,\d+)?", ungrouped):
        ungrouped = ungrouped.replace(".", "")
    return ungrouped.replace(",", ".")


def _kanji_number(text: str) -> Decimal:
    """Return the number of a numeral such as 二十五, 1億2,000万 or 3.5億."""
    total = section = Decimal(0)
    digits = ""
    for sign in text.translate(_KANJI_DIGITS).replace(",", ""):
        if sign in "0123456789.":
            digits += sign
        elif sign in _TENS:
            section += Decimal(digits or 1) * _TENS[sign]
            digits = ""
        else:
            total += (section + Decimal(digits or 0) or Decimal(1)) * _MYRIADS[sign]
            section, digits = Decimal(0), ""
    return (total + section + Decimal(digits or 0)).normalize()


_TENS = {"十": 10, "百": 100, "千": 1000}
_MYRIADS = {"万": 10**4, "億": 10**8, "兆": 10**12}
