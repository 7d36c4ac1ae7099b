"""A run in figures: what the report shows and what thresholds are held against."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Annotated, Final

import numpy as np
from pydantic import AfterValidator, BaseModel, Field

from eujassist.documents import LANGUAGES
from eujassist.evaluation.metrics import MEASURES
from eujassist.evaluation.observation import Observation
from eujassist.evaluation.statistics import difference_interval, mean_interval, ratio_interval
from eujassist.evaluation.wording import FALLBACKS, Fallback

ALL: Final = "all"
_POINTS = 200  # of a curve, at most
_TOTAL = "total"


Rounded = Annotated[float, AfterValidator(lambda value: round(value, 5))]


class Figure(BaseModel):
    """A mean with the number of cases it was taken of and its 95% interval."""

    measure: str
    question: str
    """A language, or "all"."""
    document: str
    """A language, or "all"."""
    type: str
    """A type of question, or "all"."""
    count: int
    value: Rounded
    low: Rounded
    high: Rounded


class Curve(BaseModel):
    """Risk by coverage: what would be wrong, were more or less answered."""

    question: str
    count: int
    area: Rounded
    """Mean risk over all coverages: 0 is perfect (Geifman and El-Yaniv, 2017)."""
    coverage: Rounded
    """The share that is answered with the threshold as it is set."""
    risk: Rounded
    """The share of these answers that is wrong."""
    points: Annotated[list[tuple[float, float]], Field(exclude=True)] = []
    """Coverage and risk, from the strongest evidence to the weakest; run.json has no room for
    them."""


class Latency(BaseModel):
    """Milliseconds of one stage of a question, asked alone."""

    stage: str
    median: Rounded
    p95: Rounded
    most: Rounded


class Summary(BaseModel):
    """All figures of a run."""

    figures: list[Figure]
    conversation: list[Figure]
    curves: list[Curve]
    latency: list[Latency]
    fallbacks: dict[Fallback, int] = {}
    """How many answers of a language model are quoted instead, by the reason."""

    def value(self, measure: str, question: str = ALL, document: str = ALL) -> Figure | None:
        """Return the figure of all types, or None where no case has that measure."""
        wanted = (measure, question, document, ALL)
        return next((one for one in self.figures if _key(one) == wanted), None)


def _key(figure: Figure) -> tuple[str, str, str, str]:
    return figure.measure, figure.question, figure.document, figure.type


def summarise(observations: Sequence[Observation]) -> Summary:
    """Return the figures of all cases asked."""
    return Summary(
        figures=[*_by_language(observations), *_by_type(observations)],
        conversation=_conversation(observations),
        curves=[
            _curve(language, chosen)
            for language in (ALL, *LANGUAGES)
            if (chosen := [one for one in observations if language in (ALL, one.language)])
        ],
        latency=_latency(observations),
        fallbacks={
            why: count
            for why in FALLBACKS
            if (count := sum(one.fallback == why for one in observations))
        },
    )


def _by_language(observations: Sequence[Observation]) -> Iterable[Figure]:
    for question in (ALL, *LANGUAGES):
        for document in (ALL, *LANGUAGES):
            chosen = [
                one
                for one in observations
                if question in (ALL, one.language) and document in (ALL, one.document_language)
            ]
            yield from _figures(chosen, question=question, document=document, type=ALL)


def _by_type(observations: Sequence[Observation]) -> Iterable[Figure]:
    for name in sorted({one.type for one in observations} - {""}):
        chosen = [one for one in observations if one.type == name]
        yield from _figures(chosen, question=ALL, document=ALL, type=name)


def _figures(observations: Sequence[Observation], **group: str) -> Iterable[Figure]:
    for measure in MEASURES:
        values = [
            one.measures[measure.name] for one in observations if measure.name in one.measures
        ]
        if values:
            low, high = mean_interval(values)
            yield Figure(
                measure=measure.name,
                count=len(values),
                value=float(np.mean(values)),
                low=low,
                high=high,
                **group,
            )


def _conversation(observations: Sequence[Observation]) -> list[Figure]:
    """Return nDCG@10 of follow-up questions, and how much of what the history is worth was won.

    The gap closed is (within the conversation − last turn alone) / (stand-alone − last turn alone),
    each a mean; there is none where the stand-alone questions may not be found better (the interval
    of that gap reaches 0): a share of next to nothing is any number.
    """
    figures = []
    for language in (ALL, *LANGUAGES):
        followed = [
            (one.last_turn, one.measures["nDCG@10"], one.standalone)
            for one in observations
            if language in (ALL, one.language)
            and one.last_turn is not None
            and one.standalone is not None
        ]
        if not followed:
            continue
        alone, within, standalone = (list(values) for values in zip(*followed, strict=True))
        closed = [with_it - without for with_it, without in zip(within, alone, strict=True)]
        gaps = [best - without for best, without in zip(standalone, alone, strict=True)]
        shown = {
            "last turn alone": (float(np.mean(alone)), mean_interval(alone)),
            "within the conversation": (float(np.mean(within)), mean_interval(within)),
            "stand-alone question": (float(np.mean(standalone)), mean_interval(standalone)),
        }
        if difference_interval(gaps).low > 0:
            shown["gap closed"] = (sum(closed) / sum(gaps), ratio_interval(closed, gaps))
        figures += [
            Figure(
                measure=measure,
                question=language,
                document=ALL,
                type=ALL,
                count=len(followed),
                value=value,
                low=low,
                high=high,
            )
            for measure, (value, (low, high)) in shown.items()
        ]
    return figures


def _curve(language: str, observations: Sequence[Observation]) -> Curve:
    # What a language model declines is answered last, however strong its evidence.
    ordered = sorted(observations, key=lambda one: (_is_declined(one), -one.strength, one.id))
    wrong = np.cumsum([not one.right for one in ordered])
    answered = np.arange(1, len(ordered) + 1)
    risks = wrong / answered
    drawn = np.unique(np.linspace(0, len(ordered) - 1, _POINTS).astype(int))
    given = [one for one in observations if not one.abstained]
    return Curve(
        question=language,
        count=len(ordered),
        area=float(risks.mean()),
        coverage=len(given) / len(ordered),
        risk=sum(not one.right for one in given) / max(1, len(given)),
        points=[(float(answered[at] / len(ordered)), float(risks[at])) for at in drawn],
    )


def _is_declined(observation: Observation) -> bool:
    return observation.abstained and observation.mode == "generated"


def _latency(observations: Sequence[Observation]) -> list[Latency]:
    stages: dict[str, list[float]] = defaultdict(list)
    for one in observations:
        for stage, milliseconds in one.timings.items():
            stages[stage].append(milliseconds)
    total = stages.pop(_TOTAL, None)  # not every question goes through every stage
    if total:
        stages[_TOTAL] = total
    return [
        Latency(
            stage=stage,
            median=float(np.percentile(values, 50)),
            p95=float(np.percentile(values, 95)),
            most=max(values),
        )
        for stage, values in stages.items()
    ]
