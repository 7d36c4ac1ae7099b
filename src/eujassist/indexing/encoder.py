"""multilingual-e5-small: from a text to a vector for each of its tokens, in the text's context."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from functools import cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from tokenizers import Tokenizer
from tokenizers.models import Unigram
from tokenizers.pre_tokenizers import Metaspace

from eujassist.indexing import weights
from eujassist.indexing.geometry import Vectors
from eujassist.indexing.network import open_network

_opening = threading.Lock()


class States(NamedTuple):
    """What the encoder makes of a text."""

    vectors: Vectors
    """Shape (tokens, 384): one for each token, and one for the beginning and one for the end of
    each stretch that fits into the encoder."""
    spans: NDArray[np.int64]
    """Shape (tokens, 2): the half-open range of characters of each; empty at beginning and end."""


class Encoder:
    """The opened model; any number of threads may use it."""

    def __init__(self) -> None:
        opened = weights.read()
        unknown = (0, *range(0xD800, 0xE000))  # what no tokenizer takes: nothing, and surrogates
        self._characters = opened.characters | dict.fromkeys(unknown, " ")
        self._ends = opened.beginning, opened.end
        self._window = opened.longest - len(self._ends)
        self._tokenizer = Tokenizer(Unigram(opened.pieces, unk_id=opened.unknown))
        self._tokenizer.pre_tokenizer = Metaspace()
        self._words = opened.packed("emb.word", opened.dimension)
        positions = opened.floats("emb.pos").reshape(-1, opened.dimension)
        self._positions = positions + opened.floats("emb.type")[: opened.dimension]
        self._scale, self._shift = opened.floats("emb.ln.w"), opened.floats("emb.ln.b")
        self._epsilon = opened.epsilon
        self._network = open_network(opened)

    def encode(self, text: str) -> States:
        """Encode a text of any length; what does not fit at once goes in, stretch by stretch."""
        ids, spans = self._tokens(text)
        stretches = range(0, max(len(ids), 1), self._window)
        vectors = [self._states(ids[start : start + self._window]) for start in stretches]
        around = [((0, 0), *spans[start : start + self._window], (0, 0)) for start in stretches]
        return States(np.concatenate(vectors), np.concatenate(around))

    def _tokens(self, text: str) -> tuple[list[int], list[tuple[int, int]]]:
        """Return the ids of a text's tokens and the range of characters that each stands for."""
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
        return found.ids, spans

    def _states(self, ids: Sequence[int]) -> Vectors:
        beginning, end = self._ends
        numbers = [beginning, *ids, end]
        words = weights.unpack(self._words[numbers]).values() + self._positions[: len(numbers)]
        words -= words.mean(axis=1, keepdims=True)
        deviation = np.sqrt((words * words).mean(axis=1, keepdims=True) + self._epsilon)
        words = words / deviation * self._scale + self._shift
        states: Vectors = self._network.run(None, {"words": words[None]})[0][0]
        return states


def encoder() -> Encoder:
    """Return the model, opened once a process."""
    with _opening:
        return _opened()


@cache
def _opened() -> Encoder:
    return Encoder()
