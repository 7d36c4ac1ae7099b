from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eujassist.errors import EncodingUnknown
from eujassist.reading.encodings import decode
from eujassist.reading.reader import read_document
from tests.reading.making import SETTINGS

FRENCH = "L'enquête dresse un état des lieux contrasté : cœur, naïveté, déjà vu, 12 € à Besançon.\n"
QUOTED = "« L’enquête », dit-il, “dresse” un état des lieux – à Besançon, où l’été s’achève…\n"
OLD_FRENCH = "L'enquête dresse un état des lieux contrasté : naïveté, déjà vu, à Besançon.\n"
ENGLISH = "The report was written by Wałęsa, Żółtowski and Łukasiewicz in Kraków; see Gdańsk.\n"
ENGLISH_CZECH = "The report was written by Dvořák, Šťastný and Růžička; Žižka reviewed it.\n"
GERMAN = "Die Prüfung der Straßen in München ergab größere Mängel; Änderungen wären nötig.\n"
SPANISH = "La comisión aprobó la decisión según el artículo octavo: ¿quién dará las señas mañana?\n"
POLISH = "Komisja przyjęła sprawozdanie; członkowie podkreślili, że należy działać szybciej.\n"
CZECH = "Výbor přijal zprávu a členové zdůraznili, že je třeba jednat rychleji než dříve.\n"
HUNGARIAN = "A bizottság elfogadta a jelentést, és a tagok hangsúlyozták, hogy gyorsabb döntést.\n"
LITHUANIAN = "Komitetas priėmė ataskaitą, o nariai pabrėžė, kad būtina veikti greičiau į ateitį.\n"
LATVIAN = "Komiteja pieņēma ziņojumu, un locekļi uzsvēra, ka jārīkojas ātrāk nekā līdz šim.\n"
TURKISH = "Komisyon raporu onayladı; üyeler daha hızlı davranılması gerektiğini, işi söyledi.\n"
GREEK = "Η επιτροπή ενέκρινε την έκθεση και τα μέλη τόνισαν ότι απαιτείται ταχύτερη δράση.\n"
RUSSIAN = "Комитет принял доклад, и его члены подчеркнули, что необходимо действовать быстрее.\n"
UKRAINIAN = "Комітет ухвалив звіт, і його члени наголосили, що потрібно діяти швидше, їх ґрунт.\n"
JAPANESE = "令和７年１０月１４日、第１２回作業部会が京都市内で開催された。ガイドラインを審議。\n"
HALF_WIDTH = "ﾃﾞｰﾀの取扱いについては、ﾌｧｲﾙの形式も含めて協議中である。\n"
NEC = "①議事録の公開　②髙橋委員の報告　㈱東京　№３\n"

UNICODE = "utf-8 utf-8-sig utf-16 utf-32 utf-16-le utf-16-be utf-32-le utf-32-be".split()
TABLE = [
    *((FRENCH, name) for name in [*UNICODE, "cp1252", "iso8859_15"]),
    *((ENGLISH, name) for name in [*UNICODE, "cp1250", "iso8859_2", "cp852"]),
    *((JAPANESE, name) for name in [*UNICODE, "cp932", "shift_jis", "euc_jp", "iso2022_jp"]),
    *((OLD_FRENCH, name) for name in ("iso8859_1", "cp850", "cp437", "mac_roman", "cp1254")),
    *((QUOTED, name) for name in ("cp1252", "mac_roman")),
    *((HALF_WIDTH, name) for name in ("cp932", "euc_jp", "iso2022_jp_ext")),
    (NEC, "cp932"),
    *((ENGLISH_CZECH, name) for name in ("cp1250", "iso8859_2")),
    *((GERMAN, name) for name in ("cp1252", "iso8859_1", "cp850", "cp437", "mac_roman")),
    *((SPANISH, name) for name in ("cp1252", "iso8859_15", "cp850", "mac_roman")),
    *((POLISH, name) for name in ("cp1250", "iso8859_2", "cp852")),
    *((CZECH, name) for name in ("cp1250", "iso8859_2", "cp852")),
    *((HUNGARIAN, name) for name in ("cp1250", "iso8859_2")),
    *((LITHUANIAN, name) for name in ("cp1257", "iso8859_13")),
    *((LATVIAN, name) for name in ("cp1257", "iso8859_13")),
    *((TURKISH, name) for name in ("cp1254", "iso8859_9")),
    *((GREEK, name) for name in ("cp1253", "iso8859_7")),
    *((RUSSIAN, name) for name in ("cp1251", "koi8_r", "iso8859_5", "cp866")),
    *((UKRAINIAN, name) for name in ("cp1251", "koi8_u")),
]


