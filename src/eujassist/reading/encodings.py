"""Bytes to text: which of the encodings of Japan and Europe a file is in.

A byte order mark, UTF-16 and UTF-32 by their units, ISO-2022-JP by its escapes and UTF-8 are sure.
Every other encoding gives some text of any bytes, so the likeliest text is taken: its letters are
those of one language (and, rarer, of others, as in names), and stand where letters do.

As `bench/decoding.py` measured on messages in 24 languages: of texts with over 20 bytes beyond
ASCII none in 1,068 was misread and 1% refused; with 6 to 20, 2% misread and 5% refused; with 3 to
5, 6% and 16%; with one or two, 15% and 28%, as several encodings then give words that may be meant,
and Western European is preferred. Yen signs of Shift JIS are read as backslashes: its bytes are
the same. Encodings of Korean, Chinese and Hebrew are not among those weighed.
"""

from __future__ import annotations

import codecs
import math
import re
import unicodedata
from collections import Counter
from functools import cache
from itertools import islice
from typing import NamedTuple

from eujassist.errors import EncodingUnknown
from eujassist.reading.alphabets import Alphabet, japanese_share, languages

# The encodings that are weighed, and how much rarer than cp1252 each is, as a natural logarithm.
ENCODINGS = {
    "cp1252": 0.0,
    "cp932": 0.0,
    "euc_jis_2004": -0.5,
    "iso8859_15": -1.0,
    "cp1250": -3.0,
    "iso8859_2": -3.5,
    "cp1251": -2.5,
    "cp1253": -1.5,
    "cp1254": -2.5,
    "cp1257": -3.0,
    "iso8859_7": -2.0,
    "iso8859_13": -3.5,
    "iso8859_5": -3.0,
    "koi8_u": -2.0,
    "cp850": -3.0,
    "cp852": -4.0,
    "cp437": -4.0,
    "cp866": -3.0,
    "mac_roman": -4.0,
}
_JAPANESE = ("cp932", "euc_jis_2004")
_MARKS = {  # UTF-32's begin with those of UTF-16
    codecs.BOM_UTF8: "utf-8-sig",
    codecs.BOM_UTF32_LE: "utf-32",
    codecs.BOM_UTF32_BE: "utf-32",
    codecs.BOM_UTF16_LE: "utf-16",
    codecs.BOM_UTF16_BE: "utf-16",
}
_WIDE = ("utf-32-le", "utf-32-be", "utf-16-le", "utf-16-be")
_ISO_2022_JP = re.compile(rb"\x1b(?:\$[@B]|\([BJI])")
_ISO_2022_JP_PART = re.compile(rb"\x1b(\$[@B]|\([BJI])([^\x1b]*)")
_SAMPLE_BYTES, _SAMPLE_LINES = 40_000, 400
# UTF-8 with a letter cut or spoilt, and no other encoding: of the characters, and for each such
# letter so many whole ones beyond ASCII.
_DAMAGED_SHARE, _INTACT = 0.001, 5

# Natural logarithms of likelihoods.
_SURE = 2.0  # by so much the best text has to be likelier than any other
_DECLARED = 4.0  # what a page's own word for its encoding is worth
_FOREIGN, _FOREIGN_SCRIPT = 0.02, 0.001  # the share of letters from other languages than the text's
_LATIN_LETTER = math.log(0.15)  # an ASCII letter in a text that is in Greek or Cyrillic letters
_UNKNOWN = -14.0  # a character that no text of ours is likely to hold
_SPOILT = -25.0
_SIGN = -6.5
_COMMON_SIGN = -4.5
_MISPLACED, _MIXED, _UNPAIRED = -5.0, -6.0, -2.0
# A character's mean, below which the best text is not likely either. A Latin text may have few such
# letters, all of names and rare; one in Greek or Cyrillic has many.
_LEAST_LATIN, _LEAST_OTHER, _LEAST_JAPANESE = -8.5, -5.5, -10.0

