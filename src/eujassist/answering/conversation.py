"""What a question means within its conversation, where no language model says it."""

from __future__ import annotations

import re
from collections.abc import Sequence

from eujassist import languages
from eujassist.answering import courtesies
from eujassist.answering.subjects import DASH, is_scaffolding, phrases
from eujassist.documents import Turn

_MOST_TURNS = 10
_MOST_PHRASES = 6
"""In a subject: of a long chain of questions the beginning and the end are kept."""
_LONGEST_PHRASE = 80

# Set on 186 questions of eval/cases, each put after one about another document, and on the 75
# follow-ups of tests/answering/conversations.jsonl and eval/cases: 3% of the former are taken for
# follow-ups and 3% of the latter for new subjects. Of 138 pairs that were not used, from
# tests/end_to_end, 4% are taken for follow-ups.
_WORD_LENGTH = 2
"""Characters of a Japanese word."""
_GAIN_A_WORD = 0.005
"""What the earlier subject has to add to the best passage's score, for each of its own words."""
_POINTING = 0.03
"""How much less it has to add where the question points back."""

_OPENS = re.compile(
    r"\s*(?:(?:et|mais|alors|and|so|then)\b(?![-’'])|but\b(?! du| de)"
    r"|では|じゃあ|で、|また|あと|(?:他|ほか)に|同じく)",
    re.IGNORECASE,
)
_POINTS_BACK = re.compile(
    r"\b(?:ils?|elles?|celle|celui|ceux|celles|cela|ça|leurs?|ses|sa|son|y|là-dedans"
    r"|en (?=(?:sont|est|était|étaient|a|ont|fait|font|sera|reste|parle)\b)"
    r"|it|its|they|them|their|theirs|those|these|this|there|he|him|his|she|her"
    r"|(?:the|that|which|next|last|other|first|second) ones?"
    r"|(?:of|about|after|before|than|is|was|does|did|can|could|will|would|by|with) that)\b"
    r"|\bl['’](?=(?:a|ont|avait|est|était)\b)|\bqui\s+l(?:e|a|es)\s+\w+\s*\?"
    r"|それ(?!ぞれ)|その(?!他|ほか)|そこ|そちら|これ(?!まで|から)|この|あの|あれ|彼ら|彼女|同(?:じ|社|校|大学)"
    r"|(?<!の)(?:うち|次|前回|次回)(?=[はがの、])",
    re.IGNORECASE,
)
_EXPLETIVE = re.compile(
    r"\b(?:y\s+a-t-il|il\s+y\s+a|y\s+avait-il|est-il|faut-il|s['’]agit-il|is\s+it\s+(?:true|possible)"
    r"|(?:is|are|was|were)\s+there\s+\w|there\s+(?:is|are|was|were)|this\s+network|ça\s+veut\s+dire)"
    r"|このネットワーク|\b[^\W\d_]+-(?:t-)?(?:ils?|elles?)\b",
    re.IGNORECASE,
)
_NEW_SUBJECT = re.compile(
    r"\s*(?:rien à voir(?: avec ça)?|(?:une |dans une )?autre (?:question|chose|sujet)"
    r"|changeons de sujet|au fait|à propos|sinon"
    r"|by the way|(?:on )?another (?:question|subject|topic)|something else|unrelated"
    r"|ところで|話は変わりますが|話は変わって|別の質問(?:です(?:が)?)?|別件(?:です(?:が)?)?)"
    r"\s*[,，、:：.。!！–—-]+\s*(?:(?:mais|but)\b\s*)?",
    re.IGNORECASE,
)
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)年?")
_NUMBERED = re.compile(r"([^\W\d_]+)[- \u00a0]?(\d+)(?![\d年])|(第)(\d+)[回章節部号期]?")
_ORDINAL = re.compile(
    r"\b(?:premi(?:er|ère)s?|deuxièmes?|seconde?s?|troisièmes?|quatrièmes?|cinquièmes?"
    r"|first|third|fourth|fifth|last|next|derni(?:er|ère)s?|prochaine?s?)\b",
    re.IGNORECASE,
)
_EDGES = re.compile(
    r"^(?:(?:du|de|des|d['’]|of|for|à|au|aux|en|in|on|sur|pour|la|le|les|l['’]|une?|the|an?|et|and)(?:\s+|(?<=['’])))+"
    r"|(?:\s+(?:du|de|des|of|for|à|au|aux|en|in|on|sur|pour|la|le|les|the|et|and)|\s+[dl]['’])+$"
    r"|^[の\s、,-]+|[の\s、,-]+$",
    re.IGNORECASE,
)


