import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from eujassist.reading.cleaning import is_garbled, join, normalise


@given(st.text())
def test_what_is_shown_is_nfc_and_stays_as_it_is(text: str) -> None:
    shown = normalise(text)
    assert unicodedata.is_normalized("NFC", shown)
    assert normalise(shown) == shown
    assert not any(unicodedata.category(character) in ("Cc", "Cs") for character in shown)


def test_signs_that_mean_something_stay() -> None:
    assert normalise("10² ① ㍻ ２０２５年 18,4\u202f% “x”") == "10² ① ㍻ ２０２５年 18,4\u202f% “x”"


def test_compatible_kana_ligatures_and_radicals_become_common() -> None:
    assert normalise("ﾃﾞｰﾀ eﬃcace ⻑⼈⺠") == "データ efficace 長人民"


def test_lines_are_joined_by_a_space_but_not_beside_japanese() -> None:
    assert join(["one line", "and another"]) == "one line and another"
    assert join(["生成", "AI", "の利用"]) == "生成AIの利用"


def test_garble_is_told_from_text() -> None:
    assert is_garbled("\ue794\u9fe6\ue88a\ue0b0 mojibake")
    assert is_garbled("text\x03\x04\x05")
    assert not is_garbled("Ένα κείμενο, текст, 文章、 and 1 × 2 ≥ 3 → “done” …")
    assert not is_garbled("\uf095 a bullet of a symbol font\nand a hyphen\ufffe at the end")
    assert not is_garbled("")
