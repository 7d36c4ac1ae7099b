"""A run as a person reads it: report.md, and report.html with plots in one file."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape

from eujassist.documents import LANGUAGES
from eujassist.evaluation import plots
from eujassist.evaluation.judgements import JUDGED, Judging
from eujassist.evaluation.metrics import MEASURES
from eujassist.evaluation.observation import Observation
from eujassist.evaluation.summary import ALL, Figure, Summary
from eujassist.evaluation.wording import FALLBACKS

_HALLUCINATED = 15  # shown, at most, of the worst questions
_MISSED = 30
_OUTLINE = (
    "nDCG@10",
    "first quotation",
    "three quotations",
    "citation precision",
    "hallucinated",
    "wrongly refused",
    "language right",
    "unproved",
    "fell back",
)
_ROWS = (*LANGUAGES, ALL)
_MATRICES = ("nDCG@10", "first quotation", "three quotations")


def write_reports(
    folder: Path,
    run: dict[str, Any],
    summary: Summary,
    judging: Judging | None,
    observations: Sequence[Observation],
) -> None:
    """Write report.md and report.html of a run into its folder; the same run, the same bytes."""
    context = {
        "run": run,
        "summary": summary,
        "fallback_notes": _fallback_notes(summary),
        "judging": judging,
        "judged": JUDGED,
        "languages": _ROWS,
        "tables": _tables(summary),
        "types": _types(summary),
        "worst": worst(observations),
        "meanings": {measure.name: measure.meaning for measure in MEASURES},
        "lower_is_better": {measure.name for measure in MEASURES if measure.better == "low"},
        "first_rank": first_rank,
    }
    drawn = {
        "matrices": [plots.language_matrix(summary, measure) for measure in _MATRICES],
        "risk_coverage": plots.risk_coverage(summary.curves),
        "latency": plots.latency(summary.latency),
    }
    environment = Environment(
        loader=PackageLoader("eujassist.evaluation"),
        autoescape=select_autoescape(["html.jinja"]),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    for name, more in (("report.md", {}), ("report.html", drawn)):
        text = environment.get_template(f"{name}.jinja").render(**context, **more)
        (folder / name).write_text(text, "utf-8", newline="\n")


def outline(summary: Summary, judging: Judging | None) -> str:
    """Return the figures that matter most as a table for the terminal, a line a measure."""
    lines = [f"{'':20}" + "".join(f"{name:>16}" for name in _ROWS)]
    for measure in _OUTLINE:
        figures = [summary.value(measure, name) for name in _ROWS]
        if any(figures):
            lines.append(_outlined(measure, figures))
    if judging:
        lines += [_outlined(one.name, judging.values(one.name)) for one in JUDGED]
    if summary.fallbacks:
        lines += ["", "\n- ".join(_fallback_notes(summary))]
    return "\n".join(lines)


def _outlined(name: str, figures: Sequence[Figure | None]) -> str:
    cells = (f"{one.value:.3f} ({one.count})" if one else "-" for one in figures)
    return f"{name:20}" + "".join(f"{cell:>16}" for cell in cells)


def _fallback_notes(summary: Summary) -> list[str]:
    """Return sentences that keep a reader from taking quotations for a model's answers."""
    asked = summary.value("fell back")
    if asked is None or not summary.fallbacks:
        return []
    fallen = sum(summary.fallbacks.values())
    reasons = [f"{FALLBACKS[why]}: {count}" for why, count in summary.fallbacks.items()]
    return [
        f"{fallen} of the {asked.count} answers that the language model was asked for fell back to"
        " quotations, so the figures are not its own alone.",
        *reasons,
    ]


def worst(observations: Sequence[Observation]) -> list[Observation]:
    """Return the cases that went wrong, worst first.

    First come questions without an answer that got one, those given with most strength first; then
    those whose answer was not said, by how badly their evidence was found.
    """
    hallucinated = [one for one in observations if not one.answerable and not one.abstained]
    missed = [
        one
        for one in observations
        if one.answerable and one.measures.get("three quotations", float(one.right)) < 1
    ]
    return [
        *sorted(hallucinated, key=lambda one: (-one.strength, one.id))[:_HALLUCINATED],
        *sorted(missed, key=lambda one: (one.measures.get("nDCG@10", 0.0), one.id))[:_MISSED],
    ]


def first_rank(observation: Observation) -> int | None:
    """Return the rank of the first that is relevant, from 1; None where none was found."""
    ranks = (
        place
        for place, (unit, _) in enumerate(observation.ranking, start=1)
        if unit in observation.relevant
    )
    return next(ranks, None)


Table = dict[str, Any]
Row = tuple[str, str, list[Figure | None]]
"""Language of the question, language of the document, a figure for each measure."""


def _tables(summary: Summary) -> list[Table]:
    """Return a table for each group of measures: rows are pairs of languages."""
    pairs = [
        (question, document) for question in (*LANGUAGES, ALL) for document in (*LANGUAGES, ALL)
    ]
    tables = []
    for group in dict.fromkeys(measure.group for measure in MEASURES):
        names = [
            measure.name
            for measure in MEASURES
            if measure.group == group and summary.value(measure.name)
        ]
        rows: list[Row] = [
            (question, document, [summary.value(name, question, document) for name in names])
            for question, document in pairs
        ]
        kept = [row for row in rows if any(row[2]) and not _repeats(row, rows)]
        if names:
            tables.append({"group": group, "measures": names, "rows": kept})
    return tables


def _repeats(row: Row, rows: Sequence[Row]) -> bool:
    """Tell whether a row of all languages counts the very cases of a row of one of them."""
    return any(
        other[:2] != row[:2]
        and row[0] in (ALL, other[0])
        and row[1] in (ALL, other[1])
        and _counts(other) == _counts(row)
        for other in rows
    )


def _counts(row: Row) -> list[int]:
    return [figure.count if figure else 0 for figure in row[2]]


def _types(summary: Summary) -> list[tuple[str, dict[str, Figure]]]:
    """Return the figures of each type of question by measure."""
    types: dict[str, dict[str, Figure]] = {}
    for figure in summary.figures:
        if figure.type != ALL:
            types.setdefault(figure.type, {})[figure.measure] = figure
    return list(types.items())
