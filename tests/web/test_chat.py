"""Asking and being answered, in the language of the page, in Chromium."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from .librarian import AREAS, Librarian
from .visitor import ask

pytestmark = pytest.mark.browser


@pytest.mark.parametrize(
    ("locale", "language", "title", "placeholder"),
    [
        (
            "fr-FR",
            "fr",
            "Réseau Europe-Japon pour les fondations numériques",
            "Posez votre question…",
        ),
        ("en-GB", "en", "EU-Japan Network for Digital Foundations", "Ask your question…"),
        ("ja-JP", "ja", "日EUデジタル基盤ネットワーク", "質問を入力してください…"),
        ("de-DE", "en", "EU-Japan Network for Digital Foundations", "Ask your question…"),
    ],
)
def test_the_page_speaks_the_language_of_the_browser(
    browser: Browser, address: str, locale: str, language: str, title: str, placeholder: str
) -> None:
    context = browser.new_context(locale=locale)
    page = context.new_page()
    page.goto(address)
    expect(page.get_by_role("heading", level=1)).to_have_text(title)
    expect(page).to_have_title(title)
    expect(page.get_by_placeholder(placeholder)).to_be_visible()
    assert page.locator("html").get_attribute("lang") == language
    context.close()


def test_the_language_is_switched_for_all_of_the_page_and_kept(page: Page) -> None:
    ask(page, "Quels domaines ?")
    page.get_by_role("radio", name="日本語").check()
    expect(page.get_by_role("heading", level=1)).to_have_text("日EUデジタル基盤ネットワーク")
    expect(page).to_have_title("日EUデジタル基盤ネットワーク")
    expect(page.get_by_role("textbox", name="質問")).to_be_visible()
    expect(page.get_by_role("button", name="新しい会話")).to_be_visible()
    expect(page.get_by_role("button", name="質問を送信")).to_be_visible()
    expect(page.get_by_role("heading", name="出典")).to_be_visible()
    expect(page.locator(".facts").first).to_contain_text("2025年3月18日")
    expect(page.locator(".asked")).to_have_text("Quels domaines ?")
    assert page.locator("html").get_attribute("lang") == "ja"
    page.reload()
    expect(page.get_by_role("heading", level=1)).to_have_text("日EUデジタル基盤ネットワーク")


def test_the_language_is_switched_with_the_keyboard(page: Page) -> None:
    page.get_by_role("radio", name="Français").focus()
    page.keyboard.press("ArrowRight")
    expect(page.get_by_role("radio", name="English")).to_be_focused()
    expect(page.get_by_placeholder("Ask your question…")).to_be_visible()


def test_an_example_is_asked_with_a_click(page: Page, librarian: Librarian) -> None:
    page.get_by_role("button", name="Quels sont les trois domaines").click()
    expect(page.locator(".asked")).to_have_text(
        "Quels sont les trois domaines de la feuille de route ?"
    )
    expect(page.locator(".chip")).to_have_count(2)
    expect(page.get_by_role("log")).to_be_focused()
    assert librarian.asked[-1] == (
        "Quels sont les trois domaines de la feuille de route ?",
        [],
        "fr",
    )


def test_a_follow_up_is_asked_with_what_was_said_before(page: Page, librarian: Librarian) -> None:
    ask(page, "Quels domaines ?")
    ask(page, "Et quand ?")
    question, history, _ = librarian.asked[-1]
    assert question == "Et quand ?"
    assert [turn.question for turn in history] == ["Quels domaines ?"]
    assert AREAS in history[0].answer


@pytest.mark.parametrize(
    ("language", "line"),
    [
        ("Français", "Compris comme : Quels domaines ? — Et quand ?"),
        ("English", "Understood as: Quels domaines ? — Et quand ?"),
        ("日本語", "次のように解釈しました：Quels domaines ? — Et quand ?"),
    ],
)
def test_a_follow_up_is_shown_as_it_was_understood(page: Page, language: str, line: str) -> None:
    ask(page, "Quels domaines ?")
    expect(page.locator(".understood")).to_have_count(0)
    ask(page, "Et quand ?")
    page.get_by_role("radio", name=language).check()
    expect(page.locator(".understood")).to_have_text(line)


def test_how_a_follow_up_was_understood_is_part_of_the_history(
    page: Page, librarian: Librarian
) -> None:
    for question in ("Quels domaines ?", "Et quand ?", "Et où ?"):
        ask(page, question)
    _, history, _ = librarian.asked[-1]
    assert history[-1].understood == "Quels domaines ? — Et quand ?"


def test_a_new_conversation_starts_from_nothing(page: Page, librarian: Librarian) -> None:
    button = page.get_by_role("button", name="Nouvelle conversation")
    expect(button).to_be_disabled()
    ask(page, "Quels domaines ?")
    button.click()
    expect(page.locator(".example")).to_have_count(3)
    expect(page.locator(".source")).to_have_count(0)
    expect(page.get_by_role("textbox")).to_be_focused()
    ask(page, "Et quand ?")
    assert librarian.asked[-1][1] == []


def test_an_error_is_one_sentence_in_the_language_of_the_page(page: Page) -> None:
    ask(page, "Where is the index?")
    expect(page.locator(".reply")).to_have_text(
        "Il n’y a pas encore d’index dans index. Créez-le avec : eujassist sync"
    )


def test_an_unproved_sentence_is_seen_without_colours(page: Page) -> None:
    ask(page, "An answer that was cut")
    doubted = page.locator(".unproved")
    expect(doubted).to_have_text("Cent personnes y ont assisté.")
    assert doubted.evaluate("e => getComputedStyle(e).textDecorationStyle") == "dotted"
    expect(page.locator(".unproved-note")).to_have_text("[non prouvé par les documents]")


def test_a_notice_stands_below_the_answer_in_its_language(page: Page) -> None:
    page.get_by_role("radio", name="English").check()
    ask(page, "An answer that was cut")
    notice = page.locator(".reply + .aside")
    expect(notice).to_have_text("Le modèle s’est interrompu.")
    assert notice.get_attribute("lang") == "fr"
    expect(page.locator(".reply blockquote")).to_have_count(1)


def test_an_empty_question_is_refused_politely(page: Page) -> None:
    page.get_by_role("textbox").press("Enter")
    expect(page.get_by_role("status").filter(has_text="Écrivez d’abord")).to_be_visible()
    expect(page.locator(".exchange")).to_have_count(0)


def test_the_question_is_shown_while_its_answer_is_on_its_way(page: Page) -> None:
    page.get_by_role("textbox").fill("Tell me slowly")
    page.get_by_role("textbox").press("Enter")
    expect(page.locator(".searching")).to_have_text("Recherche dans les documents…")
    expect(page.get_by_role("textbox")).to_have_value("")
    expect(page.locator(".chip")).to_have_count(2)
    expect(page.get_by_role("textbox")).to_be_focused()


def test_the_answer_is_copied_with_its_sources(page: Page, context: BrowserContext) -> None:
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    ask(page, "Quels domaines ?")
    page.get_by_role("button", name="Copier la réponse").click()
    expect(page.get_by_role("button", name="Réponse copiée")).to_be_visible()
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied.startswith(f"« {AREAS} » [1]")
    assert copied.endswith("[2] 第2回シンポジウムを東京で開催")
