"""An answer on its way: it grows in the page until it is whole, fails or is stopped."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import aclosing, asynccontextmanager
from dataclasses import replace

from eujassist import strings
from eujassist.documents import Answer, Language
from eujassist.errors import EujassistError
from eujassist.web.exchanges import Exchange, answered

_LOG = logging.getLogger(__name__)


class Growing:
    """An exchange whose answer is on its way.

    The answers are read by a task of its own. Gradio ends a generator only where it yields, which
    may be a minute away while a language model thinks; a task is ended in the middle of a wait.
    """

    def __init__(
        self, pending: Exchange, answers: AsyncGenerator[Answer], language: Language
    ) -> None:
        self.exchange = pending
        """What can be shown so far."""
        self.language = language
        """The page's language, which may be switched meanwhile."""
        self.dropped = False
        """Whether nobody wants to see it any more."""
        self._changed = asyncio.Event()
        self._left = asyncio.Event()
        self._reading = asyncio.create_task(self._read(answers))

    async def shown(self) -> AsyncIterator[Exchange]:
        """Yield the exchange whenever it grew, and at last as it stays; nothing once dropped."""
        while True:
            await self._changed.wait()
            self._changed.clear()
            if self.dropped:
                return
            exchange = self.exchange
            yield exchange
            if not exchange.pending:
                return

    def stop(self) -> None:
        """End the answer at once, and with it the model's request; what has come stays."""
        self._become(replace(self.exchange, pending=False, stopped=True))
        self._reading.cancel()

    async def drop(self) -> None:
        """End the answer at once; return when nothing more of it will be shown."""
        self.dropped = True
        self.stop()
        await self._left.wait()

    async def leave(self) -> None:
        """End what has not ended yet: whoever showed the answer shows it no longer."""
        self.stop()
        self._left.set()
        await asyncio.wait([self._reading])

    async def _read(self, answers: AsyncGenerator[Answer]) -> None:
        """Follow the answers to their end; an error becomes a sentence."""
        before = self.exchange
        try:
            async with aclosing(answers):
                async for answer in answers:
                    self._become(answered(before.number, answer, pending=True))
        except EujassistError as error:
            self._fail(error.worded(self._spoken))
        except Exception:
            _LOG.exception("A question could not be answered")
            self._fail(strings.text("web.failure", self._spoken))
        else:
            self._become(replace(self.exchange, pending=False))

    @property
    def _spoken(self) -> Language:
        """The answer's language where there is one, else the page's."""
        return self.exchange.language if self.exchange.text else self.language

    def _fail(self, sentence: str) -> None:
        """End with `sentence`: below what was shown of an answer, or instead of one."""
        ended = replace(self.exchange, pending=False)
        if ended.text:
            self._become(replace(ended, notice=sentence))
        else:
            self._become(replace(ended, text=sentence, language=self.language, failed=True))

    def _become(self, exchange: Exchange) -> None:
        if self.exchange.pending:  # what has ended stays as it was shown
            self.exchange = exchange
            self._changed.set()


class OnTheirWay:
    """The answers that are on their way, by the session of the page that waits for each."""

    def __init__(self) -> None:
        self._by_session: dict[str | None, Growing] = {}

    def get(self, session: str | None) -> Growing | None:
        """Return the answer for which the session waits, if it waits for one."""
        return self._by_session.get(session)

    @asynccontextmanager
    async def begin(
        self,
        session: str | None,
        pending: Exchange,
        answers: AsyncGenerator[Answer],
        language: Language,
    ) -> AsyncIterator[Growing]:
        """Let an answer grow; at the end of the block it is ended."""
        growing = self._by_session[session] = Growing(pending, answers, language)
        try:
            yield growing
        finally:
            if self._by_session.get(session) is growing:
                del self._by_session[session]
            await growing.leave()
