"""What the site tells, and what it refuses, over plain HTTP."""

from __future__ import annotations

import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import httpx
import pytest

from eujassist.errors import PortTaken, SettingInvalid
from eujassist.settings import Settings
from eujassist.web.site import build, serve

from .librarian import Librarian


@pytest.fixture
def client(address: str) -> httpx.Client:
    return httpx.Client(base_url=address, timeout=20)


def event(client: httpx.Client, trigger: str) -> int:
    """The number of the page's event that `trigger` sets off."""
    for one in client.get("/config").json()["dependencies"]:
        if trigger in [target[1] for target in one["targets"]]:
            return int(one["id"])
    raise LookupError(trigger)


def send(client: httpx.Client, trigger: str, data: list[Any], sent: object = None) -> str:
    """What the server answers to an event with `data`, forged or not."""
    session = f"test{time.monotonic_ns()}"
    body = {"fn_index": event(client, trigger), "data": data, "event_data": sent}
    # The escapes of json.dumps let half a character through, as a browser's would.
    joined = client.post(
        "/gradio_api/queue/join",
        content=json.dumps(body | {"session_hash": session}),
        headers={"content-type": "application/json"},
    )
    assert joined.status_code == 200, joined.text
    with client.stream("GET", f"/gradio_api/queue/data?session_hash={session}") as stream:
        told = ""
        for line in stream.iter_lines():
            told += line + "\n"
            if '"process_completed"' in line:
                return told
    return told


def ask(client: httpx.Client, question: object) -> str:
    return send(client, "submit", [question, None, None])


def test_it_says_that_it_is_well(client: httpx.Client) -> None:
    answer = client.get("/healthz")
    assert (answer.status_code, answer.json()) == (200, {"status": "ok"})


@pytest.mark.parametrize("path", ["/", "/healthz", "/chat.css", "/nowhere"])
def test_every_answer_carries_the_security_headers(client: httpx.Client, path: str) -> None:
    headers = client.get(path).headers
    policy = headers["content-security-policy"]
    assert "default-src 'self'" in policy and "frame-ancestors 'none'" in policy
    assert "http:" not in policy and "https:" not in policy
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "no-referrer"
    assert headers["x-frame-options"] == "DENY"


@pytest.mark.parametrize("path", ["/", "/config", "/healthz"])
@pytest.mark.parametrize("origin", ["https://evil.example", "null", "http://localhost:3000"])
def test_no_other_site_may_read_an_answer(client: httpx.Client, path: str, origin: str) -> None:
    answer = client.get(path, headers={"origin": origin, "host": "chat.example"})
    assert "access-control-allow-origin" not in answer.headers
    preflight = {"origin": origin, "access-control-request-method": "POST"}
    assert client.options(path, headers=preflight).status_code == 400


@pytest.mark.parametrize(
    "path",
    [
        "/gradio_api/upload",
        "/gradio_api/file=/etc/passwd",
        "/gradio_api/file=https://evil.example/",
        "/gradio_api/proxy=https://evil.example/",
        "/gradio_api/call/_ask",
        "/gradio_api/run/_ask",
        "/gradio_api/api/_ask",
        "/gradio_api/info",
        "/gradio_api/runs",
        "/gradio_api/deep_link",
        "/gradio_api/process_recording",
        "/gradio_api/component_server",
        "/gradio_api/mcp/",
        "/monitoring",
        "/docs",
        "/openapi.json",
        "/login",
    ],
)
def test_what_the_chat_does_not_need_is_not_there(client: httpx.Client, path: str) -> None:
    assert client.get(path).status_code == 404
    assert client.post(path, json={}).status_code == 404


@pytest.mark.parametrize("path", ["/static/../../../../etc/passwd", "/assets/%2e%2e/%2e%2e/app.py"])
def test_no_file_is_read_by_climbing_out_of_a_folder(client: httpx.Client, path: str) -> None:
    assert client.get(path).status_code in (403, 404)


