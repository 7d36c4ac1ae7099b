"""Two runs of the same cases, question by question: what changed, and what could have been seen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from eujassist.documents import LANGUAGES
from eujassist.errors import RunsIncomparable
from eujassist.evaluation.metrics import MEASURES, Measure
from eujassist.evaluation.observation import Observation
from eujassist.evaluation.run import read_observations, read_run
from eujassist.evaluation.statistics import (
    Interval,
    corrected,
    difference_interval,
    paired_p,
    smallest_change,
)
from eujassist.evaluation.summary import ALL

GATED = ("nDCG@10", "first quotation", "three quotations", "hallucinated", "wrongly refused")
"""The measures whose loss fails the gate: with every measure of every language under it, chance
alone would fail one run in two."""
_MOST_CHANGED = 15


@dataclass(frozen=True, slots=True)
class Difference:
    """One measure of the questions in one language, in two runs."""

    measure: Measure
    question: str
    count: int
    first: float
    second: float
    interval: Interval
    """The 95% interval of the second mean less the first."""
    p: float
    corrected_p: float
    wins: int
    """Questions that the second run does better."""
    ties: int
    losses: int
    smallest: float
    """The smallest mean difference that these questions can show."""

    @property
    def is_loss(self) -> bool:
        """Whether the interval excludes that nothing was lost."""
        high = self.measure.better == "high"
        return self.interval.high < 0 if high else self.interval.low > 0


@dataclass(frozen=True, slots=True)
class Change:
    """A question that the two runs answer differently."""

    first: Observation
    second: Observation
    gain: float
    """The sum of what its measures gained; below 0 where the second run is worse."""


def compare(first: Path, second: Path) -> tuple[list[Difference], list[Change]]:
    """Return the differences by measure and language, and the questions that changed most.

    Raises RunMissing, RunUnfinished, or RunsIncomparable where the runs are not of the same
    documents and cases.
    """
    one, other = read_run(first), read_run(second)
    for name in ("corpus_hash", "cases_hash"):
        if getattr(one, name) != getattr(other, name):
            difference = name.removesuffix("_hash")
            raise RunsIncomparable(first=str(first), second=str(second), difference=difference)
    seen = {observation.id: observation for observation in read_observations(second)}
    pairs = [(observation, seen[observation.id]) for observation in read_observations(first)]
    differences = [
        found
        for measure in MEASURES
        for language in (*LANGUAGES, ALL)
        if (found := _difference(measure, language, pairs))
    ]
    p_values = corrected([difference.p for difference in differences])
    return [
        replace(difference, corrected_p=p)
        for difference, p in zip(differences, p_values, strict=True)
    ], _changes(pairs)


def _difference(
    measure: Measure, language: str, pairs: Sequence[tuple[Observation, Observation]]
) -> Difference | None:
    """Return the difference over the questions of which both runs have the measure."""
    values = np.array(
        [
            (one.measures[measure.name], other.measures[measure.name])
            for one, other in pairs
            if language in (ALL, one.language)
            and measure.name in one.measures
            and measure.name in other.measures
        ]
    )
    if not len(values):
        return None
    first, second = values.mean(axis=0)
    changes = (values[:, 1] - values[:, 0]).tolist()
    better = np.array(changes) * (1 if measure.better == "high" else -1)
    p = paired_p(changes)
    return Difference(
        measure=measure,
        question=language,
        count=len(values),
        first=float(first),
        second=float(second),
        interval=difference_interval(changes),
        p=p,
        corrected_p=p,
        wins=int((better > 0).sum()),
        ties=int((better == 0).sum()),
        losses=int((better < 0).sum()),
        smallest=smallest_change(changes),
    )


def _changes(pairs: Sequence[tuple[Observation, Observation]]) -> list[Change]:
    changes = [Change(one, other, _gain(one, other)) for one, other in pairs]
    ordered = sorted(changes, key=lambda change: (-abs(change.gain), change.first.id))
    return [change for change in ordered if change.gain][:_MOST_CHANGED]


def _gain(one: Observation, other: Observation) -> float:
    return sum(
        (other.measures[measure.name] - one.measures[measure.name])
        * (1 if measure.better == "high" else -1)
        for measure in MEASURES
        if measure.name in one.measures and measure.name in other.measures
    )


def describe(differences: Sequence[Difference], changes: Sequence[Change]) -> str:
    """Return the comparison as Markdown."""
    lines = [
        "| measure | question | n | A | B | B − A [95%] | p | p (BH) | win/tie/loss | smallest |",
        "| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |",
    ]
    for one in differences:
        low, high = one.interval
        arrow = " ↓" if one.measure.better == "low" else ""
        lines.append(
            f"| {one.measure.name}{arrow} | {one.question} | {one.count} "
            f"| {one.first:.3f} | {one.second:.3f} "
            f"| {one.second - one.first:+.3f} [{low:+.3f}, {high:+.3f}] "
            f"| {_shown(one.p)} | {_shown(one.corrected_p)} "
            f"| {one.wins}/{one.ties}/{one.losses} | {one.smallest:.3f} |"
        )
    lines += ["", "smallest: the smallest difference that so many questions can show.", ""]
    lines.append("Questions that changed most:" if changes else "No question changed.")
    for change in changes:
        lines.append(f"- `{change.first.id}` {change.gain:+.2f} {change.first.text}")
        lines += [f"  - A: {_said(change.first)}", f"  - B: {_said(change.second)}"]
    return "\n".join(lines)


def _shown(p: float) -> str:
    return "<0.001" if p < 0.001 else f"{p:.3f}"


def _said(observation: Observation) -> str:
    if observation.abstained or not observation.quotations:
        return "refused"
    first = observation.quotations[0]
    return f"{first.document}: “{' '.join(first.quote.split())}”"


def gate(differences: Sequence[Difference]) -> tuple[list[str], list[str]]:
    """Return a line for each loss that fails the gate, and for each measure that does not.

    The second kind says how small a loss the questions could have shown: nothing seen of too few
    questions is no proof.
    """
    losses, held = [], []
    for one in differences:
        if one.measure.name not in GATED:
            continue
        name = f"{one.measure.name}, question {one.question}"
        if one.is_loss:
            low, high = one.interval
            losses.append(f"loss: {name}: {one.second - one.first:+.3f} [{low:+.3f}, {high:+.3f}]")
        else:
            held.append(
                f"no loss shown: {name}; {one.count} questions show one of {one.smallest:.3f}"
            )
    return losses, held
