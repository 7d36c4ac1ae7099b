"""The chat as a member sees it: the real program, the real corpus, Chromium."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from eujassist import Settings
from tests.browsing import chromium

from .commands import chat, command

pytestmark = pytest.mark.browser

_LETTER = """# A letter from Hirado

The lighthouse of Hirado is painted turquoise by the pupils of the town school every May.
"""


def _ask(page: Page, question: str) -> None:
    page.locator("textarea").fill(question)
    page.keyboard.press("Enter")
    expect(page.locator(".asked").last).to_have_text(question)


def test_a_question_in_japanese_and_a_document_that_comes_while_the_chat_runs(
    own: Settings, tmp_path: Path
) -> None:
    asked_for: list[str] = []
    with chromium() as browser, chat(own) as address:
        page = browser.new_context(locale="ja-JP").new_page()
        page.on("request", lambda request: asked_for.append(request.url))
        page.goto(address)

        _ask(page, "スピントロニクスとは何ですか？")
        page.locator(".chip").first.click()
        expect(page.locator("#sources mark").first).to_be_visible()
        expect(page.locator("#sources mark").first).to_contain_text("スピントロニクス")

        letter = tmp_path / "letter.md"
        letter.write_text(_LETTER, "utf-8")
        assert command(own, "add", str(letter)).returncode == 0
        _ask(page, "What colour is the lighthouse of Hirado?")
        expect(page.locator("#conversation")).to_contain_text("turquoise")
    assert [url for url in asked_for if not url.startswith((address, "data:", "blob:"))] == []
