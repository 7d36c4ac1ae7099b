"""Fit the weights of evidence on half of a public set, by article, and write weights.json.

    python bench/fitting.py FOLDER

The folder holds a public set as eval/README.md says. Its articles, in the order of a hash of their
titles, go to the one half and the other in turn; bench/quoting.py measures on the other half. The
loss is that of choosing one sentence: minus the logarithm of the probability of those that hold an
answer (Cao et al., 2007, listwise). The weights of a language are those of all, plus a deviation
that costs more to be large. Only sentences in the question's language are looked at: the set has no
answers in another.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

from eujassist.documents import LANGUAGES, Language
from eujassist.evaluation.matching import any_holds
from eujassist.indexing.index import Index
from eujassist.retrieval import evidence
from eujassist.retrieval.signals import SIGNALS, TERMS, signals
from halves import Found, ask, halves, opened

Numbers = NDArray[np.float64]

_PENALTY = 10.0  # on the squares of weights of standardised signals; set by folds of the fit half
_DEVIATION = 0.3  # scale of what a language has of its own; the same
_FILE = Path(evidence.__file__).with_name("weights.json")


def main(folder: Path) -> None:
    """Fit and write."""
    collection, index = opened(folder)
    fitted, _ = halves(collection)
    rows, hits, lengths, spoken = [], [], [], []
    for asked in ask(index, fitted):
        found = _own_sentences(asked, index)
        if found is not None:
            rows.append(found[0])
            hits.append(found[1])
            lengths.append(len(found[1]))
            spoken.append(asked.case.language)
    values, held = np.concatenate(rows), np.concatenate(hits)
    languages = np.repeat(np.array(spoken), lengths)
    print(f"{len(lengths)} questions whose answer is among {len(values)} sentences")
    weights = _fit(values, held, np.array(lengths), languages)
    typical = {
        one: dict(zip(SIGNALS, values[held & (languages == one)].mean(0), strict=True))
        for one in LANGUAGES
    }
    _write(weights, typical)


def _own_sentences(asked: Found, index: Index) -> tuple[Numbers, NDArray[np.bool_]] | None:
    """Return signals of the sentences in the question's language and which hold an answer."""
    case = asked.case
    looked_at = evidence.candidates(case.text, case.language, asked.vector, asked.nodes, index)
    rows, hits = [], []
    for indexed, columns in zip(looked_at.passages, signals(looked_at), strict=True):
        if indexed.passage.language == case.language:
            rows.append(columns)
            hits += [any_holds([one.text], case.answers) for one in indexed.passage.sentences]
    if not any(hits):
        return None
    return np.concatenate(rows).astype(np.float64), np.array(hits)


def _fit(
    values: Numbers, held: NDArray[np.bool_], lengths: NDArray[np.int64], languages: NDArray[Any]
) -> dict[Language, Numbers]:
    scale = values.std(axis=0) + 1e-9
    shared = values / scale
    columns = [shared, *((languages == one)[:, None] * _DEVIATION * shared for one in LANGUAGES)]
    wide = np.hstack(columns)
    starts = np.concatenate([[0], np.cumsum(lengths)[:-1]])
    question = np.repeat(np.arange(len(lengths)), lengths)

    def loss(weights: Numbers) -> tuple[float, Numbers]:
        fits = wide @ weights
        grown = np.exp(fits - np.maximum.reduceat(fits, starts)[question])
        all_of, right = np.add.reduceat(grown, starts), np.add.reduceat(grown * held, starts)
        right = np.maximum(right, 1e-300)
        slope = grown / all_of[question] - grown * held / right[question]
        cost = float(np.log(all_of / right).sum() + _PENALTY * (weights @ weights) / 2)
        return cost, wide.T @ slope + _PENALTY * weights

    found = minimize(loss, np.zeros(wide.shape[1]), jac=True, method="L-BFGS-B").x
    parts = found.reshape(1 + len(LANGUAGES), len(SIGNALS))
    return {
        one: (parts[0] + _DEVIATION * parts[1 + place]) / scale
        for place, one in enumerate(LANGUAGES)
    }


def _write(
    weights: Mapping[Language, Numbers], typical: Mapping[Language, Mapping[str, float]]
) -> None:
    content = {
        "weights": {
            one: dict(zip(SIGNALS, weights[one].round(3).tolist(), strict=True))
            for one in LANGUAGES
        },
        "typical": {
            one: {name: round(float(typical[one][name]), 3) for name in TERMS} for one in LANGUAGES
        },
    }
    _FILE.write_text(json.dumps(content, indent=2, ensure_ascii=False) + "\n", "utf-8")
    print(_FILE.read_text("utf-8"))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