@pytest.mark.parametrize(("text", "encoding"), TABLE)
@pytest.mark.parametrize("times", [1, 4])
def test_a_sentence_is_read_in_the_encodings_of_japan_and_europe(
    text: str, encoding: str, times: int
) -> None:
    assert decode((text * times).encode(encoding), "a.txt") == text * times


def test_a_name_or_two_in_a_long_english_text_are_read() -> None:
    plain = "The committee adopted the report, and its members will meet again in spring.\n" * 50
    for text, encoding in [
        (plain + "It thanked Mr Lefèvre.\n", "cp1252"),
        (plain + "Its members’ words stand in “quotation marks”.\n", "cp1252"),
        (plain + "It cost 12 €, said Mr Lefèvre.\n", "iso8859_15"),
        (plain + "It thanked Ms Wiśniewska and Mr Wałęsa.\n", "cp1250"),
        (plain + "It thanked 高橋さん.\n", "cp932"),
    ]:
        assert decode(text.encode(encoding), "a.txt") == text


def test_the_signs_and_kana_of_japanese_mails_are_read() -> None:
    mail = b"\x1b$B-!5D;vO?\x1b(B and \x1b(IC^;\x1b(B.\r\n\x1b$B8x3+\x1b(B"
    assert decode(mail, "a.txt") == "①議事録 and ﾃﾞｻ.\r\n公開"


def test_utf_8_with_a_spoilt_letter_stays_utf_8() -> None:
    raw = (FRENCH * 40).encode().replace(b"dresse", b"dr\xe9sse", 1)
    assert decode(raw, "a.txt") == (FRENCH * 40).replace("dresse", "dr\ufffdsse", 1)


def test_a_few_western_letters_are_no_spoilt_utf_8() -> None:
    text = "The word café stands here; the members’ words too.\n" + "Plain words only.\n" * 500
    assert decode(text.encode("cp1252"), "a.txt") == text


@pytest.mark.parametrize(
    "raw",
    [
        bytes(range(0x80, 0x100)) * 4,
        "اعتمدت اللجنة التقرير وأكد الأعضاء ضرورة العمل".encode("cp1256"),
        b"\x8a\x95\x81\x99\xa2\x40\xa3\x88\x85\x40" * 5,
    ],
    ids=["every-byte", "arabic", "ebcdic"],
)
def test_bytes_that_are_no_likely_text_are_refused(tmp_path: Path, raw: bytes) -> None:
    (tmp_path / "a.txt").write_bytes(raw)
    with pytest.raises(EncodingUnknown, match=r"a\.txt"):
        read_document(tmp_path / "a.txt", "a.txt", SETTINGS)


def test_a_letter_that_may_be_another_is_refused_and_not_guessed() -> None:
    with pytest.raises(EncodingUnknown):
        decode("čas".encode("cp852"), "a.txt")


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be"])
def test_a_file_in_wide_units_without_a_mark_is_a_text(tmp_path: Path, encoding: str) -> None:
    (tmp_path / "a.txt").write_bytes((JAPANESE * 80).encode(encoding))
    assert "作業部会" in read_document(tmp_path / "a.txt", "a.txt", SETTINGS).pages[0].text


@given(st.text())
def test_any_text_in_utf_8_is_read_as_it_is(text: str) -> None:
    whole = text.encode("utf-8", errors="replace").decode("utf-8")
    if "\0" not in whole:
        assert decode(whole.encode(), "a.txt") == whole.removeprefix("\ufeff")


@given(st.binary(max_size=200))
def test_any_bytes_are_read_or_refused(raw: bytes) -> None:
    try:
        assert isinstance(decode(raw, "a.txt"), str)
    except EncodingUnknown as error:
        assert "a.txt" in str(error)
