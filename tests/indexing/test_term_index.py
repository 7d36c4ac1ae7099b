"""The lexical index: which passages hold a term or a name."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eujassist import languages
from eujassist.documents import LANGUAGES, Language
from eujassist.indexing import terms
from eujassist.indexing.catalogue import Catalogue

from .parts import add_text, document, indexed


def _found(
    catalogue: Catalogue,
    words: Sequence[str],
    column: terms.Column = "terms",
    language: Language = "en",
) -> list[str]:
    return [one for one, _ in terms.search(catalogue.connection, column, words, language, 9)]


def test_the_passage_with_more_of_the_terms_comes_first(catalogue: Catalogue) -> None:
    add_text(catalogue, "The chips are made in Grenoble.", "a.txt")
    add_text(catalogue, "The energy of the chips is measured.", "b.txt")
    add_text(catalogue, "Nothing of that.", "c.txt")
    words = languages.terms("chip energy", "en")
    best, second = terms.search(catalogue.connection, "terms", words, "en", 9)
    assert (best[0], second[0]) == ("b.txt#1", "a.txt#1")
    assert best[1] > second[1] > 0
    assert terms.search(catalogue.connection, "terms", words, "en", 1) == [best]
    assert terms.frequencies(catalogue.connection, [*words, "gone"], "en") == {
        words[0]: 2,
        words[1]: 1,
    }


def test_names_and_terms_are_searched_apart(catalogue: Catalogue) -> None:
    add_text(catalogue, "We met in Grenoble.", "a.txt")
    add_text(catalogue, "The word grenoble in small letters.", "b.txt")
    assert _found(catalogue, ["grenoble"], "names") == ["a.txt#1"]


def test_a_passage_is_found_by_its_title_and_heading_too(catalogue: Catalogue) -> None:
    one = replace(document("# Budget\n\nIt is small."), title="Minutes")
    catalogue.add(one, "v1", indexed(one))
    assert [_found(catalogue, [word]) for word in languages.terms("minutes budget", "en")] == [
        ["a.txt#1"],
        ["a.txt#1"],
    ]


def test_a_language_is_searched_apart_from_the_others(catalogue: Catalogue) -> None:
    add_text(catalogue, "Le budget.", "fr.txt", "fr")
    assert _found(catalogue, ["budget"], language="en") == []
    assert _found(catalogue, ["budget"], language="fr") == ["fr.txt#1"]


def test_without_words_nothing_is_found(catalogue: Catalogue) -> None:
    add_text(catalogue, "Nothing of that.", "a.txt")
    assert _found(catalogue, []) == []
    assert terms.frequencies(catalogue.connection, [], "en") == {}


@pytest.mark.parametrize("text", ["・", "々", '"', "NEAR(a b)", "a OR b", "*", "names : x", "-a"])
def test_no_word_is_taken_for_an_order_to_the_engine(text: str, catalogue: Catalogue) -> None:
    add_text(catalogue, "Nothing of that.", "a.txt")
    assert _found(catalogue, languages.terms(text, "en")) == []


@pytest.mark.parametrize(
    "text", ["レオ・ダ・ヴィンチ", "第2回シンポジウム", "L’été 2026", "ＡＩと量子"]
)
@pytest.mark.parametrize("language", LANGUAGES)
def test_what_the_engine_counts_are_our_terms(
    text: str, language: Language, catalogue: Catalogue
) -> None:
    add_text(catalogue, text, "a.txt", language)
    made = languages.terms(text, language)
    assert terms.frequencies(catalogue.connection, made, language) == dict.fromkeys(made, 1)


_WRITTEN = st.text(
    st.one_of(
        st.sampled_from("aàâäéeèêëiîïoôöuùûüçœæßAÉÎ0123456789'’ .,-·\u3000"),
        st.characters(min_codepoint=0x3041, max_codepoint=0x30FF),
        st.sampled_from("日本語量子計算会合々〇ｱｶﾞＡｚ１"),
    ),
    min_size=1,
    max_size=30,
)


@given(_WRITTEN, st.sampled_from(LANGUAGES))
def test_every_term_of_a_text_is_counted_and_found(text: str, language: Language) -> None:
    with TemporaryDirectory() as folder:
        catalogue = Catalogue.create(Path(folder) / "catalogue.sqlite")
        add_text(catalogue, f"A. {text}", "a.txt", language)
        for term in set(languages.terms(f"A. {text}", language)):
            assert terms.frequencies(catalogue.connection, [term], language) == {term: 1}
            assert _found(catalogue, [term], language=language) == ["a.txt#1"]
        catalogue.close()
