"""Seconds to index a corpus and milliseconds of one question, against one bare query encoding.

python bench/answering.py [CORPUS_FOLDER]
"""

from __future__ import annotations

import statistics
import sys
import tempfile
import time
from pathlib import Path

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
        show_question(Assistant.open(settings))


def show_question(assistant: Assistant) -> None:
    """Print the median of each stage and of the yardstick, taken in turn, one at a time."""
    embedding = E5Embedding()
    embedding.get_query_embedding("warm up")
    laps: dict[str, list[float]] = {"bare query encoding": []}
    for _ in range(ROUNDS):
        for question in QUESTIONS:
            start = time.perf_counter()
            embedding.get_query_embedding(question)
            laps["bare query encoding"].append(1000 * (time.perf_counter() - start))
            for stage, milliseconds in assistant.ask(question).timings.items():
                laps.setdefault(stage, []).append(milliseconds)
    yardstick = statistics.median(laps["bare query encoding"])
    for stage, values in laps.items():
        median = statistics.median(values)
        high = statistics.quantiles(values, n=20)[-1]
        print(f"{stage:24} p50 {median:7.1f} ms  p95 {high:7.1f} ms  {median / yardstick:5.2f} x")


if __name__ == "__main__":
    main()
