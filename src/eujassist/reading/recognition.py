"""Text from pictures of pages, by Debian's tesseract where it is installed."""

from __future__ import annotations

import io
import os
import re
import shutil
import subprocess
from collections import defaultdict
from functools import cache
from itertools import chain
from statistics import fmean
from typing import TYPE_CHECKING, NamedTuple

from eujassist.reading.blocks import Block, page_text
from eujassist.reading.cleaning import is_garbled, is_wide, join, normalise

if TYPE_CHECKING:
    from PIL import Image

PACKAGES = {
    "eng": "tesseract-ocr",
    "fra": "tesseract-ocr-fra",
    "jpn": "tesseract-ocr-jpn",
    "jpn_vert": "tesseract-ocr-jpn-vert",
}
"""The Debian package of each language that we recognise."""

DOTS_PER_INCH = 300

_PROGRAM = "tesseract"

# Mean confidence (0 to 100): on two of our pages the right direction of Japanese got 86 and
# 90, the wrong one 17; below the second nothing is worth quoting.
_SURE, _WORTHLESS = 75.0, 40.0
_WORD_LEVEL = "5"
_COLUMNS = 12
_SCRIPT = re.compile(r"Script: (\w+)")
_BULLET = re.compile(r"[•*¢©●◦·]\s+(?=\S)")  # tesseract takes a bullet for one of these
_HYPHEN = re.compile(r"[^\W\d_][-‐]$")


class _Found(NamedTuple):
    text: str
    confidence: float


@cache
def languages() -> frozenset[str]:
    """Return those of the languages that we recognise which tesseract has; none without it."""
    if shutil.which(_PROGRAM) is None:
        return frozenset()
    command = [_PROGRAM, "--list-langs"]
    listed = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603
    return frozenset(PACKAGES) & frozenset(listed.stdout.split())


def missing_packages() -> str:
    """Return the Debian packages that recognition lacks, parted by spaces."""
    return " ".join(package for name, package in PACKAGES.items() if name not in languages())


def recognise(picture: Image.Image, seconds: float) -> str:
    """Return the text of a page's picture, drawn at 300 dots an inch, as a page's text.

    Empty where nothing legible is found or its language is not installed. Whether Japanese runs
    down or across is told by trying both. Raises subprocess.TimeoutExpired after `seconds`.
    """
    stream = io.BytesIO()
    picture.save(stream, "PNG", compress_level=1)
    page = stream.getvalue()
    best = _Found("", 0.0)
    for choice in _choices(_script(page, seconds)):
        found = _read(_tesseract(page, seconds, "-l", choice, "tsv"))
        best = max(best, found, key=lambda found: found.confidence)
        if best.confidence >= _SURE:
            break
    return best.text if best.confidence >= _WORTHLESS and not is_garbled(best.text) else ""


def _script(page: bytes, seconds: float) -> str:
    """Return the script of a page; empty where there is too little of it to tell."""
    found = _SCRIPT.search(_tesseract(page, seconds, "--psm", "0"))
    return found[1] if found else ""


def _choices(script: str) -> list[str]:
    """Return the languages to try in turn, of those installed."""
    latin = "+".join(name for name in ("fra", "eng") if name in languages())
    japanese: list[str] = [name for name in ("jpn", "jpn_vert") if name in languages()]
    if script == "Latin":
        return [latin] if latin else []
    if script in ("Japanese", "Han"):
        return japanese
    return [*([latin] if latin else []), *japanese]


def _tesseract(page: bytes, seconds: float, *options: str) -> str:
    done = subprocess.run(  # noqa: S603 - no shell, and no word of a document
        [_PROGRAM, "stdin", "stdout", "--dpi", str(DOTS_PER_INCH), *options],
        input=page,
        capture_output=True,
        timeout=seconds,
        check=False,  # a page with too little text to tell its script from is no failure
        env=os.environ | {"OMP_THREAD_LIMIT": "1"},
    )
    return done.stdout.decode("utf-8", errors="replace")


def _read(table: str) -> _Found:
    """Return what tesseract's table of words says: text by paragraphs, and mean confidence."""
    words = defaultdict[tuple[str, ...], dict[str, list[str]]](lambda: defaultdict(list))
    confidences = defaultdict[tuple[str, ...], list[float]](list)
    for row in table.splitlines():
        cells = row.split("\t")
        if len(cells) == _COLUMNS and cells[0] == _WORD_LEVEL and cells[11].strip():
            paragraph = tuple(cells[2:4])
            words[paragraph][cells[4]].append(cells[11])
            confidences[paragraph].append(float(cells[10]))
    if not words:
        return _Found("", 0.0)
    blocks = [
        _block(_paragraph(list(lines.values())))
        for paragraph, lines in words.items()
        if fmean(confidences[paragraph]) >= _WORTHLESS
    ]
    return _Found(page_text(blocks), fmean(chain.from_iterable(confidences.values())))


def _block(text: str) -> Block:
    bullet = _BULLET.match(text)
    return Block("item", f"- {text[bullet.end() :]}") if bullet else Block("paragraph", text)


def _paragraph(lines: list[list[str]]) -> str:
    """Return the words of a paragraph's lines as one line, words cut at a line's end joined."""
    text = ""
    for words in lines:
        line = normalise(join(words))
        if _HYPHEN.search(text) and line[:1].islower() and not is_wide(line[0]):
            text = text[:-1] + line
        else:
            text = join([text, line])
    return text
