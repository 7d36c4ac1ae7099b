"""The site around an assistant with fixed answers, and a browser to look at it."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import uvicorn
from playwright.sync_api import Browser, BrowserContext, Page, Playwright, sync_playwright

from eujassist.settings import Settings
from eujassist.web.site import build

from .librarian import Librarian

CHROMIUM = Path("/usr/bin/chromium")


@pytest.fixture(scope="package")
def librarian() -> Librarian:
    return Librarian()


@pytest.fixture(scope="package")
def address(librarian: Librarian) -> Iterator[str]:
    """The address of the running site."""
    site = build(librarian, Settings())
    server = uvicorn.Server(
        uvicorn.Config(site, port=0, log_level="warning", timeout_graceful_shutdown=1)
    )
    thread = threading.Thread(target=server.run)
    thread.start()
    while not server.started:
        time.sleep(0.02)
    port = server.servers[0].sockets[0].getsockname()[1]
    yield f"http://127.0.0.1:{port}"
    server.should_exit = True
    thread.join()


@pytest.fixture(scope="package")  # Playwright keeps a loop running, which others could trip over
def browser() -> Iterator[Browser]:
    if not CHROMIUM.exists():
        pytest.skip(f"There is no {CHROMIUM}: the page cannot be looked at")
    with sync_playwright() as playwright:
        running = _chromium(playwright)
        yield running
        running.close()


def _chromium(playwright: Playwright) -> Browser:
    quiet = ["--disable-background-networking", "--disable-component-update", "--no-first-run"]
    root = ["--no-sandbox"] if os.geteuid() == 0 else []
    return playwright.chromium.launch(executable_path=CHROMIUM, args=quiet + root)


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    """A browser of its own, in French, on a desk."""
    fresh = browser.new_context(locale="fr-FR", viewport={"width": 1360, "height": 860})
    yield fresh
    fresh.close()


@pytest.fixture
def page(context: BrowserContext, address: str) -> Page:
    """The chat, opened."""
    opened = context.new_page()
    opened.goto(address)
    opened.locator(".masthead h1").wait_for()
    return opened
