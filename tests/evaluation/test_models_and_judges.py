"""Runs with a language model and with a judge: recorded replies, failing servers, kept keys."""

from __future__ import annotations

import json
import re
import shutil
import signal
import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from pydantic import HttpUrl, SecretStr

from eujassist import cli
from eujassist.evaluation import run as running
from eujassist.evaluation.judgements import JUDGED, read_judgements, verdict
from eujassist.evaluation.judging import Judge
from eujassist.evaluation.models import shown_address
from eujassist.evaluation.observation import Observation
from eujassist.evaluation.summary import summarise
from eujassist.settings import Settings
from tests.endpoint import Behaviour, Endpoint, refuses, serving

from .making import SMALL

KEY = "sk-not-to-be-told"
MODEL = {
    "EUJASSIST_LLM_MODEL": "wordsmith",
    "EUJASSIST_LLM_API_KEY": KEY,
    "EUJASSIST_LLM_SECONDS": "10",
}
JUDGE = {
    "EUJASSIST_JUDGE_MODEL": "arbiter",
    "EUJASSIST_JUDGE_API_KEY": KEY,
    "EUJASSIST_JUDGE_SECONDS": "10",
}
_SOURCE = re.compile(r"<source (\d+) \w+>\n.*\n((?:.|\n)*?)\n</source")
ANSWERS = {
    "Who built": ("The engineer Mary Holt built it.", "was built in 1872 by the engineer"),
    "How much": ("A visit costs 7 euros.", "A visit costs 6 euros"),
    "Combien d'espèces": ("Le jardin réunit 3400 espèces de plantes.", "réunit 3 400 espèces"),
    "開業": ("みどり鉄道は1911年に開業しました。", "みどり鉄道は1911年に開業した"),
}
"""What the model says to a question that holds the first words, and what it quotes. The price is
wrong; the rest it declines."""


@pytest.fixture
def endpoint() -> Iterator[Endpoint]:
    with serving() as running_server:
        yield running_server


