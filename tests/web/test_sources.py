"""From an answer to its sources and back, in Chromium."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from .librarian import AREAS, GLOSS, SUMMARY, WHEN
from .visitor import ask

pytestmark = pytest.mark.browser


def test_a_chip_shows_the_marked_quotation(page: Page) -> None:
    ask(page, "Quels domaines ?")
    page.locator(".chip", has_text="1").click()
    card = page.locator(".source").first
    expect(card.locator("mark")).to_have_text(AREAS)
    expect(card.locator("blockquote")).to_contain_text("Le comité s'est réuni deux fois.")
    expect(card.locator(".facts")).to_contain_text("Livre blanc")
    expect(card.locator(".facts")).to_contain_text("18 mars 2025")
    expect(card.locator(".facts")).to_contain_text("p.\u00a01")
    expect(card.locator(".facts")).to_contain_text("français")
    expect(card.locator(".heading")).to_have_text("2. Priorités")
    link = card.get_by_role("link", name="network.example")
    assert link.get_attribute("href") == "https://network.example/roadmap.pdf"
    assert link.get_attribute("rel") == "noopener noreferrer"


def test_a_quotation_in_another_language_than_its_document_is_shown_with_its_own(
    page: Page,
) -> None:
    ask(page, "A summary in English ?")
    card = page.locator(".source").first
    expect(card.locator("mark")).to_have_text(SUMMARY)
    expect(card.locator(".facts .badge")).to_have_text(["anglais"])
    assert card.locator("blockquote").get_attribute("lang") == "en"
    assert card.locator(".title").get_attribute("lang") == "fr"


def test_the_keyboard_leads_to_a_source_and_back(page: Page) -> None:
    ask(page, "Quels domaines ?")
    chip = page.locator(".chip").nth(1)
    expect(chip).to_have_accessible_name("Source 2\u00a0: 第2回シンポジウムを東京で開催")
    chip.focus()
    page.keyboard.press("Enter")
    card = page.locator(".source").nth(1)
    expect(card.locator("summary")).to_be_focused()
    expect(card.locator("mark")).to_have_text(WHEN)
    expect(card.locator("mark")).to_be_in_viewport()
    expect(card).to_contain_text("Document d’exemple")
    expect(card).to_contain_text("Texte reconnu sur une image")
    page.keyboard.press("Tab")
    expect(card.get_by_role("link", name="Retour à la réponse")).to_be_focused()
    page.keyboard.press("Enter")
    expect(chip).to_be_focused()


def test_a_translation_is_told_from_the_quotation_and_says_whose_it_is(page: Page) -> None:
    ask(page, "An answer that was cut")
    page.get_by_role("radio", name="English").check()
    page.locator(".chip", has_text="2").click()
    card = page.locator(".source").nth(1)
    expect(card.locator("mark")).to_have_text(WHEN)
    expect(card.locator(".gloss")).to_contain_text("Translation by the language model")
    expect(card.locator(".gloss [lang=fr]")).to_have_text(GLOSS)
    expect(page.locator(".source").first.locator(".gloss")).to_have_count(0)


def test_a_quotation_deep_in_a_long_passage_is_scrolled_to(page: Page) -> None:
    ask(page, "A long passage")
    page.locator(".chip").first.click()
    card = page.locator(".source").nth(1)
    expect(card.locator("mark")).to_be_in_viewport()
    expect(card.locator("summary")).to_be_focused()


def test_an_earlier_answer_keeps_its_sources(page: Page) -> None:
    ask(page, "Quels domaines ?")
    ask(page, "Y a-t-il de la vie sur Mars ?")
    expect(page.locator(".group:visible .asked-about")).to_have_text(
        "Y a-t-il de la vie sur Mars ?"
    )
    page.locator(".exchange").first.locator(".chip").first.click()
    expect(page.locator(".group:visible .asked-about")).to_have_text("Quels domaines ?")
    expect(page.locator(".group:visible mark").first).to_be_visible()


def test_where_nothing_answers_the_nearest_documents_are_listed(page: Page) -> None:
    ask(page, "Y a-t-il de la vie sur Mars ?")
    expect(page.locator(".reply")).to_have_text("Les documents ne répondent pas à cette question.")
    nearest = page.locator(".group:visible .nearest li")
    expect(nearest).to_have_count(2)
    expect(nearest.first).to_contain_text("第2回シンポジウムを東京で開催")
    expect(nearest.first.locator(".facts")).to_contain_text("japonais")
    expect(nearest.last.get_by_role("link")).to_have_count(0)


def test_each_text_says_its_language(page: Page) -> None:
    ask(page, "Quels domaines ?")
    assert page.locator("div.reply").get_attribute("lang") == "fr"
    assert page.locator(".reply blockquote [lang]").nth(1).get_attribute("lang") == "ja"
    fonts = (
        page.locator(".source blockquote").nth(1).evaluate("e => getComputedStyle(e).fontFamily")
    )
    assert "Noto Sans CJK JP" in fonts
