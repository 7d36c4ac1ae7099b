"""Whatever the language model's server does, a question is answered, in time and with one line."""

from __future__ import annotations

import asyncio
import json
import logging
import traceback
from collections.abc import Callable
from contextlib import aclosing

import pytest
from llama_index.core.llms import ChatMessage

from eujassist import Assistant, Settings, Turn, strings
from eujassist.answering.model import Deadline, open_model, stream
from eujassist.documents import LANGUAGES, Answer
from eujassist.errors import ModelError
from eujassist.web.exchanges import answered
from eujassist.web.rendering import render
from tests.endpoint import (
    Behaviour,
    Endpoint,
    drips,
    hangs,
    refuses,
    says,
    says_then_breaks_off,
    says_then_waits,
    serving,
    writes,
)

from .conftest import KEY, reply, word

QUESTION = "What are the three areas of the roadmap?"
QUOTE = "The roadmap itself has three areas"
SILENT = strings.text("answer.notice.silent", "en")
UNPROVED = strings.text("answer.notice.unproved", "en")
CUT = strings.text("answer.notice.cut", "en")
SECONDS = 2.0


def behind(endpoint: Endpoint, settings: Settings, **more: object) -> Assistant:
    """Return an assistant over the repository's corpus whose model is behind `endpoint`."""
    model = {"llm_base_url": endpoint.address, "llm_model": "recorded", "llm_api_key": KEY}
    return Assistant.open(Settings.model_validate({**settings.model_dump(), **model, **more}))


def page_of(answer: Answer) -> str:
    """Return the page's HTML of an answer, with its sources."""
    shown = (answered(1, answer),)
    conversation = render("conversation.html", answer.language, exchanges=shown, notice="")
    return conversation + render("sources.html", answer.language, exchanges=shown)


@pytest.fixture
def generating(settings: Settings, endpoint: Endpoint) -> Assistant:
    return behind(endpoint, settings)


@pytest.fixture
def hurried(settings: Settings, endpoint: Endpoint) -> Assistant:
    """An assistant that waits for its model for a short time only."""
    return behind(endpoint, settings, llm_seconds=SECONDS)


def first_sentence(assistant: Assistant, endpoint: Endpoint) -> str:
    """Return a reply whose first sentence is proved by the source that holds the quotation."""
    endpoint.does(refuses(503))
    assistant.ask(QUESTION)
    shown = endpoint.asked[-1]["messages"][-1]["content"]
    number = shown[: shown.index(QUOTE)].count("\n</source ") + 1
    endpoint.asked.clear()
    return reply(("The roadmap has three areas.", (number, QUOTE)), ("It goes on.",))


def up_to_the_second_sentence(text: str) -> str:
    return text[: text.index("It goes on.")]


@pytest.mark.parametrize(
    "behaviour",
    [
        hangs,
        drips(" "),
        drips(""),
        drips('{"declined": false, "sentences": ['),
        says_then_waits('{"declined": false, "sentences": [{"text": "The'),
    ],
)
def test_a_model_that_is_slow_is_given_up_in_time(
    hurried: Assistant, assistant: Assistant, endpoint: Endpoint, behaviour: Behaviour
) -> None:
    endpoint.does(behaviour)
    answer = hurried.ask(QUESTION)
    assert answer.timings["total"] < 1000 * (SECONDS + 5)
    assert answer.text == assistant.ask(QUESTION).text
    assert answer.notice == SILENT
    assert endpoint.left.wait(10)


