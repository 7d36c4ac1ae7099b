"""Fit the weights of evidence on half of a public set, by article, and write weights.json.

    python bench/fitting.py FOLDER [QUESTIONS ...]

The folder holds a public set as eval/README.md says; QUESTIONS are files of further questions over
its paragraphs, in other languages than theirs: without them, it is not known how much likelier a
sentence in the question's language is. The articles, in the order of a hash of their titles, go to
the one half and the other in turn; bench/quoting.py measures on the other half. The loss is that of
choosing one sentence: minus the logarithm of the probability of those that hold an answer (Cao et
al., 2007, listwise). The weights of a language are those of all, plus a deviation that costs more
to be large. What cannot be told of a sentence, such as the question's terms in one of another
language, is taken to be what it mostly is in sentences that answer.

Of one signal the weight is set: public sets have no lists with items on lines of their own. Of the
576 questions on such texts in bench/written (lists), 50.9% are answered first with a weight of 1,
49.5% with none and no more with 2; read by a reranker that had not seen them.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

from eujassist.documents import LANGUAGES, Language
from eujassist.evaluation.matching import any_holds
from eujassist.indexing.index import Index
from eujassist.retrieval import evidence
from eujassist.retrieval.signals import SIGNALS, TERMS, TOKENS, signals
from halves import Found, ask, halves, opened, read_cases

Numbers = NDArray[np.float64]

_PENALTY = 10.0  # on the squares of weights of standardised signals; set by folds of the fit half
_DEVIATION = 0.3  # scale of what a language has of its own; the same
_LIST = 1.0  # the weight of a list that is asked for
_FILE = Path(evidence.__file__).with_name("weights.json")


def main(folder: Path, further: Sequence[Path]) -> None:
    """Fit and write."""
    collection, index = opened(folder)
    fitted, _ = halves(collection, [one for path in further for one in read_cases(path, folder)])
    rows, hits, lengths, spoken = [], [], [], []
    for asked in ask(index, fitted):
        values, held = _sentences(asked, index)
        if held.any():
            rows.append(values)
            hits.append(held)
            lengths.append(len(held))
            spoken.append(asked.case.language)
    values, held = np.concatenate(rows), np.concatenate(hits)
    languages = np.repeat(np.array(spoken), lengths)
    print(f"{len(lengths)} questions whose answer is among {len(values)} sentences")
    typical = {one: np.nanmean(values[held & (languages == one)], axis=0) for one in LANGUAGES}
    for one in LANGUAGES:
        own = languages == one
        values[own] = np.where(np.isnan(values[own]), typical[one], values[own])
    weights = _fit(values, held, np.array(lengths), languages)
    for own in weights.values():
        own[SIGNALS.index("list")] = _LIST
    _write(weights, typical)


def _sentences(asked: Found, index: Index) -> tuple[Numbers, NDArray[np.bool_]]:
    """Return the signals of the sentences that are looked at, and which hold an answer."""
    looked_at = evidence.candidates(asked.question, asked.nodes, index)
    texts = [one.text for indexed in looked_at.passages for one in indexed.passage.sentences]
    hits = np.array([any_holds([text], asked.case.answers) for text in texts])
    return np.concatenate(signals(looked_at)).astype(np.float64), hits


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


def _write(weights: Mapping[Language, Numbers], typical: Mapping[Language, Numbers]) -> None:
    content = {
        "weights": {
            one: dict(zip(SIGNALS, weights[one].round(3).tolist(), strict=True))
            for one in LANGUAGES
        },
        "typical": {
            one: {
                name: round(float(value), 3)
                for name, value in zip(SIGNALS, typical[one], strict=True)
                if name in (*TOKENS, *TERMS)
            }
            for one in LANGUAGES
        },
    }
    _FILE.write_text(json.dumps(content, indent=2, ensure_ascii=False) + "\n", "utf-8")
    print(_FILE.read_text("utf-8"))


if __name__ == "__main__":
    main(Path(sys.argv[1]), [Path(name) for name in sys.argv[2:]])
