"""Encodings measured: `python bench/decoding.py FOLDER`, such as /usr/share/locale of Debian.

From the messages of programs in the languages of Europe and in Japanese (coreutils, dpkg, git and
gnupg, none of which the alphabets were counted in), texts are drawn that have so many bytes beyond
ASCII in an encoding, and read again. Printed, beside what charset-normalizer makes of the same
texts, limited to the same encodings: the shares read rightly, refused and misread. The constants of
weighing were set with results on such texts in view, so the figures flatter somewhat.
"""

from __future__ import annotations

import gettext
import random
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

from charset_normalizer import from_bytes

from eujassist.errors import EncodingUnknown
from eujassist.reading.encodings import ENCODINGS, decode

_PROGRAMS = ("coreutils.mo", "dpkg.mo", "git.mo", "gnupg2.mo")
_WESTERN = ("cp1252", "iso8859_15", "mac_roman", "cp850")
_CENTRAL = ("cp1250", "iso8859_2", "cp852")
_TABLE: dict[str, tuple[str, ...]] = {
    **dict.fromkeys("fr de es pt it nl da nb sv fi is ca ga".split(), _WESTERN),
    **dict.fromkeys("pl cs sk hu ro hr".split(), _CENTRAL),
    "tr": ("cp1254",),
    "lt": ("cp1257", "iso8859_13"),
    "et": ("cp1257", "iso8859_13", "cp1252"),
    "el": ("cp1253", "iso8859_7"),
    "ru": ("cp1251", "koi8_r", "iso8859_5", "cp866"),
    "uk": ("cp1251", "koi8_u"),
    "bg": ("cp1251", "iso8859_5"),
    "sr": ("cp1251", "iso8859_5"),
    "ja": ("cp932", "euc_jp", "iso2022_jp"),
}
_LENGTHS = [(1, 2), (3, 5), (6, 10), (11, 20), (21, 60), (61, 400)]
_EACH, _TRIES = 6, 50


def main(folder: Path) -> None:
    """Print the shares by the number of bytes beyond ASCII."""
    samples = list(_samples(folder))
    for name, read in (("eujassist", _ours), ("charset-normalizer", _theirs)):
        print(name)
        for length in _LENGTHS:
            results = Counter(
                _result(read, text, encoding) for text, encoding, own in samples if own == length
            )
            shares = {name: round(count / results.total(), 3) for name, count in results.items()}
            print(f"  {length[0]} to {length[1]} bytes:", shares, "of", results.total())


def _samples(folder: Path) -> Iterator[tuple[str, str, tuple[int, int]]]:
    """Yield (text, encoding, its range of lengths)."""
    chance = random.Random(1)  # noqa: S311 - no secret
    for language, encodings in _TABLE.items():
        messages = _messages(folder / language / "LC_MESSAGES")
        for encoding in encodings if messages else ():
            for length in _LENGTHS:
                for _ in range(_EACH):
                    text = _drawn(messages, encoding, length, chance)
                    if text:
                        yield text, encoding, length


def _messages(folder: Path) -> list[str]:
    found = []
    for program in _PROGRAMS:
        if (folder / program).exists():
            with (folder / program).open("rb") as stream:
                catalogue = gettext.GNUTranslations(stream)
            texts = vars(catalogue)["_catalog"]
            found += [text for key, text in texts.items() if key and isinstance(text, str)]
    return found


def _drawn(
    messages: list[str], encoding: str, length: tuple[int, int], chance: random.Random
) -> str:
    """Return some messages with so many bytes beyond ASCII; nothing where none were met."""
    for _ in range(_TRIES):
        text, beyond = "", 0
        while beyond < length[0] and len(text) < 20_000:
            raw = f"{chance.choice(messages)}\n".encode(encoding, errors="ignore")
            beyond += sum(byte > 0x7F or byte == 0x1B for byte in raw)
            text += raw.decode(encoding)
        if length[0] <= beyond <= length[1]:
            return text
    return ""


def _result(read: Callable[[bytes], str], text: str, encoding: str) -> str:
    try:
        return "right" if read(text.encode(encoding)) == text else "misread"
    except EncodingUnknown:
        return "refused"


def _ours(raw: bytes) -> str:
    return decode(raw, "text")


def _theirs(raw: bytes) -> str:
    best = from_bytes(raw, cp_isolation=[*ENCODINGS, "utf_8", "iso2022_jp"]).best()
    if best is None:
        raise EncodingUnknown(file="text")
    return raw.decode(best.encoding, errors="replace")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