@pytest.mark.parametrize(
    ("behaviour", "notice"),
    [
        (says_then_breaks_off('{"declined": false, "sentences": [{"text": "The'), SILENT),
        (refuses(401, json.dumps({"error": {"message": f"Incorrect API key: {KEY}"}})), SILENT),
        (refuses(404), SILENT),
        (refuses(429), SILENT),
        (refuses(500), SILENT),
        (writes("", "text/html"), SILENT),
        (writes("<html>Welcome</html>", "text/html"), SILENT),
        (writes("data: {}\n\n"), SILENT),
        (writes("data: {broken\n\n"), SILENT),
        (writes("data: []\n\n"), SILENT),
        (writes('data: "text"\n\n'), SILENT),
        (writes("data: " + "[" * 100_000 + "\n\n"), SILENT),
        (writes('data: {"choices": null}\n\n'), SILENT),
        (writes('data: {"choices": [{}]}\n\n'), SILENT),
        (writes('data: {"choices": [{"delta": {"content": 5}}]}\n\n'), SILENT),
        (writes('data: {"error": {"message": "' + KEY + '"}}\n\n'), SILENT),
        (says("I do not do JSON."), SILENT),
        (says('{"sentences": []}'), UNPROVED),
        (says('{"sentences": ["text", 5, null]}'), UNPROVED),
    ],
)
def test_the_quoted_answer_stands_in_for_a_model_that_fails(
    generating: Assistant,
    assistant: Assistant,
    endpoint: Endpoint,
    behaviour: Behaviour,
    notice: str,
    caplog: pytest.LogCaptureFixture,
) -> None:
    endpoint.does(behaviour)
    with caplog.at_level(logging.DEBUG):
        answer = generating.ask(QUESTION)
    quoted = assistant.ask(QUESTION)
    assert (answer.text, answer.citations) == (quoted.text, quoted.citations)
    assert answer.mode == "quoted"
    assert answer.notice == notice
    heard = {record.name.partition(".")[0] for record in caplog.records}
    assert {"openai", "httpx", "httpcore"} <= heard
    assert KEY not in caplog.text
    assert KEY not in page_of(answer)


def test_a_server_that_is_not_there_is_no_obstacle(settings: Settings) -> None:
    nowhere = Endpoint("http://127.0.0.1:9/v1")
    assert behind(nowhere, settings).ask(QUESTION).notice == SILENT


def test_what_a_model_takes_is_told_by_stage(generating: Assistant, endpoint: Endpoint) -> None:
    endpoint.does(says(first_sentence(generating, endpoint)))
    worded = dict(generating.ask(QUESTION).timings)
    assert {"prompting", "first sentence", "writing"} <= worded.keys()
    endpoint.does(refuses(503))
    quoted = dict(generating.ask(QUESTION).timings)
    assert {"prompting", "waiting", "evidence", "wording"} <= quoted.keys()
    assert "first sentence" not in quoted
    for timings in (worded, quoted):
        assert sum(timings.values()) <= 2 * timings["total"]


@pytest.mark.parametrize("how", [says_then_waits, says_then_breaks_off])
def test_what_was_shown_before_the_cut_stays_and_is_completed(
    hurried: Assistant, endpoint: Endpoint, how: Callable[[str], Behaviour]
) -> None:
    said = up_to_the_second_sentence(first_sentence(hurried, endpoint))
    endpoint.does(how(said))
    answer = hurried.ask(QUESTION)
    assert answer.text.startswith("The roadmap has three areas. [1]\n\n“")
    assert answer.notice == CUT
    assert answer.mode == "generated"
    assert [citation.number for citation in answer.citations] == list(
        range(1, len(answer.citations) + 1)
    )
    assert all(f"[{citation.number}]" in answer.text for citation in answer.citations)


def test_stopping_closes_the_request_at_once(generating: Assistant, endpoint: Endpoint) -> None:
    said = up_to_the_second_sentence(first_sentence(generating, endpoint))
    endpoint.does(says_then_waits(said))

    async def read_one_sentence() -> Answer:
        answers = generating.stream(QUESTION)
        async with aclosing(answers):
            return await anext(answers)

    answer = asyncio.run(read_one_sentence())
    assert answer.text == "The roadmap has three areas. [1]"
    assert endpoint.left.wait(10)


def test_stopping_while_nothing_comes_closes_the_request_at_once(
    generating: Assistant, endpoint: Endpoint
) -> None:
    endpoint.does(hangs)

    async def give_up() -> None:
        waiting = asyncio.ensure_future(anext(generating.stream(QUESTION)))
        while not endpoint.asked:
            await asyncio.sleep(0.01)
        waiting.cancel()
        with pytest.raises(asyncio.CancelledError):
            await waiting

    asyncio.run(give_up())
    assert endpoint.left.wait(10)


