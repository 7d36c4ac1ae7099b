"""The command line: serve | ask | add | remove | list | sync | doctor | eval | compare."""

from __future__ import annotations

import io
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from typer._click.exceptions import ClickException  # Typer exports no base of its errors

from eujassist import strings
from eujassist.documents import Kind
from eujassist.errors import EujassistError
from eujassist.evaluation import commands as evaluation

# What is imported here is loaded for `--help` too: the heavy libraries wait within the commands.
if TYPE_CHECKING:
    from eujassist.documents import Answer, Document
    from eujassist.indexing.sync import SyncReport
    from eujassist.settings import Settings

app = typer.Typer(
    name="eujassist",
    help="Answers from your documents, in French, English and Japanese, and quotes them.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
app.add_typer(evaluation.app)


def main(arguments: list[str] | None = None) -> int:
    """Run the command line with `arguments` (default: the process's own); return the exit code.

    0 for success, 1 for a failure, 2 where the person has to ask otherwise, 130 when interrupted.
    """
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")  # a terminal may not know all our letters
    try:
        return app(arguments, standalone_mode=False) or 0
    except EujassistError as error:
        _complain(error)
        return error.exit_code
    except ClickException as error:
        if message := error.format_message():  # none where the help was shown
            sys.stderr.write(f"eujassist: {message} {_say('help')}\n")
        return 2
    except (KeyboardInterrupt, typer.Abort):
        return 130


@app.command()
def serve() -> None:
    """Bring the index up to date and serve the web chat."""
    settings = _settings()
    _show_report(_synchronise(settings))
    from eujassist.web import site

    site.serve(settings)


@app.command()
def ask(
    question: Annotated[str, typer.Argument(help="In French, English or Japanese.")],
    as_json: Annotated[bool, typer.Option("--json", help="Print all that is known.")] = False,
) -> None:
    """Answer one question from the documents."""
    from eujassist.answering.assistant import Assistant

    answer = Assistant.open(_settings()).ask(question, language=strings.terminal_language())
    if as_json:
        import json

        shown = json.dumps(_to_json(answer), ensure_ascii=False, indent=2)
        typer.echo(shown)
    else:
        _show_answer(answer)


@app.command()
def sync() -> None:
    """Index what changed in the corpus folder."""
    report = _synchronise(_settings())
    _show_report(report)
    if report.failed:
        raise typer.Exit(1)


@app.command("list")
def list_documents() -> None:
    """List the documents that can be found, and those that could not be read."""
    from eujassist.answering.assistant import Assistant

    assistant = Assistant.open(_settings())
    _show_documents(assistant.documents())
    for error in assistant.failures():
        _complain(error)


@app.command()
def add(
    files: Annotated[list[Path], typer.Argument(help="The documents to add.")],
    kind: Annotated[Kind, typer.Option(help="What they are.")] = "other",
) -> None:
    """Copy documents into the corpus folder and index them."""
    from eujassist import corpus

    settings = _settings()
    worst = 0
    for file in files:
        try:
            corpus.add(settings, file, kind)
        except EujassistError as error:
            _complain(error)
            worst = max(worst, error.exit_code)
    if settings.corpus_dir.is_dir():
        _show_report(_synchronise(settings))
    if worst:
        raise typer.Exit(worst)


@app.command()
def remove(
    document: Annotated[str, typer.Argument(metavar="ID", help="As shown by: eujassist list")],
) -> None:
    """Delete a document from the corpus folder and the index."""
    from eujassist import corpus

    settings = _settings()
    corpus.remove(settings, document)
    _show_report(_synchronise(settings))


@app.command()
def doctor() -> None:
    """Tell whether everything needed is there and works."""
    from eujassist.doctor import examine

    language = strings.terminal_language()
    healthy = True
    for finding in examine(_settings()):
        if finding.error is not None:
            _complain(finding.error)
            healthy = False
        else:
            typer.echo(strings.text(f"doctor.{finding.key}", language, **finding.fields))
    if not healthy:
        raise typer.Exit(1)


def _settings() -> Settings:
    from eujassist.settings import Settings

    return Settings()


# What a person sees ------------------------------------------------------------------------------


def _say(key: str, **fields: object) -> str:
    return strings.text(f"cli.{key}", strings.terminal_language(), **fields)


def _complain(error: EujassistError) -> None:
    sys.stderr.write(f"eujassist: {error.worded(strings.terminal_language())}\n")


def _synchronise(settings: Settings) -> SyncReport:
    """Sync with a progress bar, on the error output so that the answer's stays clean."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

    from eujassist.indexing.sync import sync

    bar = Progress(
        TextColumn(_say("indexing"), markup=False),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("{task.fields[document]}", markup=False),
        console=Console(stderr=True),
    )
    task = bar.add_task("", document="")

    def show(done: int, total: int, document: str) -> None:
        bar.start()
        bar.update(task, completed=done, total=total, document=document)

    try:
        return sync(settings, progress=show)
    finally:
        if bar.live.is_started:
            bar.stop()


def _show_report(report: SyncReport) -> None:
    for name in ("added", "replaced", "removed"):
        for document in getattr(report, name):
            typer.echo(_say(name, document=document))
    for document, original in report.duplicates.items():
        typer.echo(_say("duplicate", document=document, original=original))
    for error in report.failed.values():
        _complain(error)
    indexed = len(report.added) + len(report.replaced) + report.unchanged
    typer.echo(_say("indexed", count=indexed) if indexed else _say("empty"))


def _show_documents(documents: list[Document]) -> None:
    for document in documents:
        language = strings.text(f"web.language.{document.language}", strings.terminal_language())
        date = document.date.isoformat() if document.date else "-"
        typer.echo(f"{document.id}\t{date}\t{language}\t{document.title}")
    if not documents:
        typer.echo(_say("empty"))


def _show_answer(answer: Answer) -> None:
    typer.echo(answer.text)
    if answer.notice:
        typer.echo(f"\n{answer.notice}")
    if answer.citations:
        typer.echo()
    for citation in answer.citations:
        document = citation.document
        page = document.pages[citation.spans[0].page - 1]
        facts = [
            document.title,
            strings.text(f"web.kind.{document.kind}", answer.language),
            document.date.isoformat() if document.date else "",
            strings.text("web.page", answer.language, page=page.label or page.number)
            if len(document.pages) > 1
            else "",
            strings.text("web.sample", answer.language) if document.sample else "",
            document.id,
        ]
        typer.echo(f"[{citation.number}] {' · '.join(fact for fact in facts if fact)}")


def _to_json(answer: Answer) -> dict[str, Any]:
    """Return an answer as JSON holds it: documents without pages, passages without sentences."""
    from dataclasses import asdict

    shown = asdict(answer)
    documents = [citation["document"] for citation in shown["citations"]]
    for citation in shown["citations"]:
        del citation["passage"]["sentences"]
    for document in [*documents, *shown["nearest"]]:
        del document["pages"]
        document["date"] = document["date"] and document["date"].isoformat()
    return shown
