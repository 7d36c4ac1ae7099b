"""Vectors as a catalogue stores them."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from eujassist.indexing.geometry import TOKEN_DIMENSION, Vectors

_STEPS = np.float32(127)


def from_vector(vector: Vectors) -> bytes:
    """Return the bytes of a vector."""
    return vector.astype("<f4").tobytes()


def to_vector(blob: bytes) -> Vectors:
    """Return the vector that was stored."""
    return np.frombuffer(blob, dtype="<f4")


def from_tokens(tokens: Vectors) -> bytes:
    """Return the bytes of the vectors of tokens, whose values are from -1 to 1.

    In steps of 1/127 they take a quarter of the space, and no other passage was found for it.
    """
    steps: NDArray[np.int8] = np.rint(tokens * _STEPS).astype(np.int8)
    return steps.tobytes()


def to_tokens(blob: bytes) -> Vectors:
    """Return what was stored of the vectors of tokens."""
    steps = np.frombuffer(blob, np.int8).reshape(-1, TOKEN_DIMENSION)
    return np.asarray(steps / _STEPS, dtype=np.float32)
