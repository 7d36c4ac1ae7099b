"""Clean characters: what of a text is shown, how lines join, and when a text is garble."""

from __future__ import annotations

import re
import unicodedata

# Unicode's EquivalentUnifiedIdeograph.txt for the CJK radicals supplement, which NFKC leaves.
_RADICALS = str.maketrans(
    "⺁⺂⺃⺄⺅⺆⺇⺈⺉⺊⺋⺌⺍⺎⺏⺐⺑⺒⺓⺔⺕⺖⺗⺘⺙⺛⺜⺝⺞⺟⺠⺡⺢⺣⺤⺥⺦⺧⺨⺩⺪⺫⺬⺭⺮⺯⺰⺱⺲⺳⺴⺵⺶⺷⺸⺹⺺⺻"
    "⺼⺽⺾⺿⻀⻁⻂⻃⻄⻅⻆⻇⻈⻉⻊⻋⻌⻍⻎⻏⻐⻑⻒⻓⻔⻕⻖⻗⻘⻙⻚⻛⻜⻝⻞⻟⻠⻡⻢⻣⻤⻥⻦⻧⻨⻩⻪⻫⻬⻭⻮⻯⻰⻱⻲⻳",
    "厂乛乚乙亻冂𠘨刀刂卜㔾小小兀尣尢𡯂巳幺彑彐忄心扌攵旡日月歺母民氵氺灬爫爫丬牛犭王𤴔目示礻𥫗糹纟罓罒㓁冗𦉫羊𦍌𦍋耂肀聿"
    "肉𦥑艹艹艹虎衤覀西见角𧢲讠贝𧾷车辶辶辶邑钅長镸长门𨸏阝雨青韦页风飞食𩙿飠饣𩠐马骨鬼鱼鸟卤麦黄黾斉齐歯齿竜龙龜亀龟",
)
_LIGATURES = str.maketrans(
    {"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "st", "ﬆ": "st"}
)
_SUPERSCRIPTS = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
# Half-width kana with their marks, and the Kangxi radicals: NFKC knows them, NFC does not.
_COMPATIBLE = re.compile(r"[\uff61-\uff9f\u2f00-\u2fd5]+")
# Controls, zero-width characters and the marks that turn the direction of writing: none is seen,
# and some make a quotation look like another one.
_INVISIBLE = re.compile(
    r"[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\u00ad\u200b-\u200f\u202a-\u202e"
    r"\u2060-\u206f\ufeff\ufff9-\ufffc\ufffe\uffff\ud800-\udfff]"
)
_SPACES = re.compile(r"[ \t\n\v\f\r\x85\u2028\u2029]+")
_WIDE = re.compile(r"[\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff\ufe30-\ufe4f\uff00-\uffef]")
# Latin, Greek, Cyrillic, punctuation and signs, CJK; the private use area is none of them.
_READABLE = re.compile(
    r"[\t\n\r\x20-\x7e\xa0-\u052f\u1d00-\u1dbf\u1e00-\u2bff\u2e00-\u9fff\ua700-\ua7ff"
    r"\uf900-\ufaff\ufb00-\ufb06\ufe30-\ufe4f\uff00-\uffef\U00020000-\U0003ffff]"
)
# A bullet from a symbol font at the start of a line, and pdfium's marks for hyphens.
_EXCUSED = re.compile(r"(?m)^[\ue000-\uf8ff](?=\s)|[\x02\ufffe]")
_SENTENCE_END = re.compile(r"[.!?…。！？][\"'”’»」』)）\]]*\d*[⁰¹²³⁴⁵⁶⁷⁸⁹]*\s*$")
_GARBLE_SHARE = 0.02  # caught 17 of the 18 garbled files among 1,603 real PDFs


def normalise(text: str) -> str:
    """Return `text` as it is shown: NFC, one line, without ligatures and invisible characters."""
    if text.isascii() and text.isprintable():
        return _SPACES.sub(" ", text)
    text = _SPACES.sub(" ", _INVISIBLE.sub("", text))
    text = text.translate(_LIGATURES).translate(_RADICALS)
    text = _COMPATIBLE.sub(lambda match: unicodedata.normalize("NFKC", match[0]), text)
    return unicodedata.normalize("NFC", text)


def superscript(digits: str) -> str:
    """Return the digits of `digits` raised: 10 becomes ¹⁰."""
    return digits.translate(_SUPERSCRIPTS)


def is_wide(character: str) -> bool:
    """Return whether `character` is written without spaces around it (Chinese, Japanese)."""
    return bool(_WIDE.match(character))


def separator(before: str, after: str) -> str:
    """Return what stands between two lines of one paragraph: a space, or nothing beside CJK."""
    if not before or not after or before[-1].isspace() or after[0].isspace():
        return ""
    return "" if is_wide(before[-1]) or is_wide(after[0]) else " "


def join(lines: list[str]) -> str:
    """Return the lines of one paragraph as one."""
    text = ""
    for line in lines:
        text += separator(text, line) + line
    return text


def ends_sentence(text: str) -> bool:
    """Return whether a text ends in a full stop or the like, with quotes or a note's mark on it."""
    return _SENTENCE_END.search(text) is not None


def is_garbled(text: str) -> bool:
    """Return whether a text layer is not what its reader sees.

    That is so where more than 2% of its characters belong to none of the scripts that we read.
    """
    text = _EXCUSED.sub("", text)
    return len(text) - len(_READABLE.findall(text)) > _GARBLE_SHARE * len(text)
