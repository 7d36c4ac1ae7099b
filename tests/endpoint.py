"""An OpenAI-compatible server on 127.0.0.1 that says what a test tells it to, well or badly."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

Behaviour = Callable[["_Handler"], None]
PATIENCE = 20.0
"""Seconds after which a test's server gives up on its client."""


class Endpoint:
    """What the server is to do next, and what it was asked; the last behaviour is kept."""

    def __init__(self, address: str) -> None:
        self.address = address
        self.asked: list[dict[str, Any]] = []
        """The bodies of the requests."""
        self.keys: list[str | None] = []
        """Their Authorization headers."""
        self.behaviours: list[Behaviour] = []
        self.left = threading.Event()
        """Set when a client went away before its reply was whole."""
        self.over = threading.Event()

    def does(self, *behaviours: Behaviour) -> None:
        """Behave so from now on: at the first request the first way, and so on."""
        self.behaviours = list(behaviours)
        self.left.clear()

    def next(self) -> Behaviour:
        """Return what the next request is met with."""
        return self.behaviours.pop(0) if len(self.behaviours) > 1 else self.behaviours[0]


@contextmanager
def serving() -> Iterator[Endpoint]:
    """Run a server."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
    endpoint = Endpoint(f"http://127.0.0.1:{server.server_address[1]}/v1")
    _Handler.endpoint = endpoint
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    yield endpoint
    endpoint.over.set()
    server.shutdown()
    server.server_close()
    thread.join()


def says(text: str, piece: int = 20) -> Behaviour:
    """Reply with `text` in pieces of so many characters."""

    def behave(handler: _Handler) -> None:
        handler.begin()
        for start in range(0, len(text), piece):
            handler.send_piece(text[start : start + piece])
        handler.end()

    return behave


def says_then_waits(text: str) -> Behaviour:
    """Reply with `text`, then with nothing, until the client leaves."""

    def behave(handler: _Handler) -> None:
        handler.begin()
        handler.send_piece(text)
        handler.wait()

    return behave


def says_then_breaks_off(text: str) -> Behaviour:
    """Reply with `text`, then drop the connection in the middle of the reply."""

    def behave(handler: _Handler) -> None:
        handler.begin()
        handler.send_piece(text)
        handler.close_connection = True

    return behave


def drips(piece: str) -> Behaviour:
    """Reply with the same piece again and again, so that no single wait is long."""

    def behave(handler: _Handler) -> None:
        handler.begin()
        while not handler.endpoint.over.wait(0.05):
            handler.send_piece(piece)

    return behave


def hangs(handler: _Handler) -> None:
    """Take the request and say nothing."""
    handler.wait()


def refuses(status: int, body: str = "{}") -> Behaviour:
    """Refuse the request."""

    def behave(handler: _Handler) -> None:
        handler.reply(status, "application/json", body)

    return behave


def refuses_forms_else(behaviour: Behaviour) -> Behaviour:
    """Refuse a request for a form of reply, as servers do that do not know how."""

    def behave(handler: _Handler) -> None:
        if "response_format" in handler.endpoint.asked[-1]:
            handler.reply(400, "application/json", '{"error": {"message": "response_format"}}')
        else:
            behaviour(handler)

    return behave


def writes(body: str, kind: str = "text/event-stream") -> Behaviour:
    """Reply with these very characters."""

    def behave(handler: _Handler) -> None:
        handler.reply(200, kind, body)

    return behave


class _Handler(BaseHTTPRequestHandler):
    endpoint: Endpoint
    asked: dict[str, Any]
    """The body of this request: others may come at the same time."""
    protocol_version = "HTTP/1.1"

    def handle(self) -> None:
        with suppress(ConnectionResetError):  # the client left between two requests
            super().handle()

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.asked = json.loads(body)
        self.endpoint.asked.append(self.asked)
        self.endpoint.keys.append(self.headers["Authorization"])
        self.connection.settimeout(PATIENCE)
        try:
            self.endpoint.next()(self)
        except OSError:
            self.close_connection = True
            self.endpoint.left.set()

    def begin(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.send_header("Transfer-Encoding", "chunked")
        self.end_headers()

    def send_piece(self, text: str) -> None:
        choice = {"index": 0, "delta": {"role": "assistant", "content": text}}
        chunk = {"id": "1", "object": "chat.completion.chunk", "created": 0, "model": "recorded"}
        self._send_line(json.dumps({**chunk, "choices": [choice]}))

    def end(self) -> None:
        self._send_line("[DONE]")
        self.wfile.write(b"0\r\n\r\n")

    def reply(self, status: int, kind: str, body: str) -> None:
        data = body.encode()
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def wait(self) -> None:
        """Wait until the client leaves."""
        if not self.rfile.read(1):
            raise ConnectionResetError

    def log_message(self, *_: object) -> None:
        """Keep quiet."""

    def _send_line(self, data: str) -> None:
        line = f"data: {data}\n\n".encode()
        self.wfile.write(f"{len(line):x}\r\n".encode() + line + b"\r\n")
        self.wfile.flush()
