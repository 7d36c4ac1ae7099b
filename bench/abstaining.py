"""Abstaining measured, and its weights fitted: `python bench/abstaining.py FOLDER [QUESTIONS ...]`.

FOLDER is a public set as eval/README.md says, whose paragraphs have titles: those of one title are
an article. QUESTIONS are files (`*.questions.jsonl`) of further questions over its paragraphs, for
instance in other languages than theirs, or without an answer (bench/written). askings.py says what
they are asked of.

The weights are fitted on the half of the articles that those of evidence are fitted on (halves.py),
that of reading on the fifth of it that the reranker was not trained on; all figures are those of
the other half. Answerable questions count for half, those off the subject for a quarter, those on
it and those nearly answered for an eighth each; languages and sizes of index count alike, pairs of
two languages together as much as one language. Beside each figure stand that without reading the
best passages, as it is where a language model is asked, and that of the yardstick: what was used
before, two weights set by hand.

Nobody looked whether a sister paragraph answers too: the questions on the subject are in truth
refused a little better than it is shown (for 17% of them one of the five best passages holds the
answer's words). Half an hour on two cores for 10,000 questions with the indexes there.
"""

from __future__ import annotations

import math
import sys
from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize
from scipy.stats import rankdata

from askings import SMALL, SORTS, Asked, Sort, ask_all
from eujassist.documents import LANGUAGES
from eujassist.retrieval import abstaining
from eujassist.retrieval.abstaining import ANSWER, ANSWER_READ, SUBJECT, Logistic

Values = NDArray[np.float64]

_SHARES: dict[Sort, float] = {"answerable": 0.5, "off the subject": 0.25}
_UNANSWERED: tuple[Sort, ...] = ("nearly answered", "on the subject")
"""They share what is left: 0.25."""
_ACROSS = 1 / 6  # of the weight of a language, for each of the pairs of two
_L2 = 1e-3  # of the mean loss, on the weights of signals scaled to a deviation of 1
_POSITIVE = {"margin", "sentence", "nearest", "lead", "sentence_lead"}
_POSITIVE |= {"passage_terms", "sentence_terms", "read"}
_NEGATIVE = {"unknown", "names_missing", "number_missing", "kind_missing", "size"}
_BINS = 10
_ANSWERED = (0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0)
_THRESHOLDS = (0.1, 0.15, 0.18, 0.2, 0.25, 0.3, 0.4, 0.5, 0.7)
_RIGHT: dict[str, Callable[[Asked], bool]] = {
    "answerable": lambda one: one.sort == "answerable",
    "the first quotation holds the answer": lambda one: one.right,
}


def main(folder: Path, further: Sequence[Path]) -> None:
    """Print weights and figures."""
    asked = ask_all(folder, further)
    fitting = [one for one in asked if one.place.half != "to report on"]
    testing = [one for one in asked if one.place.half == "to report on"]
    print(f"Fitted on {len(fitting)} askings, measured on {len(testing)} others")
    on_subject = [one for one in fitting if one.sort != "off the subject"]
    there = [one.sort != "off the subject" for one in fitting]
    _print_weights("SUBJECT", SUBJECT, _fit(SUBJECT, fitting, there))
    # Before reading, what is nearly answered can hardly be told: fitted on it too, more follow-ups
    # are refused, and the other questions without an answer are told less well.
    unread = [one for one in on_subject if one.sort != "nearly answered"]
    answerable = [one.sort == "answerable" for one in unread]
    _print_weights("ANSWER", ANSWER, _fit(ANSWER, unread, answerable))
    apart = [one for one in on_subject if one.place.half == "kept apart"]
    answerable = [one.sort == "answerable" for one in apart]
    _print_weights("ANSWER_READ", ANSWER_READ, _fit(ANSWER_READ, apart, answerable))
    measures = {
        "now": np.array([abstaining.probability(one.signals) for one in testing]),
        "unread": np.array(
            [abstaining.probability(one.signals._replace(read=math.nan)) for one in testing]
        ),
        "yardstick": np.array([one.yardstick for one in testing]),
    }
    _print_separation(testing, measures)
    _print_calibration(testing, measures)
    _print_curves(testing, measures)
    _print_thresholds(testing, measures)


