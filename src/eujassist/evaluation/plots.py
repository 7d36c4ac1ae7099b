"""The report's plots: SVG that stands in the page, without scripts and outside requests."""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup, escape

from eujassist.documents import LANGUAGES
from eujassist.evaluation.summary import ALL, Curve, Latency, Summary

_COLOURS = {ALL: "#1f2937", "fr": "#1d4ed8", "en": "#b45309", "ja": "#be185d"}
_DASHES = {ALL: "", "fr": "6 3", "en": "2 2", "ja": "8 3 2 3"}  # told apart without colour too


def language_matrix(summary: Summary, measure: str) -> Markup:
    """Return a matrix of one measure: a row for each question language, a column a document's."""
    names = (*LANGUAGES, ALL)
    parts = [_text(200, 14, "language of the document", anchor="middle")]
    for column, document in enumerate(names):
        parts.append(_text(125 + 76 * column, 32, document, anchor="middle"))
    for row, question in enumerate(names):
        top = 40 + 46 * row
        parts.append(_text(78, top + 26, question, anchor="end"))
        for column, document in enumerate(names):
            left = 90 + 76 * column
            figure = summary.value(measure, question, document)
            value = figure.value if figure else None
            parts.append(_cell(left, top, value))
            if figure:
                dark = figure.value > 0.6
                parts.append(_text(left + 35, top + 19, f"{figure.value:.3f}", light=dark))
                parts.append(_text(left + 35, top + 34, f"n = {figure.count}", light=dark, size=10))
    parts.append(_text(0, 66, "question"))
    return _svg(400, 230, f"{measure} by language of question and document", parts)


def _cell(left: int, top: int, value: float | None) -> Markup:
    fill = "#f3f4f6" if value is None else f"hsl(214 70% {96 - 60 * value:.0f}%)"
    return Markup('<rect x="{}" y="{}" width="70" height="42" rx="3" fill="{}"/>').format(
        left, top, fill
    )


def risk_coverage(curves: Sequence[Curve]) -> Markup:
    """Return the curves of risk by coverage, with a dot where the threshold stands."""
    parts = [*_axes("coverage: share of the questions answered", "risk: share of these wrong")]
    for number, curve in enumerate(curves):
        colour = _COLOURS[curve.question]
        points = " ".join(f"{_x(share):.1f},{_y(risk):.1f}" for share, risk in curve.points)
        parts.append(
            Markup(
                '<polyline points="{}" fill="none" stroke="{}" stroke-width="2" '
                'stroke-dasharray="{}"/><circle cx="{:.1f}" cy="{:.1f}" r="4" fill="{}"/>'
            ).format(
                points, colour, _DASHES[curve.question], _x(curve.coverage), _y(curve.risk), colour
            )
        )
        top = 22 + 18 * number
        parts.append(
            Markup(
                '<line x1="66" x2="96" y1="{0}" y2="{0}" stroke="{1}" stroke-width="2" '
                'stroke-dasharray="{2}"/>'
            ).format(top, colour, _DASHES[curve.question])
        )
        parts.append(
            _text(102, top + 4, f"{curve.question}: area {curve.area:.3f}", anchor="start")
        )
    return _svg(520, 300, "Risk by coverage", parts)


def _x(share: float) -> float:
    return 50 + 450 * share


def _y(risk: float) -> float:
    return 255 - 245 * risk


def _axes(across: str, up: str) -> list[Markup]:
    parts = [
        Markup('<path d="M50 10V255H500" fill="none" stroke="#6b7280"/>'),
        _text(275, 292, across, anchor="middle"),
        Markup('<g transform="translate(12 132) rotate(-90)">{}</g>').format(
            _text(0, 0, up, anchor="middle")
        ),
    ]
    for tick in (0.0, 0.25, 0.5, 0.75, 1.0):
        parts.append(_text(_x(tick), 271, f"{tick:g}", anchor="middle", size=10))
        parts.append(_text(44, _y(tick) + 4, f"{tick:g}", anchor="end", size=10))
    return parts


def latency(stages: Sequence[Latency]) -> Markup:
    """Return a bar for each stage: the median, and a thin line up to the 95th percentile."""
    longest = max((stage.p95 for stage in stages), default=0.0) or 1.0
    parts = []
    for row, stage in enumerate(stages):
        top = 8 + 30 * row
        median, p95 = (310 * value / longest for value in (stage.median, stage.p95))
        parts.append(_text(98, top + 15, stage.stage, anchor="end"))
        parts.append(
            Markup(
                '<rect x="106" y="{}" width="{:.1f}" height="18" fill="#1d4ed8"/>'
                '<path d="M{:.1f} {}H{:.1f}" stroke="#1f2937" stroke-width="2"/>'
            ).format(top + 2, median, 106 + median, top + 11, 106 + p95)
        )
        shown = f"{_short(stage.median)} ms, p95 {_short(stage.p95)}"
        parts.append(_text(round(112 + p95), top + 15, shown, anchor="start", size=10))
    return _svg(560, 16 + 30 * len(stages), "Milliseconds by stage", parts)


def _short(milliseconds: float) -> str:
    return f"{milliseconds:.1f}" if milliseconds < 100 else f"{milliseconds:.0f}"


def _text(
    x: float, y: float, text: str, *, anchor: str = "", light: bool = False, size: int = 12
) -> Markup:
    anchor = anchor or ("start" if x == 0 else "middle")
    return Markup(
        '<text x="{:g}" y="{:g}" text-anchor="{}" font-size="{}" fill="{}">{}</text>'
    ).format(x, y, anchor, size, "#ffffff" if light else "#1f2937", text)


def _svg(width: int, height: int, title: str, parts: Sequence[Markup]) -> Markup:
    return Markup('<svg viewBox="0 0 {} {}" width="{}" role="img" aria-label="{}">{}</svg>').format(
        width, height, width, escape(title), Markup("").join(parts)
    )
