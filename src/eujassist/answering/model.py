"""The language model that the operator named, and what can go wrong with it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Mapping, Sequence
from contextlib import aclosing
from typing import Any

import httpx
from llama_index.core.llms import LLM, ChatMessage

from eujassist.errors import ModelRefused, ModelTooSlow, ModelUnintelligible, ModelUnreachable
from eujassist.settings import Settings

REPLY_TOKENS = 1_024
"""What is kept of the model's tokens for its reply: a short answer and its quotations."""
TEMPERATURE = 0.0

# LlamaIndex takes a reply's form for granted: these are what it raises on another one (tried with
# a page of HTML, with broken JSON and with JSON that is no chat completion).
_RUBBISH = (
    AssertionError,
    AttributeError,
    IndexError,
    KeyError,
    RecursionError,
    TypeError,
    ValueError,
    httpx.DecodingError,
)


def open_model(settings: Settings) -> LLM | None:
    """Return the language model that the settings name, unasked; None where they name none."""
    if settings.llm_base_url is None:
        return None
    from eujassist.answering.endpoint import Endpoint  # takes a second, for nothing without one

    return Endpoint(
        model=settings.llm_model,
        api_base=str(settings.llm_base_url),
        api_key=settings.llm_api_key.get_secret_value() or "none",  # the client insists on one
        context_window=settings.llm_context_tokens,
        max_tokens=REPLY_TOKENS,
        temperature=TEMPERATURE,
        is_chat_model=True,
        max_retries=0,
        timeout=settings.llm_seconds,
        reuse_client=False,
    )


class Deadline:
    """The time by which the model has to be done."""

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        self._end = asyncio.get_running_loop().time() + seconds

    def timeout(self) -> asyncio.Timeout:
        """Return what ends a wait when the time is over."""
        return asyncio.timeout_at(self._end)


async def stream(
    model: LLM,
    messages: Sequence[ChatMessage],
    deadline: Deadline,
    form: Mapping[str, Any] | None = None,
) -> AsyncGenerator[str]:
    """Yield the model's reply to `messages` in pieces, as they come; closing it ends the request.

    `form` is the reply's form as OpenAI's API takes it, for a model behind that API. Raises
    ModelError, in which nothing stands that the server said: that may repeat the key.
    """
    import openai
    from llama_index.llms.openai_like import OpenAILike

    options = {"response_format": form} if form and isinstance(model, OpenAILike) else {}
    name = model.metadata.model_name
    try:
        async with deadline.timeout():
            chunks = await model.astream_chat(messages, **options)
        async with aclosing(chunks):
            while True:
                async with deadline.timeout():
                    chunk = await anext(chunks, None)
                if chunk is None:
                    break
                if chunk.delta:
                    yield chunk.delta
    except TimeoutError:
        raise ModelTooSlow(
            model=name, seconds=f"{deadline.seconds:g}", setting="EUJASSIST_LLM_SECONDS"
        ) from None
    except openai.APIStatusError as error:
        raise ModelRefused(model=name, status=error.status_code) from None
    except (openai.APIConnectionError, httpx.TransportError):
        raise ModelUnreachable(model=name) from None
    except (openai.OpenAIError, *_RUBBISH):
        raise ModelUnintelligible(model=name) from None
