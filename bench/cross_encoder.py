"""The encoder as a cross-encoder that can be trained: with adapters, and a number for each token.

The same computation as src/eujassist/indexing/network.py and retrieval/reranking.py, with torch.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.nn import functional

from eujassist.indexing import weights
from eujassist.indexing.encoder import encoder
from eujassist.indexing.geometry import Vectors

_RANK = 16
_HEAD = 64
_DROPOUT = 0.1
_PLAIN = {
    "q": ("d", "d"),
    "k": ("d", "d"),
    "v": ("d", "d"),
    "ao": ("d", "d"),
    "fi": ("d", "i"),
    "fo": ("i", "d"),
}
"""By matrix of a layer, its inputs and outputs: d for the model's dimension, i for the inner."""
_HALF = torch.bfloat16
IGNORED = 2
"""Marks a sentence with an answer's words in another passage than the one that is asked about."""


class Tokenised(NamedTuple):
    """A passage in tokens."""

    document: str
    ids: list[int]
    sentences: NDArray[np.int64]
    """Of each token, the place of its sentence, of the last where several share it; -1 for none."""
    spans: NDArray[np.int64]
    text: str


class Candidate(NamedTuple):
    """A passage that a question finds."""

    passage: Tokenised
    fits: Vectors
    """By sentence, the logarithm of its likelihood without the reranker."""
    hits: NDArray[np.int64]
    """By sentence, 1 where it holds an answer, IGNORED where that is chance."""
    answer: NDArray[np.bool_]
    """By token, whether it is part of an answer."""


class Network(nn.Module):
    """The encoder with adapters, and a number for each token."""

    def __init__(self) -> None:
        super().__init__()
        self._opened = opened_file = weights.read()
        self._vocabulary = encoder().vocabulary
        sizes = {"d": opened_file.dimension, "i": opened_file.inner}
        self._plain: dict[str, tuple[Tensor, Tensor]] = {}
        self.down, self.up = nn.ParameterDict(), nn.ParameterDict()
        for layer in range(opened_file.layers):
            for part, (inputs, outputs) in _PLAIN.items():
                name, width = f"l{layer}.{part}", sizes[inputs]
                matrix = weights.unpack(opened_file.packed(f"{name}.w", width)).values()
                shift = opened_file.floats(f"{name}.b").copy()
                self._plain[name] = (
                    torch.tensor(matrix, dtype=_HALF),
                    torch.tensor(shift, dtype=_HALF),
                )
                key = name.replace(".", "_")
                self.down[key] = nn.Parameter(torch.randn(_RANK, width) / math.sqrt(width))
                self.up[key] = nn.Parameter(torch.zeros(sizes[outputs], _RANK))
        self.inner = nn.Linear(opened_file.dimension, _HEAD)
        self.outer = nn.Linear(_HEAD, 1, bias=False)
        nn.init.zeros_(self.outer.weight)
        self.shift = nn.Parameter(torch.zeros(()))
        """What makes the logarithm of odds of a passage of the sum over its sentences."""

    def forward(self, texts: Sequence[list[int]]) -> Tensor:
        """Return a number for each token: shape (texts, tokens of the longest)."""
        longest = max(map(len, texts))
        states = torch.zeros(len(texts), longest, self._opened.dimension, dtype=_HALF)
        mask = torch.full((len(texts), 1, 1, longest), -1e9, dtype=_HALF)
        for place, ids in enumerate(texts):
            states[place, : len(ids)] = torch.tensor(self._vocabulary.vectors(ids)).to(_HALF)
            mask[place, ..., : len(ids)] = 0
        for layer in range(self._opened.layers):
            states = self._layer(states, mask, f"l{layer}")
        inner = self.inner(functional.dropout(states.float(), _DROPOUT, self.training))
        scores: Tensor = self.outer(torch.tanh(inner)).squeeze(-1)
        return scores

    def _layer(self, states: Tensor, mask: Tensor, layer: str) -> Tensor:
        texts, tokens, dimension = states.shape
        heads = self._opened.heads
        query, key, value = (
            self._linear(states, f"{layer}.{part}").view(texts, tokens, heads, -1).transpose(1, 2)
            for part in ("q", "k", "v")
        )
        shares = query @ (key * key.shape[-1] ** -0.5).transpose(2, 3) + mask
        mixed = (
            (torch.softmax(shares, -1) @ value).transpose(1, 2).reshape(texts, tokens, dimension)
        )
        states = self._normalise(states + self._linear(mixed, f"{layer}.ao"), f"{layer}.aln")
        inner = functional.gelu(self._linear(states, f"{layer}.fi"))
        return self._normalise(states + self._linear(inner, f"{layer}.fo"), f"{layer}.oln")

    def _linear(self, states: Tensor, name: str) -> Tensor:
        key = name.replace(".", "_")
        low = functional.linear(states, self.down[key].to(_HALF))
        low = functional.dropout(low, _DROPOUT, self.training)
        plain = functional.linear(states, *self._plain[name])
        return plain + functional.linear(low, self.up[key].to(_HALF))

    def _normalise(self, states: Tensor, name: str) -> Tensor:
        scale, shift = (
            torch.tensor(self._opened.floats(f"{name}.{part}").copy()) for part in ("w", "b")
        )
        width = (states.shape[-1],)
        even = functional.layer_norm(states.float(), width, scale, shift, self._opened.epsilon)
        return even.to(_HALF)

    def score(self, pairs: Sequence[tuple[list[int], Candidate]]) -> list[tuple[Tensor, Tensor]]:
        """Return, for each question and passage, the numbers of sentences and of their tokens."""
        beginning, end = self._opened.beginning, self._opened.end
        texts = [[beginning, *asked, end, *one.passage.ids, end] for asked, one in pairs]
        every = self([ids[: self._opened.longest] for ids in texts])
        scored = []
        for (asked, one), own in zip(pairs, every, strict=True):
            tokens = own[len(asked) + 2 :][: len(one.passage.ids)]
            places = torch.tensor(one.passage.sentences[: len(tokens)])
            means = [
                torch.logsumexp(part, 0) - math.log(len(part)) if len(part) else own.new_zeros(())
                for part in (tokens[places == place] for place in range(len(one.fits)))
            ]
            scored.append((torch.stack(means), tokens))
        return scored

    def write(self, file: Path, scale: float) -> None:
        """Write what was trained, and what its scores have to be multiplied by."""
        parts = {
            "head.inner": self.inner.weight.T,
            "head.shift": self.inner.bias,
            "head.outer": self.outer.weight[0],
        }
        for key in self.down:
            name = key.replace("_", ".")
            parts |= {f"{name}.down": self.down[key].T, f"{name}.up": self.up[key].T}
        stored = {name: part.detach().numpy().astype(np.float16) for name, part in parts.items()}
        np.savez(file, scale=np.float16(scale), **stored)
        print(f"{file.name}: {file.stat().st_size / 1e6:.1f} MB")