def understand(question: str, earlier: Sequence[Turn]) -> str:
    """Return `question` made to stand alone; `earlier` holds the turns before it, oldest first.

    The terms and names of the last question, less those that this one replaces, are put before it.
    Whether it goes on at all is decided by `goes_on`, once both have been searched.
    """
    return _join(question, _last(earlier[-_MOST_TURNS:]))


def without_announcement(question: str) -> str:
    """Return `question` without words that announce a new subject ("Rien à voir, mais …")."""
    announced = _NEW_SUBJECT.match(question)
    return question[announced.end() :] or question if announced else question


def goes_on(question: str, gain: float) -> bool:
    """Tell whether `question` goes on from what was asked before.

    `gain` is how much higher the best passage scores for the question as it was understood than
    for the question alone: a new subject is only blurred by the old one.
    """
    words = _own_words(question)
    if not words:
        return True
    return gain > _GAIN_A_WORD * words - (_POINTING if _continues(question) else 0.0)


def _last(earlier: Sequence[Turn]) -> str:
    """Return the last question as it stands alone; "" where there was none."""
    last = ""
    for turn in earlier:
        if courtesies.recognise(turn.question):
            continue
        asked = courtesies.strip(turn.question)
        unknown = not turn.understood and (_continues(asked) or not _own_words(asked))
        last = _join(asked, last) if unknown else turn.understood or asked
    return last


def _join(question: str, last: str) -> str:
    """Return `question` after the subject of the `last` one."""
    own = phrases(question)
    subject = [
        _shorten(left)
        for phrase in phrases(last)
        if (left := _without_replaced(phrase, question, own)) and left not in own
    ]
    if len(subject) > _MOST_PHRASES:
        half = _MOST_PHRASES // 2
        subject = subject[:half] + subject[-half:]
    comma = "、" if languages.CJK.search("".join(subject)) else ", "
    return f"{comma.join(subject)}{DASH}{_within_a_line(question)}" if subject else question


def _shorten(phrase: str) -> str:
    """Return `phrase`, or its first words where it is too long to be one."""
    if len(phrase) <= _LONGEST_PHRASE:
        return phrase
    cut = phrase[:_LONGEST_PHRASE]
    return cut.rsplit(" ", 1)[0]


def _within_a_line(question: str) -> str:
    """Return `question` with a small letter where its first word is no name."""
    first = question.split(maxsplit=1)[0] if question else ""
    return question[:1].lower() + question[1:] if is_scaffolding(first) else question


def _without_replaced(phrase: str, question: str, own: Sequence[str]) -> str:
    """Return `phrase` without what `question` puts something else in the place of."""
    if _YEAR.search(question):
        phrase = _YEAR.sub("", phrase)
    if _ORDINAL.search(question):
        phrase = _ORDINAL.sub("", phrase)
    counted = {(word or sign).casefold() for word, _, sign, _ in _NUMBERED.findall(question)}
    phrase = _NUMBERED.sub(
        lambda match: "" if (match[1] or match[3]).casefold() in counted else match[0], phrase
    )
    if len(own) == 1:
        phrase = _without_like(phrase, own[0])
    return _EDGES.sub("", " ".join(phrase.split()))


def _without_like(phrase: str, new: str) -> str:
    """Return `phrase` without its part that is of the same sort as the `new` one.

    An acronym takes the place of an acronym, a name that of a name, and 自由層 that of 固定層.
    """
    if languages.CJK.search(new):
        if "の" in new:
            return phrase
        parts = phrase.split("の")
        return "の".join(part for part in parts if part[-1:] != new[-1:] or part == new)
    words = phrase.split()
    for sort in (str.isupper, str.istitle):
        if sort(new):
            words = [word for word in words if not sort(word) or word == new]
    return " ".join(words)


def _continues(question: str) -> bool:
    """Tell whether the words of `question` point back to an earlier one."""
    pointing = _POINTS_BACK.search(_EXPLETIVE.sub("", question))
    return bool(_OPENS.match(question) or pointing)


def _own_words(question: str) -> int:
    """Return how many words of `question` may name a subject."""
    return sum(
        max(1, round(len(phrase) / _WORD_LENGTH))
        if languages.CJK.search(phrase)
        else len(re.findall(r"\w{3,}|\d+", phrase))
        for phrase in phrases(question)
    )
