from __future__ import annotations

import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest

from eujassist import Answer, Assistant
from tests.end_to_end.cases import CASES


@pytest.fixture(autouse=True)
def _impatient_threads() -> Iterator[None]:
    """Threads that interrupt each other at every turn."""
    interval = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    yield
    sys.setswitchinterval(interval)


def test_eight_who_ask_at_once_get_the_answers_of_one_who_asks_alone(
    assistant: Assistant,
) -> None:
    questions = [case.question for case in CASES[::3]]

    def ask(question: str) -> Answer:
        return replace(assistant.ask(question), timings={})

    alone = [ask(question) for question in questions]
    with ThreadPoolExecutor(max_workers=8) as threads:
        together = list(threads.map(ask, questions * 3))
    assert together == alone * 3
