"""From the text of pages to passages: a few sentences of one section that belong together."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from eujassist import languages
from eujassist.documents import Document, Language, Page, Passage, Sentence, Span, text_at

FINGERPRINT = "3"
"""Raised whenever the same pages give other passages."""

_LONGEST: dict[Language, int] = {"fr": 700, "en": 700, "ja": 320}
"""Characters of a passage: about 180 tokens of the encoder in each language, so that a passage
keeps to one subject."""
_LONGEST_LIST = 1_200
"""A longer list (characters) is quoted by its items only: nobody reads it as one answer."""

_LONGEST_LABEL = 80
_LONGEST_LABEL_JAPANESE = 40
"""Characters of a line that can be a heading in all but its form; longer ones are text whose end
was lost."""

_HEADING = re.compile(r"#{1,6} +(?P<text>.+)")
_ITEM = re.compile(r"\s*(?:[-*–](?=\s)|[•・①-⑳]|\(?\d{1,3}[.)）](?!\d))\s*(?=\S)")
_ROW = " | "
_INTRODUCES = re.compile(r"[:：]\s*$")
_ENDS = re.compile(r"[.!?…。．！？:：;；][」』】》）)\]»”’\"'\s]*(?:[⁰¹²³⁴-⁹]+|\[\d+\])?\s*$")
_ASKS = re.compile(r"[?？:：]\s*$")
_SAYS = re.compile(
    r"[:：]\s*\S|[@€$£¥]|\b(?:EUR|euros?|yen)\b|\d円|(?:です|ます|ない|した|する|である)$"
    r"|\b(?:is|are|was|were|will|has|have|can|est|sont|était|sera|seront|ont|peut)\b"
)
"""Marks what says something: a value after its name, a sum, an address, a verb."""


@dataclass(frozen=True, slots=True)
class _Block:
    """A paragraph, or a list (or table) with the line that introduces it."""

    section: tuple[int, str]
    """Number and heading: two sections may have the same heading."""
    sentences: tuple[tuple[Span, ...], ...]
    is_list: bool
    is_label: bool = False
    """Whether it is a heading in all but its form: it stays with what follows, never quoted."""


def split(document: Document, version: str) -> list[Passage]:
    """Return the passages of `document` in reading order, each with one sentence at least.

    A passage never crosses a heading; a list stays with the line that introduces it as long as it
    fits; a sentence that goes on on the next page is one sentence with two spans.
    """
    passages: list[Passage] = []
    for heading, group in _groups(document):
        whole = tuple(Sentence(spans, text_at(document.pages, spans)) for spans, _ in group)
        sentences = tuple(_quotable(document.pages, group)) or whole
        spans = _merge([span for sentence, _ in group for span in sentence])
        text = text_at(document.pages, spans)
        ocr = any(document.pages[span.page - 1].ocr for span in spans)
        passages.append(
            Passage(
                id=f"{document.id}#{len(passages) + 1}",
                document_id=document.id,
                version=version,
                language=languages.detect(text, fallback=document.language),
                spans=spans,
                heading=heading,
                ocr=ocr,
                text=text,
                sentences=sentences,
            )
        )
    return passages


_Unit = tuple[tuple[Span, ...], "_Block"]


def _groups(document: Document) -> Iterator[tuple[str, list[_Unit]]]:
    """Yield heading and sentences of each passage, filled evenly up to the longest length."""
    for (_, heading), blocks in groupby(_blocks(document.pages), lambda block: block.section):
        marked = _mark_labels(document.pages, list(blocks))
        section = [(sentence, block) for block in marked for sentence in block.sentences]
        yield from _fill(heading, section, document.language)


def _mark_labels(pages: Sequence[Page], blocks: list[_Block]) -> list[_Block]:
    """Mark what stands over the text of a section like a heading: a short line without an end.

    Several such lines in a row are a list without bullets, "Date: 3 March" says something, and what
    stands after a question answers it.
    """
    lines = [False, *(_is_short_line(pages, block) for block in blocks), True]
    marked = []
    asks = False
    for place, block in enumerate(blocks, start=1):
        alone = not (lines[place - 1] or lines[place + 1] or asks)
        marked.append(replace(block, is_label=lines[place] and alone))
        asks = bool(_ASKS.search(text_at(pages, block.sentences[-1])))
    return marked


def _is_short_line(pages: Sequence[Page], block: _Block) -> bool:
    if block.is_list or len(block.sentences) > 1:
        return False
    text = text_at(pages, block.sentences[0])
    longest = _LONGEST_LABEL_JAPANESE if languages.CJK.search(text) else _LONGEST_LABEL
    if len(text) > longest or _kind(text) != "text":
        return False
    return not _ENDS.search(text) and not _SAYS.search(text)


def _fill(
    heading: str, section: list[_Unit], language: Language
) -> Iterator[tuple[str, list[_Unit]]]:
    atoms = _atoms(section, _LONGEST[language])
    total = sum(_length(atom) for atom in atoms)
    share = total / -(-total // _LONGEST[language])
    group: list[_Unit] = []
    for atom in atoms:
        # Take an atom along while that brings the passage nearer to an even share of the section.
        if group and _length(group) + _length(atom) / 2 > share:
            yield heading, group
            group = []
        group = group + atom
    if group:
        yield heading, group


def _atoms(section: list[_Unit], longest: int) -> list[list[_Unit]]:
    """Bind each list that fits to one atom, and a label to what it stands over.

    Everything else is an atom by itself.
    """
    atoms: list[list[_Unit]] = []
    for unit in section:
        before = atoms[-1][-1][1] if atoms else None
        joins = unit[1].is_list and before is unit[1]
        fits = joins and _length(atoms[-1]) + _length([unit]) <= 2 * longest
        if fits or (before and before.is_label):
            atoms[-1].append(unit)
        else:
            atoms.append([unit])
    return atoms


def _length(units: list[_Unit]) -> int:
    return sum(span.end - span.start for sentence, _ in units for span in sentence)


def _quotable(pages: Sequence[Page], group: list[_Unit]) -> Iterator[Sentence]:
    """Yield what can be quoted: sentences, items, and each list together with its first line."""
    for sentence, block in group:
        text = text_at(pages, sentence)
        if not block.is_label and not _INTRODUCES.search(text):
            yield _without_marker(sentence, text) if block.is_list else Sentence(sentence, text)
    members = {sentence for sentence, _ in group}
    for block in {id(block): block for _, block in group if block.is_list}.values():
        whole = members.issuperset(block.sentences)
        if not whole or not _INTRODUCES.search(text_at(pages, block.sentences[0])):
            continue  # without its first line, nothing says what the list would answer
        spans = _merge([span for sentence in block.sentences for span in sentence])
        text = text_at(pages, spans)
        if len(text) <= _LONGEST_LIST:
            yield Sentence(spans, text)


def _without_marker(item: tuple[Span, ...], text: str) -> Sentence:
    """Return a list item as it is quoted by itself: without its bullet or number."""
    marker = _ITEM.match(text)
    length = marker.end() if marker else 0
    first = item[0]._replace(start=item[0].start + length)
    return Sentence((first, *item[1:]), text[length:])


def _merge(spans: Sequence[Span]) -> tuple[Span, ...]:
    """Return one span for each page, from the first to the last character of `spans` on it."""
    merged: dict[int, Span] = {}
    for span in spans:
        known = merged.get(span.page, span)
        start, end = min(known.start, span.start), max(known.end, span.end)
        merged[span.page] = Span(span.page, start, end)
    return tuple(merged.values())


# Blocks ------------------------------------------------------------------------------------------


def _blocks(pages: Sequence[Page]) -> Iterator[_Block]:
    section = (0, "")
    waiting: list[tuple[Span, ...]] = []  # a paragraph that may introduce a list or go on
    items: list[tuple[Span, ...]] = []

    def flush() -> Iterator[_Block]:
        nonlocal waiting, items
        if items and waiting and _INTRODUCES.search(text_at(pages, waiting[-1])):
            yield from _paragraph(section, waiting[:-1])
            yield _Block(section, (waiting[-1], *items), is_list=True)
        else:
            yield from _paragraph(section, waiting)
            if items:
                yield _Block(section, tuple(items), is_list=len(items) > 1)
        waiting, items = [], []

    for kind, span, text in _lines(pages):
        if kind == "heading":
            yield from flush()
            section = (section[0] + 1, text)
        elif kind == "item":
            items.append((span,))
        elif not items and waiting and _goes_on(pages, waiting[-1], span):
            waiting = waiting[:-1] + _sentences(pages, (*waiting[-1], span))
        else:
            yield from flush()
            waiting = _sentences(pages, (span,))
    yield from flush()


def _paragraph(section: tuple[int, str], sentences: list[tuple[Span, ...]]) -> Iterator[_Block]:
    if sentences:
        yield _Block(section, tuple(sentences), is_list=False)


def _lines(pages: Sequence[Page]) -> Iterator[tuple[str, Span, str]]:
    """Yield (kind, span, text): headings, list items (or table rows) by line, and paragraphs."""
    for page in pages:
        start: int | None = None
        position = end = 0
        for line in [*page.text.splitlines(keepends=True), "\n"]:
            kind = _kind(line)
            if kind != "text" and start is not None:
                yield "paragraph", Span(page.number, start, end), ""
                start = None
            stripped = line.rstrip()
            if kind == "text":
                start = position if start is None else start
                end = position + len(stripped)
            elif kind != "empty":
                begin = position + len(line) - len(line.lstrip())
                match = _HEADING.match(stripped)
                heading = match["text"] if kind == "heading" and match else ""
                yield kind, Span(page.number, begin, position + len(stripped)), heading
            position += len(line)


def _kind(line: str) -> str:
    if not line.strip():
        return "empty"
    if _HEADING.match(line):
        return "heading"
    if _ITEM.match(line):
        return "item"
    return "item" if _ROW in line else "text"


def _goes_on(pages: Sequence[Page], before: tuple[Span, ...], span: Span) -> bool:
    """Tell whether the sentence `before` breaks off at a page's end and goes on at `span`."""
    if span.page != before[-1].page + 1:
        return False
    rest = pages[before[-1].page - 1].text[before[-1].end :]
    text = text_at(pages, (span,))
    begins_within = text[:1].islower() or bool(languages.CJK.match(text))
    return not rest.strip() and not _ENDS.search(text_at(pages, before)) and begins_within


def _sentences(pages: Sequence[Page], spans: tuple[Span, ...]) -> list[tuple[Span, ...]]:
    """Return the spans of each sentence in the running text at `spans`."""
    text = text_at(pages, spans)
    offsets, position = [], 0
    for span in spans:
        start = text.index(pages[span.page - 1].text[span.start : span.end], position)
        offsets.append((start, span))
        position = start + span.end - span.start
    found = []
    for begin, end in languages.sentences(text):
        parts = []
        for offset, span in offsets:
            low = max(begin - offset, 0) + span.start
            high = min(end - offset + span.start, span.end)
            if low < high:
                parts.append(Span(span.page, low, high))
        if parts:
            found.append(tuple(parts))
    return found
