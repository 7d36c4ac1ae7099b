"""The network of multilingual-e5-small as ONNX: from the vectors of words to those of tokens.

A BERT encoder (Devlin et al., 2019) with its dropout left out. The four-bit weights stay as they
are: ONNX Runtime's MatMulNBits multiplies them with activations of eight bits.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
import onnx
import onnxruntime
from onnx import helper, numpy_helper

from eujassist.indexing.geometry import Vectors
from eujassist.indexing.weights import BLOCK, Weights, unpack

_OPSET = 17
_IR_VERSION = 8  # of the opset's time: whatever ONNX Runtime is installed can read it
_MICROSOFT = "com.microsoft"
_EIGHT_BITS = 4  # MatMulNBits' accuracy_level for activations of eight bits
_FLOAT = onnx.TensorProto.FLOAT


Adapters = Mapping[str, Vectors]
"""What makes another model of the encoder, as in retrieval/reranking.py: to every matrix of every
layer, the product of two of a low rank is added (Hu et al., 2021). Of the matrix "l0.q" they are
"l0.q.down", of shape (inputs, rank), and "l0.q.up", of shape (rank, outputs)."""


def open_network(
    weights: Weights, adapters: Adapters | None = None
) -> Callable[[Vectors], Vectors]:
    """Return a function from the vectors of a text's words to its states: both (tokens, dimension).

    It runs on the calling thread alone, and any number of threads may run it at once.
    """
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    model = _Builder(weights, adapters or {}).build().SerializeToString()
    session = onnxruntime.InferenceSession(model, options, providers=["CPUExecutionProvider"])

    def run(words: Vectors) -> Vectors:
        states: Vectors = session.run(None, {"words": words[None]})[0][0]
        return states

    return run


class _Builder:
    """The nodes and constants of a graph under construction; a value is known by its name."""

    def __init__(self, weights: Weights, adapters: Adapters) -> None:
        self._weights = weights
        self._adapters = adapters
        self._nodes: list[onnx.NodeProto] = []
        self._constants: dict[str, onnx.TensorProto] = {}

    def build(self) -> onnx.ModelProto:
        one = self._weights
        shape: list[str | int | None] = ["texts", "tokens", one.dimension]
        states = "words"
        for layer in range(one.layers):
            attended = self._attention(states, f"l{layer}")
            states = self._add_and_normalise(states, attended, f"l{layer}.aln")
            inner = self._linear(states, f"l{layer}.fi", one.dimension, one.inner)
            inner = self._node("Gelu", [inner], domain=_MICROSOFT)
            changed = self._linear(inner, f"l{layer}.fo", one.inner, one.dimension)
            states = self._add_and_normalise(states, changed, f"l{layer}.oln")
        graph = helper.make_graph(
            self._nodes,
            "multilingual-e5-small",
            [helper.make_tensor_value_info("words", _FLOAT, shape)],
            [helper.make_tensor_value_info(states, _FLOAT, shape)],
            list(self._constants.values()),
        )
        versions = [helper.make_opsetid("", _OPSET), helper.make_opsetid(_MICROSOFT, 1)]
        return helper.make_model(graph, opset_imports=versions, ir_version=_IR_VERSION)

    def _attention(self, states: str, layer: str) -> str:
        one = self._weights
        width = one.dimension // one.heads
        query, key, value = (
            self._heads(self._linear(states, f"{layer}.{name}", one.dimension, one.dimension), axes)
            for name, axes in (("q", (0, 2, 1, 3)), ("k", (0, 2, 3, 1)), ("v", (0, 2, 1, 3)))
        )
        scale = self._constant("scale", np.array(width**-0.5, dtype=np.float32))
        scores = self._node("Mul", [self._node("MatMul", [query, key]), scale])
        shares = self._node("Softmax", [scores], axis=-1)
        mixed = self._node("Transpose", [self._node("MatMul", [shares, value])], perm=(0, 2, 1, 3))
        joined = self._constant("joined", np.array([0, -1, one.dimension]))
        mixed = self._node("Reshape", [mixed, joined])
        return self._linear(mixed, f"{layer}.ao", one.dimension, one.dimension)

    def _heads(self, states: str, axes: tuple[int, ...]) -> str:
        one = self._weights
        split = self._constant("split", np.array([0, -1, one.heads, one.dimension // one.heads]))
        return self._node("Transpose", [self._node("Reshape", [states, split])], perm=axes)

    def _linear(self, states: str, name: str, inputs: int, outputs: int) -> str:
        codes, scales = unpack(self._weights.packed(f"{name}.w", inputs))
        packed = codes[..., 0::2] | (codes[..., 1::2] << 4)
        product = self._node(
            "MatMulNBits",
            [
                states,
                self._constant(f"{name}.codes", packed),
                self._constant(f"{name}.scales", scales.reshape(-1)),
                "",  # zero points: 8 where none are given
                "",
                self._constant(f"{name}.b", self._weights.floats(f"{name}.b")),
            ],
            domain=_MICROSOFT,
            K=inputs,
            N=outputs,
            bits=4,
            block_size=BLOCK,
            accuracy_level=_EIGHT_BITS,
        )
        if not self._adapters:
            return product
        change = states
        for part in ("down", "up"):
            matrix = self._constant(f"{name}.{part}", self._adapters[f"{name}.{part}"])
            change = self._node("MatMul", [change, matrix])
        return self._node("Add", [product, change])

    def _add_and_normalise(self, states: str, change: str, name: str) -> str:
        weights = [
            self._constant(f"{name}.{part}", self._weights.floats(f"{name}.{part}"))
            for part in ("w", "b")
        ]
        total = self._node("Add", [states, change])
        epsilon = self._weights.epsilon
        return self._node("LayerNormalization", [total, *weights], axis=-1, epsilon=epsilon)

    def _node(self, kind: str, inputs: list[str], **attributes: Any) -> str:
        output = f"{kind} {len(self._nodes)}"
        self._nodes.append(helper.make_node(kind, inputs, [output], **attributes))
        return output

    def _constant(self, name: str, value: np.ndarray[Any, Any]) -> str:
        if name not in self._constants:
            self._constants[name] = numpy_helper.from_array(np.ascontiguousarray(value), name)
        return name
