"""What each stage of an answer takes."""

from __future__ import annotations

import time


class Stopwatch:
    """Milliseconds by stage."""

    def __init__(self) -> None:
        self._start = self._last = time.perf_counter()
        self._laps: dict[str, float] = {}

    def lap(self, stage: str) -> None:
        """Add the time since the last lap to that of `stage`."""
        now = time.perf_counter()
        self._laps[stage] = self._laps.get(stage, 0.0) + 1000 * (now - self._last)
        self._last = now

    def stop(self) -> dict[str, float]:
        """Return all stages, and as "total" the time since the beginning."""
        return {**self._laps, "total": 1000 * (time.perf_counter() - self._start)}