# Fitting -----------------------------------------------------------------------------------------


def _fit(model: Logistic, asked: Sequence[Asked], true: Sequence[bool]) -> Logistic:
    """Fit the weights of a model's signals, none against what its signal means."""
    names = list(model.weights)
    values = np.array([[getattr(one.signals, name) for name in names] for one in asked])
    share = _weights(asked)
    middle = share @ values
    deviation = np.sqrt(share @ (values - middle) ** 2) + 1e-9
    scaled = (values - middle) / deviation
    truth = np.array(true, dtype=float)

    def loss(parameters: Values) -> tuple[float, Values]:
        total = parameters[0] + scaled @ parameters[1:]
        wrong = share * (1 / (1 + np.exp(-total)) - truth)
        penalty = _L2 * float(parameters[1:] @ parameters[1:])
        slope = np.append(wrong.sum(), scaled.T @ wrong + 2 * _L2 * parameters[1:])
        return float(share @ (np.logaddexp(0, total) - truth * total)) + penalty, slope

    start = np.zeros(len(names) + 1)
    bounds = [(None, None), *(_bounds(name) for name in names)]
    found = minimize(loss, start, jac=True, method="L-BFGS-B", bounds=bounds).x
    weights = found[1:] / deviation
    constant = float(found[0] - weights @ middle)
    return Logistic(constant, dict(zip(names, weights.tolist(), strict=True)))


def _bounds(name: str) -> tuple[float | None, float | None]:
    return (0.0 if name in _POSITIVE else None, 0.0 if name in _NEGATIVE else None)


def _weights(asked: Sequence[Asked]) -> Values:
    """Return the weight of each asking; their sum is 1."""
    kinds = [(one.sort, one.language, one.place.language, one.passages < SMALL) for one in asked]
    count = Counter(kinds)
    there = [sort for sort in _UNANSWERED if any(kind[0] == sort for kind in count)]
    shares = _SHARES | {sort: (1 - sum(_SHARES.values())) / len(there) for sort in there}
    weights = np.array(
        [shares[kind[0]] / count[kind] * (1 if kind[1] == kind[2] else _ACROSS) for kind in kinds]
    )
    return np.array(weights / weights.sum())


# Figures -----------------------------------------------------------------------------------------


def _print_weights(name: str, used: Logistic, fitted: Logistic) -> None:
    print(f"\n{name}: fitted | in use\n  constant {fitted.constant:.2f} | {used.constant:.2f}")
    for signal, weight in fitted.weights.items():
        print(f"  {signal} {weight:.3g} | {used.weights[signal]:.3g}")


def _rows(asked: Sequence[Asked]) -> dict[str, list[int]]:
    """Return the numbers of the askings of each row of a table."""
    rows: dict[str, list[int]] = defaultdict(list)
    for number, one in enumerate(asked):
        own = one.language == one.place.language
        rows[one.language if own else "across languages"].append(number)
        if own:
            size = "small" if one.passages < SMALL else "large"
            rows[f"{one.language}, {size} indexes"].append(number)
    order = [*LANGUAGES, "across languages"]
    order += [
        f"{language}, {size} indexes" for language in LANGUAGES for size in ("small", "large")
    ]
    return {row: rows[row] for row in order if rows[row]}


def _print_separation(asked: Sequence[Asked], measures: Mapping[str, Values]) -> None:
    """Print the probability that an answerable question gets more than one that is not (AUROC)."""
    print(f"\nAUROC, answerable against: {' | '.join(SORTS[1:])}")
    for row, numbers in _rows(asked).items():
        cells = []
        for sort in SORTS[1:]:
            chosen = [i for i in numbers if asked[i].sort in ("answerable", sort)]
            truth = np.array([asked[i].sort == "answerable" for i in chosen])
            pairs = (f"{name} {_auroc(one[chosen], truth):.3f}" for name, one in measures.items())
            cells.append(", ".join(pairs))
        print(f"  {row}:", " | ".join(cells))


