"""The command line, most of it within this process; only what needs one gets its own."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest

from eujassist import Settings, cli, corpus

Shelve = Callable[[dict[str, str]], Settings]


class Outcome(NamedTuple):
    code: int
    out: str
    err: str


Run = Callable[..., Outcome]


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Runs a command with settings, in the terminal of an English speaker if not told otherwise."""

    def run(settings: Settings, *arguments: str, locale: str = "C.UTF-8") -> Outcome:
        monkeypatch.setenv("EUJASSIST_CORPUS_DIR", str(settings.corpus_dir))
        monkeypatch.setenv("EUJASSIST_INDEX_DIR", str(settings.index_dir))
        monkeypatch.setenv("LC_ALL", locale)
        code = cli.main(list(arguments))
        return Outcome(code, *capsys.readouterr())

    return run


_MAIN = "import sys; from eujassist.cli import main; sys.exit(main())"


def _process(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", _MAIN, *arguments],
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path), **environment},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )


def _says_one_line(outcome: Outcome) -> None:
    """An error is one line that names the program and ends in a sentence's full stop or command."""
    lines = outcome.err.strip().splitlines()
    assert len(lines) == 1, outcome.err
    assert lines[0].startswith("eujassist: ")
    assert len(lines[0]) > len("eujassist: ") + 20
    assert "Traceback" not in outcome.err


_NOTE = "The lighthouse of Hirado\n\nThe lighthouse of Hirado is painted turquoise every May.\n"


# Help --------------------------------------------------------------------------------------------


def test_help_loads_no_heavy_library() -> None:
    program = (
        "import sys\n"
        "from eujassist.cli import main\n"
        "assert main(['--help']) == 0\n"
        "heavy = {'gradio', 'chromadb', 'llama_index', 'numpy', 'onnxruntime', 'fastapi'}\n"
        "print(sorted(heavy & set(sys.modules)), file=sys.stderr)\n"
    )
    shown = subprocess.run(
        [sys.executable, "-c", program],
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
        capture_output=True,
        encoding="utf-8",
        check=True,
    )
    assert shown.stderr.strip() == "[]"
    for command in ("serve", "ask", "add", "remove", "list", "sync"):
        assert command in shown.stdout


def test_without_a_command_the_help_is_shown_and_nothing_else(settings: Settings, run: Run) -> None:
    outcome = run(settings)
    assert "ask" in outcome.out + outcome.err
    assert "eujassist:  See" not in outcome.err
    assert outcome.code in (0, 2)


# Asking ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("question", "quote", "source"),
    [
        (
            "Quelles sont les composantes de l’UGA ?",
            "École universitaire de technologie",
            "[1] Portrait : l’Université Grenoble Alpes · Communiqué de presse · 2026-07-01",
        ),
        (
            "What three aims has the network set itself?",
            "to make both partners, Europe and Japan, more competitive",
            "[1] What is the EU-Japan Network for Digital Foundations? · Press release",
        ),
        (
            "筑波大学の起源となった学校の名前は？",
            "当時の名称は「師範学校」",
            "[1] 筑波大学の横顔――ネットワークの共同設立者",
        ),
    ],
)
def test_a_question_is_answered_with_its_sources(
    settings: Settings, run: Run, question: str, quote: str, source: str
) -> None:
    outcome = run(settings, "ask", question)
    assert outcome.code == 0
    assert quote in outcome.out
    assert source in outcome.out.replace("\u00a0", " ")
    assert outcome.err == ""


def test_a_question_that_the_documents_do_not_answer_is_no_failure(
    settings: Settings, run: Run
) -> None:
    outcome = run(settings, "ask", "How do I prune an apple tree?")
    assert outcome.code == 0
    assert outcome.out.startswith("I did not find an answer")


def test_a_source_of_several_pages_is_cited_with_its_page(settings: Settings, run: Run) -> None:
    outcome = run(settings, "ask", "What families of decoder are common?")
    assert "· p. 2 · Sample document · white-papers/quantum" in outcome.out.replace("\u00a0", " ")


