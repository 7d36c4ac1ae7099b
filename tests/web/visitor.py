"""What a visitor of the page does again and again."""

from __future__ import annotations

from playwright.sync_api import Page, expect


def ask(page: Page, question: str) -> None:
    """Ask, and wait until the answer stands there."""
    before = page.locator(".exchange").count()
    page.get_by_role("textbox").fill(question)
    page.get_by_role("textbox").press("Enter")
    expect(page.locator(".exchange")).to_have_count(before + 1)
    expect(page.locator(".exchange").last.locator(".copy")).to_be_visible()