def _auroc(values: Values, truth: NDArray[np.bool_]) -> float:
    ranks = rankdata(values)
    yes, no = int(truth.sum()), int((~truth).sum())
    if not (yes and no):
        return math.nan
    return float((ranks[truth].sum() - yes * (yes + 1) / 2) / (yes * no))


def _print_calibration(asked: Sequence[Asked], measures: Mapping[str, Values]) -> None:
    truth = np.array([one.sort == "answerable" for one in asked], dtype=float)
    share = _weights(asked)
    for name, values in measures.items():
        brier = float(share @ (values - truth) ** 2)
        order = np.argsort(values, kind="stable")
        edges = np.searchsorted(np.cumsum(share[order]), np.arange(1, _BINS) / _BINS)
        bins = [
            (
                float(share[one].sum()),
                float(np.average(values[one], weights=share[one])),
                float(np.average(truth[one], weights=share[one])),
            )
            for one in np.split(order, edges)
        ]
        error = sum(size * abs(said - seen) for size, said, seen in bins)
        print(f"\nCalibration, {name}: Brier {brier:.3f}, expected error {error:.3f}; said > seen:")
        print(" ", ", ".join(f"{said:.2f} > {seen:.2f}" for _, said, seen in bins))


def _print_curves(asked: Sequence[Asked], measures: Mapping[str, Values]) -> None:
    """Print which share is right where only the likeliest questions are answered."""
    for right, is_right in _RIGHT.items():
        print(f"\nRight ({right}) where this share is answered, and the mean over all shares")
        print("  answered:", " ".join(f"{drawn:5.0%}" for drawn in _ANSWERED))
        for row, numbers in list(_rows(asked).items())[:4]:
            chosen = [asked[number] for number in numbers]
            share = _weights(chosen)
            truth = np.array([is_right(one) for one in chosen], dtype=float)
            for name, values in measures.items():
                order = np.argsort(-values[numbers], kind="stable")
                answered = np.cumsum(share[order])
                precision = np.cumsum((share * truth)[order]) / answered
                at = np.minimum(np.searchsorted(answered, _ANSWERED), len(order) - 1)
                cells = " ".join(f"{one:5.2f}" for one in precision[at])
                area = float(share[order] @ precision)
                print(f"  {row}, {name}: {cells}; {area:.3f}")


def _print_thresholds(asked: Sequence[Asked], measures: Mapping[str, Values]) -> None:
    """Print, for thresholds, the share of each sort that is answered, and of those, the right."""
    for name, values in measures.items():
        print(f"\nAnswered, {name}: {' / '.join(SORTS)}; right: {', '.join(_RIGHT)}")
        for row, numbers in _rows(asked).items():
            chosen = [asked[number] for number in numbers]
            share, own = _weights(chosen), values[numbers]
            print(f"  {row}:")
            for threshold in _THRESHOLDS:
                given = np.array(own >= threshold)
                shares = [_share(given, [one.sort == sort for one in chosen]) for sort in SORTS]
                right = [
                    share[given & [is_right(one) for one in chosen]].sum() / share[given].sum()
                    for is_right in _RIGHT.values()
                    if given.any()
                ]
                print(f"    {threshold:.2f}: {_joined(shares, ' / ')}; {_joined(right, ', ')}")


def _share(given: NDArray[np.bool_], chosen: Sequence[bool]) -> float:
    """Return the share of those chosen that is answered, nan of none."""
    return float(given[np.array(chosen)].mean()) if any(chosen) else math.nan


def _joined(values: Sequence[float], between: str) -> str:
    return between.join(f"{value:.2f}" for value in values)


if __name__ == "__main__":
    main(Path(sys.argv[1]), [Path(name) for name in sys.argv[2:]])
