"""Texts to vectors: multilingual-e5-small as a LlamaIndex embedding, and the vectors of tokens."""

from __future__ import annotations

import os
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from importlib.resources import files
from typing import Any, Literal, NamedTuple

import numpy as np
from llama_index.core.base.embeddings.base import BaseEmbedding
from numpy.typing import NDArray

from eujassist.documents import Language
from eujassist.indexing.encoder import encoder
from eujassist.indexing.geometry import TOKEN_DIMENSION, Vectors, unit_length

MODEL = "multilingual-e5-small-q4"

UNRELATED: dict[Language, dict[Language, float]] = {
    "fr": {"fr": 0.77, "en": 0.72, "ja": 0.72},
    "en": {"fr": 0.71, "en": 0.73, "ja": 0.69},
    "ja": {"fr": 0.73, "en": 0.72, "ja": 0.77},
}
"""By language of a question and of a text, the mean cosine of texts that do not answer: measured
with questions over encyclopaedia paragraphs, against those paragraphs and against `corpus/` (there
up to .02 more), whole or by sentence alike; the means of single questions deviate by .01 to .02."""


class Encoded(NamedTuple):
    """A text as an embedding sees it."""

    vector: Vectors
    """Of the whole: shape (dimension,), length 1."""
    tokens: Vectors
    """Shape (tokens, TOKEN_DIMENSION), rows of length 1; no row where the embedding has vectors of
    whole texts only."""
    spans: NDArray[np.int64]
    """Shape (tokens, 2): the range of characters in the text that each token stands for; empty for
    those that the encoder adds."""


class E5Embedding(BaseEmbedding):
    """Vectors of length 1 and 384 dimensions; questions and passages get the model's own prefix.

    All its vectors come from `encode_question` and `encode_passages`: a subclass overrides these.
    """

    def __init__(self, **values: Any) -> None:
        super().__init__(model_name=MODEL, embed_batch_size=256, **values)

    @classmethod
    def class_name(cls) -> str:
        """Return the name that LlamaIndex stores with an index."""
        return "E5Embedding"

    def encode_question(self, text: str) -> Encoded:
        """Encode a question."""
        return _encode(text, "query")

    def encode_passages(self, texts: Sequence[str]) -> list[Encoded]:
        """Encode passages, on as many threads as there are processors."""
        threads = ThreadPoolExecutor(max_workers=os.cpu_count())
        try:
            return list(threads.map(lambda text: _encode(text, "passage"), texts))
        finally:
            threads.shutdown(cancel_futures=True)  # a person who stops does not wait for the rest

    def _get_query_embedding(self, query: str) -> list[float]:
        vector: list[float] = self.encode_question(query).vector.tolist()
        return vector

    async def _aget_query_embedding(self, query: str) -> list[float]:
        return self._get_query_embedding(query)

    def _get_text_embedding(self, text: str) -> list[float]:
        return self._get_text_embeddings([text])[0]

    def _get_text_embeddings(self, texts: list[str]) -> list[list[float]]:
        return [one.vector.tolist() for one in self.encode_passages(texts)]


def encode_question(embedding: BaseEmbedding, text: str) -> Encoded:
    """Encode a question with any embedding."""
    if isinstance(embedding, E5Embedding):
        return embedding.encode_question(text)
    return _whole(embedding.get_query_embedding(text))


def encode_passages(embedding: BaseEmbedding, texts: Sequence[str]) -> list[Encoded]:
    """Encode passages with any embedding."""
    if isinstance(embedding, E5Embedding):
        return embedding.encode_passages(texts)
    return [_whole(vector) for vector in embedding.get_text_embedding_batch(list(texts))]


def _whole(vector: list[float]) -> Encoded:
    none = np.zeros((0, TOKEN_DIMENSION), dtype=np.float32)
    own = unit_length(np.array(vector, dtype=np.float32))
    return Encoded(own, none, np.zeros((0, 2), dtype=np.int64))


def _encode(text: str, role: Literal["query", "passage"]) -> Encoded:
    prefix = f"{role}: "
    states = encoder().encode(prefix + text)
    projection = _projection()
    tokens = (states.vectors - projection[f"{role}_mean"]) @ projection["axes"]
    return Encoded(
        vector=unit_length(states.vectors.mean(axis=0)),
        tokens=unit_length(tokens),
        spans=np.maximum(states.spans - len(prefix), 0),
    )


@cache
def _projection() -> dict[str, Vectors]:
    """Return the means of the tokens' vectors and the axes that they are seen along.

    The axes are those along which the tokens of passages differ most (principal components), made
    by bench/projecting.py: what all tokens have in common says nothing.
    """
    with files("eujassist.indexing").joinpath("projection.npz").open("rb") as file:
        read = np.load(file)
        return {name: read[name].astype(np.float32) for name in read.files}
