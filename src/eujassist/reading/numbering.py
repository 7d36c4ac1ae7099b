"""The numbers that a word processor writes before headings and list items."""

from __future__ import annotations

import re
from xml.etree.ElementTree import Element

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_PLACE = re.compile(r"%([1-9])")
_ROMAN = ((50, "l"), (40, "xl"), (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"))
_KANJI = "〇一二三四五六七八九十"
_IROHA = "イロハニホヘトチリヌルヲワカヨタレソツネナラム"
_AIUEO = (
    "アイウエオカキクケコサシスセソタチツテトナニヌネノハヒフヘホマミムメモヤユヨラリルレロワヲン"
)
_BULLET = "-"


class Numbering:
    """Counts the items of each list of a DOCX file, as its numbering part prescribes."""

    def __init__(self, tree: Element | None) -> None:
        self._levels: dict[tuple[str, str], tuple[str, str, int]] = {}
        self._counts: dict[str, list[int]] = {}
        if tree is None:
            return
        kinds = {kind.get(f"{_W}abstractNumId"): kind for kind in tree.iter(f"{_W}abstractNum")}
        for use in tree.iter(f"{_W}num"):
            kind = kinds.get(_value(use.find(f"{_W}abstractNumId"), ""))
            for level in kind.iter(f"{_W}lvl") if kind is not None else ():
                key = use.get(f"{_W}numId", ""), level.get(f"{_W}ilvl", "0")
                start = _value(level.find(f"{_W}start"), "1")
                self._levels[key] = (
                    _value(level.find(f"{_W}numFmt"), "decimal"),
                    _value(level.find(f"{_W}lvlText"), ""),
                    int(start) if start.isdecimal() else 1,
                )

    def next(self, numbered: Element) -> str:
        """Return the next number of the list that a `numPr` names; "-" for a bullet, or ""."""
        use = _value(numbered.find(f"{_W}numId"), "0")
        place = _value(numbered.find(f"{_W}ilvl"), "0")
        if (use, place) not in self._levels or not place.isdecimal():
            return ""
        style, pattern, _ = self._levels[use, place]
        if style == "none":
            return ""
        if style == "bullet":
            return _BULLET
        counts = self._count(use, int(place))

        def number(match: re.Match[str]) -> str:
            level = int(match[1]) - 1
            style, _, _ = self._levels.get((use, str(level)), ("decimal", "", 1))
            return _written(counts[level] if level < len(counts) else 1, style)

        return _PLACE.sub(number, pattern).strip()

    def _count(self, use: str, place: int) -> list[int]:
        counts = self._counts.setdefault(use, [])
        del counts[place + 1 :]
        while len(counts) <= place:
            counts.append(self._levels.get((use, str(len(counts))), ("", "", 1))[2] - 1)
        for level in range(place):
            counts[level] = max(counts[level], 1)
        counts[place] += 1
        return counts


def _value(element: Element | None, default: str) -> str:
    return element.get(f"{_W}val", default) if element is not None else default


def _written(number: int, style: str) -> str:
    """Return a number as a list writes it; in digits where the style is none that we know."""
    series = {"iroha": _IROHA, "aiueo": _AIUEO}.get(style.removesuffix("FullWidth"))
    if series and 0 < number <= len(series):
        return series[number - 1]
    if style in ("lowerLetter", "upperLetter") and 0 < number <= 26:
        letter = chr(ord("a") + number - 1)
        return letter.upper() if style == "upperLetter" else letter
    if style in ("lowerRoman", "upperRoman") and 0 < number < 90:
        return _roman(number).upper() if style == "upperRoman" else _roman(number)
    if style in ("japaneseCounting", "ideographDigital") and 0 < number < 100:
        tens, ones = divmod(number, 10)
        head = (_KANJI[tens] if tens > 1 else "") + "十" if tens else ""
        return head + (_KANJI[ones] if ones else "")
    if style in ("decimalFullWidth", "decimalFullWidth2"):
        return str(number).translate(str.maketrans("0123456789", "０１２３４５６７８９"))
    return str(number)


def _roman(number: int) -> str:
    written = ""
    for value, letters in _ROMAN:
        while number >= value:
            written += letters
            number -= value
    return written