def test_json_tells_all_that_is_known(settings: Settings, run: Run) -> None:
    outcome = run(settings, "ask", "Quelle norme relie les chiplets entre eux ?", "--json")
    assert outcome.code == 0
    answer = json.loads(outcome.out)
    assert set(answer) >= {
        *("question", "understood", "language", "text", "citations", "nearest", "unproved"),
        *("abstained", "mode", "index_version", "timings"),
    }
    assert (answer["language"], answer["abstained"], answer["mode"]) == ("fr", False, "quoted")
    citation = answer["citations"][0]
    assert citation["number"] == 1
    assert citation["quote"] in answer["text"]
    assert citation["spans"][0][0] == 1
    assert citation["document"]["id"].endswith("chiplet-shisaku.docx")
    assert citation["document"]["sample"] is True
    assert citation["document"]["date"] == "2026-09-29"
    assert citation["passage"]["language"] == "ja"
    assert "pages" not in citation["document"]
    assert "chiplet" in answer["question"]


def test_json_of_an_abstention_names_the_nearest_documents(settings: Settings, run: Run) -> None:
    answer = json.loads(run(settings, "ask", "--json", "Who won the world cup in 1998?").out)
    assert answer["abstained"] is True
    assert answer["citations"] == []
    assert all(set(one) >= {"id", "title", "date", "language"} for one in answer["nearest"])


def test_a_question_without_words_is_answered_in_the_language_of_the_terminal(
    settings: Settings, run: Run
) -> None:
    outcome = run(settings, "ask", "??", locale="ja_JP.UTF-8")
    assert outcome.code == 0
    assert outcome.out == "ネットワークの文書について質問してください。\n"


def test_bytes_that_are_no_text_do_not_stop_the_command(settings: Settings) -> None:
    asked = os.fsdecode(b"caf\xe9 ?")
    outcome = _process(
        "ask",
        asked,
        "--json",
        PYTHONIOENCODING="utf-8:strict",
        EUJASSIST_INDEX_DIR=str(settings.index_dir),
    )
    assert outcome.returncode == 0, outcome.stderr
    json.loads(outcome.stdout)


# Documents ---------------------------------------------------------------------------------------


def test_documents_are_listed_with_date_language_and_title(settings: Settings, run: Run) -> None:
    outcome = run(settings, "list", locale="fr_FR.UTF-8")
    assert outcome.code == 0
    assert (
        "press-releases/tsukuba-daigaku-shokai.md\t2026-07-01\tjaponais\t筑波大学の横顔"
        in outcome.out
    )
    assert len(outcome.out.splitlines()) == len(corpus.files(settings.corpus_dir))


def test_a_document_is_added_listed_asked_for_and_removed(
    shelve: Shelve, run: Run, tmp_path: Path
) -> None:
    settings = shelve({})
    note = tmp_path / "hirado.txt"
    note.write_text(_NOTE, "utf-8")
    added = run(settings, "add", str(note), "--kind", "white-paper")
    assert added.code == 0
    assert "added: white-papers/hirado.txt\nDocuments that can be found: 1\n" in added.out
    assert note.is_file()
    assert "white-papers/hirado.txt\t" in run(settings, "list").out
    assert "hirado" in run(settings, "ask", "Who paints the lighthouse of Hirado?").out.casefold()

    again = run(settings, "add", str(note), "--kind", "white-paper")
    assert again.code == 2
    assert "already has a document white-papers/hirado.txt" in again.err

    removed = run(settings, "remove", "white-papers/hirado.txt")
    assert removed.code == 0
    assert "removed: white-papers/hirado.txt" in removed.out
    assert "There are no documents yet." in run(settings, "list").out
    assert not list(settings.corpus_dir.rglob("*.txt"))


def test_a_file_of_no_kind_lies_at_the_top_of_the_corpus(
    shelve: Shelve, run: Run, tmp_path: Path
) -> None:
    settings = shelve({})
    note = tmp_path / "hirado.txt"
    note.write_text(_NOTE, "utf-8")
    assert "added: hirado.txt" in run(settings, "add", str(note)).out


