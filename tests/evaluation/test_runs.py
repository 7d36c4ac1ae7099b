"""The small set, from the command line to the report: deterministic, resumable, comparable."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from eujassist import cli
from eujassist.evaluation import run as running
from eujassist.evaluation.asking import Asker
from eujassist.evaluation.cases import Case
from eujassist.evaluation.observation import Observation
from eujassist.evaluation.report import worst

from .making import SMALL


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("evaluation")


@pytest.fixture(scope="module", autouse=True)
def environment(folder: Path) -> Iterator[None]:
    """The index beside the runs, and English errors."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("EUJASSIST_INDEX_DIR", str(folder / "index"))
        patch.setenv("LC_ALL", "en_GB.UTF-8")
        yield


def _evaluate(output: Path, *more: str, cases: Path = SMALL / "cases.jsonl") -> int:
    corpus = str(SMALL / "corpus")
    return cli.main(
        ["eval", "--corpus", corpus, "--cases", str(cases), "--output", str(output), *more]
    )


@pytest.fixture(scope="module")
def first(folder: Path) -> Path:
    assert _evaluate(folder / "first", "--gate", str(SMALL / "gates.toml")) == 0
    return folder / "first"


def _seen(folder: Path) -> list[Observation]:
    return [one.model_copy(update={"timings": {}}) for one in running.read_observations(folder)]


def test_the_small_set_holds_its_thresholds(first: Path) -> None:
    run = running.read_run(first)
    assert (run.cases, run.documents) == (12, 3)
    assert run.summary is not None


def test_a_run_says_nothing_of_the_machine_s_folders(first: Path) -> None:
    for file in first.iterdir():
        assert str(first.parent) not in file.read_text("utf-8")


def test_the_same_again_gives_the_same(first: Path, folder: Path) -> None:
    assert _evaluate(folder / "second") == 0
    assert _seen(folder / "second") == _seen(first)
    for name in ("run.trec", "qrels.trec"):
        assert (folder / "second" / name).read_bytes() == (first / name).read_bytes()
    reports = [(run / "report.md").read_text("utf-8") for run in (first, folder / "second")]
    assert len({report.split("## Latency")[0] for report in reports}) == 1


def test_the_report_is_one_file_without_requests(first: Path) -> None:
    page = (first / "report.html").read_text("utf-8")
    assert not re.search(r"https?://|<script|<link|<img|url\(|@import", page)
    assert page.count("<svg") == 5
    for observation in worst(running.read_observations(first)):
        assert f"<code>{observation.id}</code>" in page


def test_the_trec_files_have_six_and_four_columns(first: Path) -> None:
    for name, columns in (("run.trec", 6), ("qrels.trec", 4)):
        lines = (first / name).read_text("utf-8").splitlines()
        assert lines
        assert {len(line.split(" ")) for line in lines} == {columns}


def test_a_follow_up_is_asked_within_its_conversation(first: Path) -> None:
    (followed,) = [one for one in running.read_observations(first) if one.id == "fr-4"]
    assert followed.understood.startswith("jardin botanique de Valmont")
    assert followed.last_turn is not None
    assert followed.standalone == 1


