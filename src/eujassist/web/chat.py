"""The chat's page: what is on it, and what happens when a person uses it."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator, Sequence
from typing import Any, Protocol

import gradio as gr
from starlette.concurrency import run_in_threadpool

from eujassist import strings
from eujassist.documents import LANGUAGES, Answer, Language, Turn
from eujassist.errors import EujassistError
from eujassist.settings import Settings
from eujassist.web.exchanges import Exchange, answered, showable, turns
from eujassist.web.rendering import preferred_language, render, static

_LOG = logging.getLogger(__name__)
_MOST_EXCHANGES = 20

Exchanges = tuple[Exchange, ...]
Updates = dict[Any, Any]


class Answering(Protocol):
    """Whoever answers the questions: in service, `answering.assistant.Assistant`."""

    def ask(
        self, question: str, *, history: Sequence[Turn] = (), language: Language | None = None
    ) -> Answer:
        """Return the answer; `language` counts only where the question's own cannot be told."""
        ...


class Chat:
    """The page and its events, for one assistant; `blocks` is what Gradio serves.

    The conversation lives in the session's State and is only ever shown: no component that holds
    it is an input, so a browser cannot hand in a conversation of its own making.
    """

    def __init__(self, assistant: Answering, settings: Settings) -> None:
        self._assistant = assistant
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
        asking = gr.on(
            [self._question.submit, self._conversation.example_select],
            self._ask,
            [self._question, self._exchanges, self._language],
            [*shown, self._question],
            trigger_mode="once",
            **quiet,
        )
        self._new.click(
            self._start_anew, self._language, [*shown, self._question], cancels=asking, **quiet
        )

    def _greet(self, request: gr.Request) -> Updates:
        """Word the page in the language that the browser asks for."""
        return self._word((), _language(None, request))

    def _switch(
        self,
        exchanges: Exchanges,
        spoken: Language | None,
        event: gr.EventData,
        request: gr.Request,
    ) -> Updates:
        """Word the page in the language that was chosen on it."""
        chosen = next((one for one in LANGUAGES if one == _sent(event, "language")), spoken)
        return self._word(exchanges, _language(chosen, request))

    def _word(self, exchanges: Exchanges, language: Language) -> Updates:
        return {
            self._language: language,
            self._masthead: render("masthead.html", language),
            self._question: gr.update(
                label=strings.text("web.question", language),
                placeholder=strings.text("web.placeholder", language),
            ),
        } | self._show(exchanges, language)

    def _start_anew(self, spoken: Language | None, request: gr.Request) -> Updates:
        return self._show((), _language(spoken, request)) | {self._question: ""}

    async def _ask(
        self,
        typed: str | None,
        exchanges: Exchanges,
        spoken: Language | None,
        event: gr.EventData,
        request: gr.Request,
    ) -> AsyncIterator[Updates]:
        """Show the question at once, then its answer."""
        language = _language(spoken, request)
        question = showable(_sent(event, "question") or typed or "")[: self._most_characters]
        if not question:
            yield self._show(exchanges, language, notice=strings.text("web.empty", language))
            return
        number = exchanges[-1].number + 1 if exchanges else 1
        pending = Exchange(number, question, pending=True)
        conversation = render(
            "conversation.html", language, exchanges=(*exchanges, pending), notice=""
        )
        yield {self._conversation: conversation, self._question: ""}
        answer = await run_in_threadpool(self._answer, pending, turns(exchanges), language)
        yield self._show((*exchanges, answer)[-_MOST_EXCHANGES:], language)

    def _answer(self, pending: Exchange, history: list[Turn], language: Language) -> Exchange:
        """Return the finished exchange; an error becomes a sentence in it."""
        question = pending.question
        try:
            answer = self._assistant.ask(question, history=history, language=language)
            return answered(pending.number, answer)
        except EujassistError as error:
            sentence = error.worded(language)
        except Exception:
            _LOG.exception("A question could not be answered")
            sentence = strings.text("web.failure", language)
        return Exchange(pending.number, question, text=sentence, language=language, failed=True)

    def _show(self, exchanges: Exchanges, language: Language, notice: str = "") -> Updates:
        return {
            self._exchanges: exchanges,
            self._conversation: render(
                "conversation.html", language, exchanges=exchanges, notice=notice
            ),
            self._panel: render("sources.html", language, exchanges=exchanges),
            self._new: gr.update(
                value=strings.text("web.new", language), interactive=bool(exchanges)
            ),
        }


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
