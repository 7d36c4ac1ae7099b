"""French, English and Japanese: telling them apart, their sentences and their search terms."""

from __future__ import annotations

import re
import threading
import unicodedata
from functools import cache
from itertools import pairwise
from typing import TYPE_CHECKING

from eujassist.documents import Language

if TYPE_CHECKING:
    from py3langid.langid import LanguageIdentifier

_WORD = re.compile(r"[^\W\d_]+")
_LATIN = re.compile(r"[A-Za-z\u00c0-\u024f]")
_HIRAGANA = re.compile(r"[\u3041-\u309f]")
_CJK_CLASS = (
    r"\u3005\u3007\u3041-\u3096\u309d-\u309f\u30a1-\u30fa\u30fc-\u30ff"
    r"\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\uff66-\uff9f"
)
CJK = re.compile(rf"[{_CJK_CLASS}]")
"""One Japanese character: kana, kanji, or an iteration mark."""

# Words that say nothing of the subject and much of the language.
_FUNCTION_WORDS: dict[Language, frozenset[str]] = {
    "fr": frozenset(
        "le la les l un une des du de d et ou où est sont a ont été qui que qu quoi quel quelle "
        "quels quelles quand comment combien pourquoi dans sur sous avec sans pour par ce cette "
        "ces c il elle ils elles on nous vous je se s ne n pas plus au aux en y lui leur leurs son "
        "sa ses mon ma mes notre votre y-a-t-il font fait peut doit être avoir".split()
    ),
    "en": frozenset(
        "the a an of and or is are was were be been has have had do does did who whom whose what "
        "which when where why how many much in on at by for with without to from into about this "
        "that these those it its he she they we you i not can could will would shall should may "
        "there their his her our your any".split()
    ),
    "ja": frozenset(),
}
# Where a question is in none of ours, it is most often in one of these (ISO 639-1).
_NEIGHBOURS = ("de", "es", "it", "nl", "pt")
_SURE = 0.8  # between French and English: below it, the page's language decides
_FOREIGN = 0.95  # for a neighbour to win over French and English
_FOREIGN_WORDS = 4


def detect(text: str, fallback: Language = "en") -> Language:
    """Return the language of `text`; `fallback` where it cannot be told, "en" for other languages.

    Function words decide first, then py3langid: of 22 short questions it alone got 2 wrong, and
    of 1,500 longer ones 2.
    """
    sample = unicodedata.normalize("NFKC", text[:4000])
    letters = sum(character.isalpha() for character in sample)
    if not letters:
        return fallback
    japanese = len(CJK.findall(sample)) / letters
    if _HIRAGANA.search(sample) and japanese > 0.1:
        return "ja"
    latin = len(_LATIN.findall(sample)) / letters
    if japanese + latin < 0.5:
        return "en"
    if japanese > 0.5 and not any(is_function_word(word) for word in _WORD.findall(sample)):
        unlikely = fallback != "ja" and letters > 5 and not _has_japanese_forms(sample)
        return "en" if unlikely and _likeliest(sample, ("ja", "zh"))[0] == "zh" else "ja"
    return _detect_latin(sample, fallback)


def _has_japanese_forms(text: str) -> bool:
    """Tell whether its kanji are Japan's: neither character set of Chinese has all of them."""
    kanji = "".join(CJK.findall(text))
    chinese = _can_be_written(kanji, "gb2312") or _can_be_written(kanji, "big5")
    return _can_be_written(kanji, "cp932") and not chinese


def _can_be_written(text: str, encoding: str) -> bool:
    try:
        text.encode(encoding)
    except UnicodeEncodeError:
        return False
    return True


def _detect_latin(text: str, fallback: Language) -> Language:
    words = _WORD.findall(text.casefold())
    french, english = (
        sum(word in _FUNCTION_WORDS[language] for word in words) for language in ("fr", "en")
    )
    foreign, probability = _likeliest(text, ("fr", "en", *_NEIGHBOURS))
    few = max(french, english) < 0.3 * len(words)
    if foreign in _NEIGHBOURS and probability > _FOREIGN and len(words) >= _FOREIGN_WORDS and few:
        return "en"
    if french != english:
        return "fr" if french > english else "en"
    language, probability = _likeliest(text, ("fr", "en"))
    if probability < _SURE and fallback != "ja":
        return fallback
    return "fr" if language == "fr" else "en"


