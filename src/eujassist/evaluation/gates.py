"""Thresholds that a run must hold, from a TOML file.

[[threshold]]
measure = "nDCG@10"      # as the report names it, or "risk-coverage area"
question = "fr"          # a language; left out: all
document = "fr"          # the same
at_least = 0.75          # or at_most
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from eujassist.documents import Language
from eujassist.errors import FileMissing, GateInvalid
from eujassist.evaluation.metrics import MEASURES
from eujassist.evaluation.summary import ALL, Summary

_AREA = "risk-coverage area"
_NAMES = {_AREA, *(measure.name for measure in MEASURES)}


class Threshold(BaseModel):
    """The least or the most that one figure may be."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    measure: str
    question: Language | Literal["all"] = ALL
    document: Language | Literal["all"] = ALL
    at_least: float | None = None
    at_most: float | None = None

    @model_validator(mode="after")
    def _check(self) -> Self:
        if self.measure not in _NAMES:
            raise ValueError(f"there is no measure {self.measure!r}")
        if (self.at_least is None) == (self.at_most is None):
            raise ValueError("one of at_least and at_most is needed")
        return self


class _File(BaseModel):
    model_config = ConfigDict(extra="forbid")

    threshold: Annotated[list[Threshold], Field(min_length=1)]


def read(file: Path) -> list[Threshold]:
    """Return the thresholds of a file; raises FileMissing or GateInvalid."""
    try:
        return _File.model_validate(tomllib.loads(file.read_text("utf-8"))).threshold
    except FileNotFoundError as error:
        raise FileMissing(file=str(file)) from error
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise GateInvalid(file=str(file), reason=str(error)) from error
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        name = ".".join(str(part) for part in first["loc"])
        raise GateInvalid(file=str(file), reason=f"{name}: {first['msg']}") from error


def failures(thresholds: Iterable[Threshold], summary: Summary) -> list[str]:
    """Return a line for each threshold that the run does not hold.

    A figure that the run does not have does not hold: a set without such questions proves nothing.
    """
    lines = []
    for threshold in thresholds:
        value = _value(threshold, summary)
        least, most = threshold.at_least, threshold.at_most
        held = value is not None and (
            (least is not None and value >= least) or (most is not None and value <= most)
        )
        if not held:
            bound = f"at least {least:g}" if least is not None else f"at most {most:g}"
            shown = "not measured" if value is None else f"{value:.3f}"
            where = f"question {threshold.question}, document {threshold.document}"
            lines.append(f"threshold not held: {threshold.measure} ({where}): {shown}, {bound}")
    return lines


def _value(threshold: Threshold, summary: Summary) -> float | None:
    if threshold.measure == _AREA:
        areas = {curve.question: curve.area for curve in summary.curves}
        return areas.get(threshold.question)
    figure = summary.value(threshold.measure, threshold.question, threshold.document)
    return figure.value if figure else None