def test_of_several_files_the_good_ones_are_added(shelve: Shelve, run: Run, tmp_path: Path) -> None:
    settings = shelve({})
    good, odd, empty = (tmp_path / name for name in ("good.txt", "odd.xyz", "empty.txt"))
    good.write_text(_NOTE, "utf-8")
    odd.write_bytes(b"\x00\x01\x02")
    empty.touch()
    outcome = run(settings, "add", str(odd), str(empty), str(good), str(tmp_path / "gone.txt"))
    assert outcome.code == 2
    assert "added: good.txt" in outcome.out
    told = outcome.err.splitlines()
    assert any("odd.xyz is in a format that is not read" in line for line in told)
    assert any("empty.txt is empty" in line for line in told)
    assert any("There is no file" in line and "gone.txt" in line for line in told)
    assert [path.name for path in settings.corpus_dir.iterdir()] == ["good.txt"]


@pytest.mark.parametrize(("name", "code"), [("gone.txt", 2), ("odd.xyz", 2)])
def test_what_cannot_be_added_to_a_missing_corpus_is_told_in_one_line(
    shelve: Shelve, run: Run, tmp_path: Path, name: str, code: int
) -> None:
    (tmp_path / "odd.xyz").write_bytes(b"\x00\x01\x02")
    settings = shelve({})
    shutil.rmtree(settings.corpus_dir)
    outcome = run(settings, "add", str(tmp_path / name))
    assert outcome.code == code
    _says_one_line(outcome)
    assert not settings.corpus_dir.exists()


def test_a_document_that_does_not_exist_cannot_be_removed(settings: Settings, run: Run) -> None:
    outcome = run(settings, "remove", "../pyproject.toml")
    assert outcome.code == 2
    _says_one_line(outcome)
    assert "eujassist list" in outcome.err


def test_a_kind_that_does_not_exist_is_refused(
    settings: Settings, run: Run, tmp_path: Path
) -> None:
    (tmp_path / "hirado.txt").write_text(_NOTE, "utf-8")
    outcome = run(settings, "add", str(tmp_path / "hirado.txt"), "--kind", "novel")
    assert outcome.code == 2
    assert "novel" in outcome.err


# Syncing -----------------------------------------------------------------------------------------


def test_a_sync_tells_what_it_did_and_fails_where_a_file_could_not_be_read(
    shelve: Shelve, run: Run
) -> None:
    settings = shelve({"hirado.txt": _NOTE, "copy.txt": _NOTE, "empty.txt": ""})
    first = run(settings, "sync")
    assert first.code == 1
    assert "added: copy.txt" in first.out
    assert "left out: hirado.txt (the same content as copy.txt)" in first.out
    assert "eujassist: empty.txt is empty." in first.err
    assert "Traceback" not in first.err
    listed = run(settings, "list")
    assert "copy.txt\t" in listed.out
    assert "empty.txt is empty" in listed.err

    (settings.corpus_dir / "empty.txt").unlink()
    second = run(settings, "sync")
    assert (second.code, second.err.strip()) == (0, "")
    (settings.corpus_dir / "copy.txt").unlink()
    third = run(settings, "sync")
    assert third.code == 0
    assert "added: hirado.txt\nremoved: copy.txt\n" in third.out


def test_an_index_that_is_up_to_date_is_left_alone(settings: Settings, run: Run) -> None:
    outcome = run(settings, "sync", locale="ja_JP.UTF-8")
    assert (outcome.code, outcome.err) == (0, "")
    count = len(corpus.files(settings.corpus_dir))
    assert outcome.out == f"検索できる文書：{count} 件\n"


def test_an_empty_corpus_says_how_to_add_a_document(shelve: Shelve, run: Run) -> None:
    settings = shelve({})
    outcome = run(settings, "sync")
    assert outcome.code == 0
    assert outcome.out == "There are no documents yet. Add one with: eujassist add FILE\n"
    asked = run(settings, "ask", "Où est le phare ?")
    assert asked.code == 0
    assert asked.out.startswith("Il n’y a encore aucun document")