def _likeliest(text: str, languages: tuple[str, ...]) -> tuple[str, float]:
    """Return the likeliest of `languages` (ISO 639-1) and its probability."""
    identifier = _identifier(languages)
    language, probability = identifier.classify(text)
    return str(language), float(probability)


@cache
def _identifier(languages: tuple[str, ...]) -> LanguageIdentifier:
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    identifier = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    identifier.set_languages(list(languages))
    return identifier


# Sentences ---------------------------------------------------------------------------------------

_ABBREVIATIONS = frozenset(
    "m mm mme mmes mlle dr drs pr prof st ste al cf env éd ed éds eds av bd tél tel mr mrs ms jr "
    "sr vs e.g i.e inc ltd corp approx resp janv févr avr juil sept oct nov déc jan feb apr jun "
    "jul aug sep dec".split()
)
_BEFORE_NUMBERS = frozenset("art p pp vol no nos n ex fig tab chap sec eq réf ref".split())
_CLOSERS = "」』）】〉》)\\]\"'”’»"
_END = re.compile(
    rf"[。｡！？]+[{_CLOSERS}]*"
    rf"|(?<![0-9０-９])．[{_CLOSERS}]*"
    rf"|[.!?…]+(?:[ \u00a0\u202f]?»|[{_CLOSERS}])*(?=\s|$)"
    rf"|[.!?]+(?=[{_CJK_CLASS}])"
)
_OPENING = re.compile(r"\s*[«“\"'‘(\[—–-]?[ \u00a0\u202f]?(?:[^\W\d_a-z]|\d|$)")
_INITIALS = re.compile(r"(?:[A-ZÀ-Ý]\.)*[A-ZÀ-Ý]")  # J. K., U.S.
# A quoted sentence that goes on with one of these is not the end of the sentence around it.
_PARTICLE = re.compile(r"[とをがはにもので、，]")
_LONGEST_BRACKET = 400  # an unclosed bracket must not swallow the page
_LOOK_AHEAD = 20


def sentences(text: str) -> list[tuple[int, int]]:
    """Return the sentences of one paragraph as half-open ranges, without the space around them.

    A full stop ends no sentence after an abbreviation or an initial, within a number or an address,
    nor within Japanese brackets.
    """
    ranges = []
    start = 0
    for match in _END.finditer(text):
        if _ends_sentence(text, start, match):
            ranges.append((start, match.end()))
            start = match.end()
    ranges.append((start, len(text)))
    return [trimmed for begin, end in ranges if (trimmed := _trim(text, begin, end))]


def _ends_sentence(text: str, start: int, match: re.Match[str]) -> bool:
    before = text[max(start, match.start() - _LONGEST_BRACKET) : match.start()]
    mark, after = match.group(), text[match.end() : match.end() + _LOOK_AHEAD]
    if mark[0] in "。｡！？．":
        inside = _is_bracketed(before)
        closed = any(bracket in mark for bracket in "」』）")
        if inside and not closed:
            return False
        return not (inside and _PARTICLE.match(after))
    if after and CJK.match(after):
        return not before[-1:].isdigit()
    following = _OPENING.match(after)
    if not following or (after and not _starts_upper(after)):
        return False
    word = re.split(r"[\s(«“'’]", before)[-1]
    if mark == "." and word:
        initial = bool(_INITIALS.fullmatch(word))
        number = word.isdigit() and not before[: -len(word)].strip()
        counts = word.casefold() in _BEFORE_NUMBERS and after.lstrip()[:1].isdigit()
        return not (word.casefold() in _ABBREVIATIONS or counts or initial or number)
    return True


def _is_bracketed(before: str) -> bool:
    """Tell whether a Japanese bracket is open at the end of `before`."""
    depth = 0
    for character in reversed(before):
        depth += (character in "」』）") - (character in "「『（")
        if depth < 0:
            return True
    return False


