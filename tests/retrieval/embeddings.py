"""LlamaIndex embeddings as a user could bring them."""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from itertools import pairwise
from typing import Any

import numpy as np
from llama_index.core.base.embeddings.base import BaseEmbedding
from pydantic import PrivateAttr

from eujassist.indexing.embedding import E5Embedding, Encoded

_DIMENSION = 64


class PairsEmbedding(BaseEmbedding):
    """Counts pairs of letters; texts with the same pairs are near to each other."""

    _length: float = PrivateAttr(1.0)

    def __init__(self, length: float = 1.0, **values: Any) -> None:
        super().__init__(model_name="pairs", **values)
        self._length = length

    def _get_query_embedding(self, query: str) -> list[float]:
        vector = np.full(_DIMENSION, 0.01)
        for first, second in pairwise(query.casefold()):
            vector[zlib.crc32(f"{first}{second}".encode("utf-8", "replace")) % _DIMENSION] += 1
        scaled: list[float] = (self._length * vector / np.linalg.norm(vector)).tolist()
        return scaled

    async def _aget_query_embedding(self, query: str) -> list[float]:
        return self._get_query_embedding(query)

    def _get_text_embedding(self, text: str) -> list[float]:
        return self._get_query_embedding(text)


class BlindEmbedding(PairsEmbedding):
    """Finds all texts alike: what is found is found by its terms and names."""

    def _get_query_embedding(self, query: str) -> list[float]:
        return super()._get_query_embedding("")


class CountingEmbedding(E5Embedding):
    """The assistant's own encoder, and what it was asked to encode."""

    _queries: list[str] = PrivateAttr(default_factory=list)
    _texts: list[str] = PrivateAttr(default_factory=list)

    @property
    def encoded(self) -> tuple[list[str], list[str]]:
        """Questions and texts, in order."""
        return self._queries, self._texts

    def encode_question(self, text: str) -> Encoded:
        self._queries.append(text)
        return super().encode_question(text)

    def encode_passages(self, texts: Sequence[str]) -> list[Encoded]:
        self._texts += texts
        return super().encode_passages(texts)