_BLANKS = "\t\n\f\r"
_COMMON_SIGNS = "’“”«»–—…\xa0„€"
_SIGNS = "‘‚‹›•·£§°©®™½¼¾²³¹±×¿¡ºª¶†‡\xad\u2011´¨µ−№Ω→≤≥"
_LETTER = r"[^\W\d_]"
_LATIN, _OTHER = "[A-Za-zÀ-ÖØ-öø-ſ]", "[\u0370-\u04ff]"
_MISPLACED_MARKS = re.compile(
    rf"(?<={_LETTER})[^\w\s\x00-\x7f’‘'·\xad\u2010-\u2015/\u3000-\u30ff\uff00-\uffef…](?={_LETTER})"
    rf"|(?<={_LETTER})[²³¹¼½¾](?={_LETTER})|[©®™¤¬¦¶¸´¼½¾×÷](?={_LETTER})"
    rf"|(?<={_LETTER})[£¤¢¥¶§¡¿±×÷¦](?!{_LETTER})"
    r"|(?<=[a-zß-öø-ÿα-ωа-яёії])[À-ÖØ-ÞĀĂĄĆČĎĐĘĚĽŁŃŇŐŘŚŞŠŢŤŮŰŹŻŽΑ-ΩА-Я]"
    r"|\d(?=[^\W\d_\x00-\x7fº²³¹½¼¾\u3000-\uffef])|[^\W\d_\x00-\x7fºª\u3000-\uffef](?=\d)"
)
_OTHER_SCRIPT = re.compile(_OTHER)
_MIXED_SCRIPTS = re.compile(
    f"{_LATIN}(?={_OTHER})|{_OTHER}(?={_LATIN})"
    "|[\u0370-\u03ff](?=[\u0400-\u04ff])|[\u0400-\u04ff](?=[\u0370-\u03ff])"
)


class _Guess(NamedTuple):
    score: float
    encoding: str
    text: str


def decode(raw: bytes, file: str, declared: str = "") -> str:
    """Return bytes as text; `declared` is the encoding that the text itself names, right or wrong.

    Raises EncodingUnknown where no encoding gives a likely text, or two give different ones;
    `file` is the name it shows.
    """
    for mark, encoding in _MARKS.items():
        if raw.startswith(mark):
            return raw.decode(encoding, errors="replace")
    wide = wide_encoding(raw[:_SAMPLE_BYTES])
    if wide:
        return raw.decode(wide, errors="replace")
    if _ISO_2022_JP.search(raw) and max(raw) < 0x80:
        return _from_iso_2022_jp(raw)
    text = raw.decode("utf-8", errors="replace")
    damaged = text.count("\ufffd")
    intact = len(text) - damaged - len(re.findall("[\x00-\x7f]", text))
    if damaged <= _DAMAGED_SHARE * len(text) and damaged * _INTACT <= intact:
        return text
    text = raw.decode(_likeliest(raw, file, _known(declared)), errors="replace")
    if text.count("\ufffd") > _DAMAGED_SHARE * len(text) + 1:
        raise EncodingUnknown(file=file)
    return text


