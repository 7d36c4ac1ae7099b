"""A language model's reply, read while it arrives: one claim after the other."""

from __future__ import annotations

import json
import re
from typing import Any, cast

from pydantic import BaseModel, ConfigDict, ValidationError

_DECODER = json.JSONDecoder()
_CLAIMS = re.compile(r'"sentences"\s*:\s*\[')
_BETWEEN = re.compile(r"[\s,]*")
_END = re.compile(r"[\s,]*\]")
_DECLINED = re.compile(r'"declined"\s*:\s*true')
_MOST = 40_000  # characters: a model that goes round in circles is cut


class _Form(BaseModel):
    """A part of the reply; what it holds besides is ignored, though none is asked for."""

    model_config = ConfigDict(
        json_schema_extra={"additionalProperties": False},
        json_schema_serialization_defaults_required=True,
    )


class Quote(_Form):
    """What a claim rests on."""

    source: int
    quote: str
    translation: str = ""


class Claim(_Form):
    """A sentence of the answer and its quotations."""

    text: str
    quotes: list[Quote] = []


class _Reply(_Form):
    declined: bool
    sentences: list[Claim]


RESPONSE_FORMAT: dict[str, Any] = {
    "type": "json_schema",
    "json_schema": {
        "name": "answer",
        "strict": True,
        "schema": _Reply.model_json_schema(mode="serialization"),
    },
}
"""The reply's form as OpenAI's API takes it, for servers that hold a model to it."""


class ReplyReader:
    """Reads one reply; nothing of it is trusted."""

    def __init__(self) -> None:
        self.text = ""
        self.declined = False
        """Whether the model says that the sources do not answer, before its claims or after."""
        self._position = -1
        """Where the next claim begins; -1 until the first."""

    @property
    def begun(self) -> bool:
        """Whether the reply has the form that was asked for."""
        return self._position >= 0

    @property
    def full(self) -> bool:
        """Whether the reply is longer than any answer is."""
        return len(self.text) > _MOST

    def read(self, piece: str) -> list[Claim]:
        """Take the next piece of the reply; return the claims that it completes."""
        self.text += piece
        if self._position < 0:
            before = _CLAIMS.search(self.text)
            start = self.text[: before.start()] if before else self.text
            self.declined = bool(_DECLINED.search(start))
            if before is None:
                return []
            self._position = before.end()
        claims = []
        while (value := self._next()) is not None:
            try:
                claims.append(Claim.model_validate(value))
            except ValidationError:
                continue  # a claim in another form proves nothing
        if end := _END.match(self.text, self._position):
            self.declined = self.declined or bool(_DECLINED.search(self.text, end.end()))
        return claims

    def _next(self) -> object | None:
        """Return the next element of the list, or None while it is not complete."""
        start = _BETWEEN.match(self.text, self._position).end()  # type: ignore[union-attr]
        if not self.text.startswith("{", start):
            return None
        try:
            value, end = _DECODER.raw_decode(self.text, start)
        except (ValueError, RecursionError):  # not whole yet, or a number or a depth beyond all use
            return None
        self._position = end
        return cast(object, value)
