"""What a judge said of answers: kept, read and summed up, apart from what is measured without one.

judgements.jsonl in a run's folder holds a Judgement a line; the cache holds every reply of every
judge, so that no question is put to one twice.
"""

from __future__ import annotations

import hashlib
import json
import re
import sqlite3
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
from pydantic import BaseModel, ConfigDict, ValidationError

from eujassist.documents import LANGUAGES
from eujassist.errors import JudgeRepliesUnusable, RunDamaged
from eujassist.evaluation.metrics import Measure
from eujassist.evaluation.models import ModelFacts
from eujassist.evaluation.observation import Observation
from eujassist.evaluation.statistics import mean_interval
from eujassist.evaluation.summary import ALL, Figure

JUDGEMENTS = "judgements.jsonl"
FAITHFUL, RELEVANT = "judged faithful", "judged relevant"
JUDGED = (
    Measure(FAITHFUL, "judge", "the judge finds what was said in the passages that are cited"),
    Measure(RELEVANT, "judge", "the judge finds question and answer in line with these passages"),
)

_THOUGHT = re.compile(r"<think>.*?(?:</think>|\Z)", re.DOTALL)
_OPENING = re.compile(r"\W*(?:answer\W+)?(yes|no)\b", re.IGNORECASE)
_LOUD = re.compile(r"\b(?:YES|NO)\b")


class Judgement(BaseModel):
    """What the judge said of one answer."""

    model_config = ConfigDict(frozen=True)

    id: str
    """The case's."""
    measure: str
    verdict: bool | None
    """None where there is no reply, or one that is neither yes nor no."""
    reply: str | None
    """None where the judge failed."""


class Judging(BaseModel):
    """What a judge made of a run."""

    judge: ModelFacts
    answers: int
    """The answers that it was given: what was refused is not judged."""
    failed: int
    """Judgements for which no reply came."""
    unclear: int
    """Replies that are neither yes nor no."""
    figures: list[Figure]

    def values(self, measure: str) -> list[Figure | None]:
        """Return a figure for each language of question and for all, None where none was judged."""
        known = {one.question: one for one in self.figures if one.measure == measure}
        return [known.get(question) for question in (*LANGUAGES, ALL)]


def verdict(reply: str) -> bool | None:
    """Return what a reply says; None where it is neither yes nor no.

    LlamaIndex takes every reply with the letters "yes" in it for a yes ("NO, as of yesterday"), and
    every other one, an apology too, for a no.
    """
    plain = _THOUGHT.sub("", reply)
    opening = _OPENING.match(plain)
    if opening:
        return opening[1].lower() == "yes"
    words = set(_LOUD.findall(plain))
    return words == {"YES"} if len(words) == 1 else None


def sum_up(
    judge: ModelFacts, judgements: Sequence[Judgement], observations: Sequence[Observation]
) -> Judging:
    """Return a judge's judgements in figures."""
    languages = {one.id: one.language for one in observations}
    figures = []
    for measure in JUDGED:
        for question in (*LANGUAGES, ALL):
            values = [
                float(one.verdict)
                for one in judgements
                if one.measure == measure.name
                and one.verdict is not None
                and question in (ALL, languages[one.id])
            ]
            if values:
                low, high = mean_interval(values)
                figures.append(
                    Figure(
                        measure=measure.name,
                        question=question,
                        document=ALL,
                        type=ALL,
                        count=len(values),
                        value=float(np.mean(values)),
                        low=low,
                        high=high,
                    )
                )
    return Judging(
        judge=judge,
        answers=len({one.id for one in judgements}),
        failed=sum(one.reply is None for one in judgements),
        unclear=sum(one.reply is not None and one.verdict is None for one in judgements),
        figures=figures,
    )


def read_judgements(folder: Path) -> list[Judgement]:
    """Return the judgements of a run that was judged; raises RunDamaged where they are lost."""
    try:
        lines = (folder / JUDGEMENTS).read_bytes().splitlines()
        return [Judgement.model_validate_json(line) for line in lines]
    except (OSError, ValidationError) as error:
        raise RunDamaged(folder=str(folder), reason=JUDGEMENTS) from error


def verdicts(judgements: Sequence[Judgement]) -> Mapping[str, dict[str, float]]:
    """Return the verdicts as measures by case."""
    found: dict[str, dict[str, float]] = {}
    for one in judgements:
        if one.verdict is not None:
            found.setdefault(one.id, {})[one.measure] = float(one.verdict)
    return found


class Cache:
    """The replies of all judges to all that they were ever asked."""

    def __init__(self, path: Path) -> None:
        """Open or make the file; raises JudgeRepliesUnusable."""
        self._path = path
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            self._connection = sqlite3.connect(path, isolation_level=None)
            self._connection.execute(
                "CREATE TABLE IF NOT EXISTS replies (key TEXT PRIMARY KEY, reply TEXT NOT NULL)"
            )
        except (OSError, sqlite3.Error) as error:
            raise self._unusable(error) from error

    def close(self) -> None:
        """Close the file."""
        self._connection.close()

    def get(self, key: str) -> str | None:
        """Return a reply that is known; raises JudgeRepliesUnusable."""
        try:
            row = self._connection.execute(
                "SELECT reply FROM replies WHERE key = ?", (key,)
            ).fetchone()
        except sqlite3.Error as error:
            raise self._unusable(error) from error
        return str(row[0]) if row else None

    def put(self, key: str, reply: str) -> None:
        """Keep a reply; raises JudgeRepliesUnusable."""
        try:
            self._connection.execute("INSERT OR REPLACE INTO replies VALUES (?, ?)", (key, reply))
        except sqlite3.Error as error:
            raise self._unusable(error) from error

    def _unusable(self, error: Exception) -> JudgeRepliesUnusable:
        return JudgeRepliesUnusable(file=str(self._path), reason=str(error))


def cache_key(
    judge: ModelFacts, measure: str, question: str, said: str, contexts: Sequence[str]
) -> str:
    """Return what a reply depends on, as a hash."""
    pinned = [judge.name, judge.context_tokens, judge.prompts]
    asked = json.dumps([*pinned, measure, question, said, *contexts], ensure_ascii=False)
    return hashlib.sha256(asked.encode()).hexdigest()


def same_judge(one: ModelFacts, other: ModelFacts) -> bool:
    """Tell whether two runs were judged alike: by a model of that name, asked the same way."""
    return all(
        getattr(one, name) == getattr(other, name)
        for name in ("name", "temperature", "context_tokens", "prompts")
    )
