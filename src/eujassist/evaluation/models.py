"""The language models of a run, as others may know them: never with a key."""

from __future__ import annotations

import hashlib
import json
from urllib.parse import unquote

from llama_index.core.llms import ChatMessage
from pydantic import BaseModel, HttpUrl, SecretStr

from eujassist.answering import prompts
from eujassist.answering.model import TEMPERATURE
from eujassist.answering.replies import RESPONSE_FORMAT
from eujassist.documents import Turn
from eujassist.settings import Settings

_PORTS = {"http": 80, "https": 443}


class ModelFacts(BaseModel):
    """A language model and how it is asked."""

    name: str
    server: str
    """Its address, without anything that might be a secret."""
    temperature: float
    context_tokens: int
    seconds: float
    prompts: str
    """A hash of all that is said to it beside questions, answers and documents."""


def model_facts(settings: Settings) -> ModelFacts | None:
    """Return the model that words the answers; None where the settings name none."""
    if settings.llm_base_url is None:
        return None
    turns = [Turn("", "")]
    asked = prompts.ask("", "en", [])
    said = [*asked, *prompts.ask_again(asked, "", "", "en")]
    said += prompts.ask_to_stand_alone("", "en", turns)
    return ModelFacts(
        name=settings.llm_model,
        server=shown_address(settings.llm_base_url, settings.llm_api_key),
        temperature=TEMPERATURE,
        context_tokens=settings.llm_context_tokens,
        seconds=settings.llm_seconds,
        prompts=prompts_hash([*map(_text, said), json.dumps(RESPONSE_FORMAT, sort_keys=True)]),
    )


def _text(message: ChatMessage) -> str:
    return message.content or ""


def prompts_hash(texts: list[str]) -> str:
    """Return a short hash of what is said to a model."""
    return hashlib.sha256("\0".join(texts).encode()).hexdigest()[:12]


def shown_address(address: HttpUrl, key: SecretStr) -> str:
    """Return an address without credentials, query and key."""
    port = "" if address.port in (None, _PORTS[address.scheme]) else f":{address.port}"
    server = f"{address.scheme}://{address.host}{port}"
    path = address.path or ""
    secret = key.get_secret_value()
    return server if secret and secret in unquote(path) else server + path
