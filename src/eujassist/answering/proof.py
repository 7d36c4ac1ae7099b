"""What a language model claims, against its sources: only what stands there is proved."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from eujassist import languages
from eujassist.answering.citations import cite
from eujassist.answering.prompts import Source
from eujassist.answering.replies import Claim, Quote
from eujassist.documents import Citation, Language, Passage, Span, text_at
from eujassist.values import unsupported, values

_ADDRESS = re.compile(
    r"(?:[a-z]{2,10}:)?//[^\s<>\"'）」]+|\b(?:javascript|data|file|mailto|vbscript):\S+"
    r"|(?:[\w.+-]+@)?(?<![\w.])(?:[A-Za-z0-9-]{2,}\.)+[a-z]{2,}\b(?:/[^\s<>\"'）」]*)?",
    re.ASCII | re.IGNORECASE,
)
"""An address with its scheme or without it, of the web or of a mailbox."""
_MARKER = re.compile(r" ?[\[［【〔] ?\d{1,3}(?: ?[,、;–-] ?\d{1,3})* ?[\]］】〕]")
_MARKUP = re.compile(
    r"!?\[([^\]]*)\]\([^)]*\)|</?[A-Za-z!][^<>]{0,200}>|\*\*|__|`+|^#+\s+|^\s*[-*•]\s+", re.M
)
_LONGEST = 1_000
"""Characters of a claim, a quotation or a translation: no sentence has more."""
_FEW_LETTERS: dict[Language, int] = {"fr": 20, "en": 20, "ja": 8}
"""Letters under which a sentence may hold nothing but names, which are of no language."""


@dataclass(frozen=True, slots=True)
class Proved:
    """A claim as it may be shown."""

    text: str
    citations: tuple[Citation, ...]
    """What proves it, numbered 0, since the answer numbers them; none where nothing does."""


def prove(claim: Claim, sources: Sequence[Source], language: Language) -> Proved | None:
    """Return `claim` with those of its quotations that stand; None where nothing may be shown.

    It is proved if a quotation stands and every number and date of the claim stands in one. An
    address that stands in none is not for members to see: the claim is dropped.
    """
    text = plain(claim.text[:_LONGEST])
    if len(claim.text) > _LONGEST or not any(character.isalnum() for character in text):
        return None
    cited = tuple(_cited(claim.quotes, sources, language))
    said = " ".join(citation.quote for citation in cited)
    if any(address not in said for address in _ADDRESS.findall(text)):
        return None
    known = [values(citation.quote, citation.passage.language) for citation in cited]
    return Proved(text, () if unsupported(values(text, language), known) else cited)


def in_other_language(text: str, language: Language) -> bool:
    """Tell whether `text` is long enough to tell that it is not in `language`, and is not."""
    return _letters(text) >= _FEW_LETTERS[language] and languages.detect(text, language) != language


def plain(text: str) -> str:
    """Return a model's text as one line without markers, markup and what cannot be shown."""
    shown = "".join(
        " " if unicodedata.category(one)[0] == "C" else one
        for one in unicodedata.normalize("NFC", text)
        if unicodedata.category(one) != "Cf"
    )
    shown = " ".join(shown.split())
    while (bare := _MARKER.sub("", _MARKUP.sub(r"\1", shown))) != shown:
        shown = bare  # what is taken out may have parted another
    return " ".join(shown.split())


def _letters(text: str) -> int:
    return sum(character.isalnum() for character in text)


def _cited(
    quotes: Sequence[Quote], sources: Sequence[Source], language: Language
) -> Iterator[Citation]:
    for quote in quotes:
        if not 1 <= quote.source <= len(sources) or len(quote.quote) > _LONGEST:
            continue
        document, passage = sources[quote.source - 1]
        found = cite(0, document, passage, quote.quote)
        if found is None:
            continue
        if not _is_quotable(found.spans, passage):
            continue
        spans = _whole_sentences(found.spans, passage)
        whole = replace(found, quote=text_at(document.pages, spans), spans=spans)
        if _letters(found.quote) < min(_FEW_LETTERS[passage.language], _letters(whole.quote) / 3):
            continue  # a word that stands anywhere
        yield replace(whole, gloss=_gloss(quote, whole, language))


def _is_quotable(spans: tuple[Span, ...], passage: Passage) -> bool:
    """Tell whether anything of `spans` is within a sentence; a heading proves nothing."""
    return any(
        one.page == span.page and one.start < span.end and span.start < one.end
        for sentence in passage.sentences
        for one in sentence.spans
        for span in spans
    )


def _whole_sentences(spans: tuple[Span, ...], passage: Passage) -> tuple[Span, ...]:
    """Return `spans` widened to whole sentences, so that no "not" is left out before them."""
    first, _ = _around(spans[0].page, spans[0].start, passage)
    _, last = _around(spans[-1].page, spans[-1].end - 1, passage)
    return tuple(
        Span(
            span.page,
            max(span.start, first.start) if span.page == first.page else span.start,
            min(span.end, last.end) if span.page == last.page else span.end,
        )
        for span in passage.spans
        if (first.page, first.start) < (span.page, span.end)
        and (span.page, span.start) < (last.page, last.end)
    )


def _around(page: int, position: int, passage: Passage) -> tuple[Span, Span]:
    """Return where the shortest sentence around a character begins and where it ends."""
    holding = [
        sentence
        for sentence in passage.sentences
        if any(one.page == page and one.start <= position < one.end for one in sentence.spans)
    ]
    if not holding:
        return Span(page, position, position + 1), Span(page, position, position + 1)
    shortest = min(holding, key=lambda sentence: len(sentence.text))
    return shortest.spans[0], shortest.spans[-1]


def _gloss(quote: Quote, citation: Citation, language: Language) -> str:
    """Return the model's translation where it is one: it adds no number and no address."""
    source = citation.passage.language
    text = plain(quote.translation[:_LONGEST])
    added = unsupported(values(text, language), [values(citation.quote, source)])
    if source == language or added or _ADDRESS.search(text) or in_other_language(text, language):
        return ""
    return text
