"""Thresholds."""

from __future__ import annotations

from pathlib import Path

import pytest

from eujassist.errors import FileMissing, GateInvalid
from eujassist.evaluation.gates import failures, read
from eujassist.evaluation.summary import summarise

from .making import observation

SUMMARY = summarise(
    [
        observation("en-1", measures={"nDCG@10": 1.0}),
        observation("en-2", measures={"nDCG@10": 0.5}, right=False, strength=0.1),
    ]
)


def _read(folder: Path, text: str) -> list[str]:
    file = folder / "gates.toml"
    file.write_text(text, "utf-8")
    return failures(read(file), SUMMARY)


@pytest.mark.parametrize(
    ("bound", "held"),
    [("at_least = 0.75", True), ("at_least = 0.76", False), ("at_most = 0.74", False)],
)
def test_a_threshold_holds_or_not(tmp_path: Path, bound: str, held: bool) -> None:
    lines = _read(tmp_path, f'[[threshold]]\nmeasure = "nDCG@10"\nquestion = "en"\n{bound}\n')
    assert (not lines) is held


def test_what_was_not_measured_does_not_hold(tmp_path: Path) -> None:
    (line,) = _read(tmp_path, '[[threshold]]\nmeasure = "hallucinated"\nat_most = 1\n')
    assert "not measured" in line


def test_the_area_under_the_risk_has_a_threshold_too(tmp_path: Path) -> None:
    gate = '[[threshold]]\nmeasure = "risk-coverage area"\nat_most = {}\n'
    assert not _read(tmp_path, gate.format(0.25))
    assert _read(tmp_path, gate.format(0.2))


@pytest.mark.parametrize(
    "text",
    [
        "",
        "not toml",
        '[[threshold]]\nmeasure = "nDCG@11"\nat_least = 1\n',
        '[[threshold]]\nmeasure = "nDCG@10"\n',
        '[[threshold]]\nmeasure = "nDCG@10"\nat_least = 1\nat_most = 1\n',
        '[[threshold]]\nmeasure = "nDCG@10"\nquestion = "de"\nat_least = 1\n',
    ],
)
def test_a_file_that_says_nothing_clear_is_an_error(tmp_path: Path, text: str) -> None:
    with pytest.raises(GateInvalid):
        _read(tmp_path, text)


def test_a_lost_file_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(FileMissing):
        read(tmp_path / "none.toml")
