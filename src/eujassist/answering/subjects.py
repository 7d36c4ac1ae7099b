"""What a question is about: its noun phrases, without question words, verbs and politeness."""

from __future__ import annotations

import re

DASH = " — "
"""Stands between the subject and the question that goes on from it."""

# Within a phrase these go on with it ("centre de données"); none begins or ends one.
_LINKS = frozenset(
    "de du des d of for à au aux in en sur on pour entre between et and with avec & par by".split()
)
_ARTICLES = frozenset(
    "le la les l un une the a an ce cet cette ces this that these those son sa ses leur leurs its "
    "their his her my your our mon ma mes notre votre nos vos each chaque every any".split()
)
# Words that end a phrase and are in none: question words, pronouns, and the verbs that questions
# are built with.
_SCAFFOLDING = frozenset(
    "qui que qu quoi quel quelle quels quelles quand comment combien pourquoi où ou est sont était "
    "étaient sera seront été être ont avait auront aura avoir il elle ils elles on nous vous je "
    "j c ça cela ceci celui celle ceux celles y ne n pas plus se s me m t mais alors donc jusqu "
    "jusque dans sous chez vers depuis pendant peut peuvent pouvez peux pourrait doit doivent "
    "devait devaient devra fait font faut faire lieu tenait tenir tient consiste consistent compte "
    "comptent offre propose reste dit dire dites sait savoir connaît expliquer expliquez donne "
    "donner donnez donné eu parle parlez parler possible merci svp plaît si là aussi même "
    "who whom whose what which when where why how many much long often far old is are was were be "
    "been being has have had do does did done can could will would shall should may might must i "
    "you he she it we they them him us me there here or but so then than not no to at from into "
    "about as if please tell explain give get gets take takes took taken place held hold happen "
    "happens happened know say says said let go goes also too just only more most less need needs "
    "want wants".split()
)
_INVERTED = re.compile(
    r"[^\W\d_]+-(?:t-)?(?:il|elle|ils|elles|on|nous|vous|je|ce)\b", re.IGNORECASE
)
_EST_CE = re.compile(r"\b(?:qu['’])?est-ce\s+qu(?:e\b|['’]|i\b)", re.IGNORECASE)
_WORD = re.compile(
    r"(?:[cdjlmnst]|qu|jusqu)['’]|[^\W_]+(?:[-.&–][^\W_]+)*(?:['’]s\b)?|[^\w\s]", re.IGNORECASE
)

_KANA = re.compile(r"[\u3041-\u3096\u30a1-\u30fa\u4e00-\u9fff]")
# Kanji, katakana, letters and digits, with the kana of a noun such as 書き込み時間 or 始まり.
_SOLID = r"(?:[^\W\u3041-\u309f]|[・･.–-](?=[^\W\u3041-\u309f]))"
_NOUN = re.compile(
    rf"{_SOLID}+(?:[いきしちみりぎびえけせめれげべわ]{{1,2}}{_SOLID}+)*"
    r"(?:[うくすつぬむるぐずぶいきしちみりぎびえけせめれげべまわた]{1,3}(?=[はがをのにで、？?。]|とは|$))?"
)
_PARTICLE = re.compile(
    r"は|が|を|の|に|で|と|も|へ|や|から|まで|より|など|な|って|について|[^\u3041-\u3096]|$"
)
_ASKING = re.compile(
    r"(?:何|なん)(?:[年月日時人名個件本回歳校点円社%]|[かヶカ]国|種類|パーセント)?|誰|だれ|なに|いつ|どこ|どなた"
    r"|どの(?:くらい|ように|ような)?|どれ(?:くらい|ほど)?|どんな|どう|いくら|いくつ|なぜ|どちら"
)
_POLITE = re.compile(
    r"(?:を|について)?(?:詳しく|くわしく)?(?:教えて|知りたい|説明して|お願い|ください|下さい).*$"
    r"|(?:です|でしょう|でした)?[かの]?[？?。\s]*$"
)


def phrases(question: str) -> list[str]:
    """Return the noun phrases of `question`, as they are written there, in order.

    A verb slips through now and then: there is no dictionary behind it. Parts of the question that
    stand apart by ` — ` may be in different languages.
    """
    found: list[str] = []
    for part in question.split(DASH):
        found += _japanese(part) if _KANA.search(part) else _latin(part)
    return list(dict.fromkeys(found))


def is_scaffolding(word: str) -> bool:
    """Tell whether `word` is one that questions are built with, and names nothing."""
    plain = word.casefold().strip("?!.,:;…’'")
    return plain in _SCAFFOLDING or plain in _LINKS or plain in _ARTICLES


def _latin(question: str) -> list[str]:
    plain = _INVERTED.sub(" ? ", _EST_CE.sub(" ? ", question))
    found: list[str] = []
    start = end = 0
    joined = linked = False  # whether the next word goes on with the phrase from start to end
    for match in _WORD.finditer(plain):
        word = match.group().rstrip("'’").casefold()
        if word in _LINKS:
            linked = True
        elif word in _ARTICLES:
            joined = joined and linked
        elif not word[:1].isalnum() or word in _SCAFFOLDING:
            joined = False
        else:
            if not joined and end:
                found.append(plain[start:end])
            start = start if joined else match.start()
            end, joined, linked = match.end(), True, False
    return [*found, plain[start:end]] if end else found


def _japanese(question: str) -> list[str]:
    found: list[str] = []
    for piece in _ASKING.split(_POLITE.sub("", question)):
        end = -1
        for match in _NOUN.finditer(piece):
            noun = _without_verb(match.group(), piece[match.end() :])
            if not noun:
                continue
            link = piece[end : match.start()] if end >= 0 else ""
            if found and link in ("の", "と", "や", "な"):
                found[-1] += link + noun
            else:
                found.append(noun)
            end = match.start() + len(noun)
    return found


def _without_verb(noun: str, following: str) -> str:
    """Return `noun` without the stem of a verb or adjective that it ends with."""
    if noun.endswith("ます"):
        return ""
    if _PARTICLE.match(following):
        return noun
    if following[:1] in "さしす":
        return noun if len(noun) > 1 else ""
    return noun[:-1] if len(noun) > 2 else ""