def test_a_corpus_that_is_missing_is_a_mistake_of_the_person(
    tmp_path: Path, settings: Settings, run: Run
) -> None:
    missing = Settings(corpus_dir=tmp_path / "none", index_dir=tmp_path / "index")
    outcome = run(missing, "sync")
    assert outcome.code == 2
    _says_one_line(outcome)
    assert "EUJASSIST_CORPUS_DIR" in outcome.err
    assert not missing.index_dir.exists()


# Mistakes ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("arguments", [["list"], ["ask", "Où est le phare ?"]])
@pytest.mark.parametrize(
    ("locale", "words"),
    [("C", "eujassist sync"), ("fr_FR.UTF-8", "Il n"), ("ja_JP.UTF-8", "まだ")],
)
def test_an_index_that_is_missing_is_told_in_the_language_of_the_terminal(
    tmp_path: Path, run: Run, arguments: list[str], locale: str, words: str
) -> None:
    missing = Settings(corpus_dir=tmp_path, index_dir=tmp_path / "none")
    outcome = run(missing, *arguments, locale=locale)
    assert outcome.code == 2
    assert words in outcome.err
    _says_one_line(outcome)


@pytest.mark.parametrize("arguments", [["list"], ["ask", "Où est le phare ?"], ["sync"]])
@pytest.mark.parametrize("catalogue", [None, b"", b"this is no database at all" * 50])
def test_a_damaged_index_is_told_in_one_line_or_made_again(
    tmp_path: Path, run: Run, arguments: list[str], catalogue: bytes | None
) -> None:
    settings = Settings(corpus_dir=tmp_path / "corpus", index_dir=tmp_path / "index")
    settings.corpus_dir.mkdir()
    (settings.index_dir / "000001").mkdir(parents=True)
    (settings.index_dir / "CURRENT").write_text("000001\n")
    if catalogue is not None:
        (settings.index_dir / "000001" / "catalogue.sqlite").write_bytes(catalogue)
    outcome = run(settings, *arguments)
    if outcome.code != 0:
        _says_one_line(outcome)
    else:
        assert arguments == ["sync"]
        assert run(settings, "list").code == 0


@pytest.mark.parametrize("arguments", [["list"], ["ask", "Où est le phare ?"]])
def test_an_index_of_another_version_is_told_with_the_command_that_makes_it_again(
    shelve: Shelve, run: Run, monkeypatch: pytest.MonkeyPatch, arguments: list[str]
) -> None:
    settings = shelve({"hirado.txt": _NOTE})
    with monkeypatch.context() as earlier:
        earlier.setattr("eujassist.indexing.index.FORMAT", "0")
        assert run(settings, "sync").code == 0
    outcome = run(settings, *arguments)
    assert outcome.code == 2
    _says_one_line(outcome)
    assert "eujassist sync" in outcome.err
    assert run(settings, "sync").code == 0
    assert run(settings, *arguments).code == 0


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["frobnicate"], "frobnicate"),
        (["ask", "--nope", "x"], "--nope"),
        (["ask"], "question"),
        (["remove"], "ID"),
        (["add"], "FILES"),
        (["list", "more"], "more"),
    ],
)
def test_a_command_that_is_not_understood_is_told_in_one_line(
    settings: Settings, run: Run, arguments: list[str], words: str
) -> None:
    outcome = run(settings, *arguments)
    assert outcome.code == 2
    assert words.casefold() in outcome.err.casefold()
    assert "eujassist --help" in outcome.err
    _says_one_line(outcome)


def test_a_setting_that_is_not_valid_is_named(
    settings: Settings, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("EUJASSIST_MIN_STRENGTH", "much")
    outcome = run(settings, "list")
    assert outcome.code == 2
    _says_one_line(outcome)
    assert "EUJASSIST_MIN_STRENGTH" in outcome.err


def test_the_exit_code_is_the_one_of_the_process(settings: Settings, tmp_path: Path) -> None:
    outcome = _process(
        "ask", "Où est le phare ?", LC_ALL="C.UTF-8", EUJASSIST_INDEX_DIR=str(tmp_path / "none")
    )
    assert outcome.returncode == 2
    assert outcome.stdout == ""
    assert outcome.stderr.startswith("eujassist: There is no index in ")
    assert outcome.stderr.count("\n") == 1
