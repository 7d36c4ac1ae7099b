"""How often letters beyond ASCII stand in the languages of Europe, and characters in Japanese."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

_CAPITALS = 0.06  # of a letter's share, as a capital

_LATIN_SHARE, _OTHER_SHARE = 0.05, 0.8  # of such letters in a text

# The letters of each language by falling frequency, as counted in the programs' messages that
# Debian translates; what was not met there stands at the end.
_ALPHABETS = {
    "fr": "éèàêôîçâùûœëïüÿæñ",
    "en": "éïèêñöüçáàóâôäëãøåœæîí",
    "de": "üäößé",
    "es": "óáíúñéü",
    "pt": "ãçáíéóõúêâàôü",
    "it": "àèùòéìî",
    "nl": "éëïóèöü",
    "ca": "óàéíèçòúïü",
    "da": "æøåéöäü",
    "sv": "äöåéü",
    "is": "ðáíæóþöúýé",
    "et": "äõüöžš",
    "ga": "áíéúó",
    "sq": "ëç",
    "pl": "łśążęóćńź",
    "cs": "íářéýčžěšůúóňťďöü",
    "sk": "áčíýťúéžľšóäňôĺďŕ",
    "hu": "áéíóöőüúű",
    "ro": "ățșîâşţ",
    "hr": "čšćžđ",
    "tr": "ıçşüğöİâîû",
    "lt": "šėųįžąčūę",
    "lv": "āēīšūļņķžģčōŗ",
    "el": "αοετινσρμηπκυςίλδγήέόάχωθφύώβξζψϊϋΐΰ",
    "ru": "оеаинтрслвпкдмуязыьбйчгжцфхюшщэёъ",
    "uk": "оаниевтрікслпдумзябйчьгцжєфхшюїщґ",
    "bg": "аениотрсвдзпклмъябучгжйцфшщхюь",
    "sr": "аеионртскупдвмзјлбгњчшцљжћхфђџ",
    "mk": "аоеитнрсвдлкпумзјгбчцшжњфќѓљхџѕ",
}

# Of Japanese: the share of each block in a text, and how many characters it has.
_HIRAGANA, _KATAKANA, _PUNCTUATION = 0.45 / 80, 0.12 / 85, 0.09 / 10
_HALF_WIDTH, _FULL_WIDTH, _SIGNS = 0.03 / 63, 0.03 / 94, 0.01 / 400
_KANJI, _RARE_KANJI = 0.28 / 2965, 0.002 / 3390


@dataclass(frozen=True, eq=False)
class Alphabet:
    """The letters of a language beyond ASCII, each with its share in a text."""

    shares: dict[str, float]
    is_latin: bool


@cache
def languages() -> list[Alphabet]:
    """Return the alphabets of the languages of Europe."""
    found = []
    for letters in _ALPHABETS.values():
        is_latin = letters[0] < "\u0370"
        share = _LATIN_SHARE if is_latin else _OTHER_SHARE
        total = sum(1 / rank for rank in range(1, len(letters) + 1))
        shares = {}
        for rank, letter in enumerate(letters, 1):
            shares[letter] = share / rank / total
            if len(letter.upper()) == 1 and not letter.upper().isascii():
                shares.setdefault(letter.upper(), _CAPITALS * shares[letter])
        found.append(Alphabet(shares, is_latin))
    return found


def japanese_share(character: str) -> float:
    """Return the share that a character beyond ASCII has in a Japanese text; 0 if it has none."""
    if "\u3041" <= character <= "\u3096":
        return _HIRAGANA
    if "\u30a1" <= character <= "\u30ff":
        return _KATAKANA
    if character in "、。「」・（）　『』":
        return _PUNCTUATION
    if "\uff61" <= character <= "\uff9f":
        return _HALF_WIDTH
    if "\uff01" <= character <= "\uff5e":
        return _FULL_WIDTH
    if "\u2010" <= character <= "\u33ff":
        return _SIGNS
    if "\u4e00" <= character <= "\u9fff":
        lead = character.encode("euc_jp", errors="replace")[0]
        return _KANJI if 0xB0 <= lead <= 0xCF else _RARE_KANJI
    return 0.0
