"""An answer that comes sentence by sentence, and what stops it, in Chromium."""

from __future__ import annotations

import time
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from .librarian import Librarian
from .visitor import ask

pytestmark = pytest.mark.browser


@pytest.fixture(autouse=True)
def nothing_said(librarian: Librarian) -> Iterator[None]:
    """Each test begins and ends with a librarian who says no sentence unasked."""
    while librarian.say_on.acquire(blocking=False):
        pass
    librarian.ended.clear()
    yield


def begin(page: Page, question: str) -> None:
    page.get_by_role("textbox").fill(question)
    page.get_by_role("textbox").press("Enter")
    expect(page.locator(".exchange").last.locator(".searching")).to_be_visible()


def hear(page: Page, librarian: Librarian, sentence: str) -> None:
    """Let the next sentence come, and wait until it is shown."""
    librarian.say_on.release()
    expect(page.locator(".reply").last).to_contain_text(sentence)


def how_it_ended(librarian: Librarian, question: str) -> str:
    """What ended an answer, which has to be at once: no further sentence is waited for."""
    deadline = time.monotonic() + 5
    while question not in librarian.ended and time.monotonic() < deadline:
        time.sleep(0.01)
    return librarian.ended[question]


def test_an_answer_grows_with_its_sources(page: Page, librarian: Librarian) -> None:
    begin(page, "Each sentence, please")
    panel = page.locator(".sources")
    for number, sentence in enumerate(("trois domaines", "à Tokyo"), start=1):
        hear(page, librarian, sentence)
        expect(page.locator(".chip")).to_have_count(number)
        expect(page.locator(".source")).to_have_count(number)
        expect(page.locator(".reply")).to_have_class("bubble reply growing")
        expect(panel).to_have_attribute("aria-busy", "true")
        expect(page.locator(".copy")).to_have_count(0)
    hear(page, librarian, "Cent personnes")
    expect(page.locator(".copy")).to_be_visible()
    expect(page.locator(".reply")).to_have_class("bubble reply")
    expect(panel).to_have_attribute("aria-busy", "false")


def test_a_sentence_that_is_shown_is_not_touched_again(page: Page, librarian: Librarian) -> None:
    # A screen reader reads what is added to the log; what is put there anew it reads anew.
    begin(page, "Each sentence, please")
    hear(page, librarian, "trois domaines")
    page.evaluate(
        """() => {
          window.changes = [];
          new MutationObserver((records) => {
            for (const { oldValue, removedNodes } of records) {
              const gone = [oldValue, ...[...removedNodes].map((node) => node.textContent)];
              changes.push(...gone.filter((text) => text?.trim()));
            }
          }).observe(document.querySelector(".exchanges"), {
            characterDataOldValue: true, childList: true, subtree: true,
          });
        }"""
    )
    assert page.get_by_role("log").get_attribute("aria-busy") is None
    hear(page, librarian, "à Tokyo")
    hear(page, librarian, "Cent personnes")
    expect(page.locator(".copy")).to_be_visible()
    assert page.evaluate("changes") == []


def test_what_a_person_opened_and_where_they_read_stays_while_it_grows(
    page: Page, librarian: Librarian
) -> None:
    ask(page, "A long passage")
    begin(page, "Each sentence, please")
    hear(page, librarian, "trois domaines")
    page.locator(".exchange").first.locator(".chip").first.click()
    page.locator(".source:visible summary").first.click()
    expect(page.locator(".group:visible .source").first).not_to_have_attribute("open", "")
    page.wait_for_timeout(1_000)  # the scrolling is smooth, and in its own time
    where = "[...document.querySelectorAll('.sources, .exchanges')].map((one) => one.scrollTop)"
    before = page.evaluate(where)
    hear(page, librarian, "à Tokyo")
    hear(page, librarian, "Cent personnes")
    expect(page.locator(".copy")).to_have_count(2)
    expect(page.locator(".group:visible .asked-about")).to_have_text("A long passage")
    expect(page.locator(".group:visible .source").first).not_to_have_attribute("open", "")
    expect(page.locator(".group:visible .source").nth(1)).to_have_attribute("open", "")
    assert page.evaluate(where) == before