@pytest.fixture(autouse=True)
def environment(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    """One index for all tests, without models, and English errors."""
    index = tmp_path_factory.getbasetemp() / "index-of-models-and-judges"
    monkeypatch.setenv("EUJASSIST_INDEX_DIR", str(index))
    monkeypatch.setenv("LC_ALL", "en_GB.UTF-8")
    (index / "evaluation" / "judges.sqlite").unlink(missing_ok=True)


@pytest.fixture
def use(monkeypatch: pytest.MonkeyPatch, endpoint: Endpoint) -> Callable[..., None]:
    """Set a model, a judge or both, at an address that holds a secret of its own."""
    address = f"{endpoint.address}?token=secret"

    def set_them(*roles: dict[str, str]) -> None:
        for role in roles:
            for name, value in role.items():
                monkeypatch.setenv(name, value)
            prefix = next(iter(role)).rpartition("_MODEL")[0]
            monkeypatch.setenv(f"{prefix}_BASE_URL", address)

    return set_them


def works(judged: str = "YES") -> Behaviour:
    """Word the answers as recorded, and reply to a judge's question with `judged`."""

    def behave(handler: Any) -> None:
        asked = handler.asked
        text = "\n".join(str(message["content"]) for message in asked["messages"])
        if asked.get("stream"):
            handler.begin()
            handler.send_piece(_reply(text))
            handler.end()
        else:
            handler.reply(200, "application/json", _completion(judged))

    return behave


def _reply(prompt: str) -> str:
    question = prompt.rpartition("<question")[2]
    if "<last question" in prompt:
        return "Combien d'hectares couvre le jardin botanique de Valmont ?"
    sources = {text: int(number) for number, text in _SOURCE.findall(prompt)}
    for words, (said, quote) in ANSWERS.items():
        if words in question:
            number = next((n for text, n in sources.items() if quote in text), 1)
            quotes = [{"source": number, "quote": quote, "translation": ""}]
            sentences = [{"text": said, "quotes": quotes}]
            return json.dumps({"declined": False, "sentences": sentences}, ensure_ascii=False)
    return json.dumps({"declined": True, "sentences": []})


def _completion(text: str) -> str:
    choice = {
        "index": 0,
        "message": {"role": "assistant", "content": text},
        "finish_reason": "stop",
    }
    body = {"id": "1", "object": "chat.completion", "created": 0, "model": "arbiter"}
    return json.dumps({**body, "choices": [choice]})


def _evaluate(output: Path, *more: str) -> int:
    cases = str(SMALL / "cases.jsonl")
    corpus = str(SMALL / "corpus")
    return cli.main(["eval", "--corpus", corpus, "--cases", cases, "--output", str(output), *more])


def _seen(folder: Path) -> dict[str, Observation]:
    return {one.id: one for one in running.read_observations(folder)}


def _report(folder: Path) -> str:
    return (folder / "report.md").read_text("utf-8")


# The model ---------------------------------------------------------------------------------------


def test_a_model_s_answers_are_measured_as_it_words_them(
    tmp_path: Path, endpoint: Endpoint, use: Callable[..., None]
) -> None:
    endpoint.does(works())
    use(MODEL)
    assert _evaluate(tmp_path / "run") == 0
    seen = _seen(tmp_path / "run")
    right = seen["en-1"]
    assert (right.mode, right.said) == ("generated", "The engineer Mary Holt built it.")
    assert right.measures["first quotation"] == right.measures["nuggets"] == 1
    assert right.measures["unproved"] == right.measures["fell back"] == 0
    assert {"prompting", "first sentence", "total"} <= set(right.timings)
    # Digits may be grouped in any way, and Japanese is compared in Japanese.
    assert seen["fr-2"].measures["numbers supported"] == 1
    assert seen["ja-1"].measures["numbers supported"] == 1
    # The wrong price stands in no quotation: nothing is proved, so the documents are quoted.
    assert seen["en-2"].fallback == "unproved"
    assert seen["en-2"].measures["fell back"] == 1
    # Declining is refusing, and says nothing.
    assert seen["fr-1"].abstained
    assert seen["fr-1"].measures["wrongly refused"] == 1
    assert seen["fr-1"].measures["token recall"] == 0
    summary = running.read_run(tmp_path / "run").summary
    assert summary is not None
    assert summary.latency[-1].stage == "total"
    assert summary.fallbacks["unproved"] == 1
    # What was answered stands on the curve, since what was declined comes after it.
    curve = summarise(list(seen.values())).curves[0]
    here = (curve.coverage, curve.risk)
    assert any(point == pytest.approx(here, abs=1e-4) for point in curve.points)


def test_a_run_names_its_model_and_keeps_its_secrets(
    tmp_path: Path, endpoint: Endpoint, use: Callable[..., None], capfd: pytest.CaptureFixture[str]
) -> None:
    endpoint.does(works())
    use(MODEL, JUDGE)
    assert _evaluate(tmp_path / "run", "--judge") == 0
    told = (tmp_path / "run" / "run.json").read_text("utf-8")
    run = running.read_run(tmp_path / "run")
    assert run.language_model is not None
    assert run.language_model.name == "wordsmith"
    assert run.language_model.server == endpoint.address
    assert run.language_model.temperature == 0
    assert run.judging is not None
    assert run.judging.judge.server == endpoint.address
    assert f"Bearer {KEY}" in endpoint.keys
    evaluations = Path(Settings().index_dir, "evaluation")
    written = [*(tmp_path / "run").iterdir(), evaluations / "judges.sqlite"]
    shown = capfd.readouterr()
    for text in (
        told,
        shown.out,
        shown.err,
        *(one.read_bytes().decode("latin-1") for one in written),
    ):
        for secret in (KEY, "token=secret"):
            assert secret not in text


@pytest.mark.parametrize(
    ("address", "shown"),
    [
        ("http://127.0.0.1:11434/v1", "http://127.0.0.1:11434/v1"),
        ("https://somebody:password@example.org/v1?token=x#y", "https://example.org/v1"),
        ("http://[::1]:8080/v1", "http://[::1]:8080/v1"),
        (f"https://example.org/{KEY}/v1", "https://example.org"),
    ],
)
def test_an_address_is_shown_without_secrets(address: str, shown: str) -> None:
    assert shown_address(HttpUrl(address), SecretStr(KEY)) == shown


@pytest.mark.parametrize("failing", ["refused", "down"])
def test_a_model_that_fails_is_not_taken_for_its_quotations(
    failing: str,
    tmp_path: Path,
    endpoint: Endpoint,
    use: Callable[..., None],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    endpoint.does(refuses(401, json.dumps({"error": {"message": f"wrong key {KEY}"}})))
    use(MODEL)
    if failing == "down":
        monkeypatch.setenv("EUJASSIST_LLM_BASE_URL", "http://127.0.0.1:9/v1")
    assert _evaluate(tmp_path / "run") == 0
    summary = running.read_run(tmp_path / "run").summary
    assert summary is not None
    fell = summary.value("fell back")
    assert fell is not None
    assert fell.value == 1
    assert summary.fallbacks == {"silent": fell.count}
    shown = capsys.readouterr()
    assert f"{fell.count} of the {fell.count} answers" in shown.out
    # One line says why, with its count; a question's conversation and its second asking count too.
    (said,) = [line for line in shown.err.splitlines() if "language model wordsmith" in line]
    assert "×" in said
    for name in ("report.md", "report.html"):
        text = (tmp_path / "run" / name).read_text("utf-8")
        assert "fell back to quotations" in text
        assert KEY not in text


def test_a_run_does_not_go_on_with_another_model(
    tmp_path: Path,
    endpoint: Endpoint,
    use: Callable[..., None],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    endpoint.does(works())
    use(MODEL)
    assert _evaluate(tmp_path / "run") == 0
    before = _seen(tmp_path / "run")
    monkeypatch.setenv("EUJASSIST_LLM_MODEL", "another")
    assert _evaluate(tmp_path / "run") == 2
    assert "another language model" in capsys.readouterr().err
    assert _seen(tmp_path / "run") == before


def test_runs_with_and_without_a_model_are_compared_and_told_apart(
    tmp_path: Path,
    endpoint: Endpoint,
    use: Callable[..., None],
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert _evaluate(tmp_path / "quoted") == 0
    endpoint.does(works())
    use(MODEL)
    assert _evaluate(tmp_path / "worded") == 0
    capsys.readouterr()
    assert cli.main(["compare", str(tmp_path / "quoted"), str(tmp_path / "worded")]) == 0
    shown = capsys.readouterr().out
    assert "A: answers are quotations" in shown
    assert f"B: answers worded by wordsmith ({endpoint.address})" in shown
    assert "The language model differs" in shown
    assert "| wrongly refused ↓ |" in shown


# The judge ---------------------------------------------------------------------------------------


def test_a_judge_is_asked_once_and_reported_apart(
    tmp_path: Path, endpoint: Endpoint, use: Callable[..., None]
) -> None:
    endpoint.does(works("YES"))
    use(JUDGE)
    assert _evaluate(tmp_path / "first", "--judge") == 0
    judging = running.read_run(tmp_path / "first").judging
    assert judging is not None
    answered = [one for one in _seen(tmp_path / "first").values() if not one.abstained]
    assert judging.answers == len(answered)
    assert len(endpoint.asked) == len(JUDGED) * len(answered)
    assert all(one["temperature"] == 0 for one in endpoint.asked)
    assert all(figure.value == 1 for figure in judging.figures)
    summary = running.read_run(tmp_path / "first").summary
    assert summary is not None
    assert not [one for one in summary.figures if one.measure.startswith("judged")]
    for name in ("report.md", "report.html"):
        text = (tmp_path / "first" / name).read_text("utf-8")
        assert "By a language model as judge" in text
        assert "arbiter" in text
    # The same answers again, in another run: all is known.
    endpoint.does(refuses(500))
    asked = len(endpoint.asked)
    assert _evaluate(tmp_path / "second", "--judge") == 0
    assert len(endpoint.asked) == asked
    kept = [(tmp_path / run / "judgements.jsonl").read_bytes() for run in ("first", "second")]
    assert kept[0] == kept[1]


def test_a_judge_reads_the_question_the_answer_and_what_it_cites(
    tmp_path: Path, endpoint: Endpoint, use: Callable[..., None]
) -> None:
    endpoint.does(works("NO"))
    use(MODEL, JUDGE)
    assert _evaluate(tmp_path / "run", "--judge") == 0
    judged = [one for one in endpoint.asked if not one.get("stream")]
    texts = ["\n".join(str(part["content"]) for part in one["messages"]) for one in judged]
    about = [text for text in texts if "The engineer Mary Holt built it." in text]
    assert len(about) == len(JUDGED)
    assert all("was built in 1872" in text for text in about)
    assert any("Who built the lighthouse of Oldport?" in text for text in about)
    assert not [text for text in texts if "[1]" in text]


@pytest.mark.parametrize("behaviour", [works("I am sorry, yesterday I knew."), refuses(500)])
def test_a_judge_that_fails_gives_no_score(
    behaviour: Behaviour,
    tmp_path: Path,
    endpoint: Endpoint,
    use: Callable[..., None],
    capsys: pytest.CaptureFixture[str],
) -> None:
    endpoint.does(behaviour)
    use(JUDGE)
    assert _evaluate(tmp_path / "run", "--judge") == 0
    judging = running.read_run(tmp_path / "run").judging
    assert judging is not None
    assert judging.figures == []
    assert judging.failed + judging.unclear == 2 * judging.answers > 0
    assert "Judgements left empty: " in _report(tmp_path / "run")
    failing = "the judge arbiter left open" in capsys.readouterr().err
    assert failing is bool(judging.failed)
    if judging.failed:
        # A judge that does not work is not asked for everything, and asked again the next time.
        assert len(endpoint.asked) < 10
        endpoint.does(works("yes."))
        assert _evaluate(tmp_path / "run", "--judge") == 0
        again = running.read_run(tmp_path / "run").judging
        assert again is not None
        assert again.failed == again.unclear == 0


@pytest.fixture
def interruptible() -> Iterator[None]:
    """Let Ctrl+C stop what runs; a shell has what it starts in the background ignore it."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.mark.usefixtures("interruptible")
def test_a_judge_s_work_that_was_stopped_goes_on(
    tmp_path: Path, endpoint: Endpoint, use: Callable[..., None], monkeypatch: pytest.MonkeyPatch
) -> None:
    endpoint.does(works())
    use(JUDGE)
    ask = Judge._ask
    asked: list[str] = []

    async def stop_after_five(self: Judge, *arguments: Any) -> str | None:
        asked.append("")
        if len(asked) == 6:
            signal.raise_signal(signal.SIGINT)  # Ctrl+C
        return await ask(self, *arguments)

    monkeypatch.setattr(Judge, "_ask", stop_after_five)
    assert _evaluate(tmp_path / "run", "--judge") == 130
    assert running.read_run(tmp_path / "run").judging is None
    file = Path(Settings().index_dir, "evaluation", "judges.sqlite")
    with sqlite3.connect(file) as connection:
        (known,) = connection.execute("SELECT count(*) FROM replies").fetchone()
    connection.close()
    assert 0 < known <= 5
    monkeypatch.setattr(Judge, "_ask", ask)
    before = len(endpoint.asked)
    assert _evaluate(tmp_path / "run", "--judge") == 0
    judgements = read_judgements(tmp_path / "run")
    assert len(endpoint.asked) - before == len(judgements) - known
    assert all(one.verdict for one in judgements)


def test_judgements_are_compared_where_the_judge_is_the_same(
    tmp_path: Path,
    endpoint: Endpoint,
    use: Callable[..., None],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    def compared() -> str:
        capsys.readouterr()
        assert cli.main(["compare", str(tmp_path / "a"), str(tmp_path / "b")]) == 0
        return capsys.readouterr().out

    use(JUDGE)
    endpoint.does(works("YES"))
    assert _evaluate(tmp_path / "a", "--judge") == 0
    assert _evaluate(tmp_path / "b") == 0
    assert "Only one run was judged" in compared()
    assert _evaluate(tmp_path / "b", "--judge") == 0
    assert "| judged faithful | all |" in compared()
    monkeypatch.setenv("EUJASSIST_JUDGE_MODEL", "another")
    assert _evaluate(tmp_path / "b", "--judge") == 2
    assert "another judge" in capsys.readouterr().err
    shutil.rmtree(tmp_path / "b")
    assert _evaluate(tmp_path / "b", "--judge") == 0
    shown = compared()
    assert "The judges differ (arbiter and another" in shown
    assert "judged faithful" not in shown


def test_replies_that_cannot_be_kept_are_told_before_anything_is_asked(
    tmp_path: Path,
    endpoint: Endpoint,
    use: Callable[..., None],
    capsys: pytest.CaptureFixture[str],
) -> None:
    file = Path(Settings().index_dir, "evaluation", "judges.sqlite")
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text("no database " * 100, "utf-8")
    use(JUDGE)
    assert _evaluate(tmp_path / "run", "--judge") == 1
    assert str(file) in capsys.readouterr().err
    assert not (tmp_path / "run").exists()
    assert endpoint.asked == []


def test_a_judge_has_to_be_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert _evaluate(tmp_path / "run", "--judge") == 2
    assert "EUJASSIST_JUDGE_BASE_URL" in capsys.readouterr().err
    assert not (tmp_path / "run").exists()


@pytest.mark.parametrize(
    ("reply", "meant"),
    [
        ("YES", True),
        ("no", False),
        (" **Yes**, it is.", True),
        ("Answer: NO.", False),
        ("NO, as of yesterday", False),
        ("<think>YES or NO?</think>\nYES", True),
        ("The context says so. YES", True),
        ("YES or NO", True),
        ("It is YES and it is NO", None),
        ("Nobody knows", None),
        ("yesterday", None),
        ("<think>YES", None),
        ("", None),
    ],
)
def test_a_verdict_is_read_from_its_own_word(reply: str, meant: bool | None) -> None:
    assert verdict(reply) is meant
