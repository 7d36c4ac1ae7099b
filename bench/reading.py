"""Reading measured: `python bench/reading.py FOLDER`, with FOLDER laid out as below.

Beside PDFs of names like lo_fr_1col.pdf lies the truth: <language>_*.json with `blocks`, each a
kind (h1, h2, p, li, table, ruby) and its text; `[[...]]` in a text is a footnote. For cmap_* files
the truth is cmap_truth.json, text by file name.

Printed, beside what bare pypdfium2 gives in the same run: the share of the truth's sentences that
stand whole in the text, the similarity of the characters, pages per second, and the share of the
read sentences that are located on their page.
"""

from __future__ import annotations

import difflib
import json
import re
import sys
import time
import unicodedata
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import pypdfium2

from eujassist.documents import Document
from eujassist.errors import ReadingError
from eujassist.reading.blocks import table_blocks
from eujassist.reading.marking import find_rectangles
from eujassist.reading.reader import read_document
from eujassist.settings import Settings

_SENTENCE_END = re.compile(r"(?<=[。！？])(?!」|』|）)|(?<=[.!?])\s+(?=[«“\"A-ZÀ-Ý])")
_FOOTNOTE = re.compile(r"\[\[(.*?)\]\]")
_MARKS = re.compile(r"[⁰¹²³⁴⁵⁶⁷⁸⁹]+")
_ROUNDS = 3
_SETTINGS = Settings(recognition_seconds=0)  # the text layers are measured, not tesseract


class Truth(NamedTuple):
    """What a reader should find in a document."""

    language: str
    sentences: list[str]
    rows: list[str]
    text: str


def main(folder: Path) -> None:
    """Print the figures for all PDFs of `folder`."""
    truths = {path: truth for path in sorted(folder.glob("*.pdf")) if (truth := _truth(path))}
    documents = {path: _read(path) for path in truths}
    bare = {path: _bare(path) for path in truths}
    _print_text(truths, documents, bare)
    _print_speed(list(truths))
    _print_places(documents)


def _truth(path: Path) -> Truth | None:
    cmaps = json.loads((path.parent / "cmap_truth.json").read_text("utf-8"))
    if path.stem in cmaps:
        text = cmaps[path.stem].replace("\n", "")
        sentences = [sentence for sentence in _SENTENCE_END.split(text) if sentence]
        return Truth("ja, fonts without maps", sentences, [], text)
    language = next((part for part in path.stem.split("_") if part in ("fr", "en", "ja")), "")
    found = sorted(path.parent.glob(f"{language}_*.json")) if language else []
    if not found:
        return None
    blocks = json.loads(found[0].read_text("utf-8"))["blocks"]
    sentences, rows, texts = [], [], []
    for kind, content in blocks:
        if kind == "table":
            rows += [block.text for block in table_blocks(content)]
            texts += [block.text for block in table_blocks(content)]
            continue
        text = "".join(base for base, _ in content) if kind == "ruby" else content
        for part in [_FOOTNOTE.sub("", text), *_FOOTNOTE.findall(text)]:
            sentences += [part] if kind in ("h1", "h2") else _SENTENCE_END.split(part)
            texts.append(part)
    return Truth(language, [text for text in sentences if text.strip()], rows, "".join(texts))


def _read(path: Path) -> Document | ReadingError:
    try:
        return read_document(path, path.name, _SETTINGS)
    except ReadingError as error:
        return error


def _text(document: Document | ReadingError) -> str:
    if isinstance(document, ReadingError):
        return ""
    return "\n".join(page.text for page in document.pages)


def _bare(path: Path) -> str:
    document = pypdfium2.PdfDocument(path)
    return "\n".join(page.get_textpage().get_text_range() for page in document)


def _key(text: str) -> str:
    """Return what is compared: NFKC without white space, note marks and the signs of the page."""
    text = _MARKS.sub("", text)
    text = re.sub(r"(?m)^(# |- )", "", text)
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", text))


def _print_text(
    truths: dict[Path, Truth], documents: dict[Path, Document | ReadingError], bare: dict[Path, str]
) -> None:
    totals: dict[str, list[float]] = defaultdict(lambda: [0.0] * 8)
    missed = []
    for path, truth in truths.items():
        read = _key(_text(documents[path]))
        total = totals[truth.language]
        plain = _key(bare[path].replace("\ufffe", ""))
        for sentence in truth.sentences:
            total[0] += 1
            total[1] += _key(sentence) in read
            total[2] += _key(sentence) in plain
            if _key(sentence) not in read:
                missed.append(f"  {path.name}: {sentence}")
        total[3] += len(truth.rows)
        total[4] += sum(_key(row) in read for row in truth.rows)
        total[5] += 1
        total[6] += _similarity(_key(truth.text), read)
        total[7] += _similarity(_key(truth.text), plain)
    print("Sentences found whole (read / bare pypdfium2), table rows with their heads, characters")
    for language, numbers in sorted(totals.items()):
        count, whole, plain_whole, rows, whole_rows, files, similar, plain_similar = numbers
        row_share = f"{whole_rows / rows:.3f} of {rows:.0f}" if rows else "none"
        print(
            f"  {language}: {whole / count:.3f} / {plain_whole / count:.3f} of {count:.0f};"
            f" rows {row_share}; similarity {similar / files:.4f} / {plain_similar / files:.4f}"
        )
    print(
        "Refused:", *(str(found) for found in documents.values() if isinstance(found, ReadingError))
    )
    print("Not found whole:", *missed, sep="\n")


def _similarity(truth: str, text: str) -> float:
    return difflib.SequenceMatcher(None, truth, text, autojunk=False).ratio()


def _print_speed(paths: list[Path]) -> None:
    pages = sum(len(pypdfium2.PdfDocument(path)) for path in paths)

    def fastest(work: Callable[[Path], Any]) -> float:
        rounds = []
        for _ in range(_ROUNDS):
            start = time.perf_counter()
            for path in paths:
                work(path)
            rounds.append(time.perf_counter() - start)
        return min(rounds)

    read = fastest(_read)
    plain = fastest(_bare)
    print(
        f"Speed, best of {_ROUNDS}: {pages / read:.0f} pages/s; bare pypdfium2 {pages / plain:.0f};"
        f" {read / plain:.1f} times slower"
    )


def _print_places(documents: dict[Path, Document | ReadingError]) -> None:
    asked, located = 0, 0
    for path, document in documents.items():
        if isinstance(document, ReadingError):
            continue
        for page in document.pages:
            for sentence in _SENTENCE_END.split(page.text.replace("\n", " ")):
                quote = sentence.strip().removeprefix("# ")
                if len(quote) > 10:
                    asked += 1
                    located += bool(find_rectangles(path, path.name, page.number, quote))
    print(f"Quotations located on their page: {located / asked:.4f} of {asked}")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