@pytest.mark.parametrize(
    ("language", "stop", "stopped"),
    [
        ("Français", "Arrêter la réponse", "Vous avez arrêté cette réponse."),
        ("English", "Stop the answer", "You stopped this answer."),
        ("日本語", "回答を中止", "回答を中止しました。"),
    ],
)
def test_an_answer_is_stopped_at_once_and_stays_as_it_was_shown(
    page: Page, librarian: Librarian, language: str, stop: str, stopped: str
) -> None:
    page.get_by_role("radio", name=language).check()
    button = page.get_by_role("button", name=stop)
    expect(button).to_have_count(0)
    begin(page, "Each sentence, please")
    hear(page, librarian, "trois domaines")
    button.click()
    expect(page.locator(".aside")).to_have_text(stopped)
    assert how_it_ended(librarian, "Each sentence, please") == "CancelledError"
    expect(page.locator(".reply")).to_contain_text("trois domaines")
    expect(page.locator(".copy")).to_be_visible()
    expect(button).to_have_count(0)
    expect(page.locator("#question .submit-button")).to_be_visible()
    expect(page.get_by_role("log")).to_be_focused()
    ask(page, "Et quand ?")
    assert [turn.question for turn in librarian.asked[-1][1]] == ["Each sentence, please"]
    assert "trois domaines" in librarian.asked[-1][1][0].answer


def test_an_answer_stopped_before_its_first_sentence_is_no_part_of_the_history(
    page: Page, librarian: Librarian
) -> None:
    begin(page, "Each sentence, please")
    page.get_by_role("button", name="Arrêter la réponse").click()
    expect(page.locator(".aside")).to_have_text("Vous avez arrêté cette réponse.")
    expect(page.locator(".reply")).to_have_count(0)
    assert how_it_ended(librarian, "Each sentence, please") == "CancelledError"
    ask(page, "Et quand ?")
    assert librarian.asked[-1][1] == []


def test_a_new_conversation_ends_the_answer_that_is_on_its_way(
    page: Page, librarian: Librarian
) -> None:
    begin(page, "Each sentence, please")
    hear(page, librarian, "trois domaines")
    page.get_by_role("button", name="Nouvelle conversation").click()
    expect(page.locator(".example")).to_have_count(3)
    assert how_it_ended(librarian, "Each sentence, please") == "CancelledError"
    librarian.say_on.release()
    ask(page, "Et quand ?")
    assert librarian.asked[-1][1] == []
    expect(page.locator(".exchange")).to_have_count(1)


def test_a_closed_tab_ends_the_answer(page: Page, librarian: Librarian) -> None:
    begin(page, "Each sentence, please")
    page.close()
    assert how_it_ended(librarian, "Each sentence, please") == "CancelledError"


def test_an_answer_that_breaks_off_keeps_what_was_shown(page: Page, librarian: Librarian) -> None:
    begin(page, "A sentence that breaks")
    hear(page, librarian, "trois domaines")
    librarian.say_on.release()
    expect(page.locator(".aside")).to_contain_text("La réponse n’a pas pu être préparée.")
    expect(page.locator(".reply")).to_contain_text("trois domaines")
    expect(page.locator(".source")).to_have_count(1)
    expect(page.locator("#question .submit-button")).to_be_visible()


def test_the_language_is_switched_while_an_answer_grows(page: Page, librarian: Librarian) -> None:
    begin(page, "Each sentence, please")
    hear(page, librarian, "trois domaines")
    page.get_by_role("radio", name="日本語").check()
    expect(page.get_by_role("button", name="回答を中止")).to_be_visible()
    expect(page.locator(".reply")).to_contain_text("trois domaines")
    hear(page, librarian, "à Tokyo")
    expect(page.get_by_role("heading", name="出典")).to_be_visible()
    hear(page, librarian, "Cent personnes")
    expect(page.get_by_role("button", name="回答をコピー")).to_be_visible()
    expect(page.get_by_role("heading", name="出典")).to_be_visible()


def test_the_next_question_can_be_written_while_an_answer_grows(
    page: Page, librarian: Librarian
) -> None:
    begin(page, "Each sentence, please")
    page.get_by_role("textbox").fill("Et quand ?")
    for sentence in ("trois domaines", "à Tokyo", "Cent personnes"):
        hear(page, librarian, sentence)
    expect(page.locator("#question .submit-button")).to_be_visible()
    expect(page.get_by_role("textbox")).to_have_value("Et quand ?")
