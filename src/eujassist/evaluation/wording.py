"""What an answer says, apart from its markers, and what became of a language model's wording."""

from __future__ import annotations

import re
from typing import Literal

from eujassist import strings
from eujassist.answering import proof
from eujassist.documents import Answer
from eujassist.values import Values, unsupported, values

Fallback = Literal["silent", "unproved", "cut"]
FALLBACKS: dict[Fallback, str] = {
    "silent": "the model gave no answer that could be used",
    "unproved": "nothing of its answer could be proved, or it was in another language",
    "cut": "it did not finish its answer, which was completed with quotations",
}
"""Why an answer that a model should have worded is quoted, all of it or its end."""

_MARKER = re.compile(r"\[\d+\]")
_MARKERS = re.compile(r"(?:\[\d+\])+")


def was_model_asked(answer: Answer) -> bool:
    """Tell whether a language model was to word the answer: it did, declined or failed."""
    return answer.mode == "generated" or fallback(answer) is not None


def fallback(answer: Answer) -> Fallback | None:
    """Return why quotations stand in for the model's wording; None where they do not."""
    if not answer.notice:
        return None
    told = {strings.text(f"answer.notice.{why}", answer.language): why for why in FALLBACKS}
    return told.get(answer.notice)


def said(answer: Answer) -> str:
    """Return what an answer says: a model's wording without markers and marks, and what is quoted.

    A refusal says nothing.
    """
    if answer.abstained:
        return ""
    own = _own_words(answer)
    quoted = [one.quote for one in answer.citations if f"[{one.number}]" not in own]
    return "\n".join([*filter(None, [_without_marks(answer)]), *quoted])


def _own_words(answer: Answer) -> str:
    """Return the text that a language model worded, with its markers; empty where none did."""
    if answer.mode != "generated" or answer.abstained:
        return ""
    return answer.text.partition("\n\n")[0]  # it is one line: quotations may complete it below


def _without_marks(answer: Answer) -> str:
    mark = strings.text("answer.unproved", answer.language)
    return " ".join(_MARKER.sub("", _own_words(answer).replace(mark, "")).split())


def unproved_share(answer: Answer) -> float | None:
    """Return the share of the model's sentences that no quotation proves; None without any."""
    proved = len(_MARKERS.findall(_own_words(answer)))
    unproved = len(answer.unproved)
    return unproved / (proved + unproved) if proved + unproved and _own_words(answer) else None


def in_other_language(answer: Answer) -> bool:
    """Tell whether a model worded the answer in another language than the answer's."""
    return proof.in_other_language(_without_marks(answer), answer.language)


def supported_numbers(answer: Answer) -> float | None:
    """Return the share of the numbers and dates said that stand in a quotation; None without any.

    They are compared as values, in whatever form their languages write them.
    """
    known = [values(one.quote, one.passage.language) for one in answer.citations]
    own = _own_words(answer)
    stated = [values(_without_marks(answer), answer.language)]
    stated += [
        quoted
        for one, quoted in zip(answer.citations, known, strict=True)
        if f"[{one.number}]" not in own
    ]
    single = {
        *(Values(frozenset([number]), frozenset()) for one in stated for number in one.numbers),
        *(Values(frozenset(), frozenset([date])) for one in stated for date in one.dates),
    }
    if not single:
        return None
    return sum(not unsupported(one, known) for one in single) / len(single)
