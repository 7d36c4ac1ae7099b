"""The vocabulary of multilingual-e5-small: from a text to what its network takes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from tokenizers import Tokenizer
from tokenizers.models import Unigram
from tokenizers.pre_tokenizers import Metaspace

from eujassist.indexing.geometry import Vectors
from eujassist.indexing.weights import Weights, unpack


class Tokens(NamedTuple):
    """A text in tokens."""

    ids: list[int]
    spans: list[tuple[int, int]]
    """The half-open range of characters that each stands for."""


class Vocabulary:
    """The opened vocabulary; any number of threads may use it."""

    def __init__(self, weights: Weights) -> None:
        unknown = (0, *range(0xD800, 0xE000))  # what no tokenizer takes: nothing, and surrogates
        self._characters = weights.characters | dict.fromkeys(unknown, " ")
        self._tokenizer = Tokenizer(Unigram(weights.pieces(), unk_id=weights.unknown))
        self._tokenizer.pre_tokenizer = Metaspace()
        self._words = weights.packed("emb.word", weights.dimension)
        positions = weights.floats("emb.pos").reshape(-1, weights.dimension)
        self._positions = positions + weights.floats("emb.type")[: weights.dimension]
        self._scale, self._shift = weights.floats("emb.ln.w"), weights.floats("emb.ln.b")
        self._epsilon = weights.epsilon

    def tokens(self, text: str) -> Tokens:
        """Cut a text into tokens."""
        characters: list[str] = []
        origins: list[int] = []
        for place, character in enumerate(text):
            for one in self._characters.get(ord(character), character):
                if one != " " or not characters or characters[-1] != " ":
                    characters.append(one)
                    origins.append(place)
        found = self._tokenizer.encode("".join(characters), add_special_tokens=False)
        spans = [
            (origins[first], origins[last - 1] + 1) if last > first else (0, 0)
            for first, last in found.offsets
        ]
        return Tokens(found.ids, spans)

    def vectors(self, ids: Sequence[int]) -> Vectors:
        """Return the vector of each token at its position: shape (tokens, dimension)."""
        words = unpack(self._words[ids]).values() + self._positions[: len(ids)]
        words -= words.mean(axis=1, keepdims=True)
        deviation = np.sqrt((words * words).mean(axis=1, keepdims=True) + self._epsilon)
        vectors: Vectors = words / deviation * self._scale + self._shift
        return vectors