def test_a_run_that_was_stopped_goes_on(
    first: Path,
    folder: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    stopped = folder / "stopped"
    ask = Asker.ask
    asked: list[str] = []

    def stop_after_five(self: Asker, case: Case) -> Observation:
        if len(asked) == 5:
            raise KeyboardInterrupt
        asked.append(case.id)
        return ask(self, case)

    monkeypatch.setattr(Asker, "ask", stop_after_five)
    assert _evaluate(stopped) == 130
    assert f"eujassist eval --output {stopped}" in capsys.readouterr().err
    assert not (stopped / "report.md").exists()
    assert cli.main(["compare", str(first), str(stopped)]) == 2
    with (stopped / "answers.jsonl").open("a", encoding="utf-8") as file:
        file.write('{"id": "half a li')
    monkeypatch.setattr(Asker, "ask", ask)
    assert _evaluate(stopped) == 0
    assert _seen(stopped) == _seen(first)


def test_a_folder_with_another_run_is_left_alone(
    first: Path, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    lines = (SMALL / "cases.jsonl").read_text("utf-8").splitlines(keepends=True)
    other = folder / "other.jsonl"
    other.write_text("".join(lines[:3]), "utf-8")
    before = (first / "answers.jsonl").read_bytes()
    assert _evaluate(first, cases=other) == 2
    assert "cases hash" in capsys.readouterr().err
    assert (first / "answers.jsonl").read_bytes() == before
    strange = folder / "strange"
    strange.mkdir()
    (strange / "letter.txt").write_text("Dear all", "utf-8")
    assert _evaluate(strange) == 2
    assert [path.name for path in strange.iterdir()] == ["letter.txt"]


def test_a_threshold_that_is_not_held_fails(first: Path, tmp_path: Path) -> None:
    gate = tmp_path / "gates.toml"
    gate.write_text('[[threshold]]\nmeasure = "hallucinated"\nat_least = 1.1\n', "utf-8")
    assert _evaluate(first, "--gate", str(gate)) == 3


def test_a_faulty_set_is_refused_before_anything_is_asked(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    record = json.loads((SMALL / "cases.jsonl").read_text("utf-8").splitlines()[0])
    record["metadata"]["evidence"] = [
        {"doc_id": "lighthouse.md", "quote": "was built in 1900"},
        {"doc_id": "castle.md", "quote": "a castle"},
    ]
    faulty = tmp_path / "faulty.jsonl"
    faulty.write_text(json.dumps(record), "utf-8")
    assert _evaluate(tmp_path / "run", cases=faulty) == 2
    shown = capsys.readouterr().err
    assert "faulty.jsonl, line 1" in shown
    assert "was built in 1900" in shown
    assert "castle.md" in shown
    assert not (tmp_path / "run").exists()


def test_check_says_that_a_set_is_right(capsys: pytest.CaptureFixture[str]) -> None:
    corpus, cases = str(SMALL / "corpus"), str(SMALL / "cases.jsonl")
    assert cli.main(["eval", "check", "--corpus", corpus, "--cases", cases]) == 0
    assert "12 questions" in capsys.readouterr().out


def test_new_drafts_a_line_that_check_refuses_until_it_is_written(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("EUJASSIST_CORPUS_DIR", str(SMALL / "corpus"))
        patch.setenv("EUJASSIST_INDEX_DIR", str(tmp_path / "index"))
        assert cli.main(["sync"]) == 0
        capsys.readouterr()
        assert cli.main(["eval", "new", "Who built the lighthouse of Oldport?"]) == 0
        line = capsys.readouterr().out
        (tmp_path / "cases.jsonl").write_text(line, "utf-8")
        assert cli.main(["eval", "check", "--cases", str(tmp_path / "cases.jsonl")]) == 2
        assert "metadata.answers" in capsys.readouterr().err
        record = json.loads(line)
        record["metadata"]["answers"] = ["Mary Holt"]
        (tmp_path / "cases.jsonl").write_text(json.dumps(record), "utf-8")
        assert cli.main(["eval", "check", "--cases", str(tmp_path / "cases.jsonl")]) == 0


def test_a_run_compared_with_itself_shows_nothing(
    first: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(["compare", str(first), str(first), "--gate"]) == 0
    shown = capsys.readouterr().out
    assert "No question changed." in shown
    assert "no loss shown: nDCG@10, question all; 10 questions show one of" in shown


def _worsen(run: Path, target: Path) -> Path:
    """Copy a run with all its answers lost."""
    shutil.copytree(run, target)
    worse = [
        one.model_copy(update={"measures": {**one.measures, "three quotations": 0.0}})
        if "three quotations" in one.measures
        else one
        for one in running.read_observations(run)
    ]
    text = "".join(f"{one.model_dump_json()}\n" for one in worse)
    (target / "answers.jsonl").write_text(text, "utf-8")
    return target


def test_a_loss_fails_the_gate_and_a_gain_does_not(
    first: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    worse = _worsen(first, tmp_path / "worse")
    assert cli.main(["compare", str(first), str(worse)]) == 0
    assert cli.main(["compare", str(first), str(worse), "--gate"]) == 3
    shown = capsys.readouterr().out
    assert "loss: three quotations, question all" in shown
    assert "Questions that changed most:" in shown
    assert cli.main(["compare", str(worse), str(first), "--gate"]) == 0


def test_runs_of_other_documents_are_not_compared(
    first: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    other = tmp_path / "other"
    shutil.copytree(first, other)
    run = json.loads((other / "run.json").read_text("utf-8"))
    run["corpus_hash"] = "0" * 64
    (other / "run.json").write_text(json.dumps(run), "utf-8")
    assert cli.main(["compare", str(first), str(other)]) == 2
    assert "corpus" in capsys.readouterr().err
    assert cli.main(["compare", str(first), str(tmp_path / "none")]) == 2


@pytest.mark.parametrize("file", ["run.json", "answers.jsonl"])
def test_a_run_whose_files_are_lost_or_damaged_is_not_compared(
    file: str, first: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    shutil.copytree(first, tmp_path / "other")
    (tmp_path / "other" / file).write_text("not what a run writes\n", "utf-8")
    assert cli.main(["compare", str(first), str(tmp_path / "other")]) == 2
    assert file in capsys.readouterr().err
    (tmp_path / "other" / file).unlink()  # as in eval/baselines
    assert cli.main(["compare", str(first), str(tmp_path / "other")]) == 2
    assert "Make " in capsys.readouterr().err


def test_answers_that_were_lost_are_asked_for_again(first: Path, tmp_path: Path) -> None:
    shutil.copytree(first, tmp_path / "cut")
    lines = (first / "answers.jsonl").read_text("utf-8").splitlines(keepends=True)
    (tmp_path / "cut" / "answers.jsonl").write_text("".join(lines[:5]), "utf-8")
    assert _evaluate(tmp_path / "cut") == 0
    assert _seen(tmp_path / "cut") == _seen(first)


def test_nothing_is_drafted_without_a_question(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["eval", "new", " ?"]) == 2
    assert "no question" in capsys.readouterr().err
