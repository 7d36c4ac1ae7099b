"""The chat's page: what is on it, and what happens when a person uses it."""

from __future__ import annotations

from collections.abc import AsyncGenerator, AsyncIterator, Sequence
from typing import Any, Protocol

import gradio as gr

from eujassist import strings
from eujassist.documents import LANGUAGES, Answer, Language, Turn
from eujassist.settings import Settings
from eujassist.web.exchanges import Exchange, showable, turns
from eujassist.web.growing import OnTheirWay
from eujassist.web.rendering import preferred_language, render, static

_MOST_EXCHANGES = 20

Exchanges = tuple[Exchange, ...]
Updates = dict[Any, Any]


class Answering(Protocol):
    """Whoever answers the questions: in service, `answering.assistant.Assistant`."""

    def stream(
        self, question: str, *, history: Sequence[Turn] = (), language: Language | None = None
    ) -> AsyncGenerator[Answer]:
        """Yield the answer as it grows; the last is whole, and closing ends the work.

        `language` counts only where the question's own cannot be told.
        """
        ...


class Chat:
    """The page and its events, for one assistant; `blocks` is what Gradio serves.

    The conversation lives in the session's State and is only ever shown: no component that holds
    it is an input, so a browser cannot hand in a conversation of its own making.
    """

    def __init__(self, assistant: Answering, settings: Settings) -> None:
        self._assistant = assistant
        self._on_their_way = OnTheirWay()
        self._most_characters = settings.max_question_characters
        with gr.Blocks(
            title=strings.text("web.title", "en"), analytics_enabled=False, fill_width=True
        ) as self.blocks:
            self._lay_out()
            self._connect()

    def _lay_out(self) -> None:
        self._exchanges = gr.State(())
        self._language = gr.State(None)
        self._masthead = _html("masthead")
        with gr.Row(elem_id="desk"):
            with gr.Column(elem_id="chat"):
                self._conversation = _html("conversation")
                self._question = gr.Textbox(
                    max_lines=6,
                    max_length=self._most_characters,
                    submit_btn=True,
                    elem_id="question",
                )
                self._new = gr.Button(elem_id="new")
            with gr.Column(elem_id="panel"):
                self._panel = _html("sources")

    def _connect(self) -> None:
        words = [self._masthead, self._language, self._question]
        shown = [self._exchanges, self._conversation, self._panel, self._new]
        quiet: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "private"}
        self.blocks.load(self._greet, None, words + shown, **quiet)
        self._masthead.select(
            self._switch, [self._exchanges, self._language], words + shown, **quiet
        )
        gr.on(
            [self._question.submit, self._conversation.example_select],
            self._ask,
            [self._question, self._exchanges, self._language],
            [*shown, self._question],
            trigger_mode="once",
            **quiet,
        )
        self._question.stop(self._stop, None, None, **quiet)
        self._new.click(self._start_anew, self._language, [*shown, self._question], **quiet)
        self.blocks.unload(self._stop)
        for event in self.blocks.fns.values():
            event.api_visibility = "private"  # `unload` cannot be told so

    def _greet(self, request: gr.Request) -> Updates:
        """Word the page in the language that the browser asks for."""
        return self._word((), _language(None, request))

    async def _switch(
        self,
        exchanges: Exchanges,
        spoken: Language | None,
        event: gr.EventData,
        request: gr.Request,
    ) -> Updates:
        """Word the page in the language that was chosen on it."""
        chosen = next((one for one in LANGUAGES if one == _sent(event, "language")), spoken)
        language = _language(chosen, request)
        growing = self._on_their_way.get(request.session_hash)
        if growing is None:
            return self._word(exchanges, language)
        growing.language = language
        return self._word((*exchanges, growing.exchange), language)

    def _word(self, exchanges: Exchanges, language: Language) -> Updates:
        return {
            self._language: language,
            self._masthead: render("masthead.html", language),
            self._question: gr.update(
                label=strings.text("web.question", language),
                placeholder=strings.text("web.placeholder", language),
            ),
        } | self._show(exchanges, language)

    async def _start_anew(self, spoken: Language | None, request: gr.Request) -> Updates:
        if growing := self._on_their_way.get(request.session_hash):
            await growing.drop()
        shown = self._show((), _language(spoken, request))
        return shown | {self._exchanges: (), self._question: _asking("")}

    async def _stop(self, request: gr.Request) -> None:
        """End the answer that is on its way, if one is: it was stopped, or the page was left."""
        if growing := self._on_their_way.get(request.session_hash):
            growing.stop()

    async def _ask(
        self,
        typed: str | None,
        exchanges: Exchanges,
        spoken: Language | None,
        event: gr.EventData,
        request: gr.Request,
    ) -> AsyncIterator[Updates]:
        """Show the question at once, then its answer as it grows."""
        language = _language(spoken, request)
        question = showable(_sent(event, "question") or typed or "")[: self._most_characters]
        if not question:
            yield self._show(exchanges, language, notice=strings.text("web.empty", language))
            return
        number = exchanges[-1].number + 1 if exchanges else 1
        exchanges = exchanges[1 - _MOST_EXCHANGES :]
        pending = Exchange(number, question, pending=True)
        answers = self._assistant.stream(question, history=turns(exchanges), language=language)
        session = request.session_hash
        async with self._on_their_way.begin(session, pending, answers, language) as growing:
            shown = self._show((*exchanges, pending), language)
            del shown[self._panel]  # the last answer's sources stay until there are new ones
            yield shown | {self._question: _answering()}
            async for exchange in growing.shown():
                now = (*exchanges, exchange)
                ended = {self._exchanges: now, self._question: _asking()}
                yield self._show(now, growing.language) | ({} if exchange.pending else ended)

    def _show(self, exchanges: Exchanges, language: Language, notice: str = "") -> Updates:
        return {
            self._conversation: render(
                "conversation.html", language, exchanges=exchanges, notice=notice
            ),
            self._panel: render("sources.html", language, exchanges=exchanges),
            self._new: gr.update(
                value=strings.text("web.new", language), interactive=bool(exchanges)
            ),
        }


def _asking(text: str | None = None) -> dict[str, Any]:
    """Return the question box with the Send button, and with `text` if there is one."""
    buttons: dict[str, Any] = gr.update(submit_btn=True, stop_btn=False)
    return buttons if text is None else buttons | {"value": text}


def _answering() -> dict[str, Any]:
    """Return the question box, emptied, with a Stop button in the place of Send."""
    return gr.update(value="", submit_btn=False, stop_btn=True)


def _html(name: str) -> gr.HTML:
    """Return the place of `templates/<name>.html`, with the behaviour of `static/<name>.js`."""
    return gr.HTML(elem_id=name, js_on_load=static(f"{name}.js"), apply_default_css=False)


def _sent(event: gr.EventData, field: str) -> str:
    """Return what the page sent with an event; it may be forged, so only a text counts."""
    data = event._data
    sent = data.get(field) if isinstance(data, dict) else None
    return sent if isinstance(sent, str) else ""


def _language(spoken: Language | None, request: gr.Request) -> Language:
    """Return the session's language, or the browser's where the session is new or was lost."""
    accepted = request.headers.get("accept-language", "")
    return spoken or preferred_language(request.cookies, accepted)
