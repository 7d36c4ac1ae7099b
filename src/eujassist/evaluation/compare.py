"""Two runs of the same cases, question by question: what changed, and what could have been seen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from eujassist.documents import LANGUAGES
from eujassist.errors import RunsIncomparable
from eujassist.evaluation.judgements import JUDGED, read_judgements, same_judge, verdicts
from eujassist.evaluation.metrics import MEASURES, Measure
from eujassist.evaluation.observation import Observation
from eujassist.evaluation.run import Run, read_finished
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


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two runs beside each other."""

    notes: list[str]
    """In what the runs themselves differ: the model, settings, versions."""
    differences: list[Difference]
    """By measure and language."""
    judged: list[Difference]
    """The same by a judge, where both runs have the same one."""
    changes: list[Change]
    """The questions that changed most."""


def compare(first: Path, second: Path) -> Comparison:
    """Return what differs between two runs; their models, settings and versions may differ too.

    Raises RunMissing, RunUnfinished, RunDamaged, or RunsIncomparable where the runs are not of the
    same documents and cases.
    """
    (one, before), (other, after) = read_finished(first), read_finished(second)
    for name in ("corpus_hash", "cases_hash"):
        if getattr(one, name) != getattr(other, name):
            difference = name.removesuffix("_hash")
            raise RunsIncomparable(first=str(first), second=str(second), difference=difference)
    seen = {observation.id: observation for observation in after}
    pairs = [(observation, seen[observation.id]) for observation in before]
    judged: list[Difference] = []
    if one.judging and other.judging and same_judge(one.judging.judge, other.judging.judge):
        by_judge = [_with_verdicts(first, before), _with_verdicts(second, [b for _, b in pairs])]
        judged = _differences(JUDGED, list(zip(*by_judge, strict=True)))
    return Comparison(
        notes=_notes(one, other),
        differences=_differences(MEASURES, pairs),
        judged=judged,
        changes=_changes(pairs),
    )


def _with_verdicts(folder: Path, observations: Sequence[Observation]) -> list[Observation]:
    """Return the observations with the judge's verdicts in place of what was measured."""
    found = verdicts(read_judgements(folder))
    return [one.model_copy(update={"measures": found.get(one.id, {})}) for one in observations]


def _notes(one: Run, other: Run) -> list[str]:
    """Return a line for all that may be the reason of a difference."""
    notes = [f"{name}: {_worded(run)}" for name, run in (("A", one), ("B", other))]
    if one.language_model != other.language_model:
        notes.append("The language model differs: what changed may be its doing.")
    facts = [
        ("index", {"version": one.index_version}, {"version": other.index_version}),
        ("settings", one.settings, other.settings),
        ("packages", one.packages, other.packages),
    ]
    for group, before, after in facts:
        changed = [
            f"{name} {before.get(name, 'none')} → {after.get(name, 'none')}"
            for name in sorted({*before, *after})
            if before.get(name) != after.get(name)
        ]
        if changed:
            notes.append(f"Other {group}: {', '.join(changed)}.")
    judges = [run.judging.judge for run in (one, other) if run.judging]
    if len(judges) == 2 and not same_judge(*judges):
        names = " and ".join(judge.name for judge in judges)
        notes.append(f"The judges differ ({names}, or how they are asked): they are not compared.")
    elif len(judges) == 1:
        notes.append("Only one run was judged: there is nothing to compare it with.")
    return notes


def _worded(run: Run) -> str:
    model = run.language_model
    if model is None:
        return "answers are quotations, without a language model"
    fallen = sum(run.summary.fallbacks.values()) if run.summary else 0
    figure = run.summary.value("fell back") if run.summary else None
    asked = f"; {fallen} of {figure.count} answers fell back to quotations" if figure else ""
    return f"answers worded by {model.name} ({model.server}), prompts {model.prompts}{asked}"


def _differences(
    measures: Sequence[Measure], pairs: Sequence[tuple[Observation, Observation]]
) -> list[Difference]:
    differences = [
        found
        for measure in measures
        for language in (*LANGUAGES, ALL)
        if (found := _difference(measure, language, pairs))
    ]
    p_values = corrected([difference.p for difference in differences])
    return [
        replace(difference, corrected_p=p)
        for difference, p in zip(differences, p_values, strict=True)
    ]


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


def describe(comparison: Comparison) -> str:
    """Return the comparison as Markdown."""
    lines = [*(f"- {note}" for note in comparison.notes), "", *_table(comparison.differences)]
    lines += ["", "smallest: the smallest difference that so many questions can show.", ""]
    if comparison.judged:
        lines += ["By a language model as judge, of answers that both runs gave:", ""]
        lines += [*_table(comparison.judged), ""]
    changes = comparison.changes
    lines.append("Questions that changed most:" if changes else "No question changed.")
    for change in changes:
        lines.append(f"- `{change.first.id}` {change.gain:+.2f} {change.first.text}")
        lines += [f"  - A: {_said(change.first)}", f"  - B: {_said(change.second)}"]
    return "\n".join(lines)


def _table(differences: Sequence[Difference]) -> list[str]:
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
    return lines


def _shown(p: float) -> str:
    return "<0.001" if p < 0.001 else f"{p:.3f}"


def _said(observation: Observation) -> str:
    if observation.abstained:
        return "refused"
    if observation.mode == "generated":
        return " ".join(observation.said.split())
    if not observation.quotations:
        return "nothing quoted"
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