def test_the_key_goes_to_the_server_and_nowhere_else(
    generating: Assistant, endpoint: Endpoint
) -> None:
    endpoint.does(refuses(401))
    answer = generating.ask(QUESTION)
    assert endpoint.keys == [f"Bearer {KEY}"]
    assert KEY not in repr(answer)
    assert KEY not in repr(generating.__dict__["_settings"])
    assert KEY not in json.dumps(endpoint.asked)


@pytest.mark.parametrize(
    "behaviour",
    [
        refuses(401, json.dumps({"error": {"message": f"Incorrect API key: {KEY}"}})),
        writes('data: {"error": {"message": "' + KEY + '"}}\n\n'),
        writes(f"data: {{{KEY}\n\n"),
    ],
)
def test_no_error_tells_the_key_that_a_server_repeats(
    generating: Assistant, endpoint: Endpoint, behaviour: Behaviour
) -> None:
    model = open_model(generating.__dict__["_settings"])
    assert model is not None
    endpoint.does(behaviour)

    async def ask() -> None:
        async with aclosing(stream(model, [ChatMessage(QUESTION)], Deadline(10))) as pieces:
            async for _ in pieces:
                pass

    with pytest.raises(ModelError) as caught:
        asyncio.run(ask())
    assert KEY not in "".join(traceback.format_exception(caught.value))
    assert all(KEY not in caught.value.worded(language) for language in LANGUAGES)


@pytest.mark.parametrize(
    ("question", "history"),
    [
        (QUESTION, []),
        ("And where?", [Turn("When is the third symposium?", "In 2027.")]),
    ],
)
def test_a_server_that_is_gone_is_one_quiet_line(
    settings: Settings,
    caplog: pytest.LogCaptureFixture,
    capfd: pytest.CaptureFixture[str],
    question: str,
    history: list[Turn],
) -> None:
    with serving() as endpoint:
        left_alone = behind(endpoint, settings)
    with caplog.at_level(logging.DEBUG):
        assert left_alone.ask(question, history=history).notice == SILENT
    (said,) = [record for record in caplog.records if record.levelno >= logging.WARNING]
    assert said.name.startswith("eujassist.")
    assert said.levelno == logging.WARNING
    assert said.exc_info is None
    assert "\n" not in said.getMessage()
    assert capfd.readouterr() == ("", "")


def test_a_question_off_the_subject_never_reaches_the_model(
    generating: Assistant, endpoint: Endpoint
) -> None:
    assert generating.ask("Who won the football world cup in 1998?").abstained
    assert not endpoint.asked


def test_a_follow_up_is_made_to_stand_alone_by_the_model(
    generating: Assistant, endpoint: Endpoint
) -> None:
    endpoint.does(says("Where is the third symposium held?"), refuses(503))
    answer = generating.ask(
        "And where?", history=[Turn("When is the third symposium?", "In 2027.")]
    )
    assert answer.understood == "Where is the third symposium held?"
    asked = endpoint.asked[0]["messages"]
    assert "When is the third symposium?" in asked[-1]["content"]
    assert "Where is the third symposium held?" in endpoint.asked[1]["messages"][-1]["content"]


@pytest.mark.parametrize(
    "behaviour", [refuses(500), says(""), says("Où a lieu le troisième symposium du réseau ?")]
)
def test_a_follow_up_is_understood_without_the_model_where_it_fails(
    generating: Assistant, assistant: Assistant, endpoint: Endpoint, behaviour: Behaviour
) -> None:
    history = [Turn("When is the third symposium?", "In 2027.")]
    endpoint.does(behaviour)
    understood = generating.ask("And where?", history=history).understood
    assert understood == assistant.ask("And where?", history=history).understood


def test_a_model_is_not_asked_where_no_passage_fits_its_context(endpoint: Endpoint) -> None:
    (answer,) = word(endpoint, QUESTION, "en", ())
    assert (answer.text, answer.notice) == ("The quoted answer.", SILENT)
    assert not endpoint.asked


def test_the_sources_are_cut_to_what_the_model_reads(
    settings: Settings, endpoint: Endpoint
) -> None:
    endpoint.does(refuses(503))
    shown = []
    for tokens in (2_048, 16_000):
        behind(endpoint, settings, llm_context_tokens=tokens).ask(QUESTION)
        shown.append(endpoint.asked[-1]["messages"][-1]["content"].count("\n</source "))
    assert 0 < shown[0] < shown[1] == 8