def wide_encoding(raw: bytes) -> str | None:
    """Return the encoding of a text in UTF-16 or UTF-32 without a byte order mark, or None.

    It is one if it has no control characters and what is commonest in our languages is common:
    ASCII, kana and the marks of Japanese. `raw` may be the head of a longer text.
    """
    if b"\0" not in raw and raw.isascii():
        return None
    for encoding in _WIDE:
        unit = 4 if "32" in encoding else 2
        decoder = codecs.getincrementaldecoder(encoding)()
        try:
            text = decoder.decode(raw[: len(raw) // unit * unit])
        except UnicodeDecodeError:
            continue
        if len(raw) % unit == 0 and text and _is_common(text):
            return encoding
    return None


def _is_common(text: str) -> bool:
    if any(unicodedata.category(one) in ("Cc", "Cn", "Co") for one in set(text) - set("\t\n\f\r")):
        return False
    common = sum(one < "\x7f" or "\u3000" <= one <= "\u30ff" or one > "\uff00" for one in text)
    cased = sum("\xa0" < one < "\u0530" for one in text)
    return common > 0.3 * len(text) or common + cased > 0.9 * len(text)


def _from_iso_2022_jp(raw: bytes) -> str:
    """Return the text of ISO-2022-JP, with the half-width kana and NEC's signs of real mails."""
    first = _ISO_2022_JP.search(raw)
    parts = [raw[: first.start()] if first else raw]
    for escape, part in _ISO_2022_JP_PART.findall(raw):
        if escape in (b"$@", b"$B"):
            # Line ends stand between the characters, as no escape is needed for them.
            parts.append(bytes(byte | 0x80 if byte > 0x20 else byte for byte in part))
        elif escape == b"(I":
            parts.append(b"".join(b"\x8e%c" % (b | 0x80) if b > 0x20 else b"%c" % b for b in part))
        else:
            parts.append(part)
    return b"".join(parts).decode("euc_jis_2004", errors="replace")


def _known(declared: str) -> str:
    """Return Python's name of a declared encoding as we call it: the web's names mean Windows'."""
    try:
        name = codecs.lookup(declared).name.replace("-", "_")
    except LookupError:
        return ""
    windows = {"iso8859_1": "cp1252", "ascii": "cp1252", "shift_jis": "cp932", "koi8_r": "koi8_u"}
    return {"euc_jp": "euc_jis_2004", "iso8859_9": "cp1254"}.get(name, windows.get(name, name))


def _likeliest(raw: bytes, file: str, declared: str) -> str:
    """Return the encoding of the likeliest text. Raises EncodingUnknown."""
    lines = (line for line in raw.splitlines(keepends=True) if not line.isascii())
    sample = b"".join(islice(lines, _SAMPLE_LINES))[:_SAMPLE_BYTES]
    guesses = []
    for encoding, prior in ENCODINGS.items():
        text = sample.decode(encoding, errors="replace")
        score = prior + _likelihood(text, encoding) + _DECLARED * (encoding == declared)
        guesses.append(_Guess(score, encoding, text))
    best = max(guesses)
    rival = max((guess.score for guess in guesses if guess.text != best.text), default=-math.inf)
    if best.score - rival < _SURE or not _is_likely(best):
        raise EncodingUnknown(file=file)
    return best.encoding


def _is_likely(guess: _Guess) -> bool:
    least = _LEAST_OTHER if _OTHER_SCRIPT.search(guess.text) else _LEAST_LATIN
    least = _LEAST_JAPANESE if guess.encoding in _JAPANESE else least
    characters = sum(one > "\x7f" for one in guess.text)
    return guess.score >= least * characters + _UNKNOWN


def _likelihood(text: str, encoding: str) -> float:
    """Return how likely a text is, as a logarithm, in the language that suits it best."""
    counts = Counter(text)
    latin = sum(count for one, count in counts.items() if one.isascii() and one.isalpha())
    beyond = {one: count for one, count in counts.items() if one > "\x7f" or one < " "}
    if encoding in _JAPANESE:
        best = sum(count * _in_japanese(one) for one, count in beyond.items())
    else:
        best = max(
            sum(count * _in_language(one, language) for one, count in beyond.items())
            + (0.0 if language.is_latin else latin * _LATIN_LETTER)
            for language in languages()
        )
    return (
        best
        + _MISPLACED * len(_MISPLACED_MARKS.findall(text))
        + _UNPAIRED * abs(counts["«"] - counts["»"])
        + _MIXED * len(_MIXED_SCRIPTS.findall(text))
    )


@cache
def _in_language(one: str, language: Alphabet) -> float:
    """Return the logarithm of a character's share in a text of a language of Europe."""
    if one in _BLANKS:
        return 0.0
    if one in _COMMON_SIGNS:
        return _COMMON_SIGN
    if one in _SIGNS:
        return _SIGN
    if one == "\ufffd":
        return _SPOILT
    near = max(each.shares.get(one, 0.0) for each in languages() if each.is_latin)
    far = max(each.shares.get(one, 0.0) for each in languages())
    share = language.shares.get(one, 0.0) + _FOREIGN * near + _FOREIGN_SCRIPT * far
    return math.log(share) if share else _UNKNOWN


@cache
def _in_japanese(one: str) -> float:
    """Return the logarithm of a character's share in a Japanese text."""
    share = japanese_share(one)
    if one == "\ufffd":
        return _SPOILT
    return 0.0 if one in _BLANKS else math.log(share) if share else _UNKNOWN
