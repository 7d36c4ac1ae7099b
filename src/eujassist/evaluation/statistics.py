"""Intervals, tests and the smallest change that a set can show."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy import stats

_LEVEL = 0.95
_RESAMPLES = 2_000
_PERMUTATIONS = 10_000
_SEED = 20_261_122  # the same figures from the same answers
_POWER = 0.8

Numbers = NDArray[np.float64]


class Interval(NamedTuple):
    """The bounds between which a mean lies in 95 of 100 such sets."""

    low: float
    high: float


def mean_interval(values: Sequence[float]) -> Interval:
    """Return the 95% interval of a mean.

    Of shares (every value 0 or 1) it is Wilson's (1927), which is honest for few cases and for
    none wrong of many; else the percentile bootstrap (Efron, 1979) with a fixed seed. Of a single
    value that is neither, nothing is known.
    """
    if len(values) == 1 and values[0] not in (0.0, 1.0):
        return Interval(0.0, 1.0)
    if set(values) <= {0.0, 1.0}:
        found = stats.binomtest(int(sum(values)), len(values)).proportion_ci(_LEVEL, "wilson")
        return Interval(float(found.low), float(found.high))
    return _bootstrap(np.array(values))


def difference_interval(differences: Sequence[float]) -> Interval:
    """Return the 95% percentile bootstrap interval of a mean of paired differences."""
    return _bootstrap(np.array(differences))


def _bootstrap(values: Numbers) -> Interval:
    return _percentiles(_resampled_means(values))


def ratio_interval(numerators: Sequence[float], denominators: Sequence[float]) -> Interval:
    """Return the 95% percentile bootstrap interval of a ratio of two means of the same cases."""
    pairs = np.array([numerators, denominators]).T
    means = _resampled_means(pairs)
    with np.errstate(divide="ignore", invalid="ignore"):
        ratios = means[:, 0] / means[:, 1]
    return _percentiles(ratios[np.isfinite(ratios)])


def _resampled_means(values: Numbers) -> Numbers:
    """Return the means (along the first axis) of resamples with replacement."""
    random = np.random.default_rng(_SEED)
    count = len(values)
    means = [values[random.integers(0, count, count)].mean(axis=0) for _ in range(_RESAMPLES)]
    return np.array(means)


def _percentiles(means: Numbers) -> Interval:
    tail = 100 * (1 - _LEVEL) / 2
    low, high = np.percentile(means, [tail, 100 - tail]) if len(means) else (math.nan, math.nan)
    return Interval(float(low), float(high))


def paired_p(differences: Sequence[float]) -> float:
    """Return the two-sided p of a paired permutation test of a mean of differences.

    Under the null hypothesis the two runs can be exchanged, question by question (Fisher's
    randomisation test; Smucker et al., 2007). Questions that did not change say nothing.
    """
    changed = np.array([difference for difference in differences if difference])
    if len(changed) < 2:
        return 1.0  # one question gains as easily as it loses
    result = stats.permutation_test(
        (changed,),
        np.mean,
        permutation_type="samples",
        vectorized=True,
        n_resamples=_PERMUTATIONS,
        batch=500,
        rng=np.random.default_rng(_SEED),
    )
    return float(result.pvalue)


def corrected(p_values: Sequence[float]) -> list[float]:
    """Return p values corrected for their number (Benjamini and Hochberg, 1995)."""
    if not p_values:
        return []
    return [float(p) for p in stats.false_discovery_control(p_values)]


def smallest_change(differences: Sequence[float]) -> float:
    """Return the smallest mean difference that a set shows with a power of 0.8 at p = .05.

    It is (z(.975) + z(.8)) s / √n, s the standard deviation of the differences seen here (Cohen,
    1988). Where no question changed, s is unknown: then it is the largest share of questions that
    may change unseen in 95 of 100 such sets, 1 − .05^(1/n).
    """
    count = len(differences)
    spread = float(np.std(differences, ddof=1)) if count > 1 else 0.0
    if spread == 0:
        return float(1 - (1 - _LEVEL) ** (1 / count))
    z = stats.norm.ppf(1 - (1 - _LEVEL) / 2) + stats.norm.ppf(_POWER)
    return float(z * spread / math.sqrt(count))
