"""An answer worded by a language model: shown sentence by sentence, each once it is checked."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncGenerator, Callable, Sequence
from contextlib import aclosing
from dataclasses import dataclass, replace
from functools import cache

from llama_index.core.llms import LLM, ChatMessage
from llama_index.core.schema import NodeWithScore
from llama_index.core.utils import get_tokenizer

from eujassist import strings
from eujassist.answering import prompts
from eujassist.answering.model import REPLY_TOKENS, Deadline, stream
from eujassist.answering.prompts import Source
from eujassist.answering.proof import Proved, in_other_language, plain, prove
from eujassist.answering.quoting import worded
from eujassist.answering.replies import RESPONSE_FORMAT, ReplyReader
from eujassist.documents import Answer, Citation, Language, Turn
from eujassist.errors import ModelError, ModelRefused, ModelUnintelligible
from eujassist.indexing.index import Index

_LOG = logging.getLogger(__name__)
_SOURCES = 8
"""Passages that the model is shown at most: beyond the fifth hardly one answers."""
_FORM_UNKNOWN = (400, 404, 415, 422, 501)
"""How a server refuses a reply's form that it does not know."""
_LONGEST_QUESTION = 500


class _Declined(Exception):
    """The model says that the sources do not answer; nothing was shown."""


class _OtherLanguage(Exception):
    """The model did not keep to the question's language, when asked again either."""


@dataclass(frozen=True, slots=True)
class Draft:
    """What is shown of an answer so far: it only grows."""

    language: Language
    text: str = ""
    citations: tuple[Citation, ...] = ()
    unproved: tuple[tuple[int, int], ...] = ()

    @property
    def proved(self) -> bool:
        """Whether anything is proved."""
        return bool(self.citations)

    def add(self, sentence: Proved) -> Draft:
        """Return the draft with one more sentence, its sources numbered in order of first use."""
        citations = list(self.citations)
        numbers = []
        for cited in sentence.citations:
            place = (cited.passage.id, cited.spans)
            known = [one.number for one in citations if (one.passage.id, one.spans) == place]
            if not known:
                citations.append(replace(cited, number=len(citations) + 1))
            numbers += known or [len(citations)]
        marks = "".join(f"[{number}]" for number in sorted(set(numbers)))
        marks = marks or strings.text("answer.unproved", self.language)
        space = "" if self.language == "ja" else " "
        before = self.text + space if self.text else ""
        text = f"{before}{sentence.text}{space}{marks}"
        unproved = () if numbers else ((len(before), len(text)),)
        return Draft(self.language, text, tuple(citations), self.unproved + unproved)


def choose_sources(
    question: str, nodes: Sequence[NodeWithScore], index: Index, tokens: int
) -> list[Source]:
    """Return the best passages that fit into what the model reads, best first.

    `nodes` are the passages retrieved, best first; `tokens` is what the model reads and writes at
    most. They are counted by tiktoken, and a quarter is left free for models that count more.
    """
    count = get_tokenizer()
    left = 0.75 * (tokens - REPLY_TOKENS) - _frame_tokens() - len(count(question))
    offered = nodes[:_SOURCES]
    passages = index.passages(node.node_id for node in offered)
    chosen = []
    for node in offered:
        passage = passages[node.node_id].passage
        source = index.document(passage.document_id), passage
        taken = len(count(prompts.tell(1, source, "00000000")))
        if taken <= left:
            left -= taken
            chosen.append(source)
    return chosen


@cache
def _frame_tokens() -> int:
    """Return the tokens of what the model is told beside the question and its sources."""
    count = get_tokenizer()
    return sum(len(count(message.content or "")) for message in prompts.ask("", "en", []))


async def answer(
    model: LLM,
    abstained: Answer,
    quote: Callable[[], Answer],
    sources: Sequence[Source],
    deadline: Deadline,
) -> AsyncGenerator[Answer]:
    """Yield the answer to `abstained.understood` as it grows; what was yielded is never taken back.

    `abstained` is the answer if the model declines. `quote` gives the answer without a model, which
    takes its time: it stands in where the model fails, keeps to no language or proves nothing, and
    completes what was cut. The model is not asked without `sources`, as where no passage is short
    enough for its context. Closing ends the request.
    """
    draft = Draft(abstained.language)
    notice = ""
    if not sources:
        yield await _instead(quote, "silent")
        return
    try:
        async with aclosing(_drafts(model, abstained, sources, deadline)) as drafts:
            async for draft in drafts:
                yield _shown(draft, abstained)
    except _Declined:
        yield replace(abstained, mode="generated")
        return
    except _OtherLanguage:
        notice = "cut" if draft.proved else "unproved"
    except ModelError as error:
        _LOG.warning("%s", error)
        notice = "cut" if draft.proved else "silent"
    if not draft.proved:
        yield await _instead(quote, notice or "unproved")
    elif notice:
        yield _completed(draft, await asyncio.to_thread(quote))


