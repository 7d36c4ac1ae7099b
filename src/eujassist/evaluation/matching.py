"""Whether a text holds an answer: tokens that can be compared across three languages."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Sequence

from eujassist.languages import CJK

_ARTICLES = frozenset("a an the le la les l un une des du".split())
_PIECE = re.compile(rf"{CJK.pattern}|[^\W_]+?(?={CJK.pattern}|[\W_]|$)")
_GROUPED = re.compile(r"(?<!\d)\d{1,3}(?:[ \u00a0\u202f,.'’]\d{3})+(?!\d)")


def tokens(text: str) -> list[str]:
    """Return the words of a text without articles and punctuation, each Japanese character alone.

    NFKC and case are folded, as SQuAD's scorer does; the digits of a number are one token however
    they are grouped.
    """
    plain = _ungroup(unicodedata.normalize("NFKC", text).casefold())
    return [piece for piece in _PIECE.findall(plain) if piece not in _ARTICLES]


def holds(text: str, answer: str) -> bool:
    """Tell whether the tokens of `answer` stand in `text`, one after the other."""
    wanted = tokens(answer)
    given = tokens(text)
    size = len(wanted)
    return bool(wanted) and any(
        given[start : start + size] == wanted for start in range(len(given) - size + 1)
    )


def overlap(text: str, answer: str) -> tuple[float, float]:
    """Return token recall and F1 of `text` against `answer` (Rajpurkar et al., 2016).

    Tokens are characters where the answer is in Japanese, else words without articles.
    """
    given, wanted = _compared(text, answer), _compared(answer, answer)
    common = sum((given & wanted).values())
    if not common:
        return 0.0, 0.0
    recall, precision = common / wanted.total(), common / given.total()
    return recall, 2 * recall * precision / (recall + precision)


def _compared(text: str, answer: str) -> Counter[str]:
    found = tokens(text)
    return Counter("".join(found) if CJK.search(answer) else found)


def _ungroup(text: str) -> str:
    return _GROUPED.sub(lambda match: re.sub(r"\D", "", match.group()), text)


def any_holds(texts: Sequence[str], answers: Sequence[str]) -> bool:
    """Tell whether one of the texts holds one of the answers."""
    return any(holds(text, answer) for text in texts for answer in answers)
