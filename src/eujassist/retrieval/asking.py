"""What a question asks for, told by its question words, and what answers that in a sentence."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import Literal

from eujassist import languages

Asked = Literal["date", "number", "person", "place", "reason", "list"]

_QUESTION_WORDS: dict[Asked, str] = {
    "date": r"\bquand\b|\bwhen\b|いつ|何(?:年|月|日|世紀|時(?!間)|曜日)|年は|時期|日付|期限"
    r"|\b(?:quel(?:le)?s?|which|what)\s+(?:\w+\s+){0,2}?(?:année|date|jour|mois|siècle|époque"
    r"|période|décennie|year|day|month|century|decade|period|time)\b|deadline|échéance",
    "number": r"\bcombien\b|\bhow (?:many|much|old|long|far|often|large|big|tall|high|deep|fast)\b"
    r"|\bquel(?:le)?s?\s+(?:(?:est|était|sont|fut)\s+)?(?:l[ea]s?\s+|l['’])?(?:nombre|taux|âge|prix"
    r"|pourcentage|superficie|population|distance|longueur|hauteur|taille|poids|montant|budget"
    r"|coût|part|proportion|chiffre|altitude|vitesse|durée)|\bà quel âge\b"
    r"|\bwhat (?:percentage|proportion|number|amount|fraction|share|percent)\b"
    r"|\b(?:population|budget|cost|price)\b|何(?:%|人|個|本|歳|才|件|名|回|校|度|位|番|つ|倍|割|種類"
    r"|キロ|メートル|時間|分|秒|円|ドル|[かヶカヵ](?:国|所|月)|箇所|代|日間|年間|点|社|議席)"
    r"|いくつ|いくら|どのくらい|どれくらい|どれほど|人口|面積|予算|金額|割合|人数|数は|数を",
    "person": r"\bqui\b|\bwho(?:m|se)?\b|誰|だれ|人物|氏名",
    "place": r"\boù\b|\bwhere\b|どこ|場所|何(?:県|市|区|町|村|州|国|川|駅|島)"
    r"|どの(?:国|県|市|町|地域|州)"
    r"|\b(?:quel(?:le)?s?|which|what)\s+(?:\w+\s+){0,2}?(?:pays|ville|lieu|région|endroit"
    r"|continent|quartier|village|département|country|city|place|region|location|town|river)\b",
    "reason": r"\bpourquoi\b|\bpour quelles? raisons?\b|\bwhy\b|\b(?:cause|raison|reason)\b"
    r"|\bwhat (?:caused|led)\b|なぜ|何故|どうして|理由|原因",
    "list": r"\bquel(?:le)?s (?:ont été|seront|sont|étaient|furent|\w{2,}[sx])\b"
    r"|\blesquel(?:le)?s\b|\b(?:cit|énumér|list|nomm)e[rz]\b"
    r"|\bqu['’]est-ce qu['’](?:on doit|il faut)|\bque (?:doit|doivent|faut-il)\b"
    r"|\b(?:what|which|who) (?:are|were|must|should)\b|\b(?:list|name) (?:all|the)\b"
    r"|\b(?:what|which) (?!causes|does|happens|has|is|makes|was)\w{2,}(?<!s)s\b"
    r"|\b(?:what|which) (?:\w+ ){1,2}\w{2,}(?<!s)s (?:are|can|did|do|had|have|must|were|will)\b"
    r"|一覧|列挙|挙げ|何と何|[二三四五六2-9](?:つ|か国|社|校|点)の[^はがを]{1,12}は|どのような|どんな"
    r"|どの[^。]{1,10}があ"
    r"|(?:条件|規則|決まり|目的|目標|役割|課題|機関|項目|分野|もの|こと)は(?:何|どこ)",
}
_ASKS = {asked: re.compile(words, re.IGNORECASE) for asked, words in _QUESTION_WORDS.items()}

_MONTH = (
    "janvier|février|mars|avril|mai|juin|juillet|août|septembre|octobre|novembre|décembre|january|"
    "february|march|april|may|june|july|august|september|october|november|december"
)
_YEAR = r"(?<!\d)(?:1\d{3}|20\d\d)(?!\d)"
_DATE = re.compile(
    rf"{_YEAR}|[\d一二三四五六七八九十〇]+年|\d+月|世紀|時代|\bsiècle|\bcentur(?:y|ies)|\bannées\b|\bdécennie\b"
    rf"|\b[IVX]+e\b|\d{{1,2}}(?:er|st|nd|rd|th)?\s+(?:{_MONTH})|(?:{_MONTH})\s+\d|\b(?:{_MONTH})\b",
    re.IGNORECASE,
)
_DATED = re.compile(
    rf"\d{{1,2}}(?:er)?\s+(?:{_MONTH})(?:\s+\d+)?|(?:{_MONTH})\s+\d{{1,2}}(?:,?\s*\d{{4}})?"
    rf"|\d+年|\d+月\d*日?|{_YEAR}",
    re.IGNORECASE,
)
_NUMBER_WORDS = (
    "deux trois quatre cinq six sept huit neuf dix onze douze quinze vingt trente quarante "
    "cinquante cent mille million millions milliard milliards moitié tiers quart dizaine douzaine "
    "two three four five seven eight nine ten eleven twelve twenty thirty fifty hundred hundreds "
    "thousand thousands billion half third quarter dozen"
)
_NUMBER = re.compile(
    rf"\d|[一二三四五六七八九十百千万億兆]|\b(?:{'|'.join(_NUMBER_WORDS.split())})\b", re.IGNORECASE
)
_WORDS_OF_NUMBER = frozenset([*_NUMBER_WORDS.split(), "un", "une", "one"])
_NAME = re.compile(r"(?<=[\w,;:)»\"'’] )[«“\"(]?([A-ZÀ-Ý][\w'’-]+)|[dlDL]['’]([A-ZÀ-Ý]\w+)")
_KATAKANA = re.compile(r"[ァ-ヴー・=＝]{3,}")
_PLACE = re.compile(
    r"\b(?:à|en|dans|aux?|vers|près de|sur)\s+(?:la |les? |l['’])?[A-ZÉÈÎ]"
    r"|\b(?:in|at|near|from|to|on)\s+(?:the )?[A-Z]|[都道府県市区町村州国島]|において|にある"
)
_REASON = re.compile(
    r"parce qu|\bcar\b|en raison|à cause|grâce à|\bafin d|pour que|puisque|du fait|en effet"
    r"|because|due to|\bsince\b|in order to|as a result|so that|owing|ため|ので|から|理由|原因",
    re.IGNORECASE,
)
_LIST = re.compile(r"(?:\n\s*(?:[-–•・*]|\(?\d{1,2}[.)])\s*\S.*){2}")
"""Two items on lines of their own; of a list within a line, commas tell."""
_COUNTED = re.compile(
    r"(?:combien d|nombre d)(?:es? |['’])\s*(\w+)|(?:how many|number of) (\w+)", re.IGNORECASE
)
_COUNTER = re.compile(
    r"何([年月日人個本歳才件名回校度位番つ倍割円国社点県市州語党族型系%]|種類|議席|[かヶカヵ]国)"
)
_NEAR = 3  # words from a number to the noun that it counts, at most


def asked_for(question: str) -> frozenset[Asked]:
    """Return what `question` asks for; nothing where its words do not tell."""
    plain = unicodedata.normalize("NFKC", question)
    return frozenset(asked for asked, words in _ASKS.items() if words.search(plain))


def answers(asked: Asked, question: str, sentence: str) -> bool:
    """Tell whether `sentence` holds something of the sort that is asked for.

    A number is one that is not part of a date; a person a name that the question does not hold.
    """
    plain = unicodedata.normalize("NFKC", sentence)
    if asked == "person":
        known = question.casefold()
        found = _names(sentence)
        return any(name not in known for name in found)
    if asked == "number":
        return bool(_NUMBER.search(_DATED.sub("", plain)))
    signs = {"date": _DATE, "place": _PLACE, "reason": _REASON, "list": _LIST}
    return bool(signs[asked].search(plain))


@lru_cache(maxsize=4096)
def _names(sentence: str) -> frozenset[str]:
    """Return what is written like a name within a sentence, in small letters."""
    plain = unicodedata.normalize("NFKC", sentence)
    latin = (first or second for first, second in _NAME.findall(plain))
    return frozenset(name.casefold() for name in (*latin, *_KATAKANA.findall(plain)))


def counted(question: str) -> str:
    """Return what the question counts: the noun after "how many", or 何's counter; "" if none."""
    plain = unicodedata.normalize("NFKC", question)
    if noun := _COUNTED.search(plain):
        return noun[1] or noun[2]
    counter = _COUNTER.search(plain)
    return counter[1] if counter else ""


def counts(sentence: str, noun: str) -> bool:
    """Tell whether a number of `noun` stands in `sentence`; False where `noun` is empty."""
    if not noun:
        return False
    plain = unicodedata.normalize("NFKC", sentence).casefold()
    if languages.CJK.search(noun) or noun == "%":
        return bool(re.search(rf"[\d一二三四五六七八九十百千万億数]\s*{re.escape(noun)}", plain))
    stem = noun.casefold()[: max(4, len(noun) - 1)]
    words = re.findall(r"\w+", plain)
    return any(
        word.startswith(stem)
        and any(
            before.isdigit() or before in _WORDS_OF_NUMBER
            for before in words[max(0, place - _NEAR) : place]
        )
        for place, word in enumerate(words)
    )