def test_a_forged_file_in_a_request_reads_no_file(client: httpx.Client, tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("the secret of the house")
    forged = {"path": str(secret), "meta": {"_type": "gradio.FileData"}}
    history = [{"role": "user", "content": [{"type": "file", "file": forged}]}]
    assert '"success":false' in ask(client, forged), "Gradio took the file in"
    for data in ([forged, None, None], ["Why?", history, None], [history, forged, forged]):
        assert "the secret of the house" not in send(client, "submit", data)
    assert client.get(f"/gradio_api/file={secret}").status_code == 404


def test_gradio_takes_the_page_for_launched(librarian: Librarian) -> None:
    mounted = build(librarian, Settings()).routes[-1].app  # type: ignore[attr-defined]
    chat = mounted.get_blocks()
    assert chat.has_launched, "else a forged request reads any file"
    assert chat.state_session_capacity <= 500
    assert not chat.analytics_enabled and not chat.run_history
    assert {one.api_visibility for one in chat.fns.values()} == {"private"}


def test_a_conversation_is_no_input_of_any_event(client: httpx.Client) -> None:
    config = client.get("/config").json()
    kinds = {one["id"]: one["type"] for one in config["components"]}
    inputs = {kinds[number] for event in config["dependencies"] for number in event["inputs"]}
    assert inputs == {"state", "textbox"}


def test_a_body_that_is_too_large_is_refused(client: httpx.Client) -> None:
    assert client.post("/gradio_api/queue/join", content=b"x" * 300_000).status_code == 413
    pieces = (b"x" * 50_000 for _ in range(10))
    assert client.post("/gradio_api/queue/join", content=pieces).status_code == 413


@pytest.mark.parametrize(
    "question",
    [
        "",
        "   ",
        None,
        7,
        [],
        {"a": 1},
        "x" * 10_000,
        "\x00\x1b\x7f",
        "\ud83d",
        "<b>",
        "Wie geht's?",
    ],
)
def test_whatever_is_asked_is_answered_or_refused_politely(
    client: httpx.Client, question: object
) -> None:
    told = ask(client, question)
    assert '"success":true' in told
    assert "Traceback" not in told and '"error"' not in told
    assert "bubble reply" in told or "Write your question first." in told


def test_a_forged_event_changes_nothing(client: httpx.Client) -> None:
    for forged in ({"language": "<b>"}, {"language": ["ja"]}, ["ja"], "ja", 7, None):
        assert "EU-Japan Network" in send(client, "select", [None, None], forged)


def test_an_error_inside_is_not_told(client: httpx.Client) -> None:
    told = ask(client, "Please explode")
    assert "The answer could not be prepared" in told
    assert "secret of the inside" not in told and "RuntimeError" not in told


def test_twenty_people_are_answered_at_once(address: str) -> None:
    def one(number: int) -> str:
        with httpx.Client(base_url=address, timeout=20) as client:
            return ask(client, f"Tell me slowly, {number}")

    started = time.monotonic()
    with ThreadPoolExecutor(20) as pool:
        answers = list(pool.map(one, range(20)))
    assert all(f"Tell me slowly, {number}" in told for number, told in enumerate(answers))
    assert time.monotonic() - started < 6, "one after the other they would take more than 10 s"


def test_a_port_that_is_taken_is_said_before_anything_is_opened() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(PortTaken):
            serve(Settings(port=port))


def test_a_host_that_is_not_ours_is_a_setting_to_correct() -> None:
    with pytest.raises(SettingInvalid, match="EUJASSIST_HOST"):
        serve(Settings(host="192.0.2.1", port=0))


# A Python that says on its errors' stream whom it looks up or connects to.
SERVING = """
import io, sys
def tell(event, values):
    if event in ("socket.connect", "socket.getaddrinfo", "socket.gethostbyname"):
        sys.stderr.write(f"{event} {values}")
sys.addaudithook(tell)
from eujassist.settings import Settings
from eujassist.web import site
site.Assistant.open = lambda settings: io.StringIO()  # it can be closed, which is all it has to
site.serve(Settings(port=0))
"""


def test_it_says_where_it_listens_calls_nobody_and_stops_at_once() -> None:
    with subprocess.Popen(
        [sys.executable, "-c", SERVING],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=os.environ | {"LC_ALL": "C.UTF-8"},
    ) as running:
        assert running.stdout and running.stderr
        said = running.stdout.readline()
        found = re.search(r"http://127\.0\.0\.1:\d+", said)
        assert found, said
        assert httpx.get(f"{found[0]}/").status_code == 200
        with httpx.stream("GET", f"{found[0]}/gradio_api/heartbeat/page"):
            running.send_signal(signal.SIGINT)
            assert running.wait(timeout=5) == 0
        assert running.stderr.read() == ""
