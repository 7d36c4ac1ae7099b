"""Our own set still stands in our own documents, and the thresholds are of measures that exist."""

from __future__ import annotations

from pathlib import Path

from eujassist.evaluation import gates
from eujassist.evaluation.cases import check, read
from eujassist.evaluation.collection import read_documents
from eujassist.settings import Settings

EVALUATION = Path(__file__).parents[2] / "eval"


def test_every_quotation_stands_in_its_document(settings: Settings) -> None:
    cases, problems = read(EVALUATION / "cases")
    assert [str(problem) for problem in problems] == []
    assert [str(problem) for problem in check(cases, read_documents(settings))] == []


def test_the_thresholds_are_valid() -> None:
    assert gates.read(EVALUATION / "gates.toml")


def test_the_baseline_of_the_public_sets_has_none_of_their_text() -> None:
    report = (EVALUATION / "baselines" / "qa" / "report.md").read_text("utf-8")
    assert "The worst questions" not in report
