"""The commands of evaluators: eujassist eval, eval check, eval new, compare."""

from __future__ import annotations

import datetime
import logging
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from eujassist import strings

# What is imported here is loaded for `--help` too: the heavy libraries wait within the commands.
if TYPE_CHECKING:
    from eujassist.errors import EujassistError
    from eujassist.evaluation.collection import Collection
    from eujassist.evaluation.judging import Judge
    from eujassist.indexing.sync import SyncReport
    from eujassist.settings import Settings

app = typer.Typer()
evaluation = typer.Typer(invoke_without_command=True)
app.add_typer(evaluation, name="eval")

_GATE_FAILED = 3
_UNUSABLE = 2
_RUNS = Path("build/evaluation")
_REPLIES = "judges.sqlite"

_Cases = Annotated[
    Path | None, typer.Option(help="A file of questions, or a folder of such files.")
]
_Corpus = Annotated[
    Path | None, typer.Option(help="Other documents, or a public set; in an index of their own.")
]


@evaluation.callback()
def evaluate(
    context: typer.Context,
    cases: _Cases = None,
    corpus: _Corpus = None,
    output: Annotated[
        Path | None, typer.Option(help="The run's folder; a run that was stopped there goes on.")
    ] = None,
    gate: Annotated[
        Path | None, typer.Option(help="Thresholds to hold; exit code 3 where one is not.")
    ] = None,
    judge: Annotated[
        bool,
        typer.Option("--judge", help="Have the answers judged too; see EUJASSIST_JUDGE_BASE_URL."),
    ] = False,
) -> None:
    """Measure the assistant on questions with known answers."""
    if context.invoked_subcommand:
        return
    from eujassist.errors import RunUnfinished
    from eujassist.evaluation import gates, run
    from eujassist.evaluation.report import outline

    thresholds = gates.read(gate) if gate else []
    judging = _open_judge() if judge else None
    collection = _prepare(cases, corpus)
    folder = output or _RUNS / f"{collection.name}-{_now()}"
    try:
        with _progress(f"Asking ({folder})") as show, _model_failures():
            summary = run.evaluate(collection, folder, show)
        if judging:
            _judge(judging, collection, folder)
    except KeyboardInterrupt:
        _complain([RunUnfinished(folder=str(folder))])
        raise
    typer.echo(outline(summary, run.read_run(folder).judging))
    typer.echo(f"\nThe report: {folder / 'report.html'}")
    failures = gates.failures(thresholds, summary)
    for line in failures:
        typer.echo(line)
    if failures:
        raise typer.Exit(_GATE_FAILED)


def _open_judge() -> Judge:
    from eujassist.evaluation.collection import INDEXES
    from eujassist.evaluation.judging import Judge

    settings = _settings()
    return Judge.open(settings, settings.index_dir / INDEXES / _REPLIES)


def _judge(judge: Judge, collection: Collection, folder: Path) -> None:
    from eujassist.evaluation.judging import judge_run

    with _progress(f"Judging ({folder})") as show:
        judgements = judge_run(collection, folder, judge, show)
    failing = judge.failing(judgements)
    _complain([failing] if failing else [])


@evaluation.command()
def check(cases: _Cases = None, corpus: _Corpus = None) -> None:
    """Check questions: their form, their documents, their quotations."""
    collection = _prepare(cases, corpus)
    typer.echo(f"{len(collection.cases)} questions, nothing wrong.")


@evaluation.command()
def new(
    question: Annotated[str, typer.Argument(help="In French, English or Japanese.")],
) -> None:
    """Print a draft of a line for a question, with what is quoted now as evidence to correct.

    Add it to a file of questions with: eujassist eval new "…" >> eval/cases/en.jsonl
    """
    from eujassist.answering.assistant import Assistant
    from eujassist.evaluation.drafting import draft

    if not any(character.isalnum() for character in question):
        raise typer.BadParameter("there is no question in it")
    typer.echo(draft(Assistant.open(_settings()).ask(question)))


@app.command()
def compare(
    first: Annotated[Path, typer.Argument(metavar="A", help="The folder of the run before.")],
    second: Annotated[Path, typer.Argument(metavar="B", help="The folder of the run after.")],
    gate: Annotated[
        bool, typer.Option("--gate", help="Exit code 3 where the second run lost something.")
    ] = False,
) -> None:
    """Compare two runs of the same questions, question by question."""
    from eujassist.evaluation import compare as comparing

    comparison = comparing.compare(first, second)
    typer.echo(comparing.describe(comparison))
    if gate:
        losses, held = comparing.gate(comparison.differences)
        typer.echo("\n" + "\n".join([*held, *losses]))
        if losses:
            raise typer.Exit(_GATE_FAILED)


def _settings() -> Settings:
    from eujassist.settings import Settings

    return Settings()


def _prepare(cases: Path | None, corpus: Path | None) -> Collection:
    """Return the cases with their index up to date; print all that is wrong and stop otherwise."""
    from eujassist.evaluation.collection import prepare

    collection, problems = prepare(_settings(), corpus, cases, _synchronise)
    _complain(problems)
    if collection is None:
        raise typer.Exit(_UNUSABLE)
    return collection


def _synchronise(settings: Settings) -> SyncReport:
    from eujassist.indexing.sync import sync

    with _progress("Indexing") as show:
        report = sync(settings, progress=lambda done, total, _: show(done, total))
    _complain(report.failed.values())
    return report


def _complain(errors: Iterable[EujassistError]) -> None:
    for error in errors:
        sys.stderr.write(f"eujassist: {error.worded(strings.terminal_language())}\n")


@contextmanager
def _progress(title: str) -> Iterator[Callable[[int, int], None]]:
    """Show a bar on the error output while something is done."""
    from rich.console import Console
    from rich.progress import (
        BarColumn,
        MofNCompleteColumn,
        Progress,
        TextColumn,
        TimeRemainingColumn,
    )

    bar = Progress(
        TextColumn(title, markup=False),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
        console=Console(stderr=True),
    )
    task = bar.add_task("")

    def show(done: int, total: int) -> None:
        bar.start()
        bar.update(task, completed=done, total=total)

    try:
        yield show
    finally:
        bar.stop()


@contextmanager
def _model_failures() -> Iterator[None]:
    """Say each failure of the language model once, when all is done, and how often it came."""
    counts: Counter[str] = Counter()

    class Counting(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            counts[record.getMessage()] += 1

    logger = logging.getLogger("eujassist.answering")
    handler = Counting()
    propagates, logger.propagate = logger.propagate, False
    logger.addHandler(handler)
    try:
        yield
    finally:
        logger.removeHandler(handler)
        logger.propagate = propagates
        for said, count in counts.items():
            sys.stderr.write(f"eujassist: {count} × {said}\n")


def _now() -> str:
    return datetime.datetime.now(datetime.UTC).strftime("%Y%m%dT%H%M%SZ")
