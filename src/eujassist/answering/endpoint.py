"""LlamaIndex's client of an OpenAI-compatible server, quicker off the mark."""

from __future__ import annotations

from typing import Any

import httpx
from llama_index.llms.openai_like import OpenAILike
from openai import DefaultAsyncHttpxClient

_CERTIFICATES = httpx.create_ssl_context()
"""Loaded once: a client of its own for each request would take 17 ms for it, as a question does."""


class Endpoint(OpenAILike):
    """Makes a client for each request, since one belongs to the event loop it is first used in."""

    def _get_credential_kwargs(self, is_async: bool = False) -> dict[str, Any]:
        known = super()._get_credential_kwargs(is_async)
        if is_async:
            known["http_client"] = DefaultAsyncHttpxClient(verify=_CERTIFICATES)
        return known
