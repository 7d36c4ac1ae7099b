from __future__ import annotations

import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from eujassist import Citation, Document, Page, Passage, Span
from eujassist.answering.citations import cite
from eujassist.documents import text_at

# What documents are written with: each of these is one letter, word or sign of some page.
_PIECES = st.sampled_from(
    [
        *"aZé 0７。、々ー『」\n\u00a0\u3000\u202f",
        *[
            "ﬁ",
            "œ",
            "ç",
            "½",
            "①",
            "㎡",
            "㌔",
            "…",
            "ﾊﾞ",
            "ﾟ",
            "ｶﾞ",
            "が",
            "株式会社",
            "l’",
            "ê",
        ],
    ]
)
_PAGES = st.lists(st.lists(_PIECES, min_size=1, max_size=12), min_size=1, max_size=3)


def _document(*pages: str) -> tuple[Document, Passage]:
    """A document with one passage that is all of it."""
    spans = tuple(Span(number, 0, len(text)) for number, text in enumerate(pages, start=1))
    document = Document(
        id="notes/one.md",
        title="One",
        kind="other",
        language="ja",
        date=None,
        url=None,
        sample=False,
        pages=tuple(Page(number, text) for number, text in enumerate(pages, start=1)),
    )
    text = text_at(document.pages, spans)
    return document, Passage("notes/one.md#1", document.id, "1", "ja", spans, "", False, text, ())


def _fold(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).split())


def _quoted(citation: Citation | None) -> str:
    assert citation is not None
    return citation.quote


def test_a_quotation_carries_its_place_and_the_letters_of_the_page() -> None:
    document, passage = _document("Le PUE vaut 1,25. Le WUE vaut 1,8 litre.")
    citation = cite(3, document, passage, "Le WUE vaut 1,8 litre.")
    assert citation is not None
    assert citation.number == 3
    assert citation.spans == (Span(1, 18, 40),)
    assert citation.quote == "Le WUE vaut 1,8 litre."


def test_white_space_and_widths_of_letters_do_not_hide_a_quotation() -> None:
    document, passage = _document("予算は　４,８００ 万円です。\u202fL’eﬃcacité\nse mesure.")
    assert (
        _quoted(cite(1, document, passage, "予算は4,800万円です。"))
        == "予算は　４,８００ 万円です。"
    )
    assert _quoted(cite(1, document, passage, "L’efficacité se mesure.")).startswith("L’eﬃcacité\n")


def test_kana_of_half_width_with_voicing_marks_are_found() -> None:
    document, passage = _document("ｻｰﾊﾞｰ室のﾊﾞｯﾃﾘｰを点検する。")
    assert _quoted(cite(1, document, passage, passage.text)) == passage.text
    assert _quoted(cite(1, document, passage, "バッテリーを点検する")) == "ﾊﾞｯﾃﾘｰを点検する"


def test_a_quotation_may_cross_a_page() -> None:
    document, passage = _document("The decoder has to keep", "that pace.")
    citation = cite(1, document, passage, "has to keep that pace")
    assert citation is not None
    assert citation.spans == (Span(1, 12, 23), Span(2, 0, 9))
    assert citation.quote == "has to keep that pace"


def test_what_stands_elsewhere_in_the_document_is_no_quotation_of_the_passage() -> None:
    document, _ = _document("Inside. Outside.")
    short = Passage("x", document.id, "1", "en", (Span(1, 0, 7),), "", False, "Inside.", ())
    assert cite(1, document, short, "Inside.")
    assert cite(1, document, short, "Outside.") is None
    assert cite(1, document, short, "Inside. Outside.") is None


def test_what_was_changed_is_no_quotation() -> None:
    document, passage = _document("The threshold lies near one per cent, in Łódź.")
    for wrong in (
        "The threshold lies near two per cent",
        "the threshold lies near one per cent",
        "The threshold lies … one per cent",
        "in Lodz.",
        "",
        " \n",
    ):
        assert cite(1, document, passage, wrong) is None, wrong


def test_a_part_of_one_sign_is_no_quotation() -> None:
    document, passage = _document("La salle mesure 10 ㎡, soit ½ étage, à 3 ㌔ d’ici.")
    assert _quoted(cite(1, document, passage, "10 m2")) == "10 ㎡"
    assert cite(1, document, passage, "10 m") is None  # square metres are no metres
    assert cite(1, document, passage, "soit 1") is None


@given(pages=_PAGES, data=st.data())
def test_whatever_stands_in_a_document_can_be_quoted(
    pages: list[list[str]], data: st.DataObject
) -> None:
    document, passage = _document(*("".join(page) for page in pages))
    page = data.draw(st.sampled_from(pages))
    start = data.draw(st.integers(0, len(page) - 1))
    end = data.draw(st.integers(start + 1, len(page)))
    # A mark that belongs to the letter before it is not cut off from it.
    whole = _fold("".join(page[:start])) + _fold("".join(page[start:end]))
    if _fold("".join(page[:end])) != whole or not _fold("".join(page[start:end])):
        return
    if _fold("".join(page)) != whole + _fold("".join(page[end:])):
        return
    quote = "".join(page[start:end])
    citation = cite(1, document, passage, quote)
    assert citation is not None
    assert _fold(citation.quote) == _fold(quote)


@given(pages=_PAGES, quote=st.one_of(st.text(max_size=8), st.lists(_PIECES).map("".join)))
def test_a_citation_is_what_was_asked_for_and_stands_at_its_place(
    pages: list[list[str]], quote: str
) -> None:
    document, passage = _document(*("".join(page) for page in pages))
    citation = cite(1, document, passage, quote)
    if citation is not None:
        assert citation.quote == text_at(document.pages, citation.spans)
        assert _fold(citation.quote) == _fold(quote)
