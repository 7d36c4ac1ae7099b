"""What is made of an answer before it is shown: no browser needed."""

from __future__ import annotations

import datetime
from dataclasses import replace

import pytest

from eujassist import strings
from eujassist.documents import LANGUAGES, Answer, Language, Page, Span, Turn
from eujassist.web.exchanges import Exchange, answered, showable, turns
from eujassist.web.rendering import preferred_language, render, written_date
from eujassist.web.sources import listed, source

from .librarian import AREAS, NOTES, QUOTED, ROADMAP, SYMPOSIUM, WHEN

GENERATED = Answer("Why?", "Why?", "fr", "", QUOTED, (), (), False, "generated", "1", {})


def exchange(text: str) -> Exchange:
    answer = Answer("Why?", "Why?", "fr", text, QUOTED, (), (), False, "quoted", "1", {})
    return answered(1, answer)


def test_only_a_number_that_is_cited_becomes_a_chip() -> None:
    (paragraph,) = exchange("Deux [1], [3] et [2024] [2].").paragraphs
    chips = [piece.text for piece in paragraph.pieces if piece.marked]
    assert chips == ["1", "2"]
    assert "".join(piece.text for piece in paragraph.pieces) == "Deux1, [3] et [2024]2."


def test_a_quotation_is_set_apart_in_the_language_of_its_source() -> None:
    opening, quoted, closing = exchange(f"Voici :\n\n« {WHEN} » [2] (source)\n\nFin.").paragraphs
    assert [piece.text for piece in quoted.pieces] == ["« ", WHEN, " »", "2", " (source)"]
    assert [piece.quoted.language for piece in quoted.pieces if piece.quoted] == ["ja"]
    assert (opening.quotes, quoted.quotes, closing.quotes) == (False, True, False)


def test_a_quotation_within_a_sentence_is_not_set_apart() -> None:
    (paragraph,) = exchange(f"On lit : « {AREAS} » [1]").paragraphs
    assert not paragraph.quotes


def test_what_looks_like_a_marker_in_a_quotation_is_not_one() -> None:
    quote = "As shown in [1]:\n\n- one\n- two"
    quoting = replace(
        exchange(""), text=f"“{quote}” [1]", sources=(source(replace(QUOTED[0], quote=quote)),)
    )
    (paragraph,) = quoting.paragraphs
    assert [piece.text for piece in paragraph.pieces] == ["“", quote, "”", "1"]


def test_the_same_words_quoted_from_two_documents_keep_their_languages() -> None:
    twins = (QUOTED[0], replace(QUOTED[1], quote=AREAS))
    both = answered(1, replace(GENERATED, text=f"« {AREAS} » [1]\n\n« {AREAS} » [2]"))
    both = replace(both, modelled=0, sources=tuple(source(one) for one in twins))
    quoted = [piece.quoted for one in both.paragraphs for piece in one.pieces if piece.quoted]
    assert [one.language for one in quoted] == ["fr", "ja"]


def test_a_model_that_repeats_a_quotation_does_not_make_one() -> None:
    copied = answered(1, replace(GENERATED, text=f"{AREAS} [1] « {WHEN} » [2] Fin. [1]"))
    (paragraph,) = copied.paragraphs
    assert not paragraph.quotes
    assert [piece.text for piece in paragraph.pieces] == [
        AREAS,
        "1",
        f" « {WHEN} »",
        "2",
        " Fin.",
        "1",
    ]


def test_quotations_that_complete_a_model_s_text_are_set_apart() -> None:
    text = f"{AREAS} [1]\n\n« {AREAS} » [1]\n\n« {WHEN} » [2] (source en japonais)"
    said, *completed = answered(1, replace(GENERATED, text=text)).paragraphs
    assert not said.quotes and not any(piece.quoted for piece in said.pieces)
    assert [one.quotes for one in completed] == [True, True]
    assert [piece.text for one in completed for piece in one.pieces if piece.quoted] == [
        AREAS,
        WHEN,
    ]


def test_a_short_quotation_is_not_found_in_other_words() -> None:
    short = replace(QUOTED[0], quote="documents")
    lead = answered(1, replace(GENERATED, mode="quoted", citations=(short,)))
    lead = replace(lead, text="Voici ce que disent les documents :\n\n« documents » [1]")
    opening, quoted = lead.paragraphs
    assert [piece.text for piece in opening.pieces] == ["Voici ce que disent les documents :"]
    assert quoted.quotes


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_unproved_sentence_and_its_note_are_told_apart_from_the_rest(
    language: Language,
) -> None:
    note = strings.text("answer.unproved", language)
    text = f"Un. [1] Cent. [2]{note} Trois. [2] Quatre.{note}"
    first, second = text.index("Cent"), text.index("Quatre")
    ranges = ((first, text.index(note) + len(note)), (second, len(text)))
    generated = replace(GENERATED, language=language, text=text, unproved=ranges)
    (paragraph,) = answered(1, generated).paragraphs
    pieces = [piece for piece in paragraph.pieces if piece.text.strip()]
    assert "".join(piece.text for piece in paragraph.pieces) == (
        f"Un.1 Cent.2{note} Trois.2 Quatre.{note}"
    )
    assert [(piece.text, piece.unproved, piece.note) for piece in pieces] == [
        ("Un.", False, False),
        ("1", False, False),
        ("Cent.", True, False),
        ("2", False, False),
        (note.strip(), False, True),
        (" Trois.", False, False),
        ("2", False, False),
        ("Quatre.", True, False),
        (note.strip(), False, True),
    ]


def test_the_quotation_is_marked_within_its_passage() -> None:
    shown = source(QUOTED[0])
    assert shown.before == "Le comité s'est réuni deux fois. "
    assert shown.quote == AREAS
    assert shown.after == " Chaque domaine a son groupe de travail."


