"""A process that indexes and answers may speak to nobody but its own machine.

An audit hook sees every connection and every look-up of a name, in the process and in those that
it starts, below any library.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from eujassist import Settings
from tests.answering.conftest import reply
from tests.endpoint import says, serving

_HOOK = """
import os, sys

LOCAL = {"127.0.0.1", "::1", "localhost", b"localhost", None, ""}

def note(what):
    with open(os.environ["HEARD"], "a", encoding="utf-8") as heard:
        heard.write(f"{what!r}\\n")

def watch(event, arguments):
    if event in ("socket.connect", "socket.sendto", "socket.sendmsg"):
        address = arguments[1]
        host = address[0] if isinstance(address, tuple) else None
    elif event in ("socket.getaddrinfo", "socket.gethostbyname", "socket.gethostbyaddr"):
        host = arguments[0]
    else:
        return
    if event == "socket.connect" and isinstance(address, tuple):
        note(f"{address[0]}:{address[1]}")
    if host not in LOCAL:
        note((event, host))
        raise OSError(f"nobody else is told: {event} {host}")

sys.addaudithook(watch)
note("watching")
"""
_USE = """
from eujassist import Assistant, Settings, sync

settings = Settings()
report = sync(settings)
assert len(report.added) == 3 and not report.failed, report
assistant = Assistant.open(settings)
assert not assistant.ask("What three aims has the network set itself?").abstained
assert assistant.ask("How do I prune an apple tree?").abstained
"""
_USE_A_MODEL = """
import sys
from eujassist import Assistant, Settings, Turn, sync

settings = Settings()
sync(settings)
assistant = Assistant.open(settings)
answer = assistant.ask("How many partners does the network have?")
assert answer.mode == "generated" and answer.citations, answer
history = [Turn(answer.question, answer.text, answer.understood)]
assert assistant.ask("And in how many countries?", history=history).citations
assert {"openai", "tiktoken", "llama_index.llms.openai_like"} <= set(sys.modules)
"""
_TELL = "import socket\nsocket.create_connection(('example.org', 80), timeout=1)\n"


def _run(
    program: str, tmp_path: Path, **more: str
) -> tuple[subprocess.CompletedProcess[str], list[str]]:
    """Run a program under the hook; return how it ended and what the hook heard."""
    (tmp_path / "sitecustomize.py").write_text(_HOOK, "utf-8")
    heard = tmp_path / "heard"
    environment = {
        **os.environ,
        "HEARD": str(heard),
        "PYTHONPATH": os.pathsep.join([str(tmp_path), *sys.path]),
        "EUJASSIST_CORPUS_DIR": str(tmp_path / "corpus"),
        "EUJASSIST_INDEX_DIR": str(tmp_path / "index"),
        **more,
    }
    run = subprocess.run(
        [sys.executable, "-c", program],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    return run, heard.read_text("utf-8").splitlines()


def test_import_sync_and_questions_speak_to_no_other_machine(
    settings: Settings, tmp_path: Path
) -> None:
    for name in (
        "press-releases/about-the-network.md",
        "working-group-notes/2026-10-09-haken-ukeire-josei.pdf",
        "working-group-notes/2026-09-29-chiplet-shisaku.docx",
    ):
        copy = tmp_path / "corpus" / name
        copy.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(settings.corpus_dir / name, copy)
    run, heard = _run(_USE, tmp_path)
    assert run.returncode == 0, run.stderr
    assert set(heard) == {"'watching'"}


def test_with_a_model_its_own_server_is_the_only_one_that_is_spoken_to(tmp_path: Path) -> None:
    said = "The network has 21 partners in 15 countries."
    (tmp_path / "corpus").mkdir()
    (tmp_path / "corpus" / "partners.md").write_text(f"# Partners\n\n{said}\n", "utf-8")
    with serving() as endpoint:
        endpoint.does(
            says(reply((said, (1, said)))),
            says("In how many countries does the network have partners?"),
            says(reply((said, (1, said)))),
        )
        run, heard = _run(
            _USE_A_MODEL,
            tmp_path,
            EUJASSIST_LLM_BASE_URL=endpoint.address,
            EUJASSIST_LLM_MODEL="recorded",
        )
    assert run.returncode == 0, run.stderr
    assert len(endpoint.asked) == 3
    server = endpoint.address.removeprefix("http://").removesuffix("/v1")
    assert set(heard) == {"'watching'", repr(server)}


def test_the_hook_hears_who_speaks_to_another_machine(tmp_path: Path) -> None:
    run, heard = _run(_TELL, tmp_path)
    assert run.returncode == 1
    assert any("example.org" in line for line in heard)


@pytest.mark.parametrize("variable", ["http_proxy", "https_proxy", "all_proxy"])
def test_a_proxy_in_the_environment_changes_nothing(
    variable: str, assistant: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    from eujassist import Assistant

    assert isinstance(assistant, Assistant)
    monkeypatch.setenv(variable, "http://192.0.2.1:1")
    assert not assistant.ask("What three aims has the network set itself?").abstained
