"""From likelihoods of sentences to quotations: the shortest spans of sentences that answer."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from eujassist.documents import Passage, Sentence

_LONGEST = 3
"""Sentences of a quotation, at most."""

_LEANS = re.compile(
    r"[«“\"(「『]?\s*(?:"
    r"(?:Ils?|Elles?|Cel(?:a|ui-ci|le-ci|les-ci)|Ceux-ci|Ceci|Ce (?:fut|sont|qui)"
    r"|Ce(?:tte|s)? derni(?:er|ère)s?)\b(?! (?:existe|faut|s['’]agit|y a|est (?:possible|important"
    r"|à noter)))"
    r"|C['’](?:est|était)\b"
    r"|(?:It|They|He|She|The latter|(?:This|These|That|Those) (?:is|are|was|were|has|have|had|can"
    r"|could|will|would|may|might|also|allow|allows|mean|means|meant|led|made|includes?))\b"
    r"|(?:これ|それ)ら?(?:は|が|を|に|も|で|と|まで)|彼(?:ら|女)?[はがのをも]|同(?:氏|社|校|年|局|国|市|県)"
    r"|(?:この|その)(?:ため|後|結果|中|うち|際|ほか|他))"
)


def leans(text: str) -> bool:
    """Tell whether a sentence begins with a pronoun that only the sentence before explains."""
    return bool(_LEANS.match(text))


def join(passage: Passage, first: int, last: int) -> Sentence | None:
    """Return the passage's sentences from `first` to `last` as one, verbatim.

    None where they do not follow each other on one page with nothing but space between.
    """
    sentences = passage.sentences[first : last + 1]
    if len(sentences) == 1:
        return sentences[0]
    spans = [span for sentence in sentences for span in sentence.spans]
    if len(passage.spans) > 1 or len({span.page for span in spans}) > 1:
        return None
    base = passage.spans[0].start
    for before, after in pairwise(spans):
        if after.start < before.end or passage.text[before.end - base : after.start - base].strip():
            return None
    whole = spans[0]._replace(end=spans[-1].end)
    return Sentence((whole,), passage.text[whole.start - base : whole.end - base])


class Part(NamedTuple):
    """What could be quoted from one passage."""

    passage: int
    """Its place among the passages."""
    sentences: tuple[int, ...]
    """Places of its sentences in the passage, those within it too."""
    quoted: Sentence
    likelihood: float
    further: int
    """How many sentences it has after the first; a list with its first line counts as two."""


def choose(
    passages: Sequence[Passage],
    likelihoods: Sequence[Sequence[float]],
    costs: tuple[float, float],
    limit: int,
) -> Iterator[Part]:
    """Yield up to `limit` parts of the passages that do not overlap.

    `likelihoods` holds, by passage, the probability that a sentence answers; all add up to 1. The
    next part is the one that most probably answers if those before do not, where each sentence
    after its first has to be worth a cost: the first of `costs` for the first part, the second for
    others. None begins with a pronoun that the sentence before it explains, as long as that one can
    be quoted with it.
    """
    parts = list(_parts(passages, likelihoods))
    left = 1.0
    for number in range(limit):
        if not parts or left <= 0:
            return
        cost = costs[min(number, 1)]
        worth = [part.likelihood / left - cost * part.further for part in parts]
        best = parts[worth.index(max(worth))]
        yield best
        left -= best.likelihood
        parts = [
            part
            for part in parts
            if part.passage != best.passage or not _overlap(part.quoted, best.quoted)
        ]


def _parts(passages: Sequence[Passage], likelihoods: Sequence[Sequence[float]]) -> Iterator[Part]:
    for number, (passage, likely) in enumerate(zip(passages, likelihoods, strict=True)):
        beginnings: set[int] = set()
        for first, sentence in enumerate(passage.sentences):
            near = beginnings.intersection(range(first - _LONGEST + 1, first))
            if leans(sentence.text) and any(join(passage, one, first) for one in near):
                continue
            beginnings.add(first)
            for last in range(first, min(first + _LONGEST, len(passage.sentences))):
                joined = join(passage, first, last)
                if joined is None:
                    break
                within = tuple(
                    place
                    for place, other in enumerate(passage.sentences)
                    if first <= place <= last or _holds(joined, other)
                )
                likelihood = sum(likely[place] for place in within)
                further = last - first or int(len(within) > 1)
                yield Part(number, within, joined, likelihood, further)


def _holds(one: Sentence, other: Sentence) -> bool:
    return all(
        any(a.page == b.page and a.start <= b.start and b.end <= a.end for a in one.spans)
        for b in other.spans
    )


def _overlap(one: Sentence, other: Sentence) -> bool:
    return any(
        a.page == b.page and a.start < b.end and b.start < a.end
        for a in one.spans
        for b in other.spans
    )