def test_a_quotation_that_is_not_in_its_passage_stands_alone() -> None:
    shown = source(replace(QUOTED[0], quote="Two lines\nfrom a list"))
    assert (shown.before, shown.quote, shown.after) == ("", "Two lines\nfrom a list", "")


def test_a_page_is_called_what_it_calls_itself() -> None:
    over_a_page_break = replace(QUOTED[0], spans=(Span(2, 9, 12), Span(3, 0, 4)))
    assert source(QUOTED[0]).page == "1"
    assert source(over_a_page_break).page == "ii–1"
    assert source(replace(QUOTED[0], document=NOTES, spans=(Span(2, 0, 4),))).page == "2"


def test_a_document_without_pages_names_none() -> None:
    assert source(QUOTED[1]).page == ""
    later_page = replace(ROADMAP, pages=(Page(7, ""),))
    assert source(replace(QUOTED[0], document=later_page, spans=(Span(7, 0, 1),))).page == "7"


@pytest.mark.parametrize(
    "url", ["javascript:alert(1)", "file:///etc/passwd", "data:text/html,x", "//evil", "http:", "["]
)
def test_only_a_web_address_is_a_link(url: str) -> None:
    assert listed(replace(ROADMAP, url=url)).link is None
    assert listed(ROADMAP).link == "https://network.example/roadmap.pdf"


def test_the_copied_answer_names_its_sources() -> None:
    assert exchange("Trois [1].").copy == (
        "Trois [1].\n\n"
        f"[1] {ROADMAP.title}, https://network.example/roadmap.pdf\n[2] {SYMPOSIUM.title}"
    )


def test_a_model_s_translation_and_the_notice_are_not_copied_with_the_answer() -> None:
    cited = (replace(QUOTED[1], number=1, gloss="Traduit."),)
    worded = replace(GENERATED, text="Tokyo. [1]", citations=cited, notice="Interrompu.")
    assert answered(1, worded).copy == f"Tokyo. [1]\n\n[1] {SYMPOSIUM.title}"


def test_an_error_is_shown_but_is_no_part_of_the_history() -> None:
    failed = Exchange(2, "And?", text="Something went wrong.", failed=True)
    assert turns([exchange("Parce que [1]."), failed]) == [("Why?", "Parce que [1].", "Why?")]


@pytest.mark.parametrize(
    ("question", "understood", "reading"),
    [
        ("Et quand ?", "symposium — Et quand ?", "symposium — Et quand ?"),
        ("When?", "When?", ""),
        ("Hello, when?", "when?", ""),
        ("When\nwas  it?", "When was it?", ""),
    ],
)
def test_only_what_was_understood_beyond_the_words_of_a_question_is_told(
    question: str, understood: str, reading: str
) -> None:
    assert replace(exchange(""), question=question, understood=understood).reading == reading


def test_what_was_stopped_before_it_began_is_no_part_of_the_history() -> None:
    assert turns([Exchange(1, "Why?", stopped=True)]) == []
    stopped = replace(exchange("Parce que."), question="Why?", stopped=True)
    assert turns([stopped]) == [Turn("Why?", "Parce que.", stopped.understood)]


def test_what_turns_the_direction_of_writing_is_not_shown_whoever_wrote_it() -> None:
    turned = "\u202eCent\u2066 \x00personnes."
    glossed = replace(QUOTED[0], gloss=turned, document=replace(ROADMAP, title=turned))
    hostile = answered(1, replace(GENERATED, text=turned, notice=turned, citations=(glossed,)))
    for template in ("conversation.html", "sources.html"):
        page = render(template, "fr", exchanges=(hostile,), notice="")
        assert "Cent personnes." in page
        assert not set("\u202e\u2066\x00") & set(page)


def test_what_cannot_be_shown_is_taken_out_of_a_question() -> None:
    assert showable(" a\x00b\x1b[31m\u202ec\ud800 \r\nd\t🙂 ") == "ab[31mc \nd\t🙂"


@pytest.mark.parametrize(
    ("cookies", "accepted", "language"),
    [
        ({}, "ja,en-US;q=0.9,en;q=0.8", "ja"),
        ({}, "en;q=0.5, fr-CA;q=0.9", "fr"),
        ({}, "de-DE,de;q=0.9,fr;q=0.3", "fr"),
        ({}, "de", "en"),
        ({}, "", "en"),
        ({}, "fr;q=many, *", "en"),
        ({"language": "ja"}, "fr", "ja"),
        ({"language": "<script>"}, "fr", "fr"),
    ],
)
def test_a_browser_is_greeted_in_its_language(
    cookies: dict[str, str], accepted: str, language: Language
) -> None:
    assert preferred_language(cookies, accepted) == language


def test_dates_are_written_as_each_language_writes_them() -> None:
    day = datetime.date(2025, 8, 7)
    written = [written_date(day, language) for language in LANGUAGES]
    assert written == ["7 août 2025", "7 August 2025", "2025年8月7日"]


def test_every_word_of_the_page_is_there_in_three_languages() -> None:
    tables = [
        {key for key in strings.table(language) if key.startswith("web.")} for language in LANGUAGES
    ]
    assert tables[0] == tables[1] == tables[2]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_template_can_be_worded_in_every_language(language: Language) -> None:
    exchanges = (
        replace(exchange("Trois [1]."), nearest=(listed(NOTES),)),
        Exchange(2, "Why?", pending=True),
    )
    for template in ("masthead.html", "conversation.html", "sources.html"):
        assert render(template, language, exchanges=exchanges, notice="")
        assert render(template, language, exchanges=(), notice="")
