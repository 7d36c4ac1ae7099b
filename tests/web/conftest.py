"""A small assistant with fixed answers, the site around it, and a browser to look at it."""

from __future__ import annotations

import datetime
import os
import threading
import time
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import pytest
import uvicorn
from playwright.sync_api import Browser, BrowserContext, Page, Playwright, sync_playwright

from eujassist.documents import Answer, Citation, Document, Language, Passage, Span, Turn
from eujassist.documents import Page as Leaf
from eujassist.errors import IndexMissing
from eujassist.settings import Settings
from eujassist.web.site import build

CHROMIUM = Path("/usr/bin/chromium")

ROADMAP = Document(
    id="white-papers/roadmap.pdf",
    title="Feuille de route des fondations numériques",
    kind="white-paper",
    language="fr",
    date=datetime.date(2025, 3, 18),
    url="https://network.example/roadmap.pdf",
    sample=False,
    pages=(Leaf(1, "", "i"), Leaf(2, "", "ii"), Leaf(3, "", "1")),
)
SYMPOSIUM = Document(
    id="press-releases/symposium.md",
    title="第2回シンポジウムを東京で開催",
    kind="press-release",
    language="ja",
    date=datetime.date(2025, 11, 7),
    url=None,
    sample=True,
    pages=(Leaf(1, ""),),
)
NOTES = Document(
    id="working-group-notes/quantum.pdf",
    title="Quantum working group: notes of the spring meeting",
    kind="working-group-note",
    language="en",
    date=None,
    url="javascript:alert(1)",
    sample=True,
    pages=(Leaf(1, ""), Leaf(2, "")),
)
HOSTILE = (
    "<img src=https://evil.example/a.png onerror=alert(1)> ![x](https://evil.example/b.png) "
    "[click](javascript:alert(2)) ${alert(3)} {{alert(4)}} $$\\href{javascript:alert(5)}{x}$$ "
    "<script>alert(6)</script> </blockquote><iframe src=https://evil.example></iframe>"
)


def passage(document: Document, text: str, heading: str = "", ocr: bool = False) -> Passage:
    return Passage(
        id=f"{document.id}#1",
        document_id=document.id,
        version="1",
        language=document.language,
        spans=(Span(1, 0, len(text)),),
        heading=heading,
        ocr=ocr,
        text=text,
        sentences=(),
    )


AREAS = (
    "La feuille de route retient trois domaines : l'intelligence artificielle, le calcul quantique "
    "et les réseaux 6G."
)
WHEN = "第2回シンポジウムは2025年11月7日、東京で開催されました。"
QUOTED = (
    Citation(
        1,
        ROADMAP,
        passage(
            ROADMAP,
            f"Le comité s'est réuni deux fois. {AREAS} Chaque domaine a son groupe de travail.",
            "2. Priorités",
        ),
        AREAS,
        (Span(3, 0, len(AREAS)),),
    ),
    Citation(2, SYMPOSIUM, passage(SYMPOSIUM, WHEN, ocr=True), WHEN, (Span(1, 0, len(WHEN)),)),
)


class Librarian:
    """Answers from its shelf; remembers what it was asked."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, list[Turn], Language | None]] = []

    def ask(
        self, question: str, *, history: Sequence[Turn] = (), language: Language | None = None
    ) -> Answer:
        self.asked.append((question, list(history), language))
        if "index" in question:
            raise IndexMissing(folder="index")
        if "explode" in question:
            raise RuntimeError("a secret of the inside")
        if "slowly" in question:
            time.sleep(0.5)
        answer = Answer(
            question=question,
            understood=question,
            language=language or "en",
            text=f"« {AREAS} » [1]\n\n« {WHEN} » [2]",
            citations=QUOTED,
            nearest=(),
            unproved=(),
            abstained=False,
            mode="quoted",
            index_version="1",
            timings={},
        )
        if "Mars" in question:
            return replace(
                answer,
                text="Les documents ne répondent pas à cette question.",
                citations=(),
                nearest=(SYMPOSIUM, NOTES),
                abstained=True,
            )
        if "hostile" in question:
            return replace(answer, text=f"{HOSTILE} [1] [7]", citations=(_hostile_citation(),))
        return answer


def _hostile_citation() -> Citation:
    document = replace(NOTES, title=HOSTILE)
    return Citation(1, document, passage(document, f"{HOSTILE} {AREAS}", HOSTILE), HOSTILE, ())


@pytest.fixture(scope="session")
def librarian() -> Librarian:
    return Librarian()


@pytest.fixture(scope="session")
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


@pytest.fixture(scope="session")
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
