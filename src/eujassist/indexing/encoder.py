"""multilingual-e5-small: from a text to a vector for each of its tokens, in the text's context."""

from __future__ import annotations

import threading
from functools import cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from eujassist.indexing import weights
from eujassist.indexing.geometry import Vectors
from eujassist.indexing.network import open_network
from eujassist.indexing.vocabulary import Vocabulary

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
        self.vocabulary = Vocabulary(opened)
        self._ends = opened.beginning, opened.end
        self._window = opened.longest - len(self._ends)
        self._network = open_network(opened)

    def encode(self, text: str) -> States:
        """Encode a text of any length; what does not fit at once goes in, stretch by stretch."""
        ids, spans = self.vocabulary.tokens(text)
        beginning, end = self._ends
        stretches = range(0, max(len(ids), 1), self._window)
        vectors = [
            self._network(self.vocabulary.vectors([beginning, *ids[start:][: self._window], end]))
            for start in stretches
        ]
        around = [((0, 0), *spans[start:][: self._window], (0, 0)) for start in stretches]
        return States(np.concatenate(vectors), np.concatenate(around))


def encoder() -> Encoder:
    """Return the model, opened once a process."""
    with _opening:
        return _opened()


@cache
def _opened() -> Encoder:
    return Encoder()
