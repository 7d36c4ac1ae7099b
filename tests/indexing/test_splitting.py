"""From pages to passages and the sentences that can be quoted."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from eujassist.documents import LANGUAGES, Language, Passage, text_at
from eujassist.indexing.splitting import split

from .parts import document

ENGLISH = "The network met in Brussels and agreed on the next step of its common work. "
JAPANESE = "ネットワークはブリュッセルで会合を開き、次の段階に合意した。"


def _passages(*pages: str, language: Language = "en") -> list[Passage]:
    return split(document(*pages, language=language), "v1")


def _quotable(*pages: str, language: Language = "en") -> list[str]:
    passages = _passages(*pages, language=language)
    return [sentence.text for passage in passages for sentence in passage.sentences]


# Sections ----------------------------------------------------------------------------------------


def test_a_heading_ends_a_passage_and_stands_above_the_next() -> None:
    passages = _passages("Before.\n\n# First\n\nOne. Two.\n\n## Second\n\nThree.")
    assert [(one.heading, one.text) for one in passages] == [
        ("", "Before."),
        ("First", "One. Two."),
        ("Second", "Three."),
    ]


def test_a_heading_holds_for_the_pages_below_it() -> None:
    first, second = _passages("# Budget\n\n" + ENGLISH * 6, ENGLISH * 6)
    assert (first.heading, second.heading) == ("Budget", "Budget")


def test_a_heading_is_never_quoted() -> None:
    assert _quotable("# Budget 2026.\n\nIt is small.\n\n# End.") == ["It is small."]
    assert _passages("# Only.\n\n## Headings.") == []


def test_a_short_line_over_a_paragraph_is_a_heading_in_all_but_its_form() -> None:
    page = "# A\n\nSummary of the press release of 1 July\n\nIt took place. All came."
    (passage,) = _passages(page)
    assert "Summary of the press release of 1 July" in passage.text
    assert [one.text for one in passage.sentences] == ["It took place.", "All came."]
    assert _quotable("2026年7月1日付の要約\n\n会合を開いた。", language="ja") == ["会合を開いた。"]


def test_short_lines_in_a_row_are_a_list_without_bullets() -> None:
    lines = ["Tsukuba University", "Grenoble Alpes University", "Ghent University"]
    assert _quotable("\n\n".join([*lines, "All came."])) == [*lines, "All came."]


def test_a_short_line_that_says_something_is_quoted() -> None:
    assert _quotable("Date: 3 March 2026\n\nAll came.") == ["Date: 3 March 2026", "All came."]
    assert _quotable("- A single item\n\nAll came.") == ["- A single item", "All came."]
    assert _quotable("All came.\n\nTsukuba, 3 March") == ["All came.", "Tsukuba, 3 March"]


def test_a_short_line_with_a_verb_a_sum_or_an_address_is_quoted() -> None:
    for line in (
        "The fee is 300 euros",
        "L'inscription coûte 300 €",
        "会費は5000円です",
        "contact@eujassist.eu",
        "It was founded in 2019.¹",
        "It was founded in 2019.[1]",
    ):
        assert line in _quotable(f"{line}\n\nAll came at once.")


def test_a_short_line_after_a_question_answers_it() -> None:
    page = "Where is it?\n\nIn Tsukuba\n\nWhen is it?\n\nIn March 2027\n\nAll came at once."
    assert {"In Tsukuba", "In March 2027"} <= set(_quotable(page))
    assert _quotable("Lieu :\n\nTsukuba\n\nTous sont venus.") == ["Tsukuba", "Tous sont venus."]


def test_a_heading_in_all_but_its_form_stays_with_what_it_stands_over() -> None:
    items = "\n".join(f"- {number} {ENGLISH[:60]}" for number in range(11))
    first, *_ = _passages(f"Members in 2026\n\n{items}")
    assert first.text.startswith("Members in 2026\n\n- 0 ")
    assert "Members in 2026" not in _quotable(f"Members in 2026\n\n{items}")


def test_a_line_that_is_all_there_is_can_be_quoted() -> None:
    assert _quotable("A line alone") == ["A line alone"]


def test_two_sections_of_the_same_name_are_two_passages() -> None:
    passages = _passages("# Results\n\nFirst.\n\n# Results\n\nSecond.")
    assert [one.text for one in passages] == ["First.", "Second."]


def test_an_empty_section_between_is_not_swallowed() -> None:
    passages = _passages("# A\n\nFirst.\n\n# B\n\n# A\n\nSecond.")
    assert [one.text for one in passages] == ["First.", "Second."]


def test_a_long_section_is_cut_evenly_between_sentences() -> None:
    passages = _passages("# Long\n\n" + ENGLISH * 20)
    lengths = [len(one.text) for one in passages]
    assert max(lengths) <= 700 + len(ENGLISH)
    assert max(lengths) - min(lengths) <= len(ENGLISH)
    assert {sentence.text for one in passages for sentence in one.sentences} == {ENGLISH.strip()}


def test_japanese_passages_are_shorter_as_each_character_says_more() -> None:
    passages = _passages(JAPANESE * 20, language="ja")
    assert max(len(one.text) for one in passages) <= 320 + len(JAPANESE)


def test_a_document_may_hold_several_languages() -> None:
    text = (
        f"# In English\n\n{ENGLISH}\n\n# En français\n\nLe réseau s'est réuni à Bruxelles."
        f"\n\n# 日本語\n\n{JAPANESE}"
    )
    assert [one.language for one in _passages(text)] == ["en", "fr", "ja"]


def test_a_table_of_kanji_in_a_japanese_document_is_japanese() -> None:
    (passage,) = _passages("国立研究開発法人科学技術振興機構 | 研究開発戦略部", language="ja")
    assert passage.language == "ja"


# Lists and tables --------------------------------------------------------------------------------


def test_a_list_stays_with_the_line_that_introduces_it() -> None:
    (passage,) = _passages("# Areas\n\nThe three areas are:\n- chips\n- quantum\n- energy\n\nEnd.")
    assert passage.text == "The three areas are:\n- chips\n- quantum\n- energy\n\nEnd."


def test_a_list_is_quoted_whole_with_its_first_line_and_by_its_items_without_bullets() -> None:
    assert _quotable("We met. The areas are:\n- chips\n- quantum") == [
        "We met.",
        "chips",
        "quantum",
        "The areas are:\n- chips\n- quantum",
    ]


def test_a_list_goes_to_the_next_passage_together_with_its_first_line() -> None:
    items = "\n".join(f"- item {number} of the list of things" for number in range(8))
    passages = _passages(f"{ENGLISH * 7}\n\nThe things are:\n\n{items}")
    (holder,) = [one for one in passages if "The things are:" in one.text]
    assert holder.text.endswith(f"The things are:\n\n{items}")


def test_a_list_that_nothing_introduces_is_quoted_by_its_items_only() -> None:
    assert _quotable("We met.\n\n1. chips\n2. quantum") == ["We met.", "chips", "quantum"]


def test_japanese_lists_are_lists() -> None:
    text = "三つの分野：\n・半導体\n・量子\n①省エネ"
    assert _quotable(text, language="ja") == ["半導体", "量子", "省エネ", text]


def test_a_line_that_introduces_is_not_quoted_without_its_list() -> None:
    items = "\n".join(f"- {ENGLISH}" for _ in range(30))
    assert "Too much to quote:" not in " ".join(_quotable(f"Too much to quote:\n{items}"))


def test_a_row_of_a_table_is_quoted_whole() -> None:
    text = "Partners:\n\nGrenoble | 12 | chips\nTsukuba | 8 | quantum"
    assert _quotable(text)[:2] == ["Grenoble | 12 | chips", "Tsukuba | 8 | quantum"]


def test_a_quantity_at_the_beginning_of_a_paragraph_is_not_the_number_of_an_item() -> None:
    assert _quotable("3.5 % of it was spent.\n\n4.2 % was not.") == [
        "3.5 % of it was spent.",
        "4.2 % was not.",
    ]


def test_a_quantity_in_a_list_keeps_its_digits() -> None:
    assert _quotable("Each year:\n\n3.5 tonnes in Grenoble\n\n4.2 tonnes in Tsukuba")[:2] == [
        "3.5 tonnes in Grenoble",
        "4.2 tonnes in Tsukuba",
    ]


def test_a_negative_number_keeps_its_sign() -> None:
    found = _quotable("The chips were tried at:\n\n-196 °C\n\n-20 °C")
    assert not {"196 °C", "20 °C"} & set(found)


# Page breaks -------------------------------------------------------------------------------------


def test_a_sentence_over_a_page_break_is_one_sentence_with_two_spans() -> None:
    passage, *others = _passages("We met. The end goes on", "to the next page. Then more.")
    assert not others
    assert [one.text for one in passage.sentences] == [
        "We met.",
        "The end goes on to the next page.",
        "Then more.",
    ]
    assert [span.page for span in passage.sentences[1].spans] == [1, 2]


def test_japanese_goes_on_over_a_page_break_without_a_space() -> None:
    assert _quotable("これは次のペ", "ージに続く。終わり。", language="ja") == [
        "これは次のページに続く。",
        "終わり。",
    ]


def test_a_sentence_over_three_pages_is_one_sentence() -> None:
    assert _quotable("It begins here", "goes on there", "and ends here.") == [
        "It begins here goes on there and ends here."
    ]


def test_what_ended_does_not_go_on() -> None:
    assert _quotable("It ended.", "small letters begin here.") == [
        "It ended.",
        "small letters begin here.",
    ]


def test_a_sentence_does_not_go_on_under_another_heading() -> None:
    assert _quotable("It breaks off", "# New\n\nand this is new.") == [
        "It breaks off",
        "and this is new.",
    ]


def test_a_passage_says_whether_its_text_was_recognised() -> None:
    assert [one.ocr for one in split(document("Text.", ocr=True), "v1")] == [True]
    assert [one.ocr for one in _passages("Text.")] == [False]


def test_ids_follow_the_document_and_the_version_is_handed_on() -> None:
    one, two = split(document("# A\n\nOne.\n\n# B\n\nTwo.", identity="x/y.txt"), "v7")
    assert (one.id, two.id) == ("x/y.txt#1", "x/y.txt#2")
    assert {one.version, two.version, one.document_id} == {"v7", "x/y.txt"}


# Whatever the text -------------------------------------------------------------------------------

_LINES = st.one_of(
    st.sampled_from(
        [
            "",
            "",
            "# Heading",
            "## 見出し",
            "#  ",
            "- item",
            "1. first",
            "(2) second",
            "・項目",
            "①一",
            "- ",
            "3.5 % of it",
            "a | b | c",
            " | ",
            "The things are:",
            "以下の通り：",
            "It breaks off",
            "goes on here. And ends.",
            "これは次のペ",
            "ージに続く。「はい。」と言った。",
            "M. Dupont est venu. Il a dit « oui ».",
            "   indented, and trailing   ",
            ENGLISH * 3,
            JAPANESE * 4,
        ]
    ),
    st.text(max_size=30),
)
_PAGES = st.lists(st.lists(_LINES, max_size=10).map("\n".join), min_size=1, max_size=4)
_a_language = st.sampled_from(LANGUAGES)


@given(_PAGES, _a_language)
def test_the_spans_of_a_passage_give_its_text_back(pages: list[str], language: Language) -> None:
    whole = document(*pages, language=language)
    for passage in split(whole, "v1"):
        assert text_at(whole.pages, passage.spans) == passage.text
        for span in passage.spans:
            assert 0 <= span.start < span.end <= len(pages[span.page - 1])


@given(_PAGES, _a_language)
def test_what_can_be_quoted_stands_verbatim_in_its_passage_and_pages(
    pages: list[str], language: Language
) -> None:
    whole = document(*pages, language=language)
    for passage in split(whole, "v1"):
        for sentence in passage.sentences:
            assert sentence.text.strip()
            assert text_at(whole.pages, sentence.spans) == sentence.text
            assert sentence.text in passage.text
            for span in sentence.spans:
                assert any(
                    span.page == other.page and other.start <= span.start < span.end <= other.end
                    for other in passage.spans
                )


@given(_PAGES)
def test_passages_stand_in_order_and_never_overlap(pages: list[str]) -> None:
    spans = [span for passage in _passages(*pages) for span in passage.spans]
    for one, following in pairwise(spans):
        assert (one.page, one.end) <= (following.page, following.start)


@given(_PAGES)
def test_no_heading_is_within_a_passage(pages: list[str]) -> None:
    for passage in _passages(*pages):
        assert not any(
            line.startswith(("# Heading", "## 見出し")) for line in passage.text.splitlines()
        )


@given(_PAGES)
def test_only_headings_are_left_out(pages: list[str]) -> None:
    spans = [span for passage in _passages(*pages) for span in passage.spans]
    for number, text in enumerate(pages, start=1):
        position = 0
        for line in text.splitlines(keepends=True):
            heading = line.startswith("#")
            for offset, character in enumerate(line):
                held = any(
                    span.page == number and span.start <= position + offset < span.end
                    for span in spans
                )
                assert held or heading or not character.isalnum()
            position += len(line)
