"""What kind of thing a question wants: an amount of money, a share, a day, a time or a number.

Only the kinds whose presence in a text can be seen from its characters are here: what names a
person or a place cannot be told from other names without a dictionary.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Literal

Kind = Literal["money", "share", "day", "time", "number"]

_MONTHS = (
    "january|february|march|april|may|june|july|august|september|october|november|december|"
    "janvier|février|mars|avril|mai|juin|juillet|août|septembre|octobre|novembre|décembre"
)
_NUMERALS = (
    "one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|twenty|thirty|forty|fifty|"
    "hundred|thousand|million|billion|half|once|twice|un|une|deux|trois|quatre|cinq|sept|huit|neuf|"
    "dix|onze|douze|quinze|seize|vingt|trente|quarante|cinquante|soixante|cents?|mille|millions?|"
    "milliards?|douzaine|vingtaine|centaine"
)
_KANJI_NUMERALS = "〇一二三四五六七八九十百千万億兆半"


def _pattern(text: str) -> re.Pattern[str]:
    return re.compile(text, re.IGNORECASE)


_ASKED: dict[Kind, re.Pattern[str]] = {
    "money": _pattern(
        r"\b(how much (?:money|(?:did|does|do)\b.{1,60}\b(?:cost|pay|spend|earn|charge))|"
        r"budget|cost|price|fees?|salary|"
        r"coût|coûte|coûté|prix|montant|salaire|tarif|frais)\b|"
        r"予算|金額|費用|いくら|価格|料金|給料|何(?:円|ドル)"
    ),
    "share": _pattern(
        r"\b(percent(?:age)?|proportion|what share|pourcentage|quelle part|taux)\b|"
        r"割合|何(?:%|パーセント|割)|率は"
    ),
    "day": _pattern(
        r"\b((?:what|which|exact) (?:days?|dates?)|quels? jours?|quelles? dates?)\b|"
        r"何月|何日|日付|期限|締切"
    ),
    "time": _pattern(
        r"\b(when|(?:what|which) (?:year|century|decade|month)|deadline|"
        r"quand|quelle (?:année|décennie|époque)|quel (?:siècle|mois)|échéance)\b|"
        r"いつ|何(?:年|世紀|年代|時代)"
    ),
    "number": _pattern(
        r"\b(how (?:many|much|old|long|often|large|far|tall|big|high|fast)|combien|quel âge|"
        r"quelle (?:taille|hauteur|superficie|distance|longueur|durée|population))\b|"
        r"何(?:[人名個本歳才件回校度階番位倍台冊頭種曲枚段分秒]|[かヶカ箇](?:国|所|月)|"
        r"メートル|キロ|時間|周年)|いくつ|ど[のれ][くぐ]らい"
    ),
}
_HELD: dict[Kind, re.Pattern[str]] = {
    "money": _pattern(
        r"[€$£¥]|\b(?:euros?|yen|dollars?|pounds?|francs?|livres|usd|eur)\b|"
        rf"[\d{_KANJI_NUMERALS}][^。]{{0,8}}(?:円|ドル|ユーロ|元|ポンド|フラン)"
    ),
    "share": _pattern(
        r"%|\bper ?cent\b|\bpercent|\bpour ?cent|\b(?:half|moitié|tiers|quarts?|thirds?)\b|"
        rf"パーセント|[\d{_KANJI_NUMERALS}]割|分の|半分|半数"
    ),
    "day": _pattern(rf"\b(?:{_MONTHS})\b|\d\s*[月日]|[{_KANJI_NUMERALS}]月"),
    "time": _pattern(
        rf"\b(?:{_MONTHS}|centur(?:y|ies)|siècles?|décennies?|decades?)\b|\d{{3,4}}|\d\s*[年月]|"
        rf"[{_KANJI_NUMERALS}][年月]|世紀|時代"
    ),
    "number": _pattern(rf"\d|[{_KANJI_NUMERALS}]|\b(?:{_NUMERALS})\b"),
}


def kinds_wanted(question: str) -> set[Kind]:
    """Return the kinds that an answer to `question`, in any of the languages, has to hold.

    Where money is asked for, no other number is; where a day is, no other time.
    """
    plain = unicodedata.normalize("NFKC", question)
    wanted = {kind for kind, asked in _ASKED.items() if asked.search(plain)}
    if "money" in wanted:
        wanted.discard("number")
    if "day" in wanted:
        wanted.discard("time")
    return wanted


def kinds_held(text: str, question: str) -> set[Kind]:
    """Return the kinds that stand in `text`; numbers that `question` has itself do not count."""
    plain = unicodedata.normalize("NFKC", text)
    own = set(re.findall(r"\d+", unicodedata.normalize("NFKC", question)))
    told = re.sub(r"\d+", lambda found: " " if found.group() in own else found.group(), plain)
    return {kind for kind, held in _HELD.items() if held.search(told)}
