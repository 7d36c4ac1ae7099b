"""What a person sees and does, in Chromium."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, BrowserContext, Dialog, Page, expect

from .librarian import AREAS, WHEN, Librarian

pytestmark = pytest.mark.browser


def ask(page: Page, question: str) -> None:
    """Ask, and wait until the answer stands there."""
    before = page.locator(".exchange").count()
    page.get_by_role("textbox").fill(question)
    page.get_by_role("textbox").press("Enter")
    expect(page.locator(".exchange")).to_have_count(before + 1)
    expect(page.locator(".exchange").last.locator(".copy")).to_be_visible()


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
        "Quels sont les trois domaines de la feuille de route ?"
    )
    expect(page.locator(".chip")).to_have_count(2)
    assert librarian.asked[-1] == (
        "Quels sont les trois domaines de la feuille de route ?",
        [],
        "fr",
    )


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
    expect(nearest.last.get_by_role("link")).to_have_count(0)


def test_a_follow_up_is_asked_with_what_was_said_before(page: Page, librarian: Librarian) -> None:
    ask(page, "Quels domaines ?")
    ask(page, "Et quand ?")
    question, history, _ = librarian.asked[-1]
    assert question == "Et quand ?"
    assert [turn.question for turn in history] == ["Quels domaines ?"]
    assert AREAS in history[0].answer


def test_a_new_conversation_starts_from_nothing(page: Page, librarian: Librarian) -> None:
    button = page.get_by_role("button", name="Nouvelle conversation")
    expect(button).to_be_disabled()
    ask(page, "Quels domaines ?")
    button.click()
    expect(page.locator(".example")).to_have_count(3)
    expect(page.locator(".source")).to_have_count(0)
    ask(page, "Et quand ?")
    assert librarian.asked[-1][1] == []


def test_an_error_is_one_sentence_in_the_language_of_the_page(page: Page) -> None:
    ask(page, "Where is the index?")
    expect(page.locator(".reply")).to_have_text(
        "Il n'y a pas encore d'index dans index. Créez-le avec : eujassist sync"
    )


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


def test_each_text_says_its_language(page: Page) -> None:
    ask(page, "Quels domaines ?")
    assert page.locator("div.reply").get_attribute("lang") == "fr"
    assert page.locator(".reply blockquote [lang]").nth(1).get_attribute("lang") == "ja"
    fonts = (
        page.locator(".source blockquote").nth(1).evaluate("e => getComputedStyle(e).fontFamily")
    )
    assert "Noto Sans CJK JP" in fonts


@pytest.mark.parametrize("question", ["hostile", "hostile <b>x</b> ![x](https://evil.example/q)"])
def test_nothing_in_a_document_or_a_question_comes_alive(page: Page, question: str) -> None:
    dialogs: list[str] = []
    asked_for: list[str] = []

    def close(dialog: Dialog) -> None:
        dialogs.append(dialog.message)
        dialog.dismiss()

    page.on("dialog", close)
    page.on("request", lambda request: asked_for.append(request.url))
    ask(page, f"{question} ${{alert(9)}} $$x$$ <img src=https://evil.example/c onerror=alert(8)>")
    page.locator(".chip").first.click()
    expect(page.locator(".source mark")).to_contain_text("${alert(3)} {{alert(4)}} $$\\href")
    expect(page.locator(".asked")).to_contain_text("<img src=https://evil.example/c")
    page.get_by_role("radio", name="English").check()
    expect(page.get_by_placeholder("Ask your question…")).to_be_visible()
    page.wait_for_timeout(300)
    live = page.locator("#conversation, #sources").locator(
        "img, iframe, script, video, form, .katex, b, a[href*='evil'], a[href^='javascript']"
    )
    assert live.count() == 0
    assert dialogs == []
    assert not [url for url in asked_for if "evil" in url]


def test_nobody_else_is_told(context: BrowserContext, address: str) -> None:
    asked_for: list[str] = []
    answers: list[tuple[str, int]] = []
    context.on("request", lambda request: asked_for.append(request.url))
    context.on("response", lambda got: answers.append((got.url, got.status)))
    page = context.new_page()
    page.goto(address)
    ask(page, "Quels domaines ?")
    page.locator(".chip").first.click()
    page.get_by_role("button", name="Nouvelle conversation").click()
    page.wait_for_timeout(500)
    assert len(asked_for) > 10
    assert [url for url in asked_for if not url.startswith((address, "data:", "blob:"))] == []
    assert [answer for answer in answers if answer[1] >= 400] == []


def test_it_fits_a_phone(browser: Browser, address: str) -> None:
    context = browser.new_context(locale="ja-JP", viewport={"width": 390, "height": 844})
    page = context.new_page()
    page.goto(address)
    ask(page, "ロードマップの分野は?" + "とても長い質問" * 20 + "a" * 300)
    ask(page, "Mars?")
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    conversation = page.locator("#conversation").bounding_box()
    sources = page.locator("#sources").bounding_box()
    assert conversation and sources
    assert sources["y"] > conversation["y"] + conversation["height"]
    page.locator(".chip").first.click()
    expect(page.locator(".group:visible mark").first).to_be_in_viewport()
    page.get_by_role("link", name="回答に戻る").first.click()
    expect(page.locator(".chip").first).to_be_in_viewport()
    expect(page.locator(".chip").first).to_be_focused()
    context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_text_stands_out_from_its_ground(browser: Browser, address: str, scheme: str) -> None:
    context = browser.new_context(
        locale="en-GB", color_scheme="dark" if scheme == "dark" else "light"
    )
    page = context.new_page()
    page.goto(address)
    ask(page, "Which areas?")
    for selector in (
        ".masthead p",
        ".asked",
        ".reply",
        ".chip span",
        ".facts",
        ".badge",
        ".sample",
        ".number",
        ".source mark",
        ".back",
        "#new",
        ".languages label",
    ):
        ratio = page.locator(selector).first.evaluate(CONTRAST)
        assert ratio >= 4.5, (selector, ratio)
    context.close()


CONTRAST = """element => {
  const channels = (colour) => colour.match(/[\\d.]+/g).map(Number);
  const light = (colour) => channels(colour).slice(0, 3).map((c) => c / 255)
    .map((c) => (c <= 0.03928 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4))
    .reduce((sum, c, i) => sum + c * [0.2126, 0.7152, 0.0722][i], 0);
  let ground = element;
  while (channels(getComputedStyle(ground).backgroundColor)[3] === 0) ground = ground.parentElement;
  const [ink, paper] = [getComputedStyle(element).color, getComputedStyle(ground).backgroundColor];
  const pair = [light(ink), light(paper)];
  return (Math.max(...pair) + 0.05) / (Math.min(...pair) + 0.05);
}"""
