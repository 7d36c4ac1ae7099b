from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from eujassist.reading.reader import read_document
from eujassist.reading.text import read_markdown, read_text
from tests.reading.making import SETTINGS


def text_of(text: str) -> str:
    return read_text(text.encode("utf-8"), "a.txt").pages[0].text


def test_wrapped_lines_are_joined_and_paragraphs_kept() -> None:
    assert text_of(
        "The committee met in Kyoto and\nadopted the report on citations.\n\nIt will meet again."
    ) == ("The committee met in Kyoto and adopted the report on citations.\n\nIt will meet again.")
    assert text_of("作業部会は京都で開催され、報告書を\n採択した。") == (
        "作業部会は京都で開催され、報告書を採択した。"
    )


def test_list_items_stand_on_their_lines() -> None:
    assert text_of("Three points:\n* one\n* two\n1. three") == (
        "Three points:\n- one\n- two\n1. three"
    )


def test_a_short_line_above_sentences_is_a_heading() -> None:
    text = text_of("The title\n\nA sentence stands here. Another one.\n\nAlone\n\nAs alone")
    assert text == "# The title\n\nA sentence stands here. Another one.\n\nAlone\n\nAs alone"


def test_markdown_is_read_with_its_structure() -> None:
    content = read_markdown(
        b"# Title\n\nSome *text* with a [link](https://example.org) and `code`.\n\n"
        b"1. one\n2. two\n\n| A | B | C |\n|---|---|---|\n| x | 1 | 2 |\n",
        "a.md",
    )
    assert content.pages[0].text == (
        "# Title\n\nSome text with a link and code.\n\n1. one\n2. two\n\nA: x | B: 1 | C: 2"
    )


@given(st.text(max_size=300))
def test_a_page_never_holds_what_cannot_be_seen(text: str) -> None:
    shown = text_of(text.encode("utf-8", "replace").decode())
    assert not any(ord(character) < 32 and character != "\n" for character in shown)
    assert not {"\u202e", "\u200b", "\ufeff", "\x7f"} & set(shown)


def test_a_page_is_nfc(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes("e\u0301te\u0301 カ\u3099 ﾃﾞｰﾀ ﬁn ⼤⻑".encode())
    assert read_document(path, "a.txt", SETTINGS).pages[0].text == "été ガ データ fin 大長"
