"""The page as a whole: nothing foreign runs on it, and everybody can read it, in Chromium."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, BrowserContext, Dialog, Page, expect

from .librarian import AREAS
from .visitor import ask

pytestmark = pytest.mark.browser


@pytest.mark.parametrize(
    "question",
    ["hostile", "hostile <b>x</b> ![x](https://evil.example/q)", "hostile model"],
)
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
    literally = "${alert(3)} {{alert(4)}} $$\\href"
    if "model" in question:
        for place in (".unproved", ".aside", ".gloss"):
            expect(page.locator(place)).to_contain_text(literally)
        expect(page.locator(".source mark")).to_have_text(AREAS)
    else:
        expect(page.locator(".source mark")).to_contain_text(literally)
    expect(page.locator(".asked")).to_contain_text("<img src=https://evil.example/c")
    expect(page.locator(".understood")).to_contain_text("<script>alert(6)</script> </blockquote>")
    page.get_by_role("radio", name="English").check()
    expect(page.get_by_placeholder("Ask your question…")).to_be_visible()
    page.wait_for_timeout(300)
    live = page.locator("#conversation, #sources").locator(
        "img, iframe, script, video, form, .katex, b, a[href*='evil'], a[href^='javascript'], "
        "a[href^='data']"
    )
    assert live.count() == 0
    assert dialogs == []
    assert not [url for url in asked_for if "evil" in url]


def test_even_what_came_alive_could_reach_nobody(page: Page) -> None:
    blocked = page.evaluate(
        """() => new Promise((told) => {
          document.addEventListener("securitypolicyviolation", (event) => told(event.blockedURI));
          document.body.append(Object.assign(new Image(), { src: "https://evil.example/a.png" }));
        })"""
    )
    assert blocked == "https://evil.example/a.png"


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
    ask(page, "Et " + "a" * 300)
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
    ask(page, "Et quand ?")
    ask(page, "An answer that was cut")
    page.locator(".chip").last.click()
    for selector in (
        ".understood",
        ".unproved",
        ".unproved-note",
        ".aside",
        ".gloss",
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