def _starts_upper(after: str) -> bool:
    """Tell whether what follows begins like a sentence: not with a small letter."""
    first = next((character for character in after if character.isalnum()), "")
    return not first.islower()


def _trim(text: str, start: int, end: int) -> tuple[int, int] | None:
    piece = text[start:end]
    start += len(piece) - len(piece.lstrip())
    end -= len(piece) - len(piece.rstrip())
    return (start, end) if any(character.isalnum() for character in text[start:end]) else None


# Terms -------------------------------------------------------------------------------------------

_TOKEN = re.compile(rf"(?:\d*[{_CJK_CLASS}]\d*)+|[^\W_{_CJK_CLASS}]+")
_JAPANESE_UNIT = re.compile(rf"\d+|[{_CJK_CLASS}]")
_ELISION = re.compile(r"\b(?:[cdjlmnst]|qu|jusqu|lorsqu|puisqu|quoiqu)['’](?=\w)", re.IGNORECASE)
_ASKS_OR_JOINS = re.compile(r"[\u3041-\u309f何誰]")
_GROUPED = re.compile(r"(?<!\d)\d{1,3}(?:[ ,.'’]\d{3})+(?!\d)")
_STEMMERS: dict[Language, str] = {"fr": "french", "en": "english"}


def terms(text: str, language: Language) -> list[str]:
    """Return the search terms of `text`, in order, with repetitions.

    Runs of Japanese characters become overlapping pairs, in which a number counts as a character;
    other words are freed of French elisions, stemmed for `language` and freed of accents; a number
    is one term however its digits are grouped. Measured against other analysers, pairs were as good
    as a dictionary for Japanese.
    """
    found: list[str] = []
    for token in _TOKEN.findall(_searchable(text).casefold()):
        if CJK.search(token):
            units = _JAPANESE_UNIT.findall(token)
            found += [first + second for first, second in pairwise(units)] or units
            found += [unit for unit in units if unit.isdigit()]
        else:
            found.append(_fold_accents(_stem(token, language)))
    return found


def content_terms(text: str, language: Language) -> set[str]:
    """Return those search terms of `text` that tell its subject, without what every question has.

    That is all but the function words; in Japanese all but the pairs with hiragana or with one of
    the characters that ask (何, 誰).
    """
    found = set(terms(text, language))
    if language == "ja":
        return {term for term in found if not _ASKS_OR_JOINS.search(term)}
    said = _WORD.findall(_searchable(text))
    return found - set(terms(" ".join(filter(is_function_word, said)), language))


def names(text: str) -> list[str]:
    """Return the names and numbers of `text` that are written alike in all three languages.

    They are its words in Latin letters that begin with a capital or hold a digit; function words
    at the beginning of a sentence are left out.
    """
    found: list[str] = []
    for token in _TOKEN.findall(_searchable(text)):
        numbers = re.findall(r"\d+", token)
        if CJK.search(token):
            found += numbers
        elif numbers or (token[0].isupper() and not is_function_word(token)):
            found.append(_fold_accents(token.casefold()))
    return found


def is_function_word(word: str) -> bool:
    """Tell whether `word` is a function word of French or English."""
    return any(word.casefold() in words for words in _FUNCTION_WORDS.values())


def _searchable(text: str) -> str:
    plain = _ELISION.sub(" ", unicodedata.normalize("NFKC", text))
    return _GROUPED.sub(lambda match: re.sub(r"\D", "", match.group()), plain)


def _stem(token: str, language: Language) -> str:
    if language not in _STEMMERS:
        return token
    # A stemmer keeps the word it works on in itself: each thread has its own.
    stemmer = getattr(_own, language, None)
    if stemmer is None:
        import snowballstemmer

        stemmer = snowballstemmer.stemmer(_STEMMERS[language])
        setattr(_own, language, stemmer)
    stemmed: str = stemmer.stemWord(token)
    return stemmed


_own = threading.local()


def _fold_accents(token: str) -> str:
    decomposed = unicodedata.normalize("NFD", token)
    return "".join(character for character in decomposed if not unicodedata.combining(character))