async def _instead(quote: Callable[[], Answer], notice: str) -> Answer:
    """Return the answer without a model, with why it stands there."""
    quoted = await asyncio.to_thread(quote)
    return replace(quoted, notice=strings.text(f"answer.notice.{notice}", quoted.language))


async def _drafts(
    model: LLM, asked: Answer, sources: Sequence[Source], deadline: Deadline
) -> AsyncGenerator[Draft]:
    """Yield the draft whenever it grew and something of it is proved.

    A sentence in another language is asked for once more. Raises ModelError, _Declined or
    _OtherLanguage.
    """
    language = asked.language
    messages = prompts.ask(asked.understood, language, sources)
    draft = Draft(language)
    for _ in range(2):
        reader = ReplyReader()
        strayed = ""
        async with aclosing(_reply(model, messages, deadline)) as pieces:
            async for piece in pieces:
                read = reader.read(piece)
                if reader.declined:
                    break
                claims = (prove(claim, sources, language) for claim in read)
                for claim in filter(None, claims):
                    if in_other_language(claim.text, language):
                        strayed = claim.text
                        break
                    draft = draft.add(claim)
                    if draft.proved:
                        yield draft
                if strayed or reader.full:
                    break
        if reader.declined and not draft.text:
            raise _Declined
        if not reader.begun:
            raise ModelUnintelligible(model=model.metadata.model_name)
        if not strayed:
            return
        messages = prompts.ask_again(messages, reader.text, strayed, language)
    raise _OtherLanguage


async def _reply(
    model: LLM, messages: Sequence[ChatMessage], deadline: Deadline
) -> AsyncGenerator[str]:
    """Yield the reply in pieces, held to its form by the server where that knows how."""
    for form in (RESPONSE_FORMAT, None):
        try:
            async with aclosing(stream(model, messages, deadline, form)) as pieces:
                async for piece in pieces:
                    yield piece
            return
        except ModelRefused as refusal:
            if form is None or refusal.values["status"] not in _FORM_UNKNOWN:
                raise


def _shown(draft: Draft, asked: Answer) -> Answer:
    return replace(
        asked,
        text=draft.text,
        citations=draft.citations,
        nearest=(),
        unproved=draft.unproved,
        abstained=False,
        mode="generated",
    )


def _completed(draft: Draft, quoted: Answer) -> Answer:
    """Return what was shown of an answer that was cut, with the quotations that it lacks."""
    places = {(one.passage.id, one.spans) for one in draft.citations}
    new = [one for one in quoted.citations if (one.passage.id, one.spans) not in places]
    added = [
        replace(citation, number=number)
        for number, citation in enumerate(new, start=len(draft.citations) + 1)
    ]
    paragraphs = [draft.text, *(worded(citation, quoted.language) for citation in added)]
    return replace(
        _shown(draft, quoted),
        text="\n\n".join(paragraphs),
        citations=(*draft.citations, *added),
        notice=strings.text("answer.notice.cut", quoted.language),
    )


async def stand_alone(
    model: LLM, question: str, language: Language, history: Sequence[Turn], deadline: Deadline
) -> str | None:
    """Return `question` as it would be put without the conversation; None where that fails."""
    reply = ""
    try:
        messages = prompts.ask_to_stand_alone(question, language, history)
        async with aclosing(stream(model, messages, deadline)) as pieces:
            async for piece in pieces:
                reply += piece
                if len(reply) > _LONGEST_QUESTION:
                    return None
    except ModelError as error:
        _LOG.info("%s", error)  # the warning comes where the answer is asked for
        return None
    rewritten = plain(reply).strip('«»“”"「」 ')
    lost = not rewritten or "\n" in reply.strip() or in_other_language(rewritten, language)
    return None if lost else rewritten
