"""The site around an assistant with fixed answers, and a browser to look at it."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator

import pytest
import uvicorn
from playwright.sync_api import Browser, BrowserContext, Page

from eujassist.settings import Settings
from eujassist.web.site import build
from tests.browsing import chromium

from .librarian import Librarian


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
    with chromium() as running:
        yield running


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
