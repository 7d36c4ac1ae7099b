"""How an answer on its way comes to its end: no browser needed."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Callable, Coroutine
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

from eujassist.documents import Answer
from eujassist.web.exchanges import Exchange
from eujassist.web.growing import Growing, OnTheirWay

from .librarian import QUOTED

T = TypeVar("T")
PENDING = Exchange(3, "Why?", pending=True)


def answer(text: str) -> Answer:
    return Answer("Why?", "Why?", "en", text, QUOTED, (), (), False, "generated", "1", {})


def run(doing: Coroutine[Any, Any, T]) -> T:
    """What comes of it, in a thread with a loop of its own: the browser's runs in this one."""
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(asyncio.run, doing).result()


async def watch(
    answers: AsyncGenerator[Answer], then: Callable[[Growing], object] = lambda growing: None
) -> list[Exchange]:
    """What is shown of the answers, when `then` happens after each showing."""
    shown = []
    async with OnTheirWay().begin("page", PENDING, answers, "en") as growing:
        async for exchange in growing.shown():
            shown.append(exchange)
            then(growing)
    return shown


async def two_sentences() -> AsyncGenerator[Answer]:
    yield answer("One. [1]")
    await asyncio.sleep(0.01)
    yield answer("One. [1] Two. [2]")


def said(exchanges: list[Exchange]) -> list[tuple[str, bool, bool]]:
    return [(one.text, one.pending, one.stopped) for one in exchanges]


def test_an_answer_that_comes_whole_is_shown_once() -> None:
    async def at_once() -> AsyncGenerator[Answer]:
        yield answer("One. [1]")

    assert said(run(watch(at_once()))) == [("One. [1]", False, False)]


def test_each_sentence_is_shown_as_it_comes_and_the_last_is_whole() -> None:
    shown = run(watch(two_sentences()))
    assert said(shown) == [("One. [1]", True, False), ("One. [1] Two. [2]", False, False)]
    assert {one.number for one in shown} == {3}


def test_what_is_stopped_is_shown_once_more_and_no_longer_grows() -> None:
    async def stubborn() -> AsyncGenerator[Answer]:
        try:
            yield answer("One. [1]")
            await asyncio.sleep(60)
        except asyncio.CancelledError:
            yield answer("Too late.")

    shown = run(watch(stubborn(), Growing.stop))
    assert said(shown) == [("One. [1]", True, False), ("One. [1]", False, True)]


def test_a_stop_that_comes_too_late_changes_nothing() -> None:
    async def late() -> Exchange:
        growing = Growing(PENDING, two_sentences(), "en")
        [_ async for _ in growing.shown()]
        growing.stop()
        return growing.exchange

    assert not run(late()).stopped


def test_nothing_is_shown_of_an_answer_that_is_dropped() -> None:
    async def dropped() -> tuple[list[Exchange], bool]:
        on_their_way = OnTheirWay()
        shown: list[Exchange] = []

        async def show() -> None:
            answers = two_sentences()
            async with on_their_way.begin("page", PENDING, answers, "en") as growing:
                shown.extend([one async for one in growing.shown()])

        showing = asyncio.create_task(show())
        await asyncio.sleep(0)
        if growing := on_their_way.get("page"):
            await growing.drop()
        await showing
        return shown, on_their_way.get("page") is None

    assert run(dropped()) == ([], True)
