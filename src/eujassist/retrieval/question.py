"""A question, encoded once for all that is done with it."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from llama_index.core.base.embeddings.base import BaseEmbedding
from llama_index.core.schema import QueryBundle

from eujassist.documents import Language
from eujassist.indexing.embedding import encode_question
from eujassist.indexing.geometry import TOKEN_DIMENSION, Vectors, unit_length

_NAME_WORDS = 3  # more in capitals are no name


@dataclass(eq=False, kw_only=True)
class Question(QueryBundle):
    """A question as LlamaIndex passes it on, with its language and all that the encoder gives."""

    language: Language
    vector: Vectors = field(repr=False)
    """Length 1."""
    tokens: Vectors = field(repr=False)
    """A row for each; none where the encoder gives none."""
    whole: bool = True
    """Whether `query_str` says all that is asked: that of a follow-up leans on what came before."""


def as_question(bundle: QueryBundle, language: Language, embedding: BaseEmbedding) -> Question:
    """Return what LlamaIndex passed on, encoded if need be.

    A bundle of somebody else may bring a vector of its own; nothing is known of its tokens then,
    and its scores lack what they add.
    """
    if isinstance(bundle, Question):
        return bundle
    if not bundle.embedding:
        return encode(bundle.query_str, language, embedding)
    vector = unit_length(np.array(bundle.embedding, dtype=np.float32))
    return Question(
        query_str=bundle.query_str,
        embedding=bundle.embedding,
        language=language,
        vector=vector,
        tokens=np.zeros((0, TOKEN_DIMENSION), dtype=np.float32),
    )


def encode(text: str, language: Language, embedding: BaseEmbedding) -> Question:
    """Encode a question."""
    # The encoder takes a sentence in capitals for another text; a name in capitals stays.
    shouted = text.isupper() and len(text.split()) > _NAME_WORDS
    encoded = encode_question(embedding, text.lower() if shouted else text)
    return Question(
        query_str=text,
        embedding=encoded.vector.tolist(),
        language=language,
        vector=encoded.vector,
        tokens=encoded.tokens,
    )
